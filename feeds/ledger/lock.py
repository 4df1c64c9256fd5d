"""Project lock: one run at a time.

It is SQLite's lock on an empty database beside the ledger: it works wherever SQLite does, and the operating
system releases it when the process ends, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.ledger.store.engines import private_file
from feeds.model.errors import LedgerError, LockedError
from feeds.model.problem import Message

MIN_WAIT = 0.3  # seconds: two simultaneous attempts refuse each other unless one of them retries


@contextmanager
def project_lock(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a project, waiting for it up to `wait` seconds.

    Raises:
        LockedError: another run holds it.
        LedgerError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        private_file.create_database(folder / "lock")
        connection = sqlite3.connect(
            folder / "lock",
            timeout=max(wait, MIN_WAIT),
            isolation_level=None,
            check_same_thread=False,  # any thread of a worker may release it
        )
    except FileExistsError as error:
        raise LedgerError(
            Message("%(folder)s: expected a folder, found a file (move it away, then run again)", folder=folder)
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(
            Message("%(folder)s: cannot be written: %(error)s (check its permissions)", folder=folder, error=error)
        ) from error
    with closing(connection):
        try:
            connection.execute("begin exclusive")
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise LockedError(
                    Message("%(folder)s: another run is in progress (wait for it, or use --wait)", folder=folder)
                ) from error
            raise LedgerError(
                Message(
                    "%(folder)s: cannot be locked: %(error)s (check its permissions and the space on its disk)",
                    folder=folder,
                    error=error,
                )
            ) from error
        yield
