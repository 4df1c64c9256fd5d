"""A project on disk: its configuration, its ledger and lock, and the version of the program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from feeds import config
from feeds.config import cache, files
from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store
from feeds.ledger.store import opened as open_store
from feeds.ledger.unchanged.program import stamped_version
from feeds.model.hashing import digest
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
    with open_store(ledger if ledger.exists() else None) as store:
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
    # A wrong configuration creates nothing. One that is cached in the ledger was checked.
    checked = None if (state / "ledger.sqlite").exists() and path.is_file() else config.load(path)
    with ExitStack() as stack:
        ledger = None
        if keep or (state / "ledger.sqlite").exists():
            stack.enter_context(project_lock(state, wait))
            ledger = state / "ledger.sqlite"
        store = stack.enter_context(open_store(ledger))
        yield load(path, store, keep=keep, checked=checked), store


def load(path: Path, store: Store, *, keep: bool = True, checked: config.Config | None = None) -> Project:
    """Return the project of a configuration file; a valid configuration is cached in the ledger with `keep`.

    `checked` is the configuration of the file, if it was loaded before.

    Raises:
        ConfigError: the configuration is invalid; all mistakes are listed.
    """
    program = stamped_version(store.meta("program"))
    version = program.partition(" ")[2]
    try:
        text = path.read_bytes()
    except OSError:
        text = b""  # config.load raises the error
    known, _, saved = store.meta("config").partition("\n")
    key, _, patterns = known.partition(" ")
    cached = None
    # If the cached text is damaged, the file is read.
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        included = files.digests(path.parent, json.loads(patterns or "[]"))
        if key == _config_digest(version, text, included):
            cached = cache.from_json(saved)
    checked = checked or cached or config.load(path)
    key = _config_digest(version, text, {one.file: one.digest for one in checked.included})
    if keep and not (cached and program == store.meta("program")):
        with store.transaction():
            store.set_meta("program", program)
            known = f"{key} {json.dumps(checked.includes)}" if checked.includes else key
            store.set_meta("config", f"{known}\n{cache.to_json(checked)}")
    return Project(path.parent, checked, key, version, str(path))


def _config_digest(version: str, text: bytes, included: Mapping[str, str]) -> str:
    """Return the digest of the text of a configuration and of the other files that it includes."""
    return digest(version, text, *included.items())
