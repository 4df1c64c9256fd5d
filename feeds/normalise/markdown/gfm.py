"""CommonMark and GitHub Flavored Markdown, by pulldown-cmark (the wrapper of pyromark).

Bare addresses become links in the HTML stage, which also decides which HTML is allowed: GFM's extensions
"autolinks" and "disallowed raw HTML" are left to it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BODY = "<tbody>\n</tbody>"  # of a table without rows, which has none in GFM
_NOTE = re.compile(
    r"<div class=\"footnote-definition\" id=\"(?P<label>[^\"]*)\">"
    r"<sup class=\"footnote-definition-label\">[0-9]+</sup>\n?"
)
_DIV = re.compile(r"<(/?)div\b[^>]*>", re.IGNORECASE)
_USE = re.compile(r"<sup class=\"footnote-reference\"><a href=\"#(?P<label>[^\"]*)\">[0-9]+</a></sup>")
_BACKLINK = re.compile(r" ?<a href=\"#fnref[^\"]*\" class=\"footnote-backref\">[^<]*</a>")
_BOX = re.compile(r"<input disabled=\"\" type=\"checkbox\"( checked=\"\")?/>\s*")
_ALERT = re.compile(r"<blockquote class=\"markdown-alert-([a-z]+)\">\n?")


class _Note(NamedTuple):
    number: int
    html: str


def convert(text: str) -> str:
    """Return Markdown as HTML that is neither sanitised nor valid yet: tasks and alerts as text."""
    html = to_html(text)
    if "checkbox" in html:
        html = _BOX.sub(lambda found: "\u2611 " if found[1] else "\u2610 ", html)
    if "markdown-alert" in html:
        html = _ALERT.sub(lambda found: f"<blockquote>\n<p><strong>{found[1].capitalize()}</strong></p>\n", html)
    if "footnote-backref" in html:  # the sanitiser removes the ids that they lead to
        html = _BACKLINK.sub("", html)
    return html


def to_html(text: str) -> str:
    """Return the HTML of the specification."""
    import pyromark

    kinds = pyromark.Options
    options = kinds.ENABLE_TABLES | kinds.ENABLE_STRIKETHROUGH | kinds.ENABLE_TASKLISTS
    options |= kinds.ENABLE_FOOTNOTES | kinds.ENABLE_GFM
    html = pyromark.html(text, options=options).replace(_BODY, "")
    return _with_notes(html) if "footnote-definition" in html else html


def _with_notes(html: str) -> str:
    """Return HTML with its footnotes in a list at the end, in the order of their first use, as GitHub shows them.

    A note that is not used is left out.
    """
    kept: list[str] = []
    notes: dict[str, str] = {}
    at = 0
    while found := _NOTE.search(html, at):
        end = _end_of_div(html, found.end())
        kept.append(html[at : found.start()])
        notes.setdefault(found["label"], html[found.end() : end])
        at = html.find("\n", end) + 1 or len(html)
    kept.append(html[at:])
    numbers: dict[str, int] = {}  # by label: a note that is defined but not used has none

    def link(use: re.Match[str]) -> str:
        label, is_first = use["label"], use["label"] not in numbers
        number = numbers.setdefault(label, len(numbers) + 1)
        identity = f' id="fnref{number}"' if is_first else ""
        return f'<sup class="footnote-ref"><a href="#fn{number}"{identity}>{number}</a></sup>'

    body = _USE.sub(link, "".join(kept))
    listed: dict[str, _Note] = {}
    while more := [label for label in numbers if label not in listed]:
        for label in more:
            listed[label] = _Note(numbers[label], _USE.sub(link, notes.get(label, "")))
    items = [_item(one) for one in sorted(listed.values()) if one.html]
    if not items:
        return body
    return f'{body}<section class="footnotes">\n<ol>\n{"".join(items)}</ol>\n</section>\n'


def _end_of_div(html: str, at: int) -> int:
    """Return where the element ends whose content begins here, or the end of the text if HTML in it is unclosed."""
    depth = 1
    for tag in _DIV.finditer(html, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return len(html)


def _item(note: _Note) -> str:
    backlink = f'<a href="#fnref{note.number}" class="footnote-backref">↩</a>'
    text = note.html.rstrip("\n")
    text = f"{text.removesuffix('</p>')} {backlink}</p>" if text.endswith("</p>") else f"{text}\n{backlink}"
    return f'<li id="fn{note.number}">\n{text}\n</li>\n'
