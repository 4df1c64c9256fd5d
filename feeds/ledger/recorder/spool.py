"""Values of a run in a temporary file once there are many, so that memory does not grow with what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from feeds.ledger.store import codec
from feeds.ledger.store.engines import sqlite
from feeds.ledger.store.rows import BATCH

if TYPE_CHECKING:
    from feeds.ledger.store.engines.sqlite import Connection

Value = TypeVar("Value")


class Spool(Collection[Value]):
    """Values of one type, in the order in which they were appended, or in that of a text of each, its `key`."""

    def __init__(self, kind: type[Value], key: Callable[[Value], str] | None = None) -> None:
        self._kind, self._key = kind, key
        self._latest: list[Value] = []
        self._file: Connection | None = None
        self._written = 0

    def __len__(self) -> int:
        return self._written + len(self._latest)

    def __iter__(self) -> Iterator[Value]:
        if self._file is None:
            yield from sorted(self._latest, key=self._key) if self._key else self._latest
            return
        self._write(self._file)
        for (packed,) in self._file.execute("select packed from spool order by key, number"):
            yield codec.unpack(packed, self._kind)

    def __contains__(self, value: object) -> bool:
        return any(value == one for one in self)

    def __getitem__(self, position: int) -> Value:
        """Return the value that was appended at a position."""
        if self._file is None or position >= self._written:
            return self._latest[position - self._written]
        rows = self._file.execute("select packed from spool where number = :number", {"number": position})
        return codec.unpack(rows.fetchone()[0], self._kind)

    def append(self, value: Value) -> None:
        """Add a value."""
        self._latest.append(value)
        if len(self._latest) > BATCH:
            self._file = self._file or sqlite.temporary("create table spool (number integer primary key, key, packed)")
            self._write(self._file)

    def extend(self, values: Iterable[Value]) -> None:
        """Add values."""
        for value in values:
            self.append(value)

    def _write(self, file: Connection) -> None:
        key = self._key
        file.executemany(
            "insert into spool values (?, ?, ?)",
            (
                (number, key(value) if key else None, codec.pack(value))
                for number, value in enumerate(self._latest, self._written)
            ),
        )
        self._written += len(self._latest)
        self._latest.clear()
