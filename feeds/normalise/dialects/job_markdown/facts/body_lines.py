"""The line of a document in which some words of its text stand."""

from __future__ import annotations

import re

from feeds.normalise.job.facts import folding

_ADDRESS = re.compile(r"\]\([^)\s]*\)")  # of a link
_NEAR = 6  # words on each side that are compared
_WINDOW = 160  # characters in which they are


class BodyLines:
    """The text of a document, to find lines in: it is folded once."""

    def __init__(self, body: str, first_line: int) -> None:
        self._body, self._first_line = body, first_line
        self._words = ""
        self._known: dict[tuple[str, str], int] = {}  # a line that states several facts is looked for once

    def line(self, label: str, written: str) -> int:
        """Return the line of the first words of a text, that with the label and the words around if there are several.

        Markup between the words, such as the address of a link, does not matter.
        """
        found = self._known.get((label, written))
        if found is None:
            found = self._known[label, written] = self._line(label, written)
        return found

    def _line(self, label: str, written: str) -> int:
        before, words = (folding.folded(text)[1].split() for text in (label, written))
        if not words:
            return self._first_line
        self._words = self._words or f" {folding.folded(_ADDRESS.sub(_blank, self._body))[1]} "
        known = max(range(min(len(words), _NEAR)), key=lambda at: len(words[at]))
        left, right = [*before, *words[:known]][-_NEAR:], words[known + 1 : known + 1 + _NEAR]
        sign = f" {words[known]} "
        at = self._words.find(sign)
        best, place = -1, max(at, 0)
        if at == self._words.rfind(sign):  # most words are there once
            at = -1
        while at >= 0:
            after = self._words[at + len(words[known]) + 1 : at + _WINDOW].split()
            found = self._words[max(0, at - _WINDOW) : at + 1].split()
            score = _common(left[::-1], found[::-1]) + _common(right, after)
            if score > best:
                best, place = score, at
            at = self._words.find(sign, at + 1)
        first = self._words.rfind(f" {words[0]} ", max(0, place - _WINDOW), place + 1) if known else place
        return self._first_line + self._body.count("\n", 0, max(first, 0) if first >= 0 else place)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _common(expected: list[str], found: list[str]) -> int:
    """Return how many words are at the same place in both."""
    return sum(one == other for one, other in zip(expected, found, strict=False))
