"""The version of the program: a digest of its release, its code and its libraries.

Every run begins here, so this module imports little and joins paths as texts.
"""

from __future__ import annotations

import os
import sys

from feeds._version import __version__
from feeds.model.hashing import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
LIBRARIES = (
    *("babel", "feedgen", "icalendar", "jinja2", "jmespath", "lxml", "markdown", "msgspec", "nh3"),
    *("py_svg_hush", "pyromark", "python_frontmatter", "python_slugify", "pyyaml", "trafilatura"),
    "tzdata",
)


def stamped_version(known: str) -> str:
    """Return a digest of the status of the program's files, a space, and the version of the program.

    The version is that of `known`, what this returned before, if no file was touched since: its content takes
    8 ms. An installer replaces the RECORD with the files, so of a release only the RECORD is looked at.
    """
    touched = status()
    return known if known.partition(" ")[0] == touched else f"{touched} {version()}"


def status() -> str:
    """Return a digest of the size and time of the program's files, and of the names of its libraries."""
    record = _record()
    files = [(record, os.stat(record))] if record else [(file.path, file.stat()) for file in _walk(PACKAGE)]  # noqa: PTH116
    return digest(__version__, *(f"{path} {info.st_size} {info.st_mtime_ns}" for path, info in files), *_installed())


def version() -> str:
    """Return a digest of the release, its code and the libraries, which is the same on every machine.

    For an installed release it uses the digests in its RECORD (PEP 376, PyPA "Recording installed projects"),
    for a checkout the content of the files. File times do not count: two machines with the same release that
    take turns would otherwise render everything each time. Libraries count by the names of their
    `.dist-info` folders, which contain the versions, without importing them.
    """
    record = _record()
    return digest(__version__, *(_recorded(record) if record else _files()), *_installed())


def _record() -> str:
    above = os.path.dirname(PACKAGE)  # noqa: PTH120
    for name in os.listdir(above):  # noqa: PTH208
        if name.startswith("feeds_publisher-") and name.endswith(".dist-info"):
            record = f"{above}/{name}/RECORD"
            return record if os.path.exists(record) else ""  # noqa: PTH110
    return ""


def _recorded(record: str) -> list[str]:
    with open(record, encoding="utf-8") as file:  # noqa: PTH123
        return sorted(line.rstrip("\n") for line in file if line.startswith("feeds/") and ".pyc," not in line)


def _files() -> Iterator[str]:
    """Yield name and content digest of each file, in the order of their paths."""
    for entry in _walk(PACKAGE):
        with open(entry.path, "rb") as file:  # noqa: PTH123
            yield f"{entry.path[len(PACKAGE) :]} {digest(file.read())}"


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
