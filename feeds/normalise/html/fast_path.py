"""Regex fast path for sanitised HTML that is already valid, as most authors and partners write it.

The result equals that of `repair`, byte for byte; other HTML is left to `repair`. Without this module,
rendering takes 19 % (Markdown) and 14 % (a partner's HTML) more instructions, half more time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from unicodedata import is_normalized

from feeds.model.safe_text import without_tags
from feeds.normalise.html import mailboxes
from feeds.normalise.values import links

_URL = links.url_pattern("&amp;")
_PHRASING = (
    r"</?(?:b|i|em|strong|u|s|small|sub|sup|code)>|<br>"
    rf"|<a href=\"(?:{_URL}|{links.MAILTO_PATTERN})\">|</a>"
)
_IMAGE = rf"<img src=\"{_URL}\" alt=\"(?:[^\"\s]+(?: [^\"\s]+)*)?\"(?: (?:width|height)=\"[1-9]\d{{0,4}}\")*>"
_LINE = rf"(?:[^<]++|{_PHRASING}|{_IMAGE})*+"
_PARAGRAPH = rf"<p>{_LINE}</p>"
# Sanitised HTML closes every element that it opens, so it is enough to check which tag follows which.
_BLOCK = (
    rf"{_PARAGRAPH}|<h[1-6]>(?:[^<]++|{_PHRASING})*+</h[1-6]>|<div>{_LINE}</div>|<hr>|</?blockquote>"
    rf"|(?:<[uo]l>|</li>)<li>{_LINE}|</li></[uo]l>"
)
_WELL_FORMED = re.compile(rf"(?:\s*+(?:{_BLOCK}))*+\s*+|{_LINE}")
_EMPTY_ELEMENT = re.compile(
    r"<(?:[abisup]|em|strong|small|su[bp]|code|li|div|blockquote|h\d)\b[^>]*>(?:\s|&nbsp;|<br>)*+</"
)
_NBSP_AT_EDGE = re.compile(r"(?:<p>|\A)&nbsp;|&nbsp;(?:</p>|\Z)")
_URL_SIGN = re.compile(r"://|[wW]\.")
_CODE_IN_CODE = re.compile(r"<code>(?:(?!</code>).)*<code>", re.DOTALL)
_OPENING = re.compile(r"<(?!(?:br|hr|img)\b)[a-z]")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_PARAGRAPH_CONTENT = re.compile(r"<(?P<item>/?)li>|<p>(?P<inner>.*?)</p>(?:\s*(?P<list><[uo]l>))?", re.DOTALL)
_BETWEEN_ITEMS = re.compile(r"<(/li|[uo]l)>\s+(?=<li>|</[uo]l>)")
_BREAK = re.compile(r"</?(?:br|p|[uo]l|li|div|blockquote|hr|h\d)\b[^>]*>")


def well_formed(safe: str) -> str | None:
    """Return sanitised HTML as `repair.make_valid` would leave it; None if it needs `repair`."""
    if "\ue0ff" in safe or not is_normalized("NFC", safe) or "\u0338" in safe:
        return None
    if _may_have_bare_url(safe):
        if _CODE_IN_CODE.search(safe):  # where the outer one ends, `change_text` does not know
            return None
        safe = mailboxes.change_text(safe, _URL_SIGN, _link_urls)
    tidy = "</p>".join(map(str.rstrip, "<p>".join(map(str.lstrip, safe.split("<p>"))).split("</p>")))
    if "<li>" in tidy:
        tidy = _BETWEEN_ITEMS.sub(r"<\1>", tidy)
    if "&nbsp;" in tidy and _NBSP_AT_EDGE.search(tidy):
        return None
    return None if not _WELL_FORMED.fullmatch(tidy) or _EMPTY_ELEMENT.search(tidy) else tidy


def is_balanced(safe: str) -> bool:
    """Return whether each element of sanitised HTML is closed within it."""
    return len(_OPENING.findall(safe)) == safe.count("</")


def _may_have_bare_url(safe: str) -> bool:
    lower = safe.lower()
    return lower.count("://") != lower.count('="http') or lower.count("www.") != lower.count("://www.")


def _link_urls(text: str) -> str:
    """Return running text, as HTML, in which URLs are links."""
    plain, parts, at = unescape(text), list[str](), 0
    for start, shown, target in links.in_text(plain):
        parts += (_escaped(plain[at:start]), f'<a href="{_escaped(target)}">{_escaped(shown)}</a>')
        at = start + len(shown)
    return "".join((*parts, _escaped(plain[at:]))) if parts else text


def _escaped(text: str) -> str:
    """Return a text as the sanitiser writes it."""
    return escape(text, quote=False).replace("\xa0", "&nbsp;")


def split_title(tidy: str) -> tuple[str, str]:
    """Return the text of the level-1 heading at the start, "" if there is none, and the HTML after it."""
    first = _HEADING.match(tidy)
    if not first or first[1] != "1":
        return "", tidy
    return visible_text(first[2]), tidy[first.end() :].lstrip()


def level_headings(tidy: str) -> str:
    """Return the HTML with headings that start at level 2 and skip no level."""
    outer: list[str] = []

    def renamed(found: re.Match[str]) -> str:
        level = found[1]
        while outer and outer[-1] >= level:
            outer.pop()
        name = f"h{min(len(outer) + 2, 6)}"
        outer.append(level)
        return f"<{name}>{found[2]}</{name}>"

    return _HEADING.sub(renamed, tidy)


def paragraphs(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the inner HTML of each paragraph that is in no list, and whether a list follows it."""
    depth = 0
    for found in _PARAGRAPH_CONTENT.finditer(html):
        if found["item"] is not None:
            depth += -1 if found["item"] else 1
        elif not depth:
            yield found["inner"], found["list"] is not None


def visible_text(html: str) -> str:
    """Return the visible text without headings, with a space between blocks."""
    if "<" not in html:
        return unescape(html)
    return unescape(without_tags(_BREAK.sub(" ", _HEADING.sub(" ", html))))
