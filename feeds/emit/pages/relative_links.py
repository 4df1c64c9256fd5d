"""Links between pages: relative, and naming the file, so that `output/` also opens from a folder."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote, unquote

from feeds.model.settings import Site

_ADDRESS = re.compile(r'(?<= )(href|src|poster)="([^"]+)"')


def link(from_path: str, to_path: str) -> str:
    """Return the relative reference (RFC 3986 §4.2) from one output to another, by their paths."""
    here, there = from_path.split("/")[:-1], to_path.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return _up(len(here) - common, "/".join(there[common:]))


@lru_cache(maxsize=1_000)  # all pages have some links
def _up(levels: int, path: str) -> str:
    # A colon in the first segment, which would end a scheme, is encoded as well.
    return quote("../" * levels + path)


def of_url(site: Site, from_path: str, url: str) -> str:
    """Return the relative link to a URL of the site; any other URL, and one with a query, stays as it is."""
    if not url.startswith(site.url) or "?" in url:
        return url
    written, _, fragment = url.removeprefix(site.url).partition("#")
    path = unquote(written)
    file = f"{path}index.html" if path.endswith("/") or not path else path
    return link(from_path, file) + (f"#{fragment}" if fragment else "")


def within(site: Site, from_path: str, html: str) -> str:
    """Return the HTML of a post with relative links to the site's own pages and files."""
    if site.url not in html:
        return html

    def replaced(found: re.Match[str]) -> str:
        return f'{found[1]}="{escape(of_url(site, from_path, unescape(found[2])))}"'

    return _ADDRESS.sub(replaced, html)
