"""What the ledger keeps of the last run.

Importing the store takes as long as three interpreters, `json` and `typing` as half of one: SQLite reads the JSON.
"""

from __future__ import annotations

import os
import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

KEPT = "unchanged"  # the report of a run in which nothing changed, and what it looked at, as JSON
KEPT_AT = "unchanged_at"  # the time of the last run that found the same
HISTORY = """
update meta set value = json_set(
    value, '$.last_run', :now, '$.last_success', :now,
    '$.folders', json((select json_group_object(key, :now) from json_each(meta.value, '$.folders')))
) where name = 'runs'
"""


class LastRun:
    """The last run of a project; it holds the lock of the project until it is closed."""

    def __init__(self, state: str) -> None:
        """Open the ledger and the lock in a folder.

        Raises:
            sqlite3.Error: another run holds the lock, or the ledger cannot be used.
            OSError: there is no ledger.
        """
        for name in ("lock", "ledger.sqlite"):
            os.stat(f"{state}/{name}")  # noqa: PTH116 - SQLite would create it
        self.lock = sqlite3.connect(f"{state}/lock", timeout=0, isolation_level=None)
        self.sql = sqlite3.connect(f"{state}/ledger.sqlite", isolation_level=None)
        try:
            self.lock.execute("begin exclusive")
        except sqlite3.Error:
            self.close()
            raise

    def close(self) -> None:
        """Close the ledger, and release the lock."""
        self.sql.close()
        self.lock.close()

    def meta(self, name: str) -> str:
        """Return a value of the table meta; "" if there is none."""
        row = self.sql.execute("select value from meta where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def kept(self) -> dict[str, Any]:
        """Return what the last run kept of its report; nothing if another run ended since, or began and failed."""
        text, at, history = self.meta(KEPT), self.meta(KEPT_AT), self.meta("runs")
        if not (text and history and self.meta("published_key")):
            return {}
        (last,) = self.sql.execute("select json_extract(?, '$.last_run')", (history,)).fetchone()
        return dict(self.sql.execute("select key, value from json_each(?)", (text,))) if last == at else {}

    def folders(self, text: str) -> dict[str, list[str]]:
        """Return the folders of a report that was kept, each with the paths of those in it that are not read."""
        folders: dict[str, list[str]] = {}
        unread = "select folder.key, one.value from json_each(?) as folder left join json_each(folder.value) as one"
        for folder, path in self.sql.execute(unread, (text,)):
            folders.setdefault(folder, []).extend([path] if path else [])
        return folders

    def output_stats(self) -> Iterator[tuple[str, int, int]]:
        """Yield path, size and mtime (ns) of every published file."""
        return self.sql.execute("select path, size, mtime from outputs")

    def save(self, now: str) -> None:
        """Save that the last run was repeated at a time: it read the same folders, and ended as it did."""
        self.sql.execute("pragma synchronous = normal")
        self.sql.execute("begin immediate")
        self.sql.execute(HISTORY, {"now": now})
        self.sql.execute("update meta set value = ? where name = ?", (now, KEPT_AT))
        self.sql.execute("commit")
