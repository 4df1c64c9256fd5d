"""The embedded store: one SQLite file, in SQL that PostgreSQL understands too.

Each method is one statement, its parameters named. What only SQLite knows (the file, its journal,
its version) is in `_open` and `_migrate`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.store import rows as _rows
from feeds.ledger.store.notifications import NotificationTables
from feeds.ledger.store.rows import COLUMNS, PREVIOUS, EntryRow, PreviousRow, Stamp, Written
from feeds.ledger.store.sources import SourceTables
from feeds.ledger.store.sql import SAVE_DOCUMENT, SAVE_ENTRY, SAVE_LIFECYCLE, SAVE_OUTPUT, SAVE_POST, holes
from feeds.model.errors import LedgerError

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION = 5
CACHE = 16_000  # kB: what one run writes to its indexes is written to the file once
TABLES = (
    *("meta", "documents", "entries", "posts", "aliases", "archives", "previous_entries", "feeds", "outputs"),
    *("source_states", "cached_documents", "offer_keys", "notifications", "acknowledged"),
)


@dataclass(slots=True)
class Transaction:
    """Whether what is done will be kept."""

    keep: bool = True


class Store(SourceTables, NotificationTables):
    """Rows in, rows out; no rule lives here."""

    def __init__(self, path: Path | None, patience: float = 5) -> None:
        """Open or create the ledger, waiting `patience` seconds for others; without a path it is in memory.

        Raises:
            LedgerError: the file is damaged, not writable, or of a newer version.
        """
        self.path, self.patience = path, patience
        self._open(path)
        try:
            self._migrate()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self.close()
            raise LedgerError(f"{path}: the ledger cannot be used: {error} (mend or remove it)") from error
        except LedgerError:
            self.close()
            raise

    def _open(self, path: Path | None) -> None:
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.sql = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=self.patience)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(
                f"{path}: the ledger cannot be opened: {error} (check its permissions)"
            ) from error

    def _migrate(self) -> None:
        (version,) = self.sql.execute("pragma user_version").fetchone()
        if not 0 <= version <= VERSION:
            raise LedgerError(
                f"{self.path}: the ledger is of version {version}, newer than this program's {VERSION} "
                "(use the newer program)"
            )
        self.sql.execute("pragma journal_mode = wal")
        self.sql.execute("pragma synchronous = full")
        self.sql.execute(f"pragma cache_size = -{CACHE}")
        for step in range(version + 1, VERSION + 1):
            script = (MIGRATIONS / f"{step:03}.sql").read_text(encoding="utf-8")
            self.sql.executescript(f"begin immediate; {script} pragma user_version = {step}; commit;")

    def close(self) -> None:
        self.sql.close()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Transaction]:
        """All or nothing; nothing either when the block sets `keep` to False.

        What is `durable` outlives a power cut; the rest at least the end of the process.

        Raises:
            LedgerError: the store refused.
        """
        work = Transaction()
        try:
            self.sql.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
            self.sql.execute("begin immediate")
            try:
                yield work
            except BaseException:
                self.sql.execute("rollback")
                raise
            self.sql.execute("commit" if work.keep else "rollback")
        except sqlite3.Error as error:
            raise LedgerError(
                f"{self.path}: the ledger refused: {error} (nothing of this run was kept)"
            ) from error

    def _all(self, statement: str, /, **values: Any) -> list[Any]:
        return self.sql.execute(statement, values).fetchall()

    def _one(self, statement: str, /, **values: Any) -> Any:
        return self.sql.execute(statement, values).fetchone()

    # What belongs to the whole

    def meta(self, name: str) -> str:
        row = self._one("select value from meta where name = :name", name=name)
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self.sql.execute(
            "insert into meta (name, value) values (:name, :value) "
            "on conflict (name) do update set value = excluded.value",
            {"name": name, "value": value},
        )

    def columns(self, table: str) -> dict[str, tuple[type, ...]]:
        """Give the columns of a table of `TABLES`, each with the types that its values may have."""
        known: dict[str, tuple[type, ...]] = {}
        for _, name, kind, filled, _, _ in self.sql.execute(f"pragma table_info({table})"):
            value = str if kind.lower() == "text" else int
            known[name] = (value,) if filled or name == "id" else (value, type(None))
        return known

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        """Give all rows of a table of `TABLES`, in an order that is always the same."""
        cursor = self.sql.execute(f"select * from {name} order by 1, 2")  # noqa: S608 - one of TABLES
        columns = [column[0] for column in cursor.description]
        return (dict(zip(columns, row, strict=True)) for row in cursor)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row that `table` gave to a table of `TABLES`."""
        names = ", ".join(row)
        self.sql.execute(f"insert into {table} ({names}) values ({holes(names)})", row)  # noqa: S608 - names of columns

    def clear(self, table: str) -> None:
        """Take all rows out of a table of `TABLES`."""
        self.sql.execute(f"delete from {table}")  # noqa: S608 - one of TABLES

    # Documents

    def stamps(self, source: str) -> dict[str, tuple[int, int, int]]:
        """Give size, time of change and inode of each document of a source."""
        rows = self._all(
            "select locator, size, mtime, inode from documents where source = :source", source=source
        )
        return {row[0]: row[1:] for row in rows}

    def count(self, source: str) -> int:
        """Count the documents of a source."""
        (count,) = self._one("select count(*) from documents where source = :source", source=source)
        return int(count)

    def fingerprint(self, source: str, locator: str) -> str:
        stamp = self.stamp(source, locator)
        return stamp.fingerprint if stamp else ""

    def stamp(self, source: str, locator: str) -> Stamp | None:
        row = self._one(
            "select size, mtime, inode, fingerprint, entry from documents "
            "where source = :source and locator = :locator",
            source=source,
            locator=locator,
        )
        return Stamp(*row) if row else None

    def sources(self) -> list[str]:
        return [name for (name,) in self._all("select distinct source from documents order by source")]

    def save_document(self, source: str, locator: str, stamp: Stamp, problems: str) -> None:
        values = {"source": source, "locator": locator, "size": stamp.size, "mtime": stamp.mtime}
        values |= {"inode": stamp.inode, "fingerprint": stamp.fingerprint, "entry": stamp.entry}
        self.sql.execute(SAVE_DOCUMENT, {**values, "problems": problems})

    def restamp(self, source: str, locator: str, stamp: Stamp) -> None:
        self.sql.execute(
            "update documents set size = :size, mtime = :mtime, inode = :inode "
            "where source = :source and locator = :locator",
            {"size": stamp.size, "mtime": stamp.mtime, "inode": stamp.inode}
            | {"source": source, "locator": locator},
        )

    def forget_document(self, source: str, locator: str) -> None:
        self.sql.execute(
            "delete from documents where source = :source and locator = :locator",
            {"source": source, "locator": locator},
        )
        self.save_keys(source, locator, ())

    def problems(self) -> Iterator[str]:
        rows = self._all("select problems from documents where problems <> '' order by source, locator")
        return (str(problems) for (problems,) in rows)

    # Entries

    def entry(self, id_: str) -> EntryRow | None:
        row = self._one(f"select {COLUMNS} from entries where id = :id", id=id_)  # noqa: S608 - a constant
        return _rows.entry(row) if row else None

    def entry_at(self, page: str) -> str:
        """Name the entry whose page was last published at this address, or nothing."""
        row = self._one("select id from entries where page = :page", page=page)
        return str(row[0]) if row else ""

    def removed_as(self, digest: str) -> list[str]:
        """Name the removed entries that said just this."""
        rows = self._all(
            "select id from entries where digest = :digest and state = 'removed' order by id", digest=digest
        )
        return [id_ for (id_,) in rows]

    def forget_entry(self, id_: str) -> None:
        self.sql.execute("delete from entries where id = :id", {"id": id_})
        self.sql.execute("delete from posts where entry = :id", {"id": id_})

    def slug_holder(self, slug: str) -> tuple[str, str] | None:
        row = self._one("select id, locator from entries where slug = :slug", slug=slug)
        return (row[0], row[1]) if row else None

    def slugs_like(self, slug: str) -> int:
        """Count the slugs that begin with this one and a dash: a range of the index."""
        (count,) = self._one(
            "select count(*) from entries where slug >= :first and slug < :last",
            first=f"{slug}-",
            last=f"{slug}.",
        )
        return int(count)

    def save_entry(self, row: EntryRow, payload: bytes) -> None:
        self.sql.execute(SAVE_ENTRY, _rows.of_entry(row))
        self.sql.execute(SAVE_POST, {"entry": row.id, "payload": payload.decode()})

    def save_lifecycle(self, id_: str, lifecycle: Lifecycle) -> None:
        self.sql.execute(SAVE_LIFECYCLE, {**_rows.of_lifecycle(lifecycle), "id": id_})

    def save_slug(self, id_: str, slug: str) -> None:
        self.sql.execute("update entries set slug = :slug where id = :id", {"slug": slug, "id": id_})

    def save_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        """Note where the pages of entries lie, given by id."""
        self.sql.executemany(
            "update entries set page = :page where id = :id",
            [{"id": id_, "page": page} for id_, page in pages],
        )

    def raw(self) -> list[tuple[Any, ...]]:
        """Give the rows of all entries as they stand there, in the order of `COLUMNS`."""
        return self._all(f"select {COLUMNS} from entries order by id")  # noqa: S608 - a constant

    def rows(self) -> list[EntryRow]:
        return [_rows.entry(row) for row in self.raw()]

    def is_empty(self) -> bool:
        """Say whether nothing was ever recorded."""
        return not any(
            self._one(f"select 1 from {table} limit 1")  # noqa: S608 - constants
            for table in ("documents", "entries")
        )

    def live(self) -> int:
        """Count the entries that stand in the feeds, those that this site published before the ledger too."""
        (known,) = self._one("select count(*) from entries where state in ('open', 'stale')")
        (waiting,) = self._one(
            "select count(*) from previous_entries where state = 'open' and published_here = 1"
        )
        return int(known) + int(waiting)

    def due(self, now: datetime | None) -> list[tuple[EntryRow, bytes]]:
        """Give the entries whose next moment has come; without `now`, all that have or had one."""
        where, order = (
            ("next_transition <= :now", "next_transition, id") if now else ("state <> 'removed'", "id")
        )
        rows = self._all(
            f"select {COLUMNS}, payload from entries join posts on entry = id "  # noqa: S608 - constants
            f"where {where} order by {order}",
            **({"now": _rows.text(now)} if now else {}),
        )
        return [(_rows.entry(row[:-1]), row[-1].encode()) for row in rows]

    def payloads(self, ids: Iterable[str]) -> dict[str, bytes]:
        one = "select payload from posts where entry = :id"
        return {id_: self.sql.execute(one, {"id": id_}).fetchone()[0].encode() for id_ in ids}

    # Addresses and feeds

    def addresses(self) -> dict[str, str]:
        """Give all former addresses, each with the id of the entry it led to."""
        return dict(self._all("select path, entry from aliases order by path"))

    def led_to(self, path: str) -> str:
        """Name the entry that a former address led to, or nothing."""
        row = self._one("select entry from aliases where path = :path", path=path)
        return str(row[0]) if row else ""

    def save_addresses(self, addresses: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "insert into aliases (path, entry) values (:path, :entry) "
            "on conflict (path) do update set entry = excluded.entry",
            [{"path": path, "entry": entry} for path, entry in addresses],
        )

    def feed_ids(self) -> dict[str, str]:
        return dict(self._all("select name, id from feeds"))

    def save_feed_ids(self, ids: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            "insert into feeds (name, id) values (:name, :id) on conflict (name) do nothing",
            [{"name": name, "id": id_} for name, id_ in ids],
        )

    def archived(self, feed: str) -> dict[str, int]:
        rows = self._all("select entry, number from archives where feed = :feed", feed=feed)
        return {entry: int(number) for entry, number in rows}

    def archive(self, feed: str, entry: str, number: int) -> None:
        self.sql.execute(
            "insert into archives (feed, entry, number) values (:feed, :entry, :number)",
            {"feed": feed, "entry": entry, "number": number},
        )

    # Entries that were published before

    def previous_entries(self) -> list[PreviousRow]:
        rows = self._all(f"select {PREVIOUS} from previous_entries order by id")  # noqa: S608 - a constant
        return [_rows.previous(row) for row in rows]

    def save_previous_entry(self, previous: PreviousRow) -> None:
        """Keep one, unless one of this id is waiting already."""
        values = {field: getattr(previous, field) for field in PREVIOUS.split(", ")}
        values |= {"published": _rows.text(previous.published), "updated": _rows.text(previous.updated)}
        values |= {"closed": _rows.text(previous.closed), "changes": " ".join(previous.changes)}
        self.sql.execute(
            f"insert into previous_entries ({PREVIOUS}) values ({holes(PREVIOUS)}) on conflict (id) do nothing",  # noqa: S608 - a constant
            {**values, "shown": int(previous.shown), "published_here": int(previous.published_here)},
        )

    def forget_previous_entry(self, id_: str) -> None:
        self.sql.execute("delete from previous_entries where id = :id", {"id": id_})

    # What was written

    def written(self) -> list[tuple[str, int, int]]:
        """Give path, size and time of change of every published file."""
        return self._all("select path, size, mtime from outputs")

    def outputs(self) -> dict[str, Written]:
        rows = self._all("select path, input_digest, digest, size, mtime from outputs")
        return {row[0]: Written(*row) for row in rows}

    def save_outputs(self, outputs: Iterable[Written]) -> None:
        self.sql.executemany(
            SAVE_OUTPUT,
            [
                {"path": w.path, "input_digest": w.input_digest, "digest": w.digest}
                | {"size": w.size, "mtime": w.mtime}
                for w in outputs
            ],
        )

    def forget_outputs(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from outputs where path = :path", [{"path": path} for path in paths])
