"""Published files as they were written."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.ledger.store.rows import OutputRecord
from feeds.ledger.store.sql import Tables, upsert

COLUMNS = ", ".join(OutputRecord._fields)


class OutputTables(Tables):
    """The table outputs."""

    def output_stats(self) -> list[tuple[str, int, int]]:
        """Return path, size and mtime (ns) of every published file."""
        return self._all("select path, size, mtime from outputs")

    def outputs(self) -> dict[str, OutputRecord]:
        return {row[0]: OutputRecord(*row) for row in self._all(f"select {COLUMNS} from outputs")}  # noqa: S608 - a constant

    def save_outputs(self, outputs: Iterable[OutputRecord]) -> None:
        self.sql.executemany(upsert("outputs", COLUMNS, "path"), [one._asdict() for one in outputs])

    def forget_outputs(self, paths: Iterable[str]) -> None:
        self.sql.executemany("delete from outputs where path = :path", [{"path": path} for path in paths])
