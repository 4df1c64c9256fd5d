"""Single values: those that the next run needs immediately."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from feeds.ledger.store import shapes
from feeds.ledger.store.rows import Tables, required_time, upsert
from feeds.model.errors import DamagedError

Value = TypeVar("Value")


class MetaTable(Tables):
    """The table meta."""

    def meta(self, name: str) -> str:
        """Return a value; "" if there is none."""
        row = self._one("select value from meta where name = :name", name=name)
        return str(row[0]) if row else ""

    def meta_time(self, name: str) -> datetime | None:
        """Return a value that is a time; None if there is none.

        Raises:
            DamagedError: it is damaged.
        """
        text = self.meta(name)
        return _named(name, lambda: required_time(text)) if text else None

    def meta_json(self, name: str, shape: shapes.Shape, default: Any) -> Any:
        """Return a value that is JSON of a shape (see `shapes`).

        Raises:
            DamagedError: it is damaged.
        """
        text = self.meta(name)
        return _named(name, lambda: shapes.parse(text, shape)) if text else default

    def meta_number(self, name: str) -> int:
        """Return a value that is a number; 0 if there is none.

        Raises:
            DamagedError: it is damaged.
        """
        return int(self.meta_json(name, int, 0))

    def set_meta(self, name: str, value: str) -> None:
        """Save a value."""
        self._run(upsert("meta", "name, value", "name"), name=name, value=value)


def _named(name: str, read: Callable[[], Value]) -> Value:
    try:
        return read()
    except DamagedError as error:
        raise DamagedError(f"meta.{name}: {error}") from error
