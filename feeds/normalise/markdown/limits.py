"""Limits: Markdown that would take quadratic time or endless recursion is shown as the text it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from operator import mul

MAX_LEVELS = 30  # of lists and quotations inside each other
_MAX_MARKS = 100_000  # paragraphs, and signs that may be markup, in one document
_SHORT = 30_000  # characters that cannot be too much, whatever they are
_MAX_COPIED = 1_000_000_000  # characters: Python-Markdown copies a paragraph once for each sign in it
_MAX_BLOCKS = 50_000
_MAX_STEPS = 500_000  # characters that may be searched for closing brackets, in one document
_MAX_TICKS = 8  # different lengths of backtick fences in one paragraph
_MARKS = re.compile(r"[*_\[<`~|&]|\n(?=[-=#:0-9])")
_BRACKET = re.compile(r"[\[\]]")
_TICKS = re.compile(r"`+")


def is_too_much(text: str) -> bool:
    """Return whether a document would take too long to convert."""
    if len(text) <= _SHORT:
        return False
    blocks = text.split("\n\n")
    marks = [len(_MARKS.findall(block)) + 1 for block in blocks]
    return sum(marks) > _MAX_MARKS or any(map(_MAX_COPIED.__lt__, map(mul, marks, map(len, blocks))))


def verbatim(text: str) -> str:
    """Return a text as HTML, in at most as many paragraphs as a parser of HTML takes in good time."""
    blocks = text.split("\n\n")
    if len(blocks) > _MAX_BLOCKS:
        blocks = [text]
    pieces = (
        block[start : start + _MAX_BLOCKS] for block in blocks for start in range(0, len(block), _MAX_BLOCKS)
    )
    return "".join(f"<p>{escape(piece)}</p>" for piece in pieces)


def escape_unclosed(text: str) -> str:
    """Return a text in which each `<` after the last `>` is escaped: an engine would look for its end."""
    end = text.rfind(">") + 1
    comment = text.rfind("-->") + 1
    head = text[:comment] + text[comment:end].replace("<!--", "&lt;!--")
    return head + text[end:].replace("<", "&lt;")


def escape_unmatched(text: str, shown: Callable[[str], str]) -> str:
    """Return a text without the brackets and backticks whose ends take quadratic time to find.

    Args:
        text: a document whose code and HTML blocks have been put aside.
        shown: how a sign is written so that the engine takes it for text.
    """
    budget = _MAX_STEPS
    blocks = text.split("\n\n")
    for index, block in enumerate(blocks):
        cost = _steps(block)
        budget -= cost
        if cost and budget < 0:
            blocks[index] = block.replace("[", shown("["))
        if "`" in block and len(set(_TICKS.findall(block))) > _MAX_TICKS:
            blocks[index] = blocks[index].replace("`", shown("`"))
    return "\n\n".join(blocks)


def _steps(block: str) -> int:
    """Return how many characters a search for the end of each `[` and `](` passes."""
    if block.count("[") < 2:  # noqa: PLR2004 - one bracket is passed once
        return 0
    targets = len(block) * block.count("](") if block.count("](") > block.count(")") else 0
    steps = 0
    opened: list[int] = []
    for found in _BRACKET.finditer(block):
        if found.group() == "[":
            opened.append(found.start())
        elif opened:
            steps += found.end() - opened.pop()
    return targets + steps + sum(len(block) - start for start in opened)
