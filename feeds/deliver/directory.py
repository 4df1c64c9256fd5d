"""Publish into a directory: each file replaced whole, unchanged bytes left alone.

A file is written beside its place and renamed into it (`rename(2)` is atomic); where it replaces
another, its bytes reach the disk before its name does. A few files are synced one by one, many with
one sync for all of them: at two milliseconds each, 50,000 files would otherwise take two minutes. What
is published for the first time is synced once, at the end: a power cut before takes nothing from anybody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds.model import hashing
from feeds.model.errors import OutputError

if TYPE_CHECKING:
    from feeds.model.feed import Output

SCRATCH = ".feeds-tmp"
UNSAFE = frozenset({"", ".", "..", SCRATCH})
SYNC_EACH = 32  # files up to which each is synced alone


class Placed(NamedTuple):
    """A file as it lies there now; `changed` says whether these bytes are new."""

    path: str
    digest: str
    size: int
    mtime: int
    changed: bool


class Directory:
    """A directory that is published; nothing outside it is ever touched."""

    def __init__(self, root: Path, *, first: bool = False) -> None:
        """Take a directory, into which nothing was published yet if this is the `first` time."""
        self.root, self.first = str(root), first
        self._safe: set[str] = set()
        self._numbers = count()

    def put(self, outputs: Iterable[Output]) -> list[Placed]:
        """Write outputs; those that lie there already, byte for byte, stay untouched.

        Raises:
            OutputError: a path leads outside the directory, or the file system refused.
        """
        try:
            os.makedirs(self.root, exist_ok=True)
            plan = [(output, self._place(output.path)) for output in outputs]
            known = [(output, place, _read(place)) for output, place in plan]
            fresh = [(output, place) for output, place, body in known if body != output.body]
            self._replace(fresh, replacing=any(body is not None for _, _, body in known))
            changed = {output.path for output, _ in fresh}
            return [_placed(output, place, output.path in changed) for output, place in plan]
        except OSError as error:
            raise OutputError(
                f"{error.filename2 or error.filename or self.root}: cannot be written: {error.strerror}"
            ) from error

    def _replace(self, fresh: list[tuple[Output, str]], *, replacing: bool) -> None:
        """Write files and rename them into their places; what fails leaves nothing that takes up space."""
        temps = [self._temp() for _ in fresh]
        try:
            for temp, (output, _) in zip(temps, fresh, strict=True):
                with open(temp, "wb") as file:
                    file.write(output.body)
            self._sync(temps, replacing=replacing)
            for temp, (_, place) in zip(temps, fresh, strict=True):
                os.replace(temp, place)
        except OSError:
            for temp in temps:
                with suppress(OSError):
                    os.unlink(temp)
            raise

    def remove(self, owned: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
        """Take files away, given by path and digest; give those that are gone now, and why others stay.

        A file that somebody has changed since it was written is not ours any more and stays; without a
        digest it was about to be written when a run was cut off, and goes.
        """
        gone: list[str] = []
        kept: dict[str, str] = {}
        for path, digest in owned.items():
            try:
                place = self._place(path, make=False)
                body = _read(place)
                if body is not None:
                    if digest and hashing.digest(body) != digest:
                        kept[path] = "one that somebody has changed since"
                        continue
                    os.unlink(place)
            except OutputError as error:
                kept[path] = str(error)
            except OSError as error:
                kept[path] = f"one that cannot be removed: {error.strerror}"
            else:
                gone.append(path)
                self._prune(path)
        return gone, kept

    def read(self, path: str) -> bytes | None:
        """Give what lies in a place, None if there is no file."""
        return _read(f"{self.root}/{path}")

    def intact(self, files: Iterable[tuple[str, int, int]]) -> Iterator[str]:
        """Give the paths whose size and time of change are no longer as given, or that are not there."""
        for path, size, mtime in files:
            try:
                info = os.stat(f"{self.root}/{path}")
            except OSError:
                yield path
                continue
            if info.st_size != size or info.st_mtime_ns != mtime:
                yield path

    def finish(self, written: int) -> None:
        """Make what was written last through a power cut, and clear what a killed run left behind."""
        import shutil

        shutil.rmtree(f"{self.root}/{SCRATCH}", ignore_errors=True)
        if written and hasattr(os, "sync"):
            os.sync()

    def _place(self, path: str, *, make: bool = True) -> str:
        """Say where a file goes, with `make` once all folders on the way are there."""
        *folders, name = path.split("/")
        if not UNSAFE.isdisjoint((*folders, name)) or "\\" in path or "\0" in path:
            raise OutputError(f"{path!r}: not a path below the output directory")
        place = self.root
        for folder in folders:
            place = f"{place}/{folder}"
            if place not in self._safe:
                self._enter(place, path, make=make)
        return f"{place}/{name}"

    def _enter(self, folder: str, path: str, *, make: bool) -> None:
        try:
            linked = stat.S_ISLNK(os.lstat(folder).st_mode)
        except FileNotFoundError:
            if not make:
                return
            linked = False
            os.makedirs(folder, exist_ok=True)  # another process may be making it, too
        if linked and not os.path.realpath(folder).startswith(os.path.realpath(self.root) + os.sep):
            raise OutputError(f"{path!r}: leads outside the output directory through a link")
        self._safe.add(folder)

    def _temp(self) -> str:
        scratch = f"{self.root}/{SCRATCH}"
        if scratch not in self._safe:
            os.makedirs(scratch, exist_ok=True)
            self._safe.add(scratch)
        return f"{scratch}/{os.getpid()}-{next(self._numbers)}"

    def _sync(self, temps: list[str], *, replacing: bool) -> None:
        at_the_end = self.first and not replacing
        if (at_the_end or len(temps) > SYNC_EACH) and hasattr(os, "sync"):
            if replacing:
                os.sync()
            return
        for temp in temps:
            with open(temp, "rb+") as file:
                os.fsync(file.fileno())

    def _prune(self, path: str) -> None:
        """Take away the folders that a file leaves empty, but never the directory itself."""
        while path := path.rpartition("/")[0]:
            try:
                os.rmdir(f"{self.root}/{path}")
            except OSError:
                return
            self._safe.discard(f"{self.root}/{path}")


def _placed(output: Output, place: str, changed: bool) -> Placed:
    info = os.stat(place)
    return Placed(output.path, hashing.digest(output.body), info.st_size, info.st_mtime_ns, changed)


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
