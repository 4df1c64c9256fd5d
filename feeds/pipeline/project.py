"""A project on disk: its configuration, its ledger, and the version of all that makes its outputs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
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
def looked_at(path: Path) -> Iterator[tuple[Project, Store]]:
    """Open the project of a configuration file to read what is known, even while a run is under way.

    Raises:
        ConfigError: the configuration is wrong.
        LedgerError: the ledger cannot be used.
    """
    ledger = path.parent / STATE / "ledger.sqlite"
    if not path.is_file():
        config.load(path)  # says what is wrong
    store = Store(ledger if ledger.exists() else None)
    try:
        yield load(path, store, keep=False), store
    finally:
        store.close()


@contextmanager
def opened(path: Path, *, keep: bool = True, wait: float = 0.0) -> Iterator[tuple[Project, Store]]:
    """Open the project of a configuration file, alone.

    Without `keep` its ledger is only looked at: where there is none, none is made.

    Raises:
        ConfigError: the configuration is wrong.
        LockedError: another run is under way.
        LedgerError: the ledger cannot be used.
    """
    state = path.parent / STATE
    if not path.is_file():
        config.load(path)  # says what is wrong
    with ExitStack() as stack:
        if keep or (state / "ledger.sqlite").exists():
            stack.enter_context(project_lock(state, wait))
            store = Store(state / "ledger.sqlite")
        else:
            store = Store(None)
        stack.callback(store.close)
        try:
            yield load(path, store, keep=keep), store
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise LedgerError(
                f"{store.path}: the ledger is damaged: {error} (remove it, or bring back a copy)"
            ) from error


def load(path: Path, store: Store, *, keep: bool = True) -> Project:
    """Read the configuration; one that was found right before is taken from the ledger.

    With `keep`, one that is found right now is noted there.

    Raises:
        ConfigError: it is wrong, with every mistake in it.
    """
    version = program_version()
    try:
        text = path.read_bytes()
    except OSError:
        text = b""  # config.load says what is wrong with it
    key = digest(version, text)
    known, _, saved = store.meta("config").partition("\n")
    if known == key:
        # Where what is saved is no configuration, the file is read.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            return Project(path.parent, cache.from_json(saved), key, version, str(path))
    checked = config.load(path)
    if keep:
        with store.transaction():
            store.set_meta("config", f"{key}\n{cache.to_json(checked)}")
    return Project(path.parent, checked, key, version, str(path))
