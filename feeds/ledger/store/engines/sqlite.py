"""SQLite: opening the file, journal, migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from feeds.model.errors import LedgerError

MIGRATIONS = Path(__file__).parent.with_name("migrations")
VERSION = 8
CACHE = 16_000  # kB: so that one run writes each index page to the file once

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
        connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=timeout)
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(f"{path}: the ledger cannot be opened: {error} (check its permissions)") from error
    try:
        _migrate(connection, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise LedgerError(f"{path}: the ledger cannot be used: {error} (restore a backup, or remove it)") from error
    except LedgerError:
        connection.close()
        raise
    return connection


def _migrate(connection: Connection, path: Path | None) -> None:
    (version,) = connection.execute("pragma user_version").fetchone()
    if not 0 <= version <= VERSION:
        raise LedgerError(
            f"{path}: expected a ledger of version {VERSION} or older, found version {version} "
            "(use the newer version of this program)"
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
    for _, name, kind, filled, _, _ in connection.execute(f"pragma table_info({table})"):
        value = str if kind.lower() == "text" else int
        known[name] = (value,) if filled or name == "id" else (value, type(None))
    return known
