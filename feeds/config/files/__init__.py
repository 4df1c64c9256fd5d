"""Files of the configuration: config.yaml, and lists of sources that `include` names.

Every run compares the content of the lists with that of the last run, so this module imports no parser.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from feeds.model.hashing import digest


class Included(NamedTuple):
    """A file with sources: its path from the folder of the configuration, and the digest of its content.

    `first` is the place of its first source among all sources, `lines` has the line of each of them.
    """

    file: str
    digest: str
    first: int
    lines: tuple[int, ...]


def find(root: Path, pattern: str) -> list[str]:
    """Return the paths of the files that a pattern matches, sorted, from the folder of the configuration."""
    from glob import glob  # most configurations include nothing

    found = glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207 - paths as the pattern has them
    return sorted(Path(path).as_posix() for path in found if (root / path).is_file())


def digests(root: Path, patterns: Sequence[str]) -> dict[str, str]:
    """Return the digest of the content of each file that patterns match; "" if it cannot be read."""
    return {file: _digest(root / file) for pattern in patterns for file in find(root, pattern)}


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector of cyclic garbage from walking through all sources again and again: half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
