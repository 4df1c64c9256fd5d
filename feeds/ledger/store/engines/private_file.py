"""Files that only their owner may read and write: ledgers contain drafts, and posts that are not yet published."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import TextIO

MODE = 0o600
SIDE_FILES = ("-wal", "-shm", "-journal")  # of SQLite, which creates them with the mode of the database


def create_database(path: Path) -> None:
    """Create an empty database unless there is one; of an existing one and its side files, restrict the modes.

    Raises:
        OSError: it cannot be created or opened.
    """
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, MODE))
    for file in (path, *(path.with_name(path.name + suffix) for suffix in SIDE_FILES)):
        _restrict(file)


def open_new(path: Path) -> TextIO:
    """Open a new text file for writing, in place of an existing one.

    Raises:
        OSError: it cannot be written.
    """
    path.unlink(missing_ok=True)  # its mode would stay
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE), "w", encoding="utf-8")  # noqa: PTH123 - a descriptor


def _restrict(file: Path) -> None:
    """Remove the permissions of others, where that is possible: the owner may be another user."""
    with suppress(OSError):
        mode = file.stat().st_mode
        if S_ISREG(mode) and S_IMODE(mode) & ~MODE:
            file.chmod(S_IMODE(mode) & MODE)
