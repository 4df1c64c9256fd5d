"""Previous entries: published before this ledger, and not yet matched to a document."""

from __future__ import annotations

from feeds.ledger.store.rows import PREVIOUS, PreviousEntryRow, from_columns, to_columns
from feeds.ledger.store.sql import Tables, placeholders


class PreviousEntryTables(Tables):
    """The table previous_entries."""

    def previous_entries(self) -> list[PreviousEntryRow]:
        rows = self._all(f"select {PREVIOUS} from previous_entries order by id")  # noqa: S608 - a constant
        return [PreviousEntryRow(**from_columns(PREVIOUS, row)) for row in rows]

    def save_previous_entry(self, previous: PreviousEntryRow) -> None:
        """Save a previous entry, unless there is one with its id."""
        self._run(
            f"insert into previous_entries ({PREVIOUS}) values ({placeholders(PREVIOUS)}) "  # noqa: S608 - constants
            "on conflict (id) do nothing",
            **to_columns(previous._asdict()),
        )

    def forget_previous_entry(self, id_: str) -> None:
        self._run("delete from previous_entries where id = :id", id=id_)
