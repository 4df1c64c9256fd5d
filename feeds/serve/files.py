"""What lies in the output, and under which name: a file, another address, or what is gone."""

from __future__ import annotations

import os
import stat
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from gzip import compress
from pathlib import Path
from threading import Lock
from urllib.parse import unquote

from feeds.emit.redirects import caddy, netlify, nginx
from feeds.model.hashing import digest
from feeds.serve import media_types
from feeds.serve.preview import Preview
from feeds.serve.request_path import INDEX, encoded, is_hidden

LARGEST = 64_000_000  # bytes: no feed and no page is larger; what is belongs to a host for downloads
KEPT = 64_000_000  # bytes of files and of their packed forms that are kept at hand
FOR_HOSTS = frozenset({netlify.PATH, nginx.PATH, caddy.PATH})  # what is written for servers, not for readers
NOT_FOUND = "404.html"  # where many hosts look for a page of one's own


@dataclass(frozen=True, slots=True)
class File:
    """A file in both of its forms; `packed` is empty where packing saves nothing. Tags name their bytes."""

    media_type: str
    modified: int
    plain: bytes
    packed: bytes
    tag: str

    def form(self, *, gzip: bool) -> tuple[bytes, str, str]:
        """Give bytes, coding and strong entity tag: no two forms share one (RFC 9110 §8.8.3.3)."""
        if gzip and self.packed:
            return self.packed, "gzip", f'"{self.tag}-gzip"'
        return self.plain, "", f'"{self.tag}"'


@dataclass(frozen=True, slots=True)
class Moved:
    """Another address is the right one, for good."""

    url: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing lies here; `gone` if something did."""

    gone: bool = False


class Shelf:
    """The output, read as it is asked for, below the path of the site.

    What is asked for often is kept, by the stamp of its file, so that a poll costs no reading.
    """

    def __init__(self, root: Path, preview: Preview) -> None:
        self.root, self.preview = root, preview
        self.prefix = unquote(preview.prefix)
        self._kept: OrderedDict[tuple[str, object], File] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        self._former: tuple[object, dict[str, str]] = (None, {})

    def find(self, path: str) -> File | Moved | Missing:
        """Say what lies at a decoded path below the host."""
        name = self._name(path)
        if name is not None and not is_hidden(name) and name.lower() not in FOR_HOSTS:
            if found := self.file(f"{name}{INDEX}" if not name or name.endswith("/") else name):
                return found
            if name and not name.endswith("/") and self.file(f"{name}/{INDEX}"):
                return Moved(encoded(f"{path}/"))
        if path == "/":
            return Moved(encoded(self.prefix))
        if f"{path}/" == self.prefix:
            return Moved(encoded(self.prefix))
        url = self.former().get(path)
        if url is None:
            return Missing()
        return Moved(self.preview.local(url)) if url else Missing(gone=True)

    def file(self, name: str) -> File | None:
        """Read a file of the output; None for what is none, lies outside or is hidden, by whatever links."""
        root = os.path.realpath(self.root)
        place = os.path.realpath(f"{root}/{name}")
        inside = place.startswith(root.rstrip(os.sep) + os.sep)
        if not inside or is_hidden(place[len(root) :].replace(os.sep, "/")):
            return None
        try:
            # Neither a link that was put there meanwhile nor a pipe that nobody fills is waited for.
            handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except (OSError, ValueError):
            return None
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode) or info.st_size > LARGEST:
            os.close(handle)
            return None
        with os.fdopen(handle, "rb") as opened:
            key = (name, (info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns))
            with self._lock:
                if known := self._kept.get(key):
                    self._kept.move_to_end(key)
                    return known
            made = self._made(name, opened.read(), int(info.st_mtime))
        self._keep(key, made)
        return made

    def _made(self, name: str, body: bytes, modified: int) -> File:
        kind = media_types.type_of(name, body)
        if kind == "text/html":
            body = self.preview.page(body)
        packed = compress(body, 6, mtime=0) if media_types.is_text(kind) else b""
        tag = digest(body, size=16)
        return File(kind, modified, body, packed if len(packed) < len(body) else b"", tag)

    def _keep(self, key: tuple[str, object], made: File) -> None:
        with self._lock:
            if key in self._kept:  # another asked for it in the same moment
                return
            self._kept[key] = made
            self._size += len(made.plain) + len(made.packed)
            while self._size > KEPT:
                _, old = self._kept.popitem(last=False)
                self._size -= len(old.plain) + len(old.packed)

    def former(self) -> dict[str, str]:
        """Read where former addresses lead, as the files for hosts say it; the first one there counts."""
        for host in (netlify, nginx):
            place = self.root / host.PATH
            with suppress(OSError, UnicodeDecodeError):
                info = place.stat()
                stamp = (host.PATH, info.st_size, info.st_mtime_ns)
                known, rules = self._former
                if stamp != known:
                    rules = host.read(place.read_text("utf-8"))
                    self._former = stamp, rules
                return rules
        return {}

    def _name(self, path: str) -> str | None:
        return path[len(self.prefix) :] if path.startswith(self.prefix) else None
