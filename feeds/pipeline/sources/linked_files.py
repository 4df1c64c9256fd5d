"""Files that posts link to, read again only if they were touched."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator

from feeds.collect import linked_file
from feeds.collect.folder import Folder
from feeds.ledger.store.files import LinkedFileRow
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem
from feeds.pipeline.run import Run

OUTPUT = "files"  # the folder of the output
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#%]')  # in no name of a file on every system, or with a meaning in URLs


def touched(run: Run) -> Iterator[str]:
    """Yield the files that are not as they were last read, without reading them."""
    root, version = str(run.project.root), run.project.version
    for row in run.store.linked_files():
        known = (row.size, row.mtime, row.inode)
        if not row.mtime or row.version != version or linked_file.stamp(f"{root}/{row.locator}") != known:
            yield row.locator


class LinkedFiles:
    """The files that posts of a project may link to: those in the folders of its sources and in `static`."""

    def __init__(self, run: Run) -> None:
        config = run.project.config
        self.store, self.version = run.store, run.project.version
        self.root = str(run.project.root)
        self.static = _path(config.static) if config.static else ""
        self.limits = {_path(folder.path): folder.max_bytes for folder in config.folders}
        if self.static:
            self.limits.setdefault(self.static, max(self.limits.values(), default=0))

    def candidates(self, folder: Folder, locator: str, path: str) -> list[str]:
        """Return where the file may be that a post links to, in order; none where it may not be published from.

        Args:
            folder: the source of the post.
            locator: the file of the post.
            path: the link, decoded; with a slash at the start it is one below the site.
        """
        places = [f"{os.path.dirname(locator)}/{path}"]  # noqa: PTH120 - paths of the ledger are strings
        if path.startswith("/"):
            places = [f"{folder.path}{path}"]
            if self.static:
                parent, _, name = self.static.rpartition("/")
                inside = path.startswith(f"/{name}/")
                places = [f"{self.static}{path}", *([f"{parent or '.'}{path}"] if inside else []), *places]
        found = [_path(place) for place in places]
        spelled = [unicodedata.normalize(form, place) for place in found for form in ("NFC", "NFD")]
        return [place for place in dict.fromkeys((*found, *spelled)) if self.top(place)]

    def top(self, locator: str) -> str:
        """Return the folder that a file is published from, or "" if it is in none; links are not followed."""
        tops = (top for top in self.limits if _is_in(locator, top))
        return max(tops, key=len, default="")

    def file(self, locator: str) -> LinkedFileRow:
        """Return what is known of a file; one that is not known is read."""
        return self.store.linked_file(locator) or self.refresh(locator)

    def refresh(self, locator: str) -> LinkedFileRow:
        """Read a file again, and save what is known of it."""
        known = self.store.linked_file(locator)
        stamp = linked_file.stamp(f"{self.root}/{locator}")
        row = LinkedFileRow(locator, *stamp, self.version)
        try:
            row = self._read(row)
        except OSError:
            row = row._replace(mtime=0, problem="unreadable")
        if row.problem == "unreadable" and known and known.output:  # what was published stays
            row = known._replace(size=row.size, mtime=0, problem="unreadable")
        self.store.save_linked_file(row)
        return row

    def _read(self, row: LinkedFileRow) -> LinkedFileRow:
        top = self.top(row.locator)
        if row.size < 0:
            unsure = not row.mtime or not os.path.isdir(f"{self.root}/{top}")  # noqa: PTH112 - it never raises
            return row._replace(mtime=0, problem="unreadable") if unsure else row._replace(problem="missing")
        if not self._may_be_published(row.locator, top):
            return row._replace(problem="outside")
        if not linked_file.media_type(row.locator):
            return row._replace(problem="kind")
        body = self.body(row.locator) if row.size <= self.limits[top] else None
        if body is None or len(body) > self.limits[top]:
            return row._replace(problem="size")
        published = publishable(row.locator, body)
        if published is None:
            return row._replace(problem="content")
        kind = linked_file.media_type(row.locator)
        return row._replace(output=output(row.locator, published), media_type=kind, length=len(published))

    def body(self, locator: str) -> bytes:
        """Return the bytes of a file, one more than its folder's `max_bytes` at most.

        Raises:
            OSError: it cannot be read.
        """
        return linked_file.read(f"{self.root}/{locator}", self.limits[self.top(locator)])

    def _may_be_published(self, locator: str, top: str) -> bool:
        """Return whether a file is in one of the folders after all links were followed, and not hidden."""
        real = os.path.realpath(f"{self.root}/{locator}")
        tops = [os.path.realpath(f"{self.root}/{folder}") for folder in self.limits]
        names = [real.removeprefix(one) for one in tops if _is_in(real, one)] + [locator.removeprefix(top)]
        return len(names) > 1 and not any(name.startswith(".") for path in names for name in path.split("/"))


def publishable(name: str, body: bytes) -> bytes | None:
    """Return the bytes of a file as they are published; None if it is not what it is named."""
    if linked_file.media_type(name) == linked_file.SVG:
        from feeds.normalise.html import svg

        return svg.clean(body)
    return body if linked_file.is_what_it_is_named(name, body[: linked_file.HEAD]) else None


def output(locator: str, body: bytes) -> str:
    """Return where a file is published: an address for these bytes under this name."""
    name = unicodedata.normalize("NFC", locator.rpartition("/")[2])
    return f"{OUTPUT}/{digest(body)}/{_UNSAFE.sub('-', name)}"


def problem(row: LinkedFileRow, max_bytes: int) -> Problem:
    """Return what is wrong with a file, without the place of the link to it."""
    name = Message("%(locator)s", locator=f"{row.locator!r}")
    kinds = Message("a picture, audio, video, PDF or office document")
    if row.problem == "missing":
        return Problem("", Message("a file that exists"), name, Message("add the file, or correct the link"))
    if row.problem == "outside":
        remedy = Message("move it there: neither a link to elsewhere nor a hidden file is published")
        return Problem("", Message("a file in the folder of the source, or in `static`"), name, remedy)
    if row.problem == "kind":
        return Problem("", kinds, name, Message("no other file is published; link to an address where it is"))
    if row.problem == "content":
        return Problem("", kinds, Message("%(name)s, which is none", name=name), Message("save it as what it is named"))
    if row.problem == "size":
        expected, remedy = (
            Message("at most %(count)s bytes", count=f"{max_bytes:,}"),
            Message("make it smaller, or raise max_bytes"),
        )
        return Problem("", expected, Message("%(size)s in %(name)s", size=f"{row.size:,}", name=name), remedy)
    return Problem(
        "", Message("a readable file"), name, Message("check it and its permissions; what was published stays")
    )


def _path(path: str) -> str:
    return os.path.normpath(path)


def _is_in(path: str, top: str) -> bool:
    if top == ".":
        return not path.startswith(("/", "../")) and path not in (".", "..")
    return path.startswith(top.rstrip("/") + "/")
