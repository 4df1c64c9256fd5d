"""The state of all files that a run looks at, as one digest; it imports little, for runs in which nothing changed."""

from __future__ import annotations

import os
import stat

from feeds.model.hashing import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Folders = dict[str, list[str]]  # paths of folders and files, each with those of folders in it that are not read
AT_ONCE = 1000  # files whose states are hashed together: all those of a large folder would be held three times


def state(folders: Folders, newest: int = 0) -> str:
    """Return a digest of name, kind, size, time and inode of each file; "" if it cannot be relied on.

    That is so with links, which lead elsewhere, and with a folder that cannot be listed. With `newest` (ns), it is
    also so if anything was changed later, by the time that no program can set.
    """
    found = ""
    try:
        for top, unread in folders.items():
            info = _info(top)
            if info is None:
                found = digest(found, top)
            elif not stat.S_ISDIR(info.st_mode):
                found = digest(found, _line(top, info, newest))
            elif info.st_ctime_ns > newest > 0:
                return ""
            else:
                found = _folder(found, top, frozenset(unread), newest)
    except (OSError, ValueError):
        return ""
    return found


def _info(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 - texts, as all paths here
    except FileNotFoundError:
        return None


def _folder(before: str, folder: str, unread: frozenset[str], newest: int) -> str:
    """Return a digest of what was found before and of a folder."""
    files: list[str] = []
    inner: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            info = entry.stat(follow_symlinks=False)
            if not stat.S_ISDIR(info.st_mode):
                files.append(_line(name, info, newest))
            elif info.st_ctime_ns > newest > 0:
                raise ValueError(name)
            else:
                inner.append(name)
    files.sort()
    inner.sort()
    found = digest(before, folder, *inner)
    for at in range(0, len(files), AT_ONCE):
        found = digest(found, *files[at : at + AT_ONCE])
    for name in inner:
        if (path := f"{folder}/{name}") not in unread:
            found = _folder(found, path, unread, newest)
    return found


def _line(name: str, info: os.stat_result, newest: int) -> str:
    """Return the state of a file.

    Raises:
        ValueError: it is a link, or was changed after `newest`.
    """
    if stat.S_ISLNK(info.st_mode) or info.st_ctime_ns > newest > 0:
        raise ValueError(name)
    return f"{name} {info.st_mode} {info.st_size} {info.st_mtime_ns} {info.st_ino}"


def unread_folders(top: str, is_unread: Callable[[str], bool]) -> list[str]:
    """Return the paths of the folders below one that are not read, by their names."""
    return list(_unread(top, is_unread))


def _unread(folder: str, is_unread: Callable[[str], bool]) -> Iterator[str]:
    with os.scandir(folder) as entries:
        inner: Iterable[str] = sorted(
            entry.name for entry in entries if entry.name[0] != "." and entry.is_dir(follow_symlinks=False)
        )
    for name in inner:
        path = f"{folder}/{name}"
        if is_unread(name):
            yield path
        else:
            yield from _unread(path, is_unread)
