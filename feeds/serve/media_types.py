"""Which media type a file has, whether it is worth packing, and how long an answer holds."""

from __future__ import annotations

from feeds.emit.formats import FORMATS
from feeds.emit.site import closed, opml, robots, sitemap

FRESH = 300  # seconds: how long a reader may go on with what it has before it asks again
_JSON_FEED = b"https://jsonfeed.org/version/"  # in the head of each, which tells it from other JSON
_HEAD = 2000
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": robots.MEDIA_TYPE,
    ".xml": sitemap.MEDIA_TYPE,
    ".opml": opml.MEDIA_TYPE,
    ".jsonl": "application/jsonl",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    **{form.ending: form.media_type for form in FORMATS.values()},
}
_ALIKE = ("text/", "application/json", "application/jsonl", "application/xml")
_PAGES = ("text/html", "text/css", "text/javascript")


def type_of(path: str, head: bytes) -> str:
    """Give the media type of a file, by its ending; JSON that is no feed says so itself."""
    name = path.rpartition("/")[2]
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    found = _TYPES.get(ending) or _common(name)
    if found == FORMATS["json_feed"].media_type and _JSON_FEED not in head[:_HEAD]:
        return closed.MEDIA_TYPE
    return found


def _common(name: str) -> str:
    from mimetypes import MimeTypes

    # Python's own table: that of the machine differs from host to host.
    return MimeTypes().guess_type(name)[0] or "application/octet-stream"


def is_text(media_type: str) -> bool:
    """Say whether a type is text: that is packed, and its charset is told.

    Without a charset old readers take XML of type text/* for US-ASCII (RFC 3023 §3.1); where a type knows no
    such parameter, as JSON's (RFC 8259 §11), it does no harm.
    """
    return media_type.startswith(_ALIKE) or media_type.endswith(("+xml", "+json"))


def told(media_type: str) -> str:
    """Write the Content-Type of a file; all text that is published is UTF-8."""
    return f"{media_type}; charset=utf-8" if is_text(media_type) else media_type


def cache_control(media_type: str) -> str:
    """Say how long an answer holds (RFC 9111 §5.2.2): feeds some minutes, pages as long as nobody asks."""
    return "no-cache" if media_type in _PAGES else f"max-age={FRESH}"
