"""Outputs: the published files as they were written."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.ledger.store.rows import Written
from feeds.ledger.store.sql import Tables, upsert

COLUMNS = ", ".join(Written._fields)


class OutputTables(Tables):
    """The table outputs."""

    def written(self) -> list[tuple[str, int, int]]:
        """Return path, size and time of change of every published file."""
        return self._all("select path, size, mtime from outputs")

    def outputs(self) -> dict[str, Written]:
        return {row[0]: Written(*row) for row in self._all(f"select {COLUMNS} from outputs")}  # noqa: S608 - a constant

    def save_outputs(self, outputs: Iterable[Written]) -> None:
        self.sql.executemany(upsert("outputs", COLUMNS, "path"), [one._asdict() for one in outputs])

    def forget_outputs(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from outputs where path = :path", [{"path": path} for path in paths])
