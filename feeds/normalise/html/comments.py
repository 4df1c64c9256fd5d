"""Comments in Markdown: what template engines and editors leave out is no text, unless it is shown as code.

Only the Markdown engine knows what is code: in lists, an indentation may be code or not. So a comment that may
be in code is replaced by a mark, and what becomes of the mark is decided in the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from feeds.normalise.html import comment_signs
from feeds.normalise.html.comment_signs import ANY

_CODE_INDENT = 4  # columns
# The beginning of a line that no Markdown shows as code.
_NO_CODE = re.compile(r" {0,3}(?:\Z|[^-*+>\s\d])")
_LINE_REST = re.compile(r"[ \t]*\n")
_BLANKS = re.compile(r" *")
_HTML_CODE = re.compile(r"<(?P<end>/?)(?:pre|code)\b", re.IGNORECASE)
_NONCHARACTERS = re.compile("[\ufdd2\ufdd3]")
_MARK = "\ufdd2{}\ufdd3"  # no characters of any text (Unicode §23.7)
_CODE_OR_MARK = re.compile(
    r"<(?P<end>/?)(?:code|pre)\b[^>]*>|(?:(?<! )(?P<indent> +))?\ufdd2(?P<number>\d+)\ufdd3", re.IGNORECASE
)
_EMPTY = re.compile(r"<p>\s*</p>\n?")


class Marked(NamedTuple):
    """A comment as it is shown in code, and where in the text it begins if it does not end."""

    shown: str
    unclosed: int | None = None


def strip(text: str) -> tuple[str, bool]:
    """Return a short text, such as a title, without comments, and whether all of them end; those in code stay.

    A comment that does not end hides what follows it.
    """
    if not ANY.search(text):
        return text, True
    kept, at = [], 0
    for comment in comment_signs.find(text):
        if not comment.in_code and comment.start >= at:
            kept.append(text[at : comment.start])
            if not comment.end:
                return "".join(kept).strip(), False
            at = comment.end
    return "".join((*kept, text[at:])).strip() if at else text, True


def strip_values(value: Any) -> tuple[Any, bool]:
    """Return a value of front matter, whose texts may be deep inside, as `strip` returns a text."""
    if isinstance(value, str):
        return strip(value)
    if isinstance(value, list):
        parts = [strip_values(part) for part in value]
        return [part for part, _ in parts], all(ends for _, ends in parts)
    if isinstance(value, Mapping):
        parts = [strip_values(part) for part in value.values()]
        return dict(zip(value, (part for part, _ in parts), strict=True)), all(ends for _, ends in parts)
    return value, True


def convert(text: str, engine: Callable[[str], str]) -> tuple[str, int]:
    """Return the HTML of Markdown without its comments, and the row of one that does not end.

    Such a comment hides what follows it. Rows count from 1; 0 means that there is none.
    """
    written, marked = mark(text)
    html = engine(written)
    if not any(comment.unclosed is not None for comment in marked):
        return resolve(html, marked), 0
    in_code = {int(found["number"]) for found, depth in _signs(html) if found["number"] and depth}
    text = _NONCHARACTERS.sub("", text)
    for number, comment in enumerate(marked):
        if comment.unclosed is not None and number not in in_code:
            written, marked = mark(text[: comment.unclosed])
            return resolve(engine(written), marked), text.count("\n", 0, comment.unclosed) + 1
    return resolve(html, marked), 0


def mark(text: str) -> tuple[str, list[Marked]]:
    """Return Markdown with a mark in place of each comment, and these comments, for `resolve`.

    Comments that cannot be code are removed at once, with their lines if nothing else is on them: a mark
    before a list would make it a paragraph. The others begin with the indentation of their lines. HTML
    comments on one line are left to the engine.
    """
    if not ANY.search(text):
        return text, []
    text = _NONCHARACTERS.sub("", text)
    tags = [(tag.start(), -1 if tag["end"] else 1) for tag in _HTML_CODE.finditer(text)]
    kept: list[str] = []
    marked: list[Marked] = []
    at = line = seen = 0  # where the text after the last comment, its line, and the last comment begin
    depth, tag = 0, 0  # in elements `pre` and `code` of HTML
    for comment in comment_signs.find(text):
        start, end = comment.start, comment.end or comment.start + 1
        line, seen = text.rfind("\n", seen, start) + 1 or line, start
        while tag < len(tags) and tags[tag][0] < start:
            depth, tag = max(0, depth + tags[tag][1]), tag + 1
        if comment.kind == "html" and comment.end and _is_for_the_engine(text, comment):
            continue
        kept.append(text[at:start])
        is_text = not tags and not comment.in_code and bool(_NO_CODE.match(text, line, start))
        in_html = comment.kind == "html" and depth > 0
        if in_html or (is_text and comment.end):
            if start - line < _CODE_INDENT and (rest := _LINE_REST.match(text, end)):
                end = rest.end() if not text[line:start].strip() else end
        else:
            kept.append(_MARK.format(len(marked)))
            indent = _BLANKS.match(text, line, start) if comment.end else None
            written = (indent.group() if indent else "") + text[start:end]
            marked.append(Marked(written, None if comment.end else start))
        at = end
        if is_text and not comment.end:  # it hides all that follows
            return "".join(kept), marked
    return "".join((*kept, text[at:])), marked


def _is_for_the_engine(text: str, comment: comment_signs.Comment) -> bool:
    return "\n" not in text[comment.start : comment.end] and text.startswith("-->", comment.end - 3)


def resolve(html: str, marked: list[Marked]) -> str:
    """Return HTML with the comments that are in code, and without the others."""
    if not marked:
        return html
    kept: list[str] = []
    at = 0
    for found, depth in _signs(html):
        if found["number"]:
            number = int(found["number"])
            is_shown = depth and number < len(marked)
            shown = escape(_dedent(found, marked[number].shown), quote=False) if is_shown else ""
            kept += (html[at : found.start()], shown)
            at = found.end()
    return _EMPTY.sub("", "".join((*kept, html[at:])))


def _signs(html: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the tags of code and the marks, each with the number of elements of code that it is in."""
    depth = 0
    for found in _CODE_OR_MARK.finditer(html):
        if not found["number"]:
            depth = max(0, depth - 1) if found["end"] else depth + 1
        yield found, depth


def _dedent(found: re.Match[str], comment: str) -> str:
    """Return a comment whose lines have lost as much indentation as the engine removed before its mark."""
    bare = comment.lstrip(" ")
    left = len(found["indent"] or "")
    removed = max(0, len(comment) - len(bare) - left)
    return " " * left + re.sub(rf"\n {{0,{removed}}}", "\n", bare)
