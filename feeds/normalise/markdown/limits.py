"""Limits: Markdown that would take quadratic time or deep recursion is shown as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from operator import mul

MAX_LEVELS = 30  # nested lists and quotations
_MAX_MARKS = 100_000  # paragraphs and characters that may be markup, in one document
_ALWAYS_ALLOWED = 30_000  # characters: a shorter document is never too complex
_MAX_COPIED = 1_000_000_000  # characters: Python-Markdown copies a paragraph once for each mark in it
_MAX_BLOCKS = 50_000
_MAX_STEPS = 500_000  # characters searched for closing brackets, in one document
_MAX_TICKS = 8  # different lengths of backtick runs in one paragraph
_MARKS = re.compile(r"[*_\[<`~|&]|\n(?=[-=#:0-9])")
_BRACKET = re.compile(r"[\[\]]")
_TICKS = re.compile(r"`+")


def is_too_complex(text: str) -> bool:
    """Return whether a document would take too long to convert."""
    if len(text) <= _ALWAYS_ALLOWED:
        return False
    blocks = text.split("\n\n")
    marks = [len(_MARKS.findall(block)) + 1 for block in blocks]
    return sum(marks) > _MAX_MARKS or any(map(_MAX_COPIED.__lt__, map(mul, marks, map(len, blocks))))


def verbatim(text: str) -> str:
    """Return a text as escaped HTML, in at most `_MAX_BLOCKS` paragraphs, which keeps HTML parsers fast."""
    blocks = text.split("\n\n")
    if len(blocks) > _MAX_BLOCKS:
        blocks = [text]
    pieces = (block[start : start + _MAX_BLOCKS] for block in blocks for start in range(0, len(block), _MAX_BLOCKS))
    return "".join(f"<p>{escape(piece)}</p>" for piece in pieces)


def escape_unclosed(text: str) -> str:
    """Return a text with each `<` escaped that has no `>` after it, so that no engine searches for one."""
    end = text.rfind(">") + 1
    comment = text.rfind("-->") + 1
    head = text[:comment] + text[comment:end].replace("<!--", "&lt;!--")
    return head + text[end:].replace("<", "&lt;")


def escape_unmatched(text: str, escaped: Callable[[str], str]) -> str:
    """Return a text with brackets and backticks escaped where the search for their ends is quadratic.

    Args:
        text: a document whose code and HTML blocks have been replaced by placeholders.
        escaped: returns a character as the engine's notation for literal text.
    """
    budget = _MAX_STEPS
    blocks = text.split("\n\n")
    for index, block in enumerate(blocks):
        cost = _search_cost(block)
        budget -= cost
        if cost and budget < 0:
            blocks[index] = block.replace("[", escaped("["))
        if "`" in block and len(set(_TICKS.findall(block))) > _MAX_TICKS:
            blocks[index] = blocks[index].replace("`", escaped("`"))
    return "\n\n".join(blocks)


def _search_cost(block: str) -> int:
    """Return how many characters the searches for the ends of each `[` and `](` read."""
    if block.count("[") < 2:  # noqa: PLR2004 - one bracket is searched once
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
