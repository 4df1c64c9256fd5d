"""The store's tables of partners: standings, copies, and the keys by which offers are known again."""

from __future__ import annotations

import json
import sqlite3
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from feeds.ledger.store import rows as _rows
from feeds.ledger.store.sql import holes, renewed

if TYPE_CHECKING:
    from feeds.model.source_state import CachedDocument, SourceState

STATE = (
    "name, url, moved_to, gone_since, last_fetch, next_poll, last_success, last_change, failures, last_error, "
    "quarantined, recorded, entries, parser_key, proof, min_interval"
)
TIMES = ("gone_since", "last_fetch", "next_poll", "last_success", "last_change")
HEAD = (
    "url, request_body, role, final_url, media_type, charset, etag, last_modified, listed_modified, fetched, "
    "fingerprint, links"
)
DOCUMENT = f"{HEAD}, body"
QUICK = 1  # zlib's level: a copy is written more often than it is read


class SourceTables:
    """Rows in, rows out, as in the rest of the store."""

    sql: sqlite3.Connection

    def source_states(self) -> dict[str, SourceState]:
        """Give how each source stands, by name."""
        rows = self.sql.execute(f"select {STATE} from source_states order by name")  # noqa: S608 - a constant
        return {row[0]: _state(row) for row in rows.fetchall()}

    def save_source_state(self, state: SourceState) -> None:
        values = {name: getattr(state, name) for name in STATE.split(", ")}
        values |= {name: _rows.text(values[name]) for name in TIMES}
        self.sql.execute(
            f"insert into source_states ({STATE}) values ({holes(STATE)}) "  # noqa: S608 - constants
            f"on conflict (name) do update set {renewed(STATE, 'name')}",
            values,
        )

    def forget_source(self, name: str) -> None:
        """Forget a source that the configuration no longer names, and what it gave."""
        self.sql.execute("delete from source_states where name = :name", {"name": name})
        self.sql.execute("delete from cached_documents where source = :name", {"name": name})

    def cached_documents(self, source: str) -> list[CachedDocument]:
        """Give what a source last gave, lists before pages."""
        rows = self.sql.execute(
            f"select {DOCUMENT} from cached_documents where source = :source order by role, url, request_body",  # noqa: S608 - a constant
            {"source": source},
        )
        return [_cached(row[:-1], row[-1]) for row in rows.fetchall()]

    def cached_heads(self, source: str) -> list[CachedDocument]:
        """Give the same without the bodies."""
        rows = self.sql.execute(
            f"select {HEAD} from cached_documents where source = :source order by role, url, request_body",  # noqa: S608 - a constant
            {"source": source},
        )
        return [_cached(row, "") for row in rows.fetchall()]

    def save_cached_heads(self, source: str, documents: Iterable[CachedDocument]) -> None:
        """Note what a server said anew of documents that did not change."""
        self.sql.executemany(
            "update cached_documents set etag = :etag, last_modified = :last_modified, listed_modified = :listed_modified, "
            "role = :role, fetched = :fetched where source = :source and url = :url and request_body = :request_body",
            [
                {
                    "source": source,
                    "url": cached.url,
                    "request_body": cached.request_body,
                    "etag": cached.etag,
                }
                | {"last_modified": cached.last_modified, "listed_modified": cached.listed_modified}
                | {"fetched": _rows.text(cached.fetched), "role": cached.role}
                for cached in documents
            ],
        )

    def save_cached_documents(self, source: str, documents: Iterable[CachedDocument]) -> None:
        self.sql.executemany(
            f"insert into cached_documents (source, {DOCUMENT}) values (:source, {holes(DOCUMENT)}) "  # noqa: S608 - constants
            f"on conflict (source, url, request_body) do update set {renewed(DOCUMENT, 'url', 'request_body')}",
            [_of_cached(source, cached) for cached in documents],
        )

    def forget_cached_documents(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "delete from cached_documents where source = :source and url = :url and request_body = :request_body",
            [{"source": source, "url": url, "request_body": body} for url, body in keys],
        )

    def mark_cached_gone(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "update cached_documents set role = 'gone' where source = :source and url = :url and request_body = :request_body",
            [{"source": source, "url": url, "request_body": body} for url, body in keys],
        )

    def save_keys(self, source: str, locator: str, keys: Iterable[tuple[str, int]]) -> None:
        """Note the keys of a document, in place of those it had."""
        values = {"source": source, "locator": locator}
        self.sql.execute("delete from offer_keys where source = :source and locator = :locator", values)
        self.sql.executemany(
            "insert into offer_keys (source, locator, key, rank) values (:source, :locator, :key, :rank)",
            [{**values, "key": key, "rank": rank} for key, rank in dict(keys).items()],
        )

    def keyed(self, key: str) -> list[tuple[str, str, int]]:
        """Give source and locator of each document that a key names, and how well it knows the offer."""
        rows = self.sql.execute(
            "select source, locator, rank from offer_keys where key = :key order by rank desc, source, locator",
            {"key": key},
        )
        return [(source, locator, rank) for source, locator, rank in rows.fetchall()]

    def documents_of(self, entry: str) -> list[tuple[str, str]]:
        """Give source and locator of each document of an entry."""
        rows = self.sql.execute(
            "select source, locator from documents where entry = :entry order by source, locator",
            {"entry": entry},
        )
        return [(source, locator) for source, locator in rows.fetchall()]

    def lead(self, entry: str, source: str, locator: str) -> None:
        """Let another document of an entry be the one that it is made of."""
        self.sql.execute(
            "update entries set source = :source, locator = :locator where id = :entry",
            {"entry": entry, "source": source, "locator": locator},
        )

    def reread_source(self, name: str) -> None:
        """Let what a source gave be read again in the next run."""
        self.sql.execute("update source_states set recorded = '' where name = :name", {"name": name})

    def sources_with_missing(self) -> list[str]:
        """Name the sources that left out what may still come back."""
        rows = self.sql.execute(
            "select distinct d.source from documents d join entries e on e.id = d.entry "
            "where e.times_missed > 0 and e.state in ('open', 'stale') order by d.source"
        )
        return [name for (name,) in rows.fetchall()]

    def known_of(self, source: str) -> Iterator[tuple[str, str, str, str, int]]:
        """Give locator, fingerprint, kind, state and misses of each document of a source that is an entry."""
        rows = self.sql.execute(
            "select d.locator, d.fingerprint, e.kind, e.state, e.times_missed from documents d "
            "join entries e on e.id = d.entry where d.source = :source order by d.locator",
            {"source": source},
        )
        return (tuple(row) for row in rows.fetchall())

    def titled(self, source: str) -> Iterator[tuple[str, str]]:
        """Give locator and title of each document of a source that is an entry."""
        rows = self.sql.execute(
            "select d.locator, e.title from documents d join entries e on e.id = d.entry "
            "where d.source = :source order by d.locator",
            {"source": source},
        )
        return ((locator, title) for locator, title in rows.fetchall())


def _state(row: tuple[Any, ...]) -> SourceState:
    from feeds.model.source_state import SourceState  # most sites have no partners

    values = dict(zip(STATE.split(", "), row, strict=True))
    return SourceState(**{**values, **{name: _rows.time(values[name]) for name in TIMES}})


def _cached(row: tuple[Any, ...], body: str) -> CachedDocument:
    from feeds.model.source_state import CachedDocument, Lead, Leads

    values = dict(zip(HEAD.split(", "), row, strict=True))
    next_, pages = json.loads(values["links"])
    return CachedDocument(
        **{
            **values,
            "fetched": _rows.known(values["fetched"]),
            "links": Leads(tuple(Lead(*lead) for lead in next_), tuple(Lead(*lead) for lead in pages)),
            "body": zlib.decompress(b64decode(body)) if body else b"",
        }
    )


def _of_cached(source: str, cached: CachedDocument) -> dict[str, Any]:
    values = {name: getattr(cached, name) for name in DOCUMENT.split(", ")}
    values |= {"source": source, "fetched": _rows.text(cached.fetched), "links": json.dumps(cached.links)}
    return values | {"body": b64encode(zlib.compress(cached.body, QUICK)).decode()}
