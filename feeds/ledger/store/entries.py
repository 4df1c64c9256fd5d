"""Entries, what feeds select them by, and entries published before this ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.store import codec, rows
from feeds.ledger.store.rows import (
    COLUMNS,
    LIFECYCLE,
    PREVIOUS,
    EntryRow,
    PreviousEntryRow,
    Tables,
    from_columns,
    placeholders,
    to_columns,
    upsert,
)
from feeds.model.errors import DamagedError

SAVE = upsert("entries", f"{COLUMNS}, job", "id", keep="first_seen, page, links_digest") + ", changed = 1"
SAVE_POST = upsert("posts", "entry, payload", "entry")
SAVE_LIFECYCLE = (
    f"update entries set {', '.join(f'{n} = :{n}' for n in LIFECYCLE.split(', '))}, changed = 1 where id = :id"  # noqa: S608 - constants
)


class EntryTables(Tables):
    """The tables entries, posts, withheld and aliases."""

    def entry(self, id_: str) -> EntryRow | None:
        row = self._one(f"select {COLUMNS} from entries where id = :id", id=id_)  # noqa: S608 - a constant
        return rows.from_entry_columns(row) if row else None

    def entry_at(self, page: str) -> str:
        """Return the id of the entry whose page was last published at a path, or ""."""
        row = self._one("select id from entries where page = :page", page=page)
        return str(row[0]) if row else ""

    def removed_ids(self, digest: str) -> list[str]:
        """Return the ids of the removed entries with this content."""
        found = self._all(
            "select id from entries where digest = :digest and state = 'removed' order by id", digest=digest
        )
        return [id_ for (id_,) in found]

    def forget_entry(self, id_: str) -> None:
        self._run("delete from entries where id = :id", id=id_)
        self._run("update listed set until = '' where entry = :id", id=id_)
        self._run("delete from posts where entry = :id", id=id_)
        self._run("delete from links where entry = :id", id=id_)
        self._run("delete from archived_files where entry = :id", id=id_)
        self.forget_withheld(id_)

    def slug_holder(self, slug: str) -> tuple[str, str] | None:
        """Return id and locator of the entry that has a slug."""
        row = self._one("select id, locator from entries where slug = :slug", slug=slug)
        return (row[0], row[1]) if row else None

    def permalink_holder(self, path: str) -> tuple[str, str] | None:
        """Return id and locator of the entry whose author chose a path, in any case: some file systems ignore it."""
        row = self._one("select id, locator from entries where lower(permalink) = lower(:path)", path=path)
        return (row[0], row[1]) if row else None

    def save_permalink(self, id_: str, path: str) -> None:
        self._run("update entries set permalink = :path, changed = 1 where id = :id", path=path, id=id_)

    def slugs_like(self, slug: str) -> int:
        """Return the number of slugs that begin with this one and a dash."""
        (count,) = self._one(
            "select count(*) from entries where slug >= :first and slug < :last", first=f"{slug}-", last=f"{slug}."
        )
        return int(count)

    def save_entry(self, row: EntryRow, payload: bytes) -> None:
        self._run(SAVE, **rows.to_entry_columns(row), job=codec.job_in_lists(payload))
        self._run(SAVE_POST, entry=row.id, payload=payload.decode())

    def save_lifecycle(self, id_: str, lifecycle: Lifecycle) -> None:
        self._run(SAVE_LIFECYCLE, **rows.to_columns(lifecycle._asdict()), id=id_)

    def save_slug(self, id_: str, slug: str) -> None:
        self._run("update entries set slug = :slug, changed = 1 where id = :id", slug=slug, id=id_)

    def save_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        """Save the paths of the pages of entries, by id."""
        self.sql.executemany(
            "update entries set page = :page where id = :id", [{"id": id_, "page": page} for id_, page in pages]
        )

    def pages(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the paths of the pages of entries as last published, by id."""
        return dict(self._in("select id, page from entries where id in (:in)", ids))

    def set_primary_document(self, entry: str, source: str, locator: str) -> None:
        """Save which document an entry is made of."""
        self._run(
            "update entries set source = :source, locator = :locator, changed = 1 where id = :entry",
            entry=entry,
            source=source,
            locator=locator,
        )

    def raw_rows(self) -> list[tuple[Any, ...]]:
        """Return the undecoded rows of all entries, with the columns `COLUMNS`, and `job`."""
        return self._all(f"select {COLUMNS}, job from entries order by id")  # noqa: S608 - a constant

    def raw_rows_of(self, ids: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the undecoded rows of some entries, as `raw_rows` does, in no particular order."""
        return self._in(f"select {COLUMNS}, job from entries where id in (:in)", ids)  # noqa: S608 - constants

    def raw_row(self, id_: str) -> tuple[Any, ...] | None:
        """Return the undecoded row of an entry, with the columns `COLUMNS`, and `job`."""
        row: tuple[Any, ...] | None = self._one(f"select {COLUMNS}, job from entries where id = :id", id=id_)  # noqa: S608 - a constant
        return row

    def rows(self) -> list[EntryRow]:
        return [rows.from_entry_columns(row[:-1]) for row in self.raw_rows()]

    def counts(self) -> dict[str, int]:
        """Return the number of entries of each kind and state (`job open`)."""
        rows_ = self._all("select kind, state, count(*) from entries group by kind, state order by kind, state")
        return {f"{kind} {state}": count for kind, state, count in rows_}

    def first_unconfirmed(self) -> str:
        """Return since when the first of the stale entries is not confirmed; "" if there is none."""
        (first,) = self._one("select min(missing_since) from entries where state = 'stale'")
        return rows.format_time(rows.parse_time(first)) or ""

    def unconfirmed_members(self, collection: str) -> list[datetime]:
        """Return since when stale entries of a collection are not confirmed, in order."""
        found = self._all(
            "select missing_since from entries join members on entry = id where collection = :collection "
            "and included = 1 and state = 'stale' and missing_since is not null order by missing_since",
            collection=collection,
        )
        return [rows.required_time(since) for (since,) in found]

    def unnamed_employers(self, sources: Iterable[str]) -> tuple[int, str]:
        """Return how many open jobs of some sources have no employer, and the first of their documents."""
        found = list(
            self._in(
                "select count(*), min(locator) from entries where kind = 'job' and state = 'open' "
                "and organization = '' and source in (:in)",
                sources,
            )
        )
        files = [file for _, file in found if file]
        return sum(count for count, _ in found), min(files, default="")

    def open_jobs(self) -> list[str]:
        return [id_ for (id_,) in self._all("select id from entries where kind = 'job' and state = 'open' order by id")]

    def origins(self, ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """Return edition, source and document of some entries, by id."""
        found = self._in("select id, edition, source, locator from entries where id in (:in)", ids)
        return {id_: (edition, source, locator) for id_, edition, source, locator in found}

    def editions(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the editions of some entries, by id."""
        return dict(self._in("select id, edition from entries where id in (:in)", ids))

    def count_live(self) -> dict[str, int]:
        """Return the number of entries in the feeds by source; that of some recovered entries is not known: ""."""
        known = self._all("select source, count(*) from entries where state in ('open', 'stale') group by source")
        return {source: int(count) for source, count in known}

    def due(self, now: datetime | None) -> list[str]:
        """Return the ids of entries whose next transition is due or unknown; without `now`, of all but removed ones.

        Those of which a version is withheld are left out (see `due_withheld`), and drafts: what is saved of them is
        their last public version, and no clock publishes it.
        """
        unknown = "(state = 'stale' and next_transition is null)"  # of an earlier version
        due = (f"(next_transition <= :now or {unknown})", "next_transition, id")
        where, order = due if now else ("state <> 'removed'", "id")
        found = self._all(
            f"select id from entries join posts on entry = id where {where} and state <> 'draft' "  # noqa: S608 - constants
            f"and id not in (select entry from withheld) order by {order}",
            **({"now": rows.format_time(now)} if now else {}),
        )
        return [id_ for (id_,) in found]

    def due_withheld(self, now: datetime) -> list[tuple[EntryRow, str]]:
        """Return the hidden entries whose withheld versions are due, with these versions."""
        due = self._all(
            f"select {COLUMNS}, facts from entries join withheld on entry = id "  # noqa: S608 - a constant
            "where next_transition <= :now and state in ('draft', 'scheduled') order by next_transition, id",
            now=rows.format_time(now),
        )
        return [(rows.from_entry_columns(row[:-1]), row[-1]) for row in due]

    def save_withheld(self, id_: str, facts: str) -> None:
        """Save a version of an entry to be published later."""
        self._run(upsert("withheld", "entry, facts", "entry"), entry=id_, facts=facts)

    def forget_withheld(self, id_: str) -> None:
        self._run("delete from withheld where entry = :id", id=id_)

    def payload(self, id_: str) -> bytes:
        """Return the encoded post of an entry.

        Raises:
            DamagedError: it is missing or damaged.
        """
        row = self._one("select payload from posts where entry = :id", id=id_)
        if row is None:
            raise DamagedError(f"expected the post of the entry {id_}, found none")
        return rows.payload(row[0])

    def post_lengths(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the lengths of encoded posts, in characters, by entry id."""
        return dict(self._in("select entry, length(payload) from posts where entry in (:in)", ids))

    def payloads(self, ids: Iterable[str]) -> dict[str, bytes]:
        return {id_: self.payload(id_) for id_ in ids}

    def documented_posts(self) -> list[tuple[str, bytes]]:
        """Return locator and post of each document that has an entry."""
        found = self._all(
            "select locator, payload from documents d join posts p on p.entry = d.entry order by source, locator"
        )
        return [(locator, payload.encode()) for locator, payload in found]

    def aliases(self) -> dict[str, str]:
        """Return the id of the entry of each alias, by path."""
        return dict(self._all("select path, entry from aliases order by path"))

    def alias_target(self, path: str) -> str:
        """Return the id of the entry that an alias belongs to, or ""."""
        row = self._one("select entry from aliases where path = :path", path=path)
        return str(row[0]) if row else ""

    def forget_aliases(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from aliases where path = :path", [{"path": path} for path in paths])

    def save_aliases(self, aliases: Iterable[tuple[str, str]]) -> None:
        """Save former paths of pages; an entry that loses one to another changes, too."""
        found = [{"path": path, "entry": entry} for path, entry in aliases]
        owner = "select entry from aliases where path = :path and entry <> :entry"
        self.sql.executemany(f"update entries set changed = 1 where id = ({owner})", found)  # noqa: S608 - a constant
        self.sql.executemany(upsert("aliases", "path, entry", "path"), found)


class PreviousEntryTables(Tables):
    """The table previous_entries."""

    def previous_entries(self) -> list[PreviousEntryRow]:
        rows = self._all(f"select {PREVIOUS} from previous_entries order by id")  # noqa: S608 - a constant
        return [PreviousEntryRow(**from_columns(PREVIOUS, row)) for row in rows]

    def has_recovered_entries(self) -> bool:
        """Return whether entries that this site published wait for their documents."""
        return bool(self._one("select 1 from previous_entries where published_here = 1 limit 1"))

    def save_previous_entry(self, previous: PreviousEntryRow) -> None:
        """Save a previous entry, unless there is one with its id."""
        self._run(
            f"insert into previous_entries ({PREVIOUS}) values ({placeholders(PREVIOUS)}) "  # noqa: S608 - constants
            "on conflict (id) do nothing",
            **to_columns(previous._asdict()),
        )

    def forget_previous_entry(self, id_: str) -> None:
        self._run("delete from previous_entries where id = :id", id=id_)


class PostFacts(NamedTuple):
    """The facts of one post; `input_digest` is of the post and of what was looked for."""

    entry: str
    input_digest: str
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


SAVE_FACTS = upsert("post_facts", ", ".join(PostFacts._fields), "entry")


class PostFactTables(Tables):
    """The table post_facts: keywords in texts, and names of authors."""

    def post_facts(self, ids: Iterable[str] | None = None) -> dict[str, PostFacts]:
        """Return the facts of posts by entry; without `ids`, those of all.

        Raises:
            DamagedError: those of a post are damaged.
        """
        statement = "select entry, input_digest, keywords, authors from post_facts"
        found = self._all(statement) if ids is None else self._in(f"{statement} where entry in (:in)", ids)
        return {
            entry: PostFacts(entry, digest, rows.parse_tags(words), rows.parse_tags(names))
            for entry, digest, words, names in found
        }

    def save_post_facts(self, facts: Iterable[PostFacts]) -> None:
        columns = (
            {**one._asdict(), "keywords": _listed(one.keywords), "authors": _listed(one.authors)} for one in facts
        )
        self.sql.executemany(SAVE_FACTS, list(columns))

    def forget_post_facts(self, entries: Iterable[str]) -> None:
        self.sql.executemany("delete from post_facts where entry = :entry", [{"entry": entry} for entry in entries])


def _listed(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
