"""Watching files for changes (watchfiles wrapper).

Where the system cannot watch, as when there are too many folders, watchfiles polls them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

INTERVAL = 0.5  # seconds between two checks; half of it must pass without a change before several are reported
MAX_CHECKS = 8  # of files that go on changing, before the change is reported all the same
RECENT = 2.0  # seconds after a change in which others are collected
Stamps = dict[int, int]  # of time, size and inode by path, as hashes: a tenth of a kB a file


def changes(files: Callable[[], Sequence[Path]], seen: Stamps, stop: Event) -> Iterator[None]:
    """Yield after each change of some files and folders, once for many in a row.

    An edit of one file is reported at once, unless there was a change just before. Files that are added or removed are
    waited for: a renamed one is to be seen as a whole, and a `git pull` too.

    Args:
        files: returns what to watch; called at least twice a second, since the configuration may change.
        seen: their stamps when they were last read.
        stop: ends the watching when it is set.
    """
    last = -RECENT
    while not stop.is_set():
        now = _next(files, seen, stop, last)
        if now != seen:
            seen, last = now, time.monotonic()
            yield


def _next(files: Callable[[], Sequence[Path]], seen: Stamps, stop: Event, last: float) -> Stamps:
    """Wait until files differ from their stamps, other folders are to be watched, or `stop` is set.

    `last` is when they differed before, in seconds.
    """
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
        if not moved and time.monotonic() - last > RECENT and (now := _edited(changed, seen)):
            return now
        now = _settled(list(current), seen, stop)
        if stop.is_set():
            break
        if now != seen or moved:
            return now
        unwatched = {name: now[name] for name in map(_name, others) if name in now}
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


def _edited(paths: frozenset[str], seen: Stamps) -> Stamps:
    """Return the stamps if a file that was seen before is all that changed, and has a content; otherwise none."""
    there = {path: _stamp(path) for path in paths if "/." not in path}
    edited = {hash(path): stamp for path, stamp in there.items() if stamp or hash(path) in seen}
    is_one = len(edited) == 1 and edited.keys() <= seen.keys() and all(edited.values())
    return seen | edited if is_one and not edited.items() <= seen.items() else {}


def _stamp(path: str) -> int:
    """Return the stamp of a file, 1 for a folder; 0 for one that is empty or does not exist."""
    try:
        info = os.stat(path)  # noqa: PTH116 - texts, as all paths here
    except OSError:
        return 0
    if stat.S_ISDIR(info.st_mode):
        return 1
    return _hash(info) if info.st_size else 0


def _hash(info: os.stat_result) -> int:
    return hash((info.st_mtime_ns, info.st_size, info.st_ino))


def _settled(paths: Sequence[Path], seen: Stamps, stop: Event) -> Stamps:
    """Return the stamps once an editor or a `git pull` has finished writing."""
    now = stamps(paths)
    for _ in range(MAX_CHECKS):
        if now == seen or stop.wait(INTERVAL / 2) or (later := stamps(paths)) == now:
            break
        now = later
    return now


def _signals(folders: Sequence[Path], stop: Event) -> Iterator[frozenset[str]]:
    """Yield, at least twice a second, the paths that changed in some folders; "" if something may have.

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
                yield frozenset(path for _, path in events)
                if not names.isdisjoint(path for _, path in events):
                    return  # one that was removed and made again may look the same, but is no longer watched
            return
    if not stop.wait(INTERVAL):
        yield frozenset({""})


def stamps(paths: Sequence[Path]) -> Stamps:
    """Return the stamp of each file below some paths, except hidden ones."""
    found: Stamps = {}
    for path in paths:
        with suppress(OSError):  # it does not exist
            info = path.stat()
            if stat.S_ISDIR(info.st_mode):
                _add(found, str(path.absolute()), info, frozenset())
            else:
                found[_name(path)] = _hash(info)
    return found


def _name(path: Path) -> int:
    return hash(str(path.absolute()))


def _add(found: Stamps, folder: str, info: os.stat_result, parents: frozenset[tuple[int, int]]) -> None:
    """Add the stamps of the files in a folder."""
    this = info.st_dev, info.st_ino
    if this in parents:  # a symbolic link to a folder above would be followed without end
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            with suppress(OSError):  # it was removed just now
                info = entry.stat()
                if stat.S_ISDIR(info.st_mode):
                    _add(found, entry.path, info, parents | {this})
                else:
                    found[hash(entry.path)] = _hash(info)
