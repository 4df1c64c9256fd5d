"""Which entries are in which lists and feeds, what decides their places there, and which entries changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from sys import intern
from typing import Any, NamedTuple

from feeds.ledger.store.rows import Tables, format_time, parse_time, required_time, upsert
from feeds.model.entry import Listed, Member

FIELDS = ("entry", *Listed._fields[1:])
COLUMNS = ", ".join(FIELDS)
_SAVE = upsert("listed", f"{COLUMNS}, until", "entry")
_OF_LISTED = ", ".join(f"listed.{name}" for name in FIELDS)
_LEFT = "coalesce(leaves, ended)"


class Ended(NamedTuple):
    """Of the entries that left a collection long ago: when the last one left, and when any was last changed."""

    left: datetime | None
    updated: datetime | None


class MemberTables(Tables):
    """The tables listed, members and collections, and the column entries.changed."""

    # Entries that changed

    def changed_entries(self, now: datetime | None) -> set[str]:
        """Return the entries that changed since `forget_changed_entries`, or that the clock changes until `now`."""
        found = {id_ for (id_,) in self._all("select id from entries where changed = 1")}
        due = self._all("select entry from listed where until <= :now", now=format_time(now)) if now else []
        return found.union(id_ for (id_,) in due)

    def forget_changed_entries(self) -> None:
        self._run("update entries set changed = 0 where changed = 1")

    def entry_ids(self, after: str, most: int) -> list[str]:
        """Return the next ids after one, in order."""
        rows = self._all("select id from entries where id > :after order by id limit :most", after=after, most=most)
        return [id_ for (id_,) in rows]

    def removed_entries(self) -> list[str]:
        """Return the listed entries that are no more."""
        return [id_ for (id_,) in self._all("select entry from listed where entry not in (select id from entries)")]

    def has_listed(self) -> bool:
        """Return whether the places of entries were determined."""
        return self._one("select 1 from listed limit 1") is not None

    def next_change(self, now: datetime) -> str:
        """Return when the clock next changes what is published; "" for never."""
        (at,) = self._one("select min(until) from listed where until > :now", now=format_time(now))
        return at or ""

    # What decides their places

    def listed_of(self, ids: Iterable[str]) -> dict[str, Listed]:
        """Return what is known of some entries, by id."""
        rows = self._in(f"select {COLUMNS} from listed where entry in (:in)", ids)  # noqa: S608 - constants
        return {row[0]: _listed(row) for row in rows}

    def listed_with_pages(self, after: str, most: int) -> list[Listed]:
        """Return the next entries with pages after an id, in order."""
        rows = self._all(
            f"select {COLUMNS} from listed where entry > :after and path <> '' order by entry limit :most",  # noqa: S608 - constants
            after=after,
            most=most,
        )
        return [_listed(row) for row in rows]

    def save_listed(self, listed: Iterable[tuple[Listed, datetime | None]]) -> None:
        """Save what decides the places of entries, and when the clock changes what is published of each."""
        rows = (
            {**dict(zip(FIELDS, one, strict=True)), "until": until, "shown": int(one.shown)} for one, until in listed
        )
        self.sql.executemany(_SAVE, [{name: _stored(value) for name, value in row.items()} for row in rows])

    def forget_listed(self, ids: Iterable[str]) -> None:
        rows = [{"id": id_} for id_ in ids]
        self.sql.executemany("delete from listed where entry = :id", rows)
        self.sql.executemany("delete from members where entry = :id", rows)

    def pages_at(self, paths: Iterable[str]) -> set[str]:
        """Return those of some paths at which an entry has its page."""
        return {path for (path,) in self._in("select path from listed where path in (:in)", paths)}

    def pages_of_documents(self) -> list[tuple[str, str]]:
        """Return the path of each page with the document that it is made of."""
        return self._all("select path, locator from listed join entries on id = entry where path <> '' order by path")

    def pages_that_are_gone(self) -> dict[str, str]:
        """Return the paths of the pages that entries had, of those that have none any more, with their ids."""
        return dict(self._all("select page, id from entries join listed on entry = id where path = '' and page <> ''"))

    def published_pages(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield id, URL, digest of the file, edition and revision of each entry whose page is published and listed."""
        yield from self.sql.execute(
            "select id, url, outputs.digest, edition, revision from listed join entries on id = entry "
            "join outputs on outputs.path = listed.path where listed.state <> 'unlisted' order by id"
        )

    # Members of collections

    def members_of(self, ids: Iterable[str]) -> dict[str, set[Member]]:
        """Return the collections that some entries belong to, by id."""
        found: dict[str, set[Member]] = {}
        rows = self._in("select entry, collection, included, label from members where entry in (:in)", ids)
        for entry, collection, included, label in rows:
            found.setdefault(entry, set()).add(Member(collection, bool(included), label))
        return found

    def save_members(self, gone: Iterable[tuple[str, Member]], new: Iterable[tuple[str, Member]]) -> None:
        """Remove and add members."""
        self.sql.executemany(
            "delete from members where collection = :collection and entry = :entry",
            [{"collection": one.collection, "entry": entry} for entry, one in gone],
        )
        self.sql.executemany(
            "insert into members (collection, entry, label, included) values (:collection, :entry, :label, :included)",
            [{**one._asdict(), "entry": entry, "included": int(one.included)} for entry, one in new],
        )

    def members(self, collection: str) -> list[Listed]:
        """Return the entries that a collection includes, in no particular order."""
        rows = self._all(
            f"select {_OF_LISTED} from members join listed on listed.entry = members.entry "  # noqa: S608 - constants
            "where collection = :collection and included = 1",
            collection=collection,
        )
        return [_listed(row) for row in rows]

    def member_ids(self, collection: str) -> list[str]:
        """Return the ids of the entries that a collection includes."""
        rows = self._all(
            "select entry from members where collection = :collection and included = 1", collection=collection
        )
        return [id_ for (id_,) in rows]

    def left_since(self, collection: str, since: datetime) -> list[Listed]:
        """Return the entries that only their state keeps out of a collection, and that left it after an instant."""
        rows = self._all(
            f"select {_OF_LISTED} from members join listed on listed.entry = members.entry "  # noqa: S608 - constants
            f"where collection = :collection and included = 0 and {_LEFT} > :since",
            collection=collection,
            since=format_time(since),
        )
        return [_listed(row) for row in rows]

    def left_until(self, collection: str, until: datetime) -> Ended:
        """Return when the last entry left a collection until an instant, and when any that is out changed last."""
        left, updated = self._one(
            f"select max(case when ended is not null and shown = 1 and {_LEFT} <= :until then {_LEFT} end), "  # noqa: S608 - constants
            "max(coalesce(ended, updated)) from members join listed on listed.entry = members.entry "
            "where collection = :collection and included = 0",
            collection=collection,
            until=format_time(until),
        )
        return Ended(parse_time(left), parse_time(updated))

    def count_members(self, prefix: str) -> dict[str, int]:
        """Return the number of entries of each collection whose name begins so, those that are out as well."""
        return dict(
            self._all(
                "select collection, count(*) from members where collection >= :first and collection < :last "
                "group by collection order by collection",
                first=prefix,
                last=f"{prefix}\U0010ffff",
            )
        )

    def last_updates(self, prefix: str) -> dict[str, datetime]:
        """Return when an entry of each collection whose name begins so was last updated."""
        rows = self._all(
            "select collection, max(updated) from members join listed on listed.entry = members.entry "
            "where collection >= :first and collection < :last group by collection order by collection",
            first=prefix,
            last=f"{prefix}\U0010ffff",
        )
        return {name: required_time(updated) for name, updated in rows}

    def included(self, collection: str, ids: Iterable[str]) -> dict[str, bool]:
        """Return which of some entries belong to a collection, and whether it includes them."""
        statement = "select entry, included from members where collection = :name and entry in (:in)"
        return {entry: bool(included) for entry, included in self._in(statement, ids, name=collection)}

    def save_window(self, collection: str, ids: Iterable[str]) -> set[str]:
        """Save the only members of a collection, and return those that came or left."""
        now, before = set(ids), set(self.member_ids(collection))
        member = Member(collection)
        self.save_members([(id_, member) for id_ in before - now], [(id_, member) for id_ in now - before])
        return now ^ before

    def collections_like(self, prefix: str) -> list[str]:
        """Return the names of the collections with members that begin so, in order."""
        rows = self._all(
            "select name from collections where name >= :first and name < :last order by name",
            first=prefix,
            last=f"{prefix}\U0010ffff",
        )
        return [name for (name,) in rows]

    def labels(self, prefix: str) -> dict[str, str]:
        """Return the label of each collection whose name begins so."""
        return dict(
            self._all(
                "select name, label from collections where name >= :first and name < :last order by name",
                first=prefix,
                last=f"{prefix}\U0010ffff",
            )
        )

    def most_frequent_labels(self, collections: Iterable[str]) -> dict[str, str]:
        """Return how most members of collections write their names; those without members are left out."""
        found: dict[str, tuple[int, str]] = {}
        rows = self._in(
            "select collection, label, count(*) from members where collection in (:in) group by collection, label",
            collections,
        )
        for collection, label, count in rows:
            found[collection] = min(found.get(collection, (0, "")), (-count, label))
        return {collection: label for collection, (_, label) in found.items()}

    def save_collections(self, labels: Iterable[tuple[str, str]]) -> None:
        """Save how the names of collections are written."""
        self.sql.executemany(
            upsert("collections", "name, label", "name"), [{"name": name, "label": label} for name, label in labels]
        )

    def forget_collections(self, names: Iterable[str]) -> None:
        self.sql.executemany("delete from collections where name = :name", [{"name": name} for name in names])

    def together(self, collection: str, prefix: str) -> dict[str, int]:
        """Return how many entries a collection shares with each of those whose names begin so."""
        return dict(
            self._all(
                "select other.collection, count(*) from members "
                "join members other on other.entry = members.entry "
                "where members.collection = :collection and other.collection >= :first and other.collection < :last "
                "group by other.collection",
                collection=collection,
                first=prefix,
                last=f"{prefix}\U0010ffff",
            )
        )


def _stored(value: Any) -> Any:
    return format_time(value) if isinstance(value, datetime) else value


def _listed(row: tuple[Any, ...]) -> Listed:
    id_, revision, path, url, state, published, updated, changed_at, closed, ended, leaves, shown, weight = row
    # Most entries have one time and the same state: shared, they take a fifth less memory.
    shared: Any = intern(state)
    first = required_time(published)
    last = first if updated == published else required_time(updated)
    return Listed(
        *(id_, revision, path, url, shared, first, last),
        last if changed_at == updated else required_time(changed_at),
        closed=parse_time(closed),
        ended=parse_time(ended),
        leaves=parse_time(leaves),
        shown=bool(shown),
        weight=weight,
    )
