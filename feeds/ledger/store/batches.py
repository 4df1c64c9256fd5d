"""Many rows in one statement: what a batch of documents reads before it is recorded, and writes at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.store import entries, files, rows
from feeds.ledger.store.documents import SAVE
from feeds.ledger.store.engines.sqlite import Connection
from feeds.ledger.store.files import LinkRow
from feeds.ledger.store.rows import COLUMNS, Stamp, Tables, batches, upsert

_OF_DOCUMENT = "where source = :source and locator = :locator"


class DocumentRow(NamedTuple):
    """A document as last parsed (see `Stamp`), with what a job in it lacks, and the dates that it states."""

    source: str
    locator: str
    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str
    problems: str
    missing_fields: str | None = None
    stated_dates: str = ""


_SAVE_OF_POST = upsert("documents", ", ".join(DocumentRow._fields), "source, locator")


class BatchTables(Tables):
    """Rows of several tables, by their keys."""

    def stamps_of(self, source: str, locators: Iterable[str]) -> dict[str, Stamp]:
        """Return the stamps of documents, by locator."""
        found = self._in(
            "select locator, size, mtime, inode, fingerprint, entry from documents "
            "where source = :source and locator in (:in)",
            locators,
            source=source,
        )
        return {locator: Stamp(*values) for locator, *values in found}

    def documents_of_each(self, ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """Return source and locator of each document of some entries, by their ids."""
        return _grouped(self._in("select entry, source, locator from documents where entry in (:in)", ids))

    def documents_with_keys(self, keys: Iterable[str]) -> dict[str, list[tuple[str, str, int]]]:
        """Return source, locator and rank of each document that has a key, by key, the highest rank first."""
        return _grouped(
            self._in(
                "select key, source, locator, rank from offer_keys where key in (:in) "
                "order by key, rank desc, source, locator",
                keys,
            )
        )

    def entry_columns(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the undecoded rows of entries, with the columns `COLUMNS`, by id."""
        found = self._in(f"select {COLUMNS} from entries where id in (:in)", ids)  # noqa: S608 - a constant
        return {row[0]: dict(zip(COLUMNS.split(", "), row, strict=True)) for row in found}

    def slug_holders(self, slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return id and locator of the entry that has a slug, by slug."""
        found = self._in("select slug, id, locator from entries where slug in (:in)", slugs)
        return {slug: (id_, locator) for slug, id_, locator in found}

    def permalink_holders(self, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return id and locator of the entry whose author chose a path, by the path in lower case."""
        found = self._in("select lower(permalink), id, locator from entries where lower(permalink) in (:in)", paths)
        return {path: holders[0] for path, holders in _grouped(found).items()}

    def entries_at(self, pages: Iterable[str]) -> dict[str, str]:
        """Return the id of the entry whose page was last published at a path, by path."""
        found = self._in("select page, id from entries where page in (:in)", pages)
        return {page: ids[0][0] for page, ids in _grouped(found).items()}

    def alias_targets(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the id of the entry that an alias belongs to, by path."""
        return dict(self._in("select path, entry from aliases where path in (:in)", paths))

    def removed_by_digest(self, digests: Iterable[str]) -> dict[str, list[str]]:
        """Return the ids of the removed entries with some content, by its digest."""
        found = self._in(
            "select digest, id from entries where state = 'removed' and digest in (:in) order by digest, id", digests
        )
        return {digest: [id_ for (id_,) in ids] for digest, ids in _grouped(found).items()}

    def posts_of(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the encoded posts of entries, by id."""
        found = self._in("select entry, payload from posts where entry in (:in)", ids)
        return {id_: rows.payload(text) for id_, text in found}

    def link_tokens(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the tokens of the links of entries, by id."""
        found = _grouped(self._in("select entry, token from links where entry in (:in)", ids))
        return {id_: {token for (token,) in tokens} for id_, tokens in found.items()}

    def save_posts(self, payloads: Iterable[tuple[str, bytes]]) -> None:
        """Save encoded posts, by the ids of their entries."""
        self._each(entries.SAVE_POST, ({"entry": id_, "payload": payload.decode()} for id_, payload in payloads))

    def save_documents(self, documents: Iterable[DocumentRow], *, of_posts: bool) -> None:
        """Save documents; those `of_posts` with what they lack and the dates that they state."""
        statement = _SAVE_OF_POST if of_posts else SAVE
        self._each(statement, (one._asdict() for one in documents))

    def update_stamps(self, documents: Iterable[tuple[str, str, Stamp]]) -> None:
        """Save the file status of documents with the same content, by source and locator."""
        self._each(
            f"update documents set size = :size, mtime = :mtime, inode = :inode {_OF_DOCUMENT}",  # noqa: S608 - a constant
            (
                {"source": source, "locator": locator, "size": stamp.size, "mtime": stamp.mtime, "inode": stamp.inode}
                for source, locator, stamp in documents
            ),
        )

    def forget_documents(self, documents: Iterable[tuple[str, str]]) -> None:
        """Delete documents, by source and locator."""
        self._each(f"delete from documents {_OF_DOCUMENT}", map(_document, documents))  # noqa: S608 - a constant

    def replace_keys(self, keys: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
        """Replace the keys of documents, each with its rank."""
        self._each(f"delete from offer_keys {_OF_DOCUMENT}", map(_document, keys))  # noqa: S608 - a constant
        self._each(
            "insert into offer_keys (source, locator, key, rank) values (:source, :locator, :key, :rank)",
            (
                {**_document(document), "key": key, "rank": rank}
                for document, of_document in keys.items()
                for key, rank in of_document.items()
            ),
        )

    def replace_links(self, gone: Iterable[tuple[str, str]], links: Iterable[LinkRow]) -> None:
        """Delete links, by entry and token, and save others; where these lead is to be found."""
        values = ({"entry": entry, "token": token} for entry, token in gone)
        self._each("delete from links where entry = :entry and token = :token", values)
        self._each(files.SAVE_LINK, (link._asdict() for link in links))

    def forget_links_digests(self, ids: Iterable[str]) -> None:
        """Save that entries have no links."""
        self._each("update entries set links_digest = '', changed = 1 where id = :id", ({"id": id_} for id_ in ids))

    def save_withheld_versions(self, facts: Mapping[str, str]) -> None:
        """Save versions of entries to be published later, by id."""
        values = ({"entry": id_, "facts": text} for id_, text in facts.items())
        self._each(upsert("withheld", "entry, facts", "entry"), values)

    def forget_withheld_versions(self, ids: Iterable[str]) -> None:
        """Delete the versions of entries that were to be published later."""
        self._each("delete from withheld where entry = :id", ({"id": id_} for id_ in ids))

    def forget_previous_entries(self, ids: Iterable[str]) -> None:
        """Delete previous entries."""
        self._each("delete from previous_entries where id = :id", ({"id": id_} for id_ in ids))

    def save_quality_events(self, entries_: Iterable[tuple[str, str]], event: str, at: datetime) -> None:
        """Save that something happened to entries, by source and id."""
        time = rows.format_time(at)
        values = ({"source": source, "entry": id_, "event": event, "at": time} for source, id_ in entries_)
        self._each(upsert("quality_events", "source, entry, event, at", "source, entry, event"), values)

    def _each(self, statement: str, values: Iterable[Mapping[str, Any]]) -> None:
        run_each(self.sql, statement, values)


def run_each(sql: Connection, statement: str, values: Iterable[Mapping[str, Any]]) -> None:
    """Run a statement for each of some values, if there are any."""
    for batch in batches(values):
        sql.executemany(statement, batch)


def _document(key: tuple[str, str]) -> dict[str, str]:
    return {"source": key[0], "locator": key[1]}


def _grouped(found: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for name, *values in found:
        groups.setdefault(name, []).append(tuple(values))
    return groups
