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


class Bounds:
    """What inline patterns would search in quadratic time is escaped, in the texts of one document.

    Args:
        escaped: returns a character as the engine's notation for literal text.
    """

    def __init__(self, escaped: Callable[[str], str]) -> None:
        self.escaped = escaped
        self.left = _MAX_STEPS

    def escape(self, text: str) -> str:
        """Return a paragraph with tags, brackets and backticks escaped where the search for ends is too long."""
        if "<" in text:
            text = self._unclosed(text)
        if "[" in text and (cost := _search_cost(text)):
            self.left -= cost
            if self.left < 0:
                text = text.replace("[", self.escaped("["))
        if "`" in text and len(set(_TICKS.findall(text))) > _MAX_TICKS:
            text = text.replace("`", self.escaped("`"))
        return text

    def _unclosed(self, text: str) -> str:
        """Return a text with each `<` escaped that has no `>` after it."""
        end = text.rfind(">") + 1
        comment = text.rfind("-->") + 1
        sign = self.escaped("<")
        return text[:comment] + text[comment:end].replace("<!--", f"{sign}!--") + text[end:].replace("<", sign)


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
