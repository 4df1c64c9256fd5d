"""Redirects that a page states in its head: `<meta http-equiv="refresh" content="0; url=…">`.

See https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

from feeds.model.urls import is_web_url

MAX_DELAY = 5  # seconds; a page with a longer one is read by people before
_HEAD = 100_000  # bytes in which it is searched
_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})
# What is not in force: `noscript` is for browsers without scripts. An element without its end hides the rest.
_HIDDEN = re.compile(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|noscript|template|textarea)\b.*?(?:</\1\s*>|\Z)")
_META = re.compile(r"(?is)<meta\b([^>]{0,3000})>")
_ATTRIBUTE = re.compile(r"""(?is)\b(http-equiv|content)\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CONTENT = re.compile(
    r"""(?is)\s*+(\d{1,4})[\d.]*+(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?(?:"([^"]*)|'([^']*)|(\S.*))"""
)


def target(body: bytes, media_type: str, url: str) -> str:
    """Return where a page at a URL leads at once, as a Location header would state it; "" if it is read itself."""
    if media_type not in _PAGES or b"http-equiv" not in body[:_HEAD].lower():
        return ""
    for meta in _META.finditer(_HIDDEN.sub(" ", body[:_HEAD].decode("latin-1"))):
        attributes = {
            found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(meta[1])
        }
        if attributes.get("http-equiv", "").strip().lower() != "refresh":
            continue
        stated = _CONTENT.match(unescape(attributes.get("content", "")))
        if not stated or int(stated[1]) > MAX_DELAY:
            return ""
        location = (stated[2] or stated[3] or stated[4] or "").strip()
        return location if _is_elsewhere(location, url) else ""
    return ""


def _is_elsewhere(location: str, url: str) -> bool:
    """Return whether a location is another page: some pages load themselves again."""
    try:
        reached = urljoin(url, location)
    except ValueError:
        return False
    return bool(location) and is_web_url(reached) and reached.partition("#")[0] != url.partition("#")[0]
