"""Notices that a file was changed: the wall around watchfiles.

Where the system cannot watch (there are too many folders, or none is there yet), looking does as well.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

PAUSE = 0.5  # seconds between two looks; half of it must be quiet after a change
LOOKS = 8  # as often is somebody who goes on writing waited for
Stamps = dict[str, tuple[int, int, int]]


def changes(files: Callable[[], Sequence[Path]], seen: Stamps, over: Event) -> Iterator[None]:
    """Yield after each change of some files and folders, once for many in a row, until it is over.

    `files` names them anew each time, since a change of the configuration may name others; `seen` is how they
    were when they were last read.
    """
    while not over.is_set():
        paths = tuple(files())
        there = [path for path in paths if path.is_dir()]
        for now in _since(seen, paths, over):
            seen = now
            yield
            if tuple(files()) != paths or [path for path in paths if path.is_dir()] != there:
                break  # the system goes on watching a folder that went, not the one that took its place


def _since(seen: Stamps, paths: Sequence[Path], over: Event) -> Iterator[Stamps]:
    folders = tuple(path for path in paths if path.is_dir())
    others = tuple(path for path in paths if path not in folders)
    lone: Stamps | None = None
    for told in _signs(folders, over):
        # Where the system tells of folders, only what it was not asked about is looked at each time.
        if not told and stamps(others) == lone:
            continue
        now = stamps(paths)
        for _ in range(LOOKS):
            if now == seen or over.wait(PAUSE / 2) or (later := stamps(paths)) == now:
                break
            now = later  # an editor or a `git pull` is at work
        if over.is_set():
            return
        lone = stamps(others)
        if now != seen:
            seen = now
            yield now


def _signs(folders: Sequence[Path], over: Event) -> Iterator[bool]:
    """Yield at least twice a second until it is over: whether something in some folders may have changed."""
    try:
        if not folders:
            raise FileNotFoundError
        from watchfiles import watch

        for found in watch(
            *folders,
            watch_filter=None,
            debounce=200,
            rust_timeout=int(PAUSE * 1000),
            yield_on_timeout=True,
            stop_event=over,
            raise_interrupt=False,
        ):
            yield bool(found)
    except (OSError, RuntimeError):
        while not over.wait(PAUSE):
            yield True


def stamps(paths: Sequence[Path]) -> Stamps:
    """Give what tells each file below some paths from how it was; hidden ones do not count."""
    found: Stamps = {}
    waiting = [(str(path), frozenset[tuple[int, int]]()) for path in paths]
    while waiting:
        place, above = waiting.pop()
        with suppress(OSError):  # it is not there, or went in this very moment
            info = Path(place).stat()
            if not stat.S_ISDIR(info.st_mode):
                found[place] = info.st_mtime_ns, info.st_size, info.st_ino
                continue
            here = info.st_dev, info.st_ino
            if here in above:  # a link led back up: without end, were it followed
                continue
            below = above | {here}
            with os.scandir(place) as entries:
                waiting += [(entry.path, below) for entry in entries if not entry.name.startswith(".")]
    return found
