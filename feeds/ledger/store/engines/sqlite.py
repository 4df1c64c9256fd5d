"""SQLite: opening the file, journal, migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from feeds.ledger.store.engines import private_file
from feeds.model.errors import LedgerError
from feeds.model.problem import Message

MIGRATIONS = Path(__file__).parent.with_name("migrations")
VERSION = 20
CACHE = 16_000  # kB: so that one run writes each index page to the file once
TEMPORARY_CACHE = 2_000

Connection = sqlite3.Connection
Error = sqlite3.Error


def connect(path: Path | None, timeout: float) -> Connection:
    """Open or create the ledger and bring its schema up to date; without a path it is in memory.

    Raises:
        LedgerError: the file is damaged, not writable, or of a newer version.
    """
    try:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            private_file.create_database(path)
        connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=timeout)
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(
            Message("%(path)s: the ledger cannot be opened: %(error)s (check its permissions)", path=path, error=error)
        ) from error
    try:
        _migrate(connection, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise ledger_error(path, error) from error
    except LedgerError:
        connection.close()
        raise
    return connection


def temporary(schema: str) -> Connection:
    """Create a database for one run; what its cache does not hold is in a file, which ends with it."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    connection.executescript(f"pragma cache_size = -{TEMPORARY_CACHE}; begin; {schema};")
    return connection


FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)  # a limit of the size of files is an I/O error
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
PASSING = (sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT)
NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)


def ledger_error(path: Path | None, error: Exception) -> LedgerError:
    """Return the error to raise for one of the database: only a damaged ledger is to be replaced."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # the primary one of an extended code
    values = {"path": path, "error": error}
    if code in FULL:
        return LedgerError(
            Message(
                "%(path)s: the ledger cannot be read or written: %(error)s (free some space on its disk, or check it, "
                "then run again; nothing of this run was saved)",
                **values,
            )
        )
    if code in BUSY:
        return LedgerError(
            Message(
                "%(path)s: the ledger cannot be read or written: %(error)s (another program uses it: run again once it "
                "has ended; nothing of this run was saved)",
                **values,
            )
        )
    if code in NOT_WRITABLE:
        return LedgerError(
            Message(
                "%(path)s: the ledger cannot be written: %(error)s (check its permissions and the space on its disk, "
                "then run again; nothing of this run was saved)",
                **values,
            )
        )
    if code in PASSING:
        return LedgerError(
            Message(
                "%(path)s: the ledger cannot be read or written: %(error)s (run again; nothing of this run was saved)",
                **values,
            )
        )
    return damaged(path, str(error))


def damaged(path: Path | None, what: str) -> LedgerError:
    """Return the error to raise for a damaged ledger."""
    return LedgerError(
        Message(
            "%(path)s: the ledger is damaged: %(what)s (restore a backup, or move it away: ids and dates are then "
            "recovered from the output folder)",
            path=path,
            what=what,
        )
    )


def _migrate(connection: Connection, path: Path | None) -> None:
    (version,) = connection.execute("pragma user_version").fetchone()
    if not 0 <= version <= VERSION:
        raise LedgerError(
            Message(
                "%(path)s: expected a ledger of version %(version)s or older, found version "
                "%(found)s (use the newer version of this program)",
                path=path,
                version=VERSION,
                found=version,
            )
        )
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute(f"pragma cache_size = -{CACHE}")
    for step in range(version + 1, VERSION + 1):
        script = (MIGRATIONS / f"{step:03}.sql").read_text(encoding="utf-8")
        connection.executescript(f"begin immediate; {script} pragma user_version = {step}; commit;")


def begin(connection: Connection, *, durable: bool) -> None:
    """Begin a transaction; a durable one survives a power cut, any other at least the end of the process."""
    connection.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
    connection.execute("begin immediate")


def columns(connection: Connection, table: str) -> dict[str, tuple[type, ...]]:
    """Return the columns of a table, each with the types that its values may have."""
    known: dict[str, tuple[type, ...]] = {}
    for _, name, kind, filled, _, key in connection.execute(f"pragma table_info({table})"):
        value = str if kind.lower() == "text" else int
        known[name] = (value,) if filled or key else (value, type(None))
    return known
