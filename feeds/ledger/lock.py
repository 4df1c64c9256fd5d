"""One run at a time: a lock that dies with its process.

The lock is SQLite's own, on an empty database beside the ledger: it works on every system that
SQLite does, and the operating system lets go of it when the process ends, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.model.errors import LedgerError, LockedError

MEETING = 0.3  # seconds: two that ask at the very same moment refuse each other, unless one asks again


@contextmanager
def alone(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a project, waiting for it up to `wait` seconds.

    Raises:
        LockedError: another run holds it.
        LedgerError: there is no place for it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            folder / "lock",
            timeout=max(wait, MEETING),
            isolation_level=None,
            check_same_thread=False,  # whichever thread of a worker is the last to need it lets go of it
        )
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{folder}: cannot be written: {error} (check its permissions)") from error
    with closing(connection):
        try:
            connection.execute("begin exclusive")
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise LockedError(
                    f"{folder}: another run is under way (wait for it, or use --wait)"
                ) from error
            raise LedgerError(f"{folder}: cannot be locked: {error} (check its permissions)") from error
        yield
