"""Building and running statements, for the table groups of the store."""

from __future__ import annotations

from typing import Any

from feeds.ledger.store.engines.sqlite import Connection


def placeholders(columns: str) -> str:
    """Return a named placeholder for each column."""
    return ", ".join(f":{name}" for name in columns.split(", "))


def upsert(table: str, columns: str, key: str, keep: str = "") -> str:
    """Return the statement that inserts a row or, where its key exists, updates it except for `keep`."""
    fixed = f"{key}, {keep}".split(", ")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ") if name not in fixed)
    return (
        f"insert into {table} ({columns}) values ({placeholders(columns)}) "  # noqa: S608 - constants
        f"on conflict ({key}) do {f'update set {changes}' if changes else 'nothing'}"
    )


class Tables:
    """A group of tables: rows in, rows out, no rules."""

    sql: Connection

    def _all(self, statement: str, /, **values: Any) -> list[Any]:
        return self.sql.execute(statement, values).fetchall()

    def _one(self, statement: str, /, **values: Any) -> Any:
        return self.sql.execute(statement, values).fetchone()

    def _run(self, statement: str, /, **values: Any) -> None:
        self.sql.execute(statement, values)
