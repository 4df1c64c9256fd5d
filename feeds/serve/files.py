"""Files and redirects of the output, by URL path."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from feeds.emit.formats import FORMATS
from feeds.emit.redirects import caddy, netlify, nginx
from feeds.emit.site import closed, deadlines, opml, robots, sitemap
from feeds.serve.preview import Preview

INDEX, NOT_FOUND = "index.html", "404.html"
FOR_HOSTS = frozenset({netlify.PATH, nginx.PATH, caddy.PATH})  # written for web servers, not for readers
VISIBLE = frozenset({".well-known"})  # RFC 8615: the one hidden folder that is public
TEXT_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": robots.MEDIA_TYPE,
    ".xml": sitemap.MEDIA_TYPE,
    ".opml": opml.MEDIA_TYPE,
    ".ics": deadlines.MEDIA_TYPE,
    ".jsonl": "application/jsonl",
    ".svg": "image/svg+xml",
    **{form.ending: form.media_type for form in FORMATS.values()},
}
# Without a charset old readers take XML of type text/* for US-ASCII (RFC 3023 §3.1).
CONTENT_TYPES = {ending: f"{media_type}; charset=utf-8" for ending, media_type in TEXT_TYPES.items()} | {
    ".webp": "image/webp",  # from here on: unknown to Python 3.11
    ".avif": "image/avif",
    ".woff2": "font/woff2",
}
_JSON_FEED = b"https://jsonfeed.org/version/"  # near the start of each JSON Feed, and of no other JSON


class PublishedFiles:
    """The output folder `root`, served below the path of the site's URL."""

    def __init__(self, root: Path, preview: Preview) -> None:
        self.root, self.preview = root, preview
        self.prefix = unquote(preview.prefix)

    def find(self, path: str) -> Path | str | None:
        """Return the file at a decoded URL path; the URL it moved to, "" if it is gone; None if unknown."""
        if path.startswith(self.prefix):
            name = path[len(self.prefix) :]
            if found := self.file(f"{name}{INDEX}" if path.endswith("/") else name):
                return found
            if not path.endswith("/") and self.file(f"{name}/{INDEX}"):
                return quote(f"{path}/")
        elif path in ("/", self.prefix.rstrip("/")):
            return self.preview.prefix
        url = self._redirects().get(path)
        return self.preview.local(url) if url else url

    def file(self, name: str) -> Path | None:
        """Return a file below the output; None if it is missing, hidden, or outside of it by any link."""
        root = os.path.realpath(self.root)
        try:
            path = Path(os.path.realpath(f"{root}/{name}"))
            inside = path.relative_to(root)
            hidden = any(part.startswith(".") and part not in VISIBLE for part in inside.parts)
            shown = path.is_file() and not hidden and inside.as_posix().lower() not in FOR_HOSTS
        except (OSError, ValueError):  # an invalid file name, or a path that is not below `root`
            return None
        return path if shown else None

    def _redirects(self) -> dict[str, str]:
        for host in (netlify, nginx):
            with suppress(OSError, UnicodeDecodeError):
                rules: dict[str, str] = host.read((self.root / host.PATH).read_text("utf-8"))
                return rules
        return {}


def content_type(guessed: str, body: bytes) -> str:
    """Return the Content-Type of a file; feeds and other JSON share the ending `.json`."""
    is_json = guessed == CONTENT_TYPES[FORMATS["json_feed"].ending]
    return f"{closed.MEDIA_TYPE}; charset=utf-8" if is_json and _JSON_FEED not in body[:2000] else guessed
