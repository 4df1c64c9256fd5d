"""A project on disk: its configuration, its ledger and lock, and the version of the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from feeds import config
from feeds._version import __version__
from feeds.config import cache
from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store
from feeds.ledger.store import opened as open_store
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
    program = _program(store)
    version = program.partition(" ")[2]
    try:
        text = path.read_bytes()
    except OSError:
        text = b""  # config.load raises the error
    key = digest(version, text)
    known, _, saved = store.meta("config").partition("\n")
    cached = None
    if known == key:
        # If the cached text is damaged, the file is read.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            cached = cache.from_json(saved)
    checked = checked or cached or config.load(path)
    if keep and not (cached and program == store.meta("program")):
        with store.transaction():
            store.set_meta("program", program)
            store.set_meta("config", f"{key}\n{cache.to_json(checked)}")
    return Project(path.parent, checked, key, version, str(path))


PACKAGE = Path(__file__).parents[1]
LIBRARIES = (
    *("babel", "feedgen", "icalendar", "jinja2", "jmespath", "lxml", "markdown", "msgspec", "nh3"),
    *("py_svg_hush", "pyromark", "python_frontmatter", "python_slugify", "pyyaml", "trafilatura"),
    "tzdata",
)


def program_version() -> str:
    """Return a digest of the release, its code and the libraries, which is the same on every machine.

    For an installed release it uses the digests in its RECORD (PEP 376, PyPA "Recording installed projects"),
    for a checkout the content of the files. File times do not count: two machines with the same release that
    take turns would otherwise render everything each time. Libraries count by the names of their
    `.dist-info` folders, which contain the versions, without importing them.
    """
    record = _record()
    hasher = blake2b(digest_size=12)
    for part in (__version__, *(_recorded(record) if record else _files(str(PACKAGE))), *_installed()):
        hasher.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return hasher.hexdigest()


def _record() -> Path | None:
    return next(PACKAGE.parent.glob("feeds_publisher-*.dist-info/RECORD"), None)


def _recorded(record: Path) -> list[str]:
    lines = record.read_text("utf-8").splitlines()
    return sorted(line for line in lines if line.startswith("feeds/") and ".pyc," not in line)


def _program(store: Store) -> str:
    """Return a digest of the status of the program's files, a space, and the version of the program.

    The version is that of the ledger if no file was touched since: its content takes 8 ms. An installer
    replaces the RECORD with the files, so of a release only the RECORD is looked at.
    """
    record = _record()
    files = ((file, file.stat()) for file in ([record] if record else _walk(str(PACKAGE))))
    stamps = (f"{os.fspath(file)} {stat.st_size} {stat.st_mtime_ns}" for file, stat in files)
    touched, known = digest(__version__, *stamps, *_installed()), store.meta("program")
    return known if known.partition(" ")[0] == touched else f"{touched} {program_version()}"


def _files(folder: str) -> Iterator[str]:
    """Yield name and content digest of each file, in the order of their paths."""
    for entry in _walk(folder):
        with open(entry.path, "rb") as file:  # noqa: PTH123 - texts are twice as fast as paths, for 280 files
            yield f"{entry.path[len(str(PACKAGE)) :]} {blake2b(file.read(), digest_size=12).hexdigest()}"


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry.path)
        elif not entry.name.endswith(".pyc"):
            yield entry


def _installed() -> list[str]:
    names: list[str] = []
    for folder in {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}:
        try:
            names += [entry.name for entry in os.scandir(folder) if entry.name.endswith(".dist-info")]
        except OSError:  # a path that does not exist
            continue
    return sorted(name for name in names if name.lower().startswith(LIBRARIES))
