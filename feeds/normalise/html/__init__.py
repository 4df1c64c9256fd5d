"""HTML made safe, and Markdown rendered as HTML.

    text | markdown | HTML
    HTML | sanitize | fast_path, else repair (valid, absolute, levels) and sanitize

The last step makes the promise: what leaves has passed the allow-list, whatever came before.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from feeds.normalise.html import excerpt as excerpts
from feeds.normalise.html import fast_path, sanitize
from feeds.normalise.values.text import clean, fold, one_line

if TYPE_CHECKING:
    from feeds.normalise.html.repair import Tree

_ESCAPED_MARKUP = re.compile(
    r"&lt;/?(?:p|br|div|span|[uo]l|li|strong|b|em|i|u|h[1-6]|a|table|tr|td|font|section)\b[^<>]{0,300}?&gt;",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(r"(?:[^<]++|</?p>|<br>)*+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_MARKER = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


class Rendered(NamedTuple):
    """A body as it is published: safe HTML, a plain excerpt of one line, and the heading it began with."""

    html: str
    excerpt: str
    heading: str


def render(text: str, base_url: str, title: str | None) -> Rendered:
    """Turn Markdown into HTML that may stand anywhere: safe, valid, links absolute, headings from level 2.

    A first heading of level 1 that repeats `title`, or is the only title there is, is taken out of the
    HTML. The excerpt ends at `<!--more-->`, or after about a paragraph.

    Raises:
        ValueError: the text cannot be read as Markdown; the message says why, in words.
    """
    from feeds.normalise.html import repair
    from feeds.normalise.markdown import ENGINES

    source = ENGINES["python_markdown"](_MARKER.sub(repair.MORE, clean(text)))
    safe = sanitize.clean(source)
    lead, mark, rest = safe.partition(f"<p>{repair.MORE}</p>")
    quick = _quick(lead + rest, title, lead if mark else "")
    return quick or _with_a_tree(safe, base_url, title, marked=repair.MORE in source)


def _quick(safe: str, title: str | None, lead: str = "", *, excerpt: bool = True) -> Rendered | None:
    """Do without a tree what is done with one; None where that cannot be."""
    tidy = fast_path.in_order(safe)
    if tidy is None:
        return None
    words, below = fast_path.heading(tidy)
    heading = one_line(words)
    kept = below if _is_title(heading, title) else tidy
    return Rendered(fast_path.level(kept), excerpts.of_text(tidy, lead) if excerpt else "", heading)


def _with_a_tree(
    safe: str, base_url: str, title: str | None, *, marked: bool = False, excerpt: bool = True
) -> Rendered:
    from feeds.normalise.html import repair

    root = repair.parse(safe)
    beginning = excerpts.of_tree(root, marked=marked) if excerpt else ""
    repair.tidy(root, base_url)
    heading = _heading(root, title)
    return Rendered(sanitize.clean(repair.write(root)), beginning, heading)


def _heading(root: Tree, title: str | None) -> str:
    """Put the headings in order; give the one that the text begins with, taken out if it is the title."""
    from feeds.normalise.html import repair

    first = repair.first_heading(root)
    heading = one_line(repair.words(first)) if first is not None else ""
    if first is not None and _is_title(heading, title):
        first.drop_tree()
    repair.level(root)
    return heading


def _is_title(heading: str, title: str | None) -> bool:
    return bool(heading) and (title is None or fold(title) == fold(heading))


def fragment(source: str, base_url: str, title: str | None, *, excerpt: bool = True) -> Rendered:
    """Turn a partner's HTML into such that may stand anywhere, as `render` does with Markdown.

    Markup that was escaped once too often is taken for what it was meant to be, and the lines of a text
    without markup are kept. Without `excerpt`, none is taken. Never raises.
    """
    safe = sanitize.clean(_as_markup(source))
    quick = _quick(safe, title, excerpt=excerpt)
    return quick or _with_a_tree(safe, base_url, title, excerpt=excerpt)


def _as_markup(source: str) -> str:
    """Take escaped markup for markup, when there is no other; write plain lines as paragraphs.

    Recruiting systems escape a description for JSON as if it were for XML (Greenhouse, We Work Remotely).
    """
    if sanitize.TAG.search(source):
        return source
    if _ESCAPED_MARKUP.search(source):
        source = unescape(source)
        return source if sanitize.TAG.search(source) else ""
    if "\n" not in source.strip():
        return source
    parts = (part.strip() for part in _BLANK_LINE.split(source.replace("\r\n", "\n")))
    return "".join(f"<p>{_LINE_END.sub('<br>', part)}</p>" for part in parts if part)


def plain(html: str) -> str:
    """Give the visible text of a fragment of HTML on one line, with a blank between blocks."""
    from feeds.normalise.html import repair

    if _PARAGRAPHS.fullmatch(html):  # four times as fast as a tree
        return one_line(unescape(html.replace("<p>", " ").replace("</p>", " ").replace("<br>", " ")))
    return one_line(repair.words(repair.parse(sanitize.clean(html))))
