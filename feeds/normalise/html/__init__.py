"""Render Markdown and partners' HTML as safe, valid HTML with absolute links.

    Markdown | markdown engine | HTML
    HTML     | sanitize | fast_path, or else repair (valid, absolute links, heading levels) and sanitize

All results have passed the allow-list of `sanitize` as the last step, or the stricter grammar of `fast_path`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from feeds.model import urls
from feeds.normalise.html import (
    comments,
    cut_marks,
    embedded,
    excerpts,
    fast_path,
    mailboxes,
    sanitize,
    template_markup,
)
from feeds.normalise.values.text import clean, fold, one_line

if TYPE_CHECKING:
    from feeds.normalise.html.repair import Tree

_ESCAPED_MARKUP = re.compile(
    r"&lt;/?(?:p|br|div|span|[uo]l|li|strong|b|em|i|u|h[1-6]|a|table|tr|td|font|section)\b[^<>]{0,300}?&gt;",
    re.IGNORECASE,
)
_ONLY_PARAGRAPHS = re.compile(r"(?:[^<]++|</?p>|<br>)*+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_STATED_ID = re.compile(
    r"<(?P<tag>h[1-6])(?: id=[\"']?(?P<id>[^\"'\s>]+)[\"']?)?>(?P<words>(?:(?!</h[1-6]>).){0,2000}?)"
    r"(?:\s*\{#(?P<after>[\w:.-]+)\})?\s*</(?P=tag)>",
    re.DOTALL,
)
_SHOWN = 60  # characters of what was left out
_MAX_LEFT_OUT = 20  # parts of a kind in one text that are reported


class LeftOut(NamedTuple):
    """What is not published as written: its row in the text, from 1, its kind, and its text, shortened.

    The kinds are `template` markup, an `address` with two schemes, and a picture with its `data` in the address.
    """

    row: int
    kind: Literal["template", "address", "data"]
    text: str


class Rendered(NamedTuple):
    """A body as published: safe HTML, an excerpt (plain text, one line), and the first level-1 heading.

    `hidden_from` is the row, from 1, of a comment that does not end and so hides the rest of the text; or 0.
    """

    html: str
    excerpt: str
    heading: str
    hidden_from: int = 0
    left_out: tuple[LeftOut, ...] = ()


def render_markdown(text: str, base_url: str, title: str | None, engine: str = "python") -> Rendered:
    """Return Markdown as HTML for any page: safe, valid, with absolute links and headings from level 2.

    A heading of level 1 at the start is removed if it repeats `title` or `title` is None. The excerpt ends
    at `<!--more-->`, or after about a paragraph. `engine` is a name in `ENGINES`.

    Raises:
        ValueError: the text cannot be converted; the message is for people.
    """
    from feeds.normalise.html import repair
    from feeds.normalise.markdown import ENGINES

    templates = template_markup.TemplateMarkup(ENGINES[engine])
    source, row = comments.convert(cut_marks.marked(clean(text), repair.MORE_MARKER), templates.convert)
    addresses, pictures = embedded.dead_addresses(source)
    source, names = _stated_ids(embedded.link(source))
    rendered = _rendered(source, base_url, title, names)
    if (plain := cut_marks.without_notes(source)) != source:
        rendered = rendered._replace(excerpt=_rendered(plain, base_url, title, names).excerpt)
    left_out = (("template", templates.left_out), ("address", addresses), ("data", pictures))
    return rendered._replace(hidden_from=row, left_out=tuple(_left_out(text, left_out)))


def _rendered(source: str, base_url: str, title: str | None, names: dict[str, str]) -> Rendered:
    """Return the HTML of an engine as published; `names` are the anchors of headings by stated ids."""
    from feeds.normalise.html import repair

    safe = mailboxes.link(sanitize.clean(source))
    lead, mark, rest = safe.partition(f"<p>{repair.MORE_MARKER}</p>")
    if quick := _render_fast(lead + rest, title, lead if mark else ""):
        return quick
    rendered = _render_tree(safe, base_url, title, marked=repair.MORE_MARKER in source)
    return rendered._replace(html=urls.resolve_page_links(rendered.html, names))


def _stated_ids(html: str) -> tuple[str, dict[str, str]]:
    """Return HTML without the ids after headings (`## Title {#id}`), and the anchors of headings by stated ids."""
    names: dict[str, str] = {}

    def bare(found: re.Match[str]) -> str:
        for stated in (found["id"], found["after"]):
            if stated:
                names[stated] = urls.anchor(found["words"])
        return f"<{found['tag']}>{found['words']}</{found['tag']}>"

    return (_STATED_ID.sub(bare, html), names) if "{#" in html or " id=" in html else (html, names)


def _left_out(text: str, found: Iterable[tuple[Any, list[str]]]) -> Iterator[LeftOut]:
    for kind, parts in found:
        at = 0
        for part in parts[:_MAX_LEFT_OUT]:
            start = part[:_SHOWN]
            at = max(text.find(start, at), 0) or max(text.find(start), 0)
            shown = start.partition("\n")[0]
            yield LeftOut(text.count("\n", 0, at) + 1, kind, shown if shown == part else f"{shown}…")
            at += 1


def _render_fast(safe: str, title: str | None, lead: str = "", *, excerpt: bool = True) -> Rendered | None:
    """Return what `_render_tree` returns, without a tree; None if the HTML needs one."""
    tidy = fast_path.well_formed(safe)
    if tidy is None or not fast_path.is_balanced(lead):  # the marker is inside an element
        return None
    words, below = fast_path.split_title(tidy)
    heading = one_line(words)
    kept = below if _is_title(heading, title) else tidy
    return Rendered(fast_path.level_headings(kept), excerpts.from_well_formed(tidy, lead) if excerpt else "", heading)


def _render_tree(
    safe: str, base_url: str, title: str | None, *, marked: bool | None = None, excerpt: bool = True
) -> Rendered:
    """Return sanitised HTML as published; `marked` is None for that of a partner, which has no marker."""
    from feeds.normalise.html import repair

    root = repair.parse(safe)
    beginning = excerpts.from_tree(root, marked=bool(marked)) if excerpt else ""
    repair.make_valid(root, base_url, page_links=marked is not None)
    heading = _level_headings(root, title)
    return Rendered(sanitize.clean(repair.write(root)), beginning, heading)


def _level_headings(root: Tree, title: str | None) -> str:
    """Level the headings; return the first one, removed from the tree if it repeats the title."""
    from feeds.normalise.html import repair

    first = repair.first_heading(root)
    heading = one_line(repair.visible_text(first)) if first is not None else ""
    if first is not None and _is_title(heading, title):
        first.drop_tree()
    repair.level_headings(root)
    return heading


def _is_title(heading: str, title: str | None) -> bool:
    return bool(heading) and (title is None or fold(title) == fold(heading))


def render_html(source: str, base_url: str, title: str | None, *, excerpt: bool = True) -> Rendered:
    """Return a partner's HTML as `render_markdown` returns Markdown. Never raises.

    Markup that was escaped twice is unescaped, and the line breaks of a text without markup are kept.

    Args:
        source: HTML or plain text.
        base_url: what relative links are relative to.
        title: the title, or None if the first heading is to be the title.
        excerpt: whether to make an excerpt; "" otherwise.
    """
    safe = sanitize.clean(_as_markup(source))
    quick = _render_fast(safe, title, excerpt=excerpt)
    return quick or _render_tree(safe, base_url, title, excerpt=excerpt)


def _as_markup(source: str) -> str:
    """Return HTML: of escaped markup without other markup, unescaped; of plain text, as paragraphs.

    Recruiting systems escape descriptions in JSON as if they were in XML (Greenhouse, We Work Remotely).
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


def plain_text(html: str) -> str:
    """Return the visible text of an HTML fragment on one line, with a space between blocks."""
    from feeds.normalise.html import repair

    if _ONLY_PARAGRAPHS.fullmatch(html):  # four times as fast as a tree
        return one_line(unescape(html.replace("<p>", " ").replace("</p>", " ").replace("<br>", " ")))
    return one_line(repair.visible_text(repair.parse(sanitize.clean(html))))
