"""Relative links of a post: to a file beside it, another post, or an address below its source's `base_url`.

Only the ledger knows the files beside a post. So a post is rendered as if its page were at `BASE`, and each link
that stays below that address is replaced by a token.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from feeds.model.hashing import digest
from feeds.model.post import LINK_HOST, Link
from feeds.normalise.values import links

_LEVEL, _LEVELS = "~~", 16  # folders above the page that a link may climb
BASE = f"https://{LINK_HOST}/{f'{_LEVEL}/' * _LEVELS}"
_ATTRIBUTE = re.compile(rf'(?<= )(?:href|src|srcset|cite)="[^"]*//{re.escape(LINK_HOST)}/[^"]*"')
_URL = re.compile(rf'https://{re.escape(LINK_HOST)}/[^\s"]*')
_FILE = re.compile(r"\.(?!html?$|php$)[A-Za-z0-9]{1,10}$")

_SHORTCODE = re.compile(r"/!\d+/(ref|post_url|link)/(.*)")  # see `values.shortcodes`
_REFERENCE = re.compile("(?:ref|post_url|link):")


class RelativeLinks:
    """The relative links of one post, by token; `base_url` is where they lead if nothing is there."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.found: dict[str, Link] = {}

    def in_html(self, html: str, text: str, first_line: int) -> str:
        """Return HTML that was rendered at `BASE` with tokens as links.

        `text` is what it was made of; it begins in `first_line` of the document.
        """
        if f"//{LINK_HOST}/" not in html:
            return html

        def token(found: re.Match[str]) -> str:
            return self.token(unescape(found[0]), text, first_line)

        return _ATTRIBUTE.sub(lambda found: _URL.sub(token, found[0]), html)

    def token(self, url: str, text: str = "", first_line: int = 0) -> str:
        """Return the token of a URL that was resolved against `BASE`; the final URL if nothing can lie there."""
        if not url.startswith(f"https://{LINK_HOST}/"):
            return url
        path, suffix = _written(url)
        reference = _REFERENCE.match(path)
        fallback = "" if reference else links.absolute(_quoted(path) + suffix, self.base_url) or ""
        if not path or (path.startswith("/") and not _FILE.search(path)):
            return fallback
        line = _line(text, path[reference.end() :] if reference else path, first_line) if text else first_line
        link = Link("", path, suffix, fallback, line)
        token = f"https://{LINK_HOST}/{digest(path, suffix, fallback, size=8)}/"
        self.found.setdefault(token, link._replace(token=token))
        return token


def _written(url: str) -> tuple[str, str]:
    """Return the path of a link as its author wrote it, decoded, and its query and fragment."""
    parts = urlsplit(url)
    folders = parts.path.split("/")[1:]
    below = next((index for index, name in enumerate(folders) if name != _LEVEL), len(folders))
    below = min(below, _LEVELS)
    rest = "/".join(folders[below:])
    suffix = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if not below:
        reference = _SHORTCODE.match(parts.path)
        return unquote(f"{reference[1]}:{reference[2]}" if reference else f"/{rest}"), suffix
    return unquote("../" * (_LEVELS - below) + rest), suffix


def _quoted(path: str) -> str:
    return quote(path, safe="/:+@$,;=!~*'()")


def _line(text: str, path: str, first: int) -> int:
    """Return the line of a link, from its path or at least the name of its file."""
    for written in (path, quote(path), path.rpartition("/")[2]):
        place = text.find(written) if written else -1
        if place >= 0:
            return first + text.count("\n", 0, place)
    return first
