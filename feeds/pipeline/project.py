"""Opening a project: its configuration, its ledger and its lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from feeds import config
from feeds.config import cache
from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store
from feeds.model.errors import LedgerError
from feeds.model.hashing import digest
from feeds.pipeline.program_version import program_version
from feeds.pipeline.run import Project

STATE = ".feeds"


@contextmanager
def opened_for_reading(path: Path) -> Iterator[tuple[Project, Store]]:
    """Open the project of a configuration file without a lock, even during a run.

    Raises:
        ConfigError: the configuration is invalid.
        LedgerError: the ledger cannot be used.
    """
    ledger = path.parent / STATE / "ledger.sqlite"
    if not path.is_file():
        config.load(path)  # raises the error
    with closing(Store(ledger if ledger.exists() else None)) as store:
        yield load(path, store, keep=False), store


@contextmanager
def opened(path: Path, *, keep: bool = True, wait: float = 0.0) -> Iterator[tuple[Project, Store]]:
    """Open the project of a configuration file, with its lock.

    Args:
        path: the configuration file.
        keep: create the ledger if there is none.
        wait: seconds to wait for the lock.

    Raises:
        ConfigError: the configuration is invalid.
        LockedError: another run holds the lock.
        LedgerError: the ledger cannot be used.
    """
    state = path.parent / STATE
    if not path.is_file():
        config.load(path)  # raises the error
    with ExitStack() as stack:
        ledger = None
        if keep or (state / "ledger.sqlite").exists():
            stack.enter_context(project_lock(state, wait))
            ledger = state / "ledger.sqlite"
        store = stack.enter_context(closing(Store(ledger)))
        try:
            yield load(path, store, keep=keep), store
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise LedgerError(f"{store.path}: the ledger is damaged: {error} (remove it, or restore a copy)") from error


def load(path: Path, store: Store, *, keep: bool = True) -> Project:
    """Return the project of a configuration file; a valid configuration is cached in the ledger with `keep`.

    Raises:
        ConfigError: the configuration is invalid; all mistakes are listed.
    """
    version = program_version()
    try:
        text = path.read_bytes()
    except OSError:
        text = b""  # config.load raises the error
    key = digest(version, text)
    known, _, saved = store.meta("config").partition("\n")
    if known == key:
        # If the cached text is damaged, the file is read.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            return Project(path.parent, cache.from_json(saved), key, version, str(path))
    checked = config.load(path)
    if keep:
        with store.transaction():
            store.set_meta("config", f"{key}\n{cache.to_json(checked)}")
    return Project(path.parent, checked, key, version, str(path))
