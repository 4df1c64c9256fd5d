"""Watching files for changes (watchfiles wrapper).

Where the system cannot watch, as when there are too many folders, watchfiles polls them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

INTERVAL = 0.5  # seconds between two checks; half of it must pass without a change before one is reported
MAX_CHECKS = 8  # of files that go on changing, before the change is reported all the same
Stamps = dict[str, tuple[int, int, int]]


def changes(files: Callable[[], Sequence[Path]], seen: Stamps, stop: Event) -> Iterator[None]:
    """Yield after each change of some files and folders, once for many in a row.

    Args:
        files: returns what to watch; called at least twice a second, since the configuration may change.
        seen: their stamps when they were last read.
        stop: ends the watching when it is set.
    """
    while not stop.is_set():
        now = _next(files, seen, stop)
        if now != seen:
            seen = now
            yield


def _next(files: Callable[[], Sequence[Path]], seen: Stamps, stop: Event) -> Stamps:
    """Wait until files differ from their stamps, other folders are to be watched, or `stop` is set."""
    watched = _folder_ids(files())
    folders = [path for path, folder in watched.items() if folder]
    others = [path for path, folder in watched.items() if not folder]
    unwatched: Stamps | None = None
    for changed in _signals(folders, stop):
        # The system goes on watching a folder that was removed, not the one that took its place.
        current = _folder_ids(files())
        moved = current != watched
        # The system reports changes in folders; everything else has to be checked each time.
        if not (changed or moved) and stamps(others) == unwatched:
            continue
        now = _settled(list(current), seen, stop)
        if stop.is_set():
            break
        if now != seen or moved:
            return now
        unwatched = {name: now[name] for name in map(str, others) if name in now}
    return seen


def _folder_ids(paths: Sequence[Path]) -> dict[Path, tuple[str, int, int] | None]:
    """Return what identifies the folder at each path, or None where there is none."""
    found = dict[Path, tuple[str, int, int] | None].fromkeys(paths)
    for path in found:
        with suppress(OSError):
            info = path.stat()
            if stat.S_ISDIR(info.st_mode):
                found[path] = os.path.realpath(path), info.st_dev, info.st_ino
    return found


def _settled(paths: Sequence[Path], seen: Stamps, stop: Event) -> Stamps:
    """Return the stamps once an editor or a `git pull` has finished writing."""
    now = stamps(paths)
    for _ in range(MAX_CHECKS):
        if now == seen or stop.wait(INTERVAL / 2) or (later := stamps(paths)) == now:
            break
        now = later
    return now


def _signals(folders: Sequence[Path], stop: Event) -> Iterator[bool]:
    """Yield, at least twice a second, whether something in some folders may have changed.

    It ends when `stop` is set, when a folder itself may have been replaced, or when none can be watched.
    """
    from watchfiles import watch

    names = {str(folder.absolute()) for folder in folders}
    for force_polling in (None, True) if folders else ():
        with suppress(OSError, RuntimeError):
            for events in watch(
                *folders,
                watch_filter=None,
                debounce=200,
                rust_timeout=int(INTERVAL * 1000),
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=False,
                force_polling=force_polling,
                poll_delay_ms=int(INTERVAL * 1000),
            ):
                yield bool(events)
                if not names.isdisjoint(path for _, path in events):
                    return  # one that was removed and made again may look the same, but is no longer watched
            return
    if not stop.wait(INTERVAL):
        yield True


def stamps(paths: Sequence[Path]) -> Stamps:
    """Return time, size and inode of each file below some paths, except hidden ones."""
    found: Stamps = {}
    queue = [(str(path), frozenset[tuple[int, int]]()) for path in paths]
    while queue:
        path, parents = queue.pop()
        with suppress(OSError):  # it does not exist, or was removed just now
            info = Path(path).stat()
            if not stat.S_ISDIR(info.st_mode):
                found[path] = info.st_mtime_ns, info.st_size, info.st_ino
                continue
            folder = info.st_dev, info.st_ino
            if folder in parents:  # a symbolic link to a folder above would be followed without end
                continue
            with os.scandir(path) as entries:
                children = [entry.path for entry in entries if not entry.name.startswith(".")]
            queue += [(child, parents | {folder}) for child in children]
    return found
