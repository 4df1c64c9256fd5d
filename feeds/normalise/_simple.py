"""Sanitised HTML that is nearly in order, told by its letters: most of what partners write.

To build the tree of a text costs ten times as much as to sanitise it. What has the plain shape that is known
here is put in order without one, to the letter as `_tree` would; everything else is left to the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import is_normalized

from feeds.normalise import _links

_ADDRESS = _links.in_order("&amp;")
_WORDS = rf"[^<]|<br>|</?(?:b|i|em|strong|u|s|small|sub|sup)>|<a href=\"{_ADDRESS}\">|</a>"
_IMAGE = (
    rf"<img src=\"{_ADDRESS}\" alt=\"(?:[^\"\s]+(?: [^\"\s]+)*)?\"(?: (?:width|height)=\"[1-9]\d{{0,4}}\")*>"
)
_LINE = rf"(?:[^<]++|{_WORDS}|{_IMAGE})*+"
_PARAGRAPH = rf"<p>{_LINE}</p>"
_ITEM = rf"<li>(?:\s*+(?:{_PARAGRAPH}\s*+)++|{_LINE})</li>"
_BLOCK = (
    rf"{_PARAGRAPH}|<(?:ul>(?:{_ITEM})++</ul|ol>(?:{_ITEM})++</ol|div>{_LINE}</div)>|<hr>"
    rf"|<h(?P<level>[2-6])>(?:[^<]++|{_WORDS})*+</h(?P=level)>"
)
_KNOWN = re.compile(rf"(?:\s*+(?:{_BLOCK}))*+\s*+|{_LINE}")
_HOLLOW = re.compile(r"<(?:[abisup]|em|strong|small|su[bp]|li|div|h\d)\b[^>]*>(?:\s|&nbsp;|<br>)*+</")
_HARD_EDGE = re.compile(r"(?:<p>|\A)&nbsp;|&nbsp;(?:</p>|\Z)")
_HEADING = re.compile(r"<h([2-6])>(.*?)</h\1>", re.DOTALL)
_PARTS = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BETWEEN_ITEMS = re.compile(r"<(/li|[uo]l)>\s+(?=<li>|</[uo]l>)")
_BREAK = re.compile(r"</?(?:br|p|[uo]l|li|div|hr|h\d)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def in_order(safe: str) -> str | None:
    """Give sanitised HTML as the tree would leave it; None when only the tree can tell."""
    if "<h1>" in safe or "\ue0ff" in safe or not is_normalized("NFC", safe) or "\u0338" in safe:
        return None
    lower = safe.lower()
    # An address that stands in the text becomes a link.
    if lower.count("://") != lower.count('="http') or lower.count("www.") != lower.count("://www."):
        return None
    tidy = "</p>".join(map(str.rstrip, "<p>".join(map(str.lstrip, safe.split("<p>"))).split("</p>")))
    if "<li>" in tidy:
        tidy = _BETWEEN_ITEMS.sub(r"<\1>", tidy)
    if "&nbsp;" in tidy and _HARD_EDGE.search(tidy):
        return None
    if not _KNOWN.fullmatch(tidy) or _HOLLOW.search(tidy):
        return None
    return _levelled(tidy) if "<h" in tidy else tidy


def _levelled(html: str) -> str:
    outer: list[str] = []

    def heading(found: re.Match[str]) -> str:
        level = found[1]
        while outer and outer[-1] >= level:
            outer.pop()
        name = f"h{min(len(outer) + 2, 6)}"
        outer.append(level)
        return f"<{name}>{found[2]}</{name}>"

    return _HEADING.sub(heading, html)


def paragraphs(html: str) -> Iterator[str]:
    """Give the HTML of each paragraph of what `in_order` gave."""
    return (found[1] for found in _PARTS.finditer(html))


def words(html: str) -> str:
    """Give the visible text of what `in_order` gave, blocks apart, without headings."""
    if "<" not in html:
        return unescape(html)
    return unescape(_TAG.sub("", _BREAK.sub(" ", _HEADING.sub(" ", html))))
