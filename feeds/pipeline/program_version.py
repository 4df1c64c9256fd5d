"""Version of the program: its own files and the libraries that shape its outputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from feeds._version import __version__

PACKAGE = Path(__file__).parents[1]
LIBRARIES = (
    "babel",
    "feedgen",
    "jinja2",
    "lxml",
    "markdown",
    "nh3",
    "python_frontmatter",
    "python_slugify",
    "pyyaml",
)


def program_version() -> str:
    """Return a digest of the release, its code and the libraries, which is the same on every machine.

    For an installed release it uses the digests in its RECORD (PEP 376, PyPA "Recording installed projects"),
    for a checkout the content of the files. File times do not count: two machines with the same release that
    take turns would otherwise render everything each time. Libraries count by the names of their
    `.dist-info` folders, which contain the versions, without importing them.
    """
    record = next(PACKAGE.parent.glob("feeds_publisher-*.dist-info/RECORD"), None)
    hasher = blake2b(digest_size=12)
    for part in (__version__, *(_recorded(record) if record else _files(str(PACKAGE))), *_installed()):
        hasher.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return hasher.hexdigest()


def _recorded(record: Path) -> list[str]:
    lines = record.read_text("utf-8").splitlines()
    return sorted(line for line in lines if line.startswith("feeds/") and ".pyc," not in line)


def _files(folder: str) -> Iterator[str]:
    """Yield name and content digest of each file, in the order of their paths (7 ms for 280 files)."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif not entry.name.endswith(".pyc"):
            with open(entry.path, "rb") as file:  # noqa: PTH123 - texts are twice as fast as paths, for 280 files
                yield f"{entry.path[len(str(PACKAGE)) :]} {blake2b(file.read(), digest_size=12).hexdigest()}"


def _installed() -> list[str]:
    names: list[str] = []
    for folder in {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}:
        try:
            names += [entry.name for entry in os.scandir(folder) if entry.name.endswith(".dist-info")]
        except OSError:  # a path that does not exist
            continue
    return sorted(name for name in names if name.lower().startswith(LIBRARIES))
