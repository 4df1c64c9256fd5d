"""Notices that a file was changed: the wrapper around watchfiles.

Where the system cannot watch (there are too many folders), watchfiles polls them.
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

    `files` is asked at least twice a second, since a change of the configuration may name others; `seen` is
    how they were when they were last read.
    """
    while not over.is_set():
        now = _next(files, seen, over)
        if now != seen:
            seen = now
            yield


def _next(files: Callable[[], Sequence[Path]], seen: Stamps, over: Event) -> Stamps:
    """Wait until files differ from what was `seen`, other places are to be watched, or it is over."""
    watched = _places(files())
    folders = [path for path, folder in watched.items() if folder]
    others = [path for path, folder in watched.items() if not folder]
    lone: Stamps | None = None
    for told in _signs(folders, over):
        # The system goes on watching a folder that went, not the one that took its place.
        places = _places(files())
        moved = places != watched
        # Where the system tells of folders, only what it was not asked about is looked at each time.
        if not (told or moved) and stamps(others) == lone:
            continue
        now = _settled(list(places), seen, over)
        if over.is_set():
            break
        if now != seen or moved:
            return now
        lone = {name: now[name] for name in map(str, others) if name in now}
    return seen


def _places(paths: Sequence[Path]) -> dict[Path, tuple[str, int, int] | None]:
    """Say for each path which folder stands there, if one does."""
    found = dict[Path, tuple[str, int, int] | None].fromkeys(paths)
    for path in found:
        with suppress(OSError):
            info = path.stat()
            if stat.S_ISDIR(info.st_mode):
                found[path] = os.path.realpath(path), info.st_dev, info.st_ino
    return found


def _settled(paths: Sequence[Path], seen: Stamps, over: Event) -> Stamps:
    """Give the stamps once nobody is at work any more, be it an editor or a `git pull`."""
    now = stamps(paths)
    for _ in range(LOOKS):
        if now == seen or over.wait(PAUSE / 2) or (later := stamps(paths)) == now:
            break
        now = later
    return now


def _signs(folders: Sequence[Path], over: Event) -> Iterator[bool]:
    """Yield at least twice a second: whether something in some folders may have changed.

    It ends when it is over, when a folder itself may have been replaced, or when none can be watched.
    """
    from watchfiles import watch

    names = {str(folder.absolute()) for folder in folders}
    for force_polling in (None, True) if folders else ():
        with suppress(OSError, RuntimeError):
            for found in watch(
                *folders,
                watch_filter=None,
                debounce=200,
                rust_timeout=int(PAUSE * 1000),
                yield_on_timeout=True,
                stop_event=over,
                raise_interrupt=False,
                force_polling=force_polling,
                poll_delay_ms=int(PAUSE * 1000),
            ):
                yield bool(found)
                if not names.isdisjoint(path for _, path in found):
                    return  # one that was removed and made again may look the same, and is watched no more
            return
    if not over.wait(PAUSE):
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
