"""Deliver to a local directory: files are replaced atomically, and only if their bytes changed.

A file is written to a temporary folder and renamed to its path (`rename(2)` is atomic); if it replaces
another, its bytes are synced to disk first. A few files are synced one by one, many with one `sync` for all:
at two milliseconds each, 50,000 files would take two minutes. The first delivery is synced once, at the end:
before, there is nothing that a power cut could destroy.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.deliver.published_files import modified
from feeds.model import hashing
from feeds.model.errors import OutputError
from feeds.model.problem import Message

if TYPE_CHECKING:
    from feeds.model.feed import Output

TEMP_FOLDER = ".feeds-tmp"
UNSAFE = frozenset({"", ".", "..", TEMP_FOLDER})
SYNC_EACH = 32  # up to as many files are synced one by one


class WrittenFile(NamedTuple):
    """A file of the output: path, digest, size, mtime (ns), and whether this run changed its bytes."""

    path: str
    digest: str
    size: int
    mtime: int
    changed: bool


class Directory:
    """The output directory; nothing outside it is ever touched."""

    def __init__(self, root: Path, *, first: bool = False) -> None:
        """Open the directory at `root`; `first` is true if nothing was delivered to it before."""
        self.root, self.first = str(root), first
        self._safe: set[str] = set()
        self._numbers = count()

    def write(self, outputs: Iterable[Output]) -> list[WrittenFile]:
        """Write outputs, except those whose files have the same bytes already.

        Raises:
            OutputError: a path is outside the directory, or a file cannot be written.
        """
        try:
            os.makedirs(self.root, exist_ok=True)
            plan = [(output, self._resolve(output.path)) for output in outputs]
            known = [(output, place, _compare(place, output.body)) for output, place in plan]
            fresh = [(output, place) for output, place, found in known if found != "same"]
            self._replace(fresh, replacing=any(found != "missing" for _, _, found in known))
            changed = {output.path for output, _ in fresh}
            return [_written_file(output, place, output.path in changed) for output, place in plan]
        except OSError as error:
            raise OutputError(
                Message(
                    "%(file)s: cannot be written: %(error)s",
                    file=error.filename2 or error.filename or self.root,
                    error=error.strerror,
                )
            ) from error

    def _replace(self, fresh: list[tuple[Output, str]], *, replacing: bool) -> None:
        """Write temporary files and rename them to their paths; after an error, remove them."""
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
        """Remove files that this program wrote; return the paths removed, and why others stay.

        Args:
            owned: digests by path. A file with another digest was changed by hand and stays; one without
                a digest was being written when a run was interrupted, and is removed.
        """
        gone: list[str] = []
        kept: dict[str, str] = {}
        for path, digest in owned.items():
            try:
                place = self._resolve(path, make=False)
                body = _read(place)
                if body is not None:
                    if digest and hashing.digest(body) != digest:
                        kept[path] = "one that was changed by hand"
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
        """Return the bytes of a file, or None if it does not exist."""
        return _read(f"{self.root}/{path}")

    def regular_file(self, path: str, most: int) -> bytes | None:
        """Return up to `most` bytes of a file, and one more if it has more; None if there is none that can be read."""
        try:
            place = self._resolve(path, make=False)
            if not stat.S_ISREG(os.stat(place).st_mode):
                return None
            with open(place, "rb") as file:
                return file.read(most + 1)
        except (OSError, OutputError):
            return None

    def modified(self, files: Iterable[tuple[str, int, int]]) -> Iterator[str]:
        """Return the paths of files that are missing or have another size or mtime (ns)."""
        return modified(self.root, files)

    def finish(self, written: int) -> None:
        """Sync the files written, and remove temporary files that an interrupted run left."""
        import shutil

        shutil.rmtree(f"{self.root}/{TEMP_FOLDER}", ignore_errors=True)
        if written and hasattr(os, "sync"):
            os.sync()

    def _resolve(self, path: str, *, make: bool = True) -> str:
        """Return the file system path of an output path; `make` creates its folders."""
        *folders, name = path.split("/")
        if not UNSAFE.isdisjoint((*folders, name)) or "\\" in path or "\0" in path:
            raise OutputError(Message("%(path)s: expected a path in the output directory", path=f"{path!r}"))
        place = self.root
        for folder in folders:
            place = f"{place}/{folder}"
            if place not in self._safe:
                self._check_folder(place, path, make=make)
        return f"{place}/{name}"

    def _check_folder(self, folder: str, path: str, *, make: bool) -> None:
        try:
            linked = stat.S_ISLNK(os.lstat(folder).st_mode)
        except FileNotFoundError:
            if not make:
                return
            linked = False
            with suppress(FileExistsError):  # another process created it at the same time
                os.mkdir(folder)
        if linked and not os.path.realpath(folder).startswith(os.path.realpath(self.root) + os.sep):
            raise OutputError(
                Message("%(path)s: expected a path in the output directory, found a link out of it", path=f"{path!r}")
            )
        self._safe.add(folder)

    def _temp(self) -> str:
        scratch = f"{self.root}/{TEMP_FOLDER}"
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
        """Remove the folders that are empty without a file, but never the directory itself."""
        while path := path.rpartition("/")[0]:
            try:
                os.rmdir(f"{self.root}/{path}")
            except OSError:
                return
            self._safe.discard(f"{self.root}/{path}")


def _written_file(output: Output, place: str, changed: bool) -> WrittenFile:
    info = os.stat(place)
    return WrittenFile(output.path, hashing.digest(output.body), info.st_size, info.st_mtime_ns, changed)


def _compare(place: str, body: bytes) -> Literal["missing", "same", "other"]:
    """Return how a file differs from some bytes; only one of their length is read."""
    try:
        if os.stat(place).st_size != len(body):
            return "other"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    found = _read(place)
    return "missing" if found is None else "same" if found == body else "other"


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
