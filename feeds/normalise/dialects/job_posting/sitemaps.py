"""Parse sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from feeds.model.source_state import FollowUp

_ROOT = re.compile(r"<(?:(?P<prefix>[\w.-]+):)?(?P<kind>urlset|sitemapindex)\b")
_HEAD = 4_096  # characters in which the root is searched
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The links of a sitemap, to sitemaps if it is an `index`; `complete` if it has its end tag."""

    links: tuple[FollowUp, ...]
    index: bool
    complete: bool


def read(text: str) -> Sitemap | None:
    """Parse a sitemap; None when the text is none."""
    root = _ROOT.search(text, 0, _HEAD)
    if not root:
        return None
    # Images and videos have a `loc` of their own, under another prefix.
    name = f"{root['prefix']}:" if root["prefix"] else ""
    entry = re.escape(name + ("url" if root["kind"] == "urlset" else "sitemap"))
    links = [
        FollowUp(url, modified=_inner(part, f"{name}lastmod"))
        for part in re.split(rf"<{entry}\s*>", text)[1:]
        if (url := _inner(part, f"{name}loc"))
    ]
    complete = f"</{name}{root['kind']}" in text[-1000:]
    return Sitemap(tuple(links), root["kind"] == "sitemapindex", complete)


def _inner(part: str, name: str) -> str:
    _, opened, rest = part.partition(f"<{name}>")
    inner, closed, _ = rest.partition(f"</{name}>")
    return unescape(_CDATA.sub(r"\1", inner)).strip() if opened and closed else ""
