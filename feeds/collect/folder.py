"""Source kind `folder`: posts in local files."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from feeds.collect.post_files import HEAD, POST_ENDINGS, begins_with_front_matter, is_other, is_other_folder
from feeds.model.errors import PostError, SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem, verbatim

if TYPE_CHECKING:
    from feeds.model.post import Document

REFERENCE_ENDINGS = frozenset({".md", ".markdown", ".yml", ".yaml"})
RECORD_ENDINGS = frozenset({".csv", ".json", ".xml"})
MTIME_TICK = 2_000_000_000  # nanoseconds: the coarsest of a file system in use (FAT)

OFFICE = frozenset({".doc", ".docx", ".odt", ".rtf", ".pages"})  # endings of texts of office programs


@dataclass(frozen=True, slots=True)
class Folder:
    """The options of one folder; `path` is relative to the configuration file.

    `dialect` is `records` for files of job records, each of which is a post: `preset` and `mapping` find their
    fields, `dates` is the order of day and month in dates such as 05/01/2027.
    `include` and `exclude` are patterns as in a `.gitignore`, relative to `path`; without `include`, every
    Markdown file and every file without an ending is a post (see `post_files`), and of records every CSV, JSON and
    XML file is read. `base_url` is the base of path links in the posts (the site's URL if empty), `language` the
    language of the posts (the site's if empty), `country` that of places that name none (that of `jobs` if empty).
    `markdown` is the engine for their texts (that of the site if empty).
    Files larger than `max_bytes` are refused without being read.
    """

    path: str
    name: str = ""
    kind: Literal["folder"] = "folder"
    dialect: Literal["job_markdown", "records"] = "job_markdown"
    preset: str = ""
    mapping: Mapping[str, Any] | Literal["auto"] = field(default_factory=dict)
    dates: Literal["", "day-first", "month-first"] = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str = ""
    country: str = ""
    base_url: str = ""
    max_bytes: int = 2_000_000
    markdown: Literal["", "python", "gfm"] = ""


class FileInfo(NamedTuple):
    """Path and `stat` values of a file, by which a change is detected without reading it.

    `locator` is the path as in the configuration. `mtime` is in nanoseconds; it is 0 for a file so new that a
    second edit could have the same time.
    """

    locator: str
    size: int
    mtime: int
    inode: int


class Scan(NamedTuple):
    """All files of a folder, in the order of their names.

    `complete` is False if a part of the folder could not be listed: a missing file may then still exist.
    `refused` are the locators of links that were not followed, to files or to folders; `ignored` those of
    files and folders that are no posts by their names, and of empty files; `others` those of other files.
    """

    files: tuple[FileInfo, ...]
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    refused: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def missing(self, known: Iterable[str]) -> tuple[str, ...]:
        """Return the known locators whose files no longer exist; none unless the whole folder could be listed."""
        if not self.complete:
            return ()
        present = {found.locator for found in self.files}
        unread = (*self.refused, *self.ignored)
        return tuple(found for found in known if found not in present and not _is_below(found, unread))

    def ignored_of(self, known: Iterable[str]) -> tuple[str, ...]:
        """Return the known locators that are ignored now."""
        return tuple(found for found in known if _is_below(found, self.ignored)) if self.ignored else ()


def endings_of(folder: Folder) -> frozenset[str]:
    """Return the endings of the files of a source that has no `include`."""
    return RECORD_ENDINGS if folder.dialect == "records" else POST_ENDINGS


def scan(folder: Folder, root: Path, endings: frozenset[str] = frozenset()) -> Scan:
    """List the posts of a folder without reading them; hidden files are skipped.

    The folder may be a link; a link in it is followed only to what is in the same folder. So a link never
    publishes what was not put there, such as `/etc/passwd`.

    `endings` select the files if the folder has no `include`; by default those of its dialect.

    Raises:
        SourceError: the folder is missing, or is not a folder.
    """
    top = str(root / folder.path)
    if not os.path.isdir(top):  # noqa: PTH112 - unlike Path.is_dir, it never raises
        found = Message("a file") if os.path.exists(top) else Message("nothing")  # noqa: PTH110 - the same
        raise SourceError(
            Message(
                "%(path)s: expected a folder, found %(found)s (create it, or fix `path`)", path=folder.path, found=found
            )
        )
    is_reference, endings = bool(endings), endings or endings_of(folder)
    walk = _Walk(os.path.realpath(top), _post_matcher(folder, endings), _exclude_matcher(folder))
    walk.ignores = not folder.include and endings is POST_ENDINGS
    walk.visit(top, folder.path.rstrip("/"), frozenset({walk.top}))
    files = sorted(walk.files, key=lambda found: found.locator)
    if walk.others and not files and not is_reference:
        walk.problems.append(_no_posts(folder, walk.others))
    return Scan(
        tuple(files),
        tuple(walk.problems),
        walk.complete,
        tuple(walk.refused),
        tuple(walk.ignored),
        tuple(sorted(walk.others)),
    )


def _no_posts(folder: Folder, others: list[str]) -> Problem:
    endings = sorted({os.path.splitext(name)[1] or name.rpartition("/")[2] for name in others})  # noqa: PTH122
    found = Message("only others (%(endings)s)", endings=", ".join(endings[:5]))
    expected = Message("Markdown files") if folder.dialect != "records" else Message("CSV, JSON or XML files")
    if folder.include:
        expected = Message("files that `include` names")
    example = next((ending for ending in endings if ending.startswith(".")), endings[0])
    remedy = Message("to read them as posts, add include: ['*%(ending)s'] to the source", ending=example)
    return Problem(folder.path, expected, found, remedy, severity="note")


def unrecognised(folder: Folder, root: Path) -> Iterator[Problem]:
    """Yield a note for each file that looks like a post but is none because of its ending: a text, or front matter."""
    with suppress(SourceError):
        for locator in scan(folder, root).others if folder.dialect != "records" else ():
            ending = PurePosixPath(locator).suffix
            stem = locator.removesuffix(ending)
            if ending.lower() in OFFICE:
                found, remedy = (
                    Message("a document of an office program"),
                    Message("save its text as %(file)s", file=f"{stem}.md"),
                )
            elif ending.lower() == ".txt":
                found, remedy = Message("a text with another ending"), _renamed(stem)
            else:
                with suppress(OSError), (root / locator).open("rb") as file:
                    if not begins_with_front_matter(file.read(HEAD)):
                        continue
                found, remedy = Message("front matter in a file with another ending"), _renamed(stem)
            yield Problem(locator, Message("a Markdown file"), found, remedy, severity="note")


def _renamed(stem: str) -> Message:
    return Message("rename it to %(file)s, or add it to include", file=f"{stem.rpartition('/')[2]}.md")


def read(folder: Folder, found: FileInfo, root: Path) -> Document:
    """Read one file of the folder.

    Raises:
        PostError: it cannot be read, or is larger than the folder's `max_bytes`.
    """
    from feeds.model.post import Document

    if found.size > folder.max_bytes:
        raise PostError(_too_large(folder, found.locator, found.size))
    try:
        with (root / found.locator).open("rb") as file:
            body = file.read(found.size + 1)
            if len(body) > found.size:  # it has grown since the scan
                body += file.read(folder.max_bytes + 1 - len(body))
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        reason = verbatim(error.strerror or error)
        remedy = Message("check the file and its permissions")
        problem = Problem(found.locator, Message("a readable file"), reason, remedy, severity="error")
        raise PostError(problem) from error
    if len(body) > folder.max_bytes:
        raise PostError(_too_large(folder, found.locator, size))
    return Document(folder.name, found.locator, body, fingerprint(body))


def fingerprint(body: bytes) -> str:
    """Return a digest of some bytes."""
    return digest(body, size=16)


def _too_large(folder: Folder, locator: str, size: int) -> Problem:
    return Problem(
        locator,
        Message("at most %(count)s bytes", count=f"{folder.max_bytes:,}"),
        Message("%(size)s", size=f"{size:,}"),
        Message("shorten it, or raise the source's max_bytes"),
        severity="error",
    )


def _post_matcher(folder: Folder, endings: frozenset[str]) -> Callable[[str], bool]:
    """Return a predicate for posts; it takes a path relative to the folder."""
    if not folder.include and not folder.exclude:
        return lambda path: os.path.splitext(path)[1].lower() in endings  # noqa: PTH122 - no Path per file
    from pathspec import GitIgnoreSpec

    include = GitIgnoreSpec.from_lines(folder.include) if folder.include else None
    exclude = GitIgnoreSpec.from_lines(folder.exclude)
    plain = _post_matcher(Folder(folder.path), endings)
    return lambda path: (include.match_file(path) if include else plain(path)) and not exclude.match_file(path)


def _exclude_matcher(folder: Folder) -> Callable[[str], bool]:
    """Return a predicate for excluded files and folders; it takes a path relative to the folder."""
    if not folder.exclude:
        return lambda _path: False
    from pathspec import GitIgnoreSpec

    exclude = GitIgnoreSpec.from_lines(folder.exclude)
    return lambda path: exclude.match_file(path) or exclude.match_file(f"{path}/")


class _Walk:
    """One walk of a folder tree, whose real path is `top`; links are followed within it, but never in a loop."""

    def __init__(self, top: str, is_post: Callable[[str], bool], is_excluded: Callable[[str], bool]) -> None:
        self.top = top
        self.is_post = is_post
        self.is_excluded = is_excluded
        self.newest_trusted = time.time_ns() - MTIME_TICK
        self.files: list[FileInfo] = []
        self.problems: list[Problem] = []
        self.complete = True
        self.refused: list[str] = []
        self.ignored: list[str] = []
        self.others: list[str] = []
        self.ignores = False

    def visit(self, folder: str, locator: str, ancestors: frozenset[str], path: str = "") -> None:
        for item in self._list(folder, locator):
            if item.name.startswith("."):
                continue
            self._visit_item(item, f"{locator}/{item.name}", path + item.name, ancestors)

    def _list(self, folder: str, locator: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as items:
                yield from items
        except OSError as error:
            self.complete = False
            self._add_problem(
                locator,
                Message("a folder that can be listed"),
                verbatim(error.strerror or error),
                Message("check its permissions"),
            )

    def _visit_item(self, item: os.DirEntry[str], locator: str, path: str, ancestors: frozenset[str]) -> None:
        try:
            info = item.stat()
        except OSError as error:
            if item.is_symlink() and (self._is_ignorable(path) or self._refuse_outer_link(item, locator)):
                return
            self.complete = False  # it may be a post, or a folder full of them
            reason = error.strerror or str(error)
            found = Message("one that cannot be read (%(error)s)", error=reason)
            if item.is_symlink():
                found = Message("a broken link (%(error)s)", error=reason)
            self._add_problem(_printable(locator), Message("a file or folder"), found, Message("fix or remove it"))
            return
        if not locator.isascii() and _printable(locator) != locator:
            if stat.S_ISDIR(info.st_mode) or self.is_post(path):
                self.complete = False  # in another locale it may be a known name
                self._add_problem(
                    _printable(locator), Message("a name in UTF-8"), Message("bytes that are not"), Message("rename it")
                )
        elif self.ignores and self._is_ignored(item, info):
            if not self.is_excluded(path):
                self.ignored.append(locator)
        elif stat.S_ISDIR(info.st_mode):
            self._visit_folder(item, locator, path, ancestors)
        elif self.is_post(path):
            self._visit_post(item, locator, info)
        elif stat.S_ISREG(info.st_mode) and not item.is_symlink() and not self.is_excluded(path):
            self.others.append(locator)

    def _visit_post(self, item: os.DirEntry[str], locator: str, info: os.stat_result) -> None:
        if item.is_symlink() and self._refuse_outer_link(item, locator):
            return
        if stat.S_ISREG(info.st_mode):
            mtime = info.st_mtime_ns if info.st_mtime_ns < self.newest_trusted else 0
            self.files.append(FileInfo(locator, info.st_size, mtime, info.st_ino))
        else:
            self._add_problem(
                locator, Message("a regular file"), Message("a pipe, socket or device"), Message("move it elsewhere")
            )

    def _is_ignored(self, item: os.DirEntry[str], info: os.stat_result) -> bool:
        """Return whether a file or folder is no post, and no folder of posts, unless `include` names it."""
        if stat.S_ISDIR(info.st_mode):
            return is_other_folder(item.name)
        is_empty = stat.S_ISREG(info.st_mode) and not info.st_size and not item.is_symlink()
        return is_empty or is_other(item.name)

    def _is_ignorable(self, path: str) -> bool:
        """Return whether a broken link was not to a post; without an ending it may have been to a folder."""
        ending = os.path.splitext(path)[1]  # noqa: PTH122 - a string, as above
        return self.is_excluded(path) or bool(ending and not self.is_post(path))

    def _visit_folder(self, item: os.DirEntry[str], locator: str, path: str, ancestors: frozenset[str]) -> None:
        real = os.path.realpath(item.path)
        if item.is_symlink() and any(_is_inside(folder, real) for folder in ancestors):
            self._add_problem(
                locator, Message("a folder"), Message("a link back to a folder above it"), Message("remove the link")
            )
            return
        if item.is_symlink() and (self.is_excluded(path) or self._refuse_outer_link(item, locator)):
            return
        self.visit(item.path, locator, ancestors | {real}, path + "/")

    def _refuse_outer_link(self, item: os.DirEntry[str], locator: str) -> bool:
        """Report a link that leads out of the folder, and return whether it does."""
        if _is_inside(os.path.realpath(item.path), self.top):
            return False
        self.refused.append(locator)
        remedy = Message("put the file itself there, or add its folder as a source; what was published from it stays")
        self._add_problem(
            _printable(locator), Message("a file or folder"), Message("a link that leads out of this folder"), remedy
        )
        return True

    def _add_problem(self, locator: str, expected: Message, found: Message, remedy: Message) -> None:
        self.problems.append(Problem(locator, expected, found, remedy, severity="error"))


def _is_below(locator: str, others: Iterable[str]) -> bool:
    return any(locator == other or locator.startswith(f"{other}/") for other in others)


def _is_inside(inner: str, outer: str) -> bool:
    return f"{inner}/".startswith(outer.rstrip("/") + "/")


def _printable(locator: str) -> str:
    """Return a path that can be printed: bytes that are not UTF-8 as escapes."""
    return os.fsencode(locator).decode("utf-8", "backslashreplace")
