"""Comments in Markdown: what template engines and editors leave out is no text, unless it is shown as code.

Only the Markdown engine knows what is code: in lists, an indentation may be code or not. So a comment that may
be in code is replaced by a mark, and what becomes of the mark is decided in the HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

# Where comments begin and end: Liquid, Jinja, Hugo, Handlebars, kramdown, CriticMarkup, MDX, Obsidian.
_KINDS = {
    "liquid": (r"\{%-?\s*comment\b[^%\n]*%\}", r"\{%-?\s*endcomment\s*-?%\}"),
    "liquid_line": (r"\{%-?\s*#", r"%\}"),
    "jinja": (r"\{\#(?![\w-]+(?:[ \t][^{}\#\n]*)?\})", r"\#\}"),  # `{#id}` is the id of a heading
    "hugo": (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),
    "handlebars": (r"\{\{~?!--", r"--~?\}\}"),
    "kramdown": (r"\{::comment\b[^}\n]*\}", r"\{:/(?:comment)?\}"),
    "critic": (r"\{>>", r"<<\}"),
    "mdx": (r"\{/\*", r"\*/\}"),
    "obsidian": (r"(?<![\w%])(?<!\d[ ])%%(?!%)", r"%%(?!%)"),  # `5 %%` is a number
}
_ENDS = {kind: re.compile(end) for kind, (_, end) in _KINDS.items()}
_ANY = re.compile(r"\{[%#{:>/]|%%")
_SIGN = re.compile(
    r"(?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})[^`\n]*$)|(?P<ticks>`+)|"
    + "|".join(f"(?P<{kind}>{begin})" for kind, (begin, _) in _KINDS.items()),
    re.MULTILINE,
)
_FENCE = re.compile(r"^[ \t>]*(?P<mark>`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_CODE_INDENT = 4  # columns
# The beginning of a line that no Markdown shows as code.
_NO_CODE = re.compile(r" {0,3}(?:\Z|[^-*+>\s\d])")
_LINE_REST = re.compile(r"[ \t]*\n")
_BLANKS = re.compile(r" *")
_HTML_CODE = re.compile(r"<(?:pre|code)\b", re.IGNORECASE)
_MARK = "\ufdd2{}\ufdd3"  # no characters of any text (Unicode §23.7)
_CODE_OR_MARK = re.compile(
    r"<(?P<end>/?)(?:code|pre)\b[^>]*>|(?:(?<! )(?P<indent> +))?\ufdd2(?P<number>\d+)\ufdd3", re.IGNORECASE
)
_EMPTY = re.compile(r"<p>\s*</p>\n?")


class _Comment(NamedTuple):
    start: int
    end: int
    in_code: bool  # between backticks or in a fence


def strip(text: str) -> str:
    """Return a short text, such as a title, without comments; those between backticks stay."""
    if not _ANY.search(text):
        return text
    kept, at = [], 0
    for comment in _find(text):
        if not comment.in_code:
            kept.append(text[at : comment.start])
            at = comment.end
    return "".join((*kept, text[at:]))


def mark(text: str) -> tuple[str, list[str]]:
    """Return Markdown with a mark in place of each comment, and these comments, for `resolve`.

    Comments that cannot be code are removed at once, with their lines if nothing else is on them: a mark
    before a list would make it a paragraph. The others begin with the indentation of their lines.
    """
    if not _ANY.search(text):
        return text, []
    text = re.sub("[\ufdd2\ufdd3]", "", text)
    plain = not _HTML_CODE.search(text)
    kept: list[str] = []
    marked: list[str] = []
    at = line = 0  # where the text after the last comment, and its line, begin
    for comment in _find(text):
        line = text.rfind("\n", line, comment.start) + 1 or line
        end = comment.end
        kept.append(text[at : comment.start])
        if plain and not comment.in_code and _NO_CODE.match(text, line, comment.start):
            if comment.start - line < _CODE_INDENT and (rest := _LINE_REST.match(text, end)):
                end = rest.end() if not text[line : comment.start].strip() else end
        else:
            kept.append(_MARK.format(len(marked)))
            indent = _BLANKS.match(text, line, comment.start)
            marked.append((indent.group() if indent else "") + text[comment.start : end])
        at = end
    return "".join((*kept, text[at:])), marked


def resolve(html: str, marked: list[str]) -> str:
    """Return HTML with the comments that are in code, and without the others."""
    if not marked:
        return html
    depth = 0

    def show(found: re.Match[str]) -> str:
        nonlocal depth
        if found["number"]:
            number = int(found["number"])
            return escape(_dedent(found, marked[number]), quote=False) if depth and number < len(marked) else ""
        depth = max(0, depth - 1) if found["end"] else depth + 1
        return found.group()

    return _EMPTY.sub("", _CODE_OR_MARK.sub(show, html))


def _dedent(found: re.Match[str], comment: str) -> str:
    """Return a comment whose lines have lost as much indentation as the engine removed before its mark."""
    bare = comment.lstrip(" ")
    left = len(found["indent"] or "")
    removed = max(0, len(comment) - len(bare) - left)
    return " " * left + re.sub(rf"\n {{0,{removed}}}", "\n", bare)


def _find(text: str) -> Iterator[_Comment]:
    """Yield the comments; none crosses the border of code. Each sign is looked at once."""
    runs: dict[str, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(run.group(), []).append(run.start())
    fences = [(fence["mark"], fence.start(), fence.end()) for fence in _FENCE.finditer(text)]
    blanks = [blank.start() for blank in _BLANK_LINE.finditer(text)]
    code_end, at = 0, 0
    # Kinds of comments, and marks of fences, that end nowhere below; the second set is for the present code.
    unclosed, unclosed_in_code = set[str](), set[str]()
    while found := _SIGN.search(text, at):
        at = found.end()
        in_code = found.start() < code_end
        kind = found.lastgroup or ""
        if kind in _KINDS:
            missing = unclosed_in_code if in_code else unclosed
            close = None if kind in missing else _ENDS[kind].search(text, at, code_end if in_code else len(text))
            if close:
                at = close.end()
                yield _Comment(found.start(), at, in_code)
            missing.add(kind if not close else "")
        elif not in_code:
            end = 0
            if kind == "fence" and found["mark"] not in unclosed:
                end = _fence_end(found["mark"], at, fences)
                unclosed.add(found["mark"] if not end else "")
            if kind == "fence" and not end:
                at = found.end("mark")  # text, which may have comments
            if end := end or _span_end(found["ticks"] or found["mark"], at, runs, blanks):
                code_end, unclosed_in_code = end, set()


def _fence_end(mark: str, at: int, fences: list[tuple[str, int, int]]) -> int:
    """Return where the fence that a mark opens ends, or 0."""
    first = bisect_right(fences, at, key=lambda fence: fence[1])
    return next((end for other, _, end in fences[first:] if other.startswith(mark)), 0)


def _span_end(ticks: str, at: int, runs: dict[str, list[int]], blanks: list[int]) -> int:
    """Return where the code between backticks ends, which is in the same paragraph, or 0."""
    same = runs.get(ticks, [])
    index = bisect_right(same, at - 1)
    if index == len(same):
        return 0
    blank = bisect_right(blanks, at - 1)
    close = same[index]
    return 0 if blank < len(blanks) and blanks[blank] < close else close + len(ticks)
