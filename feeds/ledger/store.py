"""The embedded store: one SQLite file, in SQL that PostgreSQL understands too."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.errors import LedgerError
from feeds.ledger.lifecycle import Life
from feeds.model import rfc3339

VERSION = 1
COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, state, reason, closed, until, "
    "first_seen, published, updated, digest, changes"
)
LATER = ", ".join(
    f"{name} = excluded.{name}"
    for name in f"{COLUMNS}, payload".split(", ")
    if name not in ("id", "first_seen")
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a document was not touched, its content's name and the entry it became."""

    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it is stored, without its text."""

    id: str
    source: str
    locator: str
    slug: str
    kind: str
    title: str
    language: str
    organization: str
    tags: tuple[str, ...]
    life: Life


@dataclass(frozen=True, slots=True)
class Written:
    """A published file as it was written: `source_key` names all that went into it."""

    path: str
    source_key: str
    digest: str
    size: int
    mtime: int


@dataclass(slots=True)
class Transaction:
    """Whether what is done will be kept."""

    keep: bool = True


class Store:
    """Rows in, rows out; no rule lives here."""

    def __init__(self, path: Path | None) -> None:
        """Open or create the ledger; without a path it lives in memory.

        Raises:
            LedgerError: the file is damaged, not writable, or of a newer version.
        """
        self.path = path
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.sql = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=5)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(
                f"{path}: the ledger cannot be opened: {error} (check its permissions)"
            ) from error
        try:
            self._migrate()
        except sqlite3.Error as error:
            self.close()
            raise LedgerError(f"{path}: the ledger cannot be used: {error} (mend or remove it)") from error
        except LedgerError:
            self.close()
            raise

    def _migrate(self) -> None:
        self.sql.execute("pragma journal_mode = wal")
        self.sql.execute("pragma synchronous = normal")
        (version,) = self.sql.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise LedgerError(
                f"{self.path}: the ledger is of version {version}, newer than this program's {VERSION}"
            )
        if version == 0:
            schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
            self.sql.executescript(f"begin; {schema} pragma user_version = {VERSION}; commit;")

    def close(self) -> None:
        self.sql.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing; nothing either when the block sets `keep` to False.

        Raises:
            LedgerError: the store refused.
        """
        work = Transaction()
        try:
            self.sql.execute("begin immediate")
            try:
                yield work
            except BaseException:
                self.sql.execute("rollback")
                raise
            self.sql.execute("commit" if work.keep else "rollback")
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path}: the ledger refused: {error}") from error

    def meta(self, name: str) -> str:
        row = self.sql.execute("select value from meta where name = :name", {"name": name}).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self.sql.execute(
            "insert into meta (name, value) values (:name, :value) "
            "on conflict (name) do update set value = excluded.value",
            {"name": name, "value": value},
        )

    def stamps(self, source: str) -> dict[str, Stamp]:
        rows = self.sql.execute(
            "select locator, size, mtime, inode, fingerprint, entry from documents where source = :source",
            {"source": source},
        )
        return {locator: Stamp(*stamp) for locator, *stamp in rows}

    def sources(self) -> list[str]:
        return [name for (name,) in self.sql.execute("select distinct source from documents order by source")]

    def save_document(self, source: str, locator: str, stamp: Stamp, problems: str) -> None:
        self.sql.execute(
            "insert into documents (source, locator, size, mtime, inode, fingerprint, entry, problems) "
            "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (source, locator) do update set "
            "size = excluded.size, mtime = excluded.mtime, inode = excluded.inode, "
            "fingerprint = excluded.fingerprint, entry = excluded.entry, problems = excluded.problems",
            (source, locator, stamp.size, stamp.mtime, stamp.inode, stamp.fingerprint, stamp.entry, problems),
        )

    def restamp(self, source: str, locator: str, stamp: Stamp) -> None:
        self.sql.execute(
            "update documents set size = ?, mtime = ?, inode = ? where source = ? and locator = ?",
            (stamp.size, stamp.mtime, stamp.inode, source, locator),
        )

    def forget_document(self, source: str, locator: str) -> None:
        self.sql.execute("delete from documents where source = ? and locator = ?", (source, locator))

    def problems(self) -> Iterator[str]:
        rows = self.sql.execute(
            "select problems from documents where problems <> '' order by source, locator"
        )
        return (str(problems) for (problems,) in rows)

    def entry(self, id_: str) -> Row | None:
        row = self.sql.execute(f"select {COLUMNS} from entries where id = ?", (id_,)).fetchone()  # noqa: S608 - a constant
        return _row(row) if row else None

    def forget_entry(self, id_: str) -> None:
        self.sql.execute("delete from entries where id = ?", (id_,))

    def slug_holder(self, slug: str) -> tuple[str, str] | None:
        row = self.sql.execute("select id, locator from entries where slug = ?", (slug,)).fetchone()
        return (row[0], row[1]) if row else None

    def save_entry(self, row: Row, payload: bytes) -> None:
        life = row.life
        self.sql.execute(
            f"insert into entries ({COLUMNS}, payload) values ({', '.join('?' * 19)}) "  # noqa: S608 - a constant
            f"on conflict (id) do update set {LATER}",
            (
                *(row.id, row.source, row.locator, row.slug, row.kind, row.title, row.language),
                *(row.organization, json.dumps(row.tags, ensure_ascii=False), life.state, life.reason),
                *(_text(life.closed), _text(life.until), _text(life.first_seen), _text(life.published)),
                *(_text(life.updated), life.digest, " ".join(life.changes), payload),
            ),
        )

    def save_life(self, id_: str, life: Life) -> None:
        self.sql.execute(
            "update entries set state = ?, reason = ?, closed = ?, until = ?, updated = ?, published = ? "
            "where id = ?",
            (
                *(life.state, life.reason, _text(life.closed), _text(life.until)),
                *(_text(life.updated), _text(life.published), id_),
            ),
        )

    def rows(self) -> list[Row]:
        return [_row(row) for row in self.sql.execute(f"select {COLUMNS} from entries order by id")]  # noqa: S608 - a constant

    def due(self, now: datetime | None) -> list[tuple[Row, bytes]]:
        """Give the entries whose next moment has come; without `now`, all that have or had one."""
        where = "until <= ?" if now else "state <> 'removed'"
        rows = self.sql.execute(
            f"select {COLUMNS}, payload from entries where {where} order by id",  # noqa: S608 - constants
            (_text(now),) if now else (),
        )
        return [(_row(row[:-1]), row[-1]) for row in rows]

    def next_moment(self) -> datetime | None:
        (text,) = self.sql.execute("select min(until) from entries").fetchone()
        return _time(text)

    def payloads(self, ids: Iterable[str]) -> dict[str, bytes]:
        return {
            id_: self.sql.execute("select payload from entries where id = ?", (id_,)).fetchone()[0]
            for id_ in ids
        }

    def archived(self, feed: str) -> dict[str, int]:
        rows = self.sql.execute("select entry, number from archives where feed = ?", (feed,))
        return {entry: int(number) for entry, number in rows}

    def archive(self, feed: str, entry: str, number: int) -> None:
        self.sql.execute("insert into archives (feed, entry, number) values (?, ?, ?)", (feed, entry, number))

    def outputs(self) -> dict[str, Written]:
        rows = self.sql.execute("select path, source_key, digest, size, mtime from outputs")
        return {row[0]: Written(*row) for row in rows}

    def save_outputs(self, outputs: Iterable[Written]) -> None:
        self.sql.executemany(
            "insert into outputs (path, source_key, digest, size, mtime) values (?, ?, ?, ?, ?) "
            "on conflict (path) do update set source_key = excluded.source_key, digest = excluded.digest, "
            "size = excluded.size, mtime = excluded.mtime",
            [(w.path, w.source_key, w.digest, w.size, w.mtime) for w in outputs],
        )

    def forget_outputs(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from outputs where path = ?", [(path,) for path in paths])


def _text(at: datetime | None) -> str | None:
    return rfc3339(at) if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _known(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _row(row: tuple[Any, ...]) -> Row:
    id_, source, locator, slug, kind, title, language, organization, tags, *life = row
    state, reason, closed, until, first_seen, published, updated, digest, changes = life
    times = (_known(first_seen), _known(published), _known(updated))
    lived = Life(state, reason, *times, digest, _time(closed), _time(until), tuple(changes.split()))
    named = (id_, source, locator, slug, kind, title, language, organization)
    return Row(*named, tuple(json.loads(tags)), lived)
