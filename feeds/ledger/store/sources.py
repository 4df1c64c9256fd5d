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
    from feeds.model.source_state import Copy, Standing

STANDING = (
    "name, url, moved, gone, asked, due, succeeded, changed, failures, trouble, held, read, entries, way, "
    "proof, wait"
)
TIMES = ("gone", "asked", "due", "succeeded", "changed")
HEAD = (
    "url, ask, role, final, media_type, charset, etag, last_modified, modified, fetched, fingerprint, leads"
)
COPY = f"{HEAD}, body"
QUICK = 1  # zlib's level: a copy is written more often than it is read


class PartnerTables:
    """Rows in, rows out, as in the rest of the store."""

    sql: sqlite3.Connection

    def standings(self) -> dict[str, Standing]:
        """Give how each source stands, by name."""
        rows = self.sql.execute(f"select {STANDING} from standings order by name")  # noqa: S608 - a constant
        return {row[0]: _standing(row) for row in rows.fetchall()}

    def save_standing(self, standing: Standing) -> None:
        values = {name: getattr(standing, name) for name in STANDING.split(", ")}
        values |= {name: _rows.text(values[name]) for name in TIMES}
        self.sql.execute(
            f"insert into standings ({STANDING}) values ({holes(STANDING)}) "  # noqa: S608 - constants
            f"on conflict (name) do update set {renewed(STANDING, 'name')}",
            values,
        )

    def forget_standing(self, name: str) -> None:
        """Forget a source that the configuration no longer names, and what it gave."""
        self.sql.execute("delete from standings where name = :name", {"name": name})
        self.sql.execute("delete from copies where source = :name", {"name": name})

    def copies(self, source: str) -> list[Copy]:
        """Give what a source last gave, lists before pages."""
        rows = self.sql.execute(
            f"select {COPY} from copies where source = :source order by role, url, ask",  # noqa: S608 - a constant
            {"source": source},
        )
        return [_copy(row[:-1], row[-1]) for row in rows.fetchall()]

    def heads(self, source: str) -> list[Copy]:
        """Give the same without the bodies."""
        rows = self.sql.execute(
            f"select {HEAD} from copies where source = :source order by role, url, ask",  # noqa: S608 - a constant
            {"source": source},
        )
        return [_copy(row, "") for row in rows.fetchall()]

    def save_heads(self, source: str, copies: Iterable[Copy]) -> None:
        """Note what a server said anew of documents that did not change."""
        self.sql.executemany(
            "update copies set etag = :etag, last_modified = :last_modified, modified = :modified, "
            "role = :role, fetched = :fetched where source = :source and url = :url and ask = :ask",
            [
                {"source": source, "url": copy.url, "ask": copy.ask, "etag": copy.etag}
                | {"last_modified": copy.last_modified, "modified": copy.modified}
                | {"fetched": _rows.text(copy.fetched), "role": copy.role}
                for copy in copies
            ],
        )

    def save_copies(self, source: str, copies: Iterable[Copy]) -> None:
        self.sql.executemany(
            f"insert into copies (source, {COPY}) values (:source, {holes(COPY)}) "  # noqa: S608 - constants
            f"on conflict (source, url, ask) do update set {renewed(COPY, 'url', 'ask')}",
            [_of_copy(source, copy) for copy in copies],
        )

    def forget_copies(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "delete from copies where source = :source and url = :url and ask = :ask",
            [{"source": source, "url": url, "ask": ask} for url, ask in keys],
        )

    def save_gone(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "update copies set role = 'gone' where source = :source and url = :url and ask = :ask",
            [{"source": source, "url": url, "ask": ask} for url, ask in keys],
        )

    def save_keys(self, source: str, locator: str, keys: Iterable[tuple[str, int]]) -> None:
        """Note the keys of a document, in place of those it had."""
        values = {"source": source, "locator": locator}
        self.sql.execute("delete from keys where source = :source and locator = :locator", values)
        self.sql.executemany(
            "insert into keys (source, locator, key, own) values (:source, :locator, :key, :own)",
            [{**values, "key": key, "own": own} for key, own in dict(keys).items()],
        )

    def keyed(self, key: str) -> list[tuple[str, str, int]]:
        """Give source and locator of each document that a key names, and how well it knows the offer."""
        rows = self.sql.execute(
            "select source, locator, own from keys where key = :key order by own desc, source, locator",
            {"key": key},
        )
        return [(source, locator, own) for source, locator, own in rows.fetchall()]

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

    def read_again(self, name: str) -> None:
        """Let what a source gave be read again in the next run."""
        self.sql.execute("update standings set read = '' where name = :name", {"name": name})

    def waiting_for(self) -> list[str]:
        """Name the sources that left out what may still come back."""
        rows = self.sql.execute(
            "select distinct d.source from documents d join entries e on e.id = d.entry "
            "where e.missed > 0 and e.state in ('open', 'lost') order by d.source"
        )
        return [name for (name,) in rows.fetchall()]

    def known_of(self, source: str) -> Iterator[tuple[str, str, str, str, int]]:
        """Give locator, fingerprint, kind, state and misses of each document of a source that is an entry."""
        rows = self.sql.execute(
            "select d.locator, d.fingerprint, e.kind, e.state, e.missed from documents d "
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


def _standing(row: tuple[Any, ...]) -> Standing:
    from feeds.model.source_state import Standing  # most sites have no partners

    values = dict(zip(STANDING.split(", "), row, strict=True))
    return Standing(**{**values, **{name: _rows.time(values[name]) for name in TIMES}})


def _copy(row: tuple[Any, ...], body: str) -> Copy:
    from feeds.model.source_state import Copy, Lead, Leads

    values = dict(zip(HEAD.split(", "), row, strict=True))
    next_, pages = json.loads(values["leads"])
    return Copy(
        **{
            **values,
            "fetched": _rows.known(values["fetched"]),
            "leads": Leads(tuple(Lead(*lead) for lead in next_), tuple(Lead(*lead) for lead in pages)),
            "body": zlib.decompress(b64decode(body)) if body else b"",
        }
    )


def _of_copy(source: str, copy: Copy) -> dict[str, Any]:
    values = {name: getattr(copy, name) for name in COPY.split(", ")}
    values |= {"source": source, "fetched": _rows.text(copy.fetched), "leads": json.dumps(copy.leads)}
    return values | {"body": b64encode(zlib.compress(copy.body, QUICK)).decode()}
