"""Phrases of the language modules as regular expressions, over folded text.

Searching for one of some words that a phrase must have is twenty times as fast as the expression, so it comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from feeds.normalise import languages

_TOKEN = re.compile(r"[()|\[\]…#_]|[^()|\[\]…#_\s]+|\s+")
_JOINT = "[ '-]+"
_GAP = r"(?!\w)(?:[^.!?]|[.](?=\w)){0,110}?(?<!\w)"
_ANY = r"[\w+.#/]+"
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "[": "(?:", "]": ")?", "…": _GAP, "#": r"\d", "_": _ANY}
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_RARE = 3  # letters: shorter words are in most texts
_GROUP = re.compile(r"\(([^()]*)\)")


class Phrases:
    """The phrases of a table as whole words, to be searched for in folded text."""

    __slots__ = ("_form", "_words")

    def __init__(self, phrases: Iterable[str], before: str = r"(?<!\w)", after: str = r"(?!\w)") -> None:
        kept = tuple(phrases)
        self._words = shortest(word for phrase in kept for word in needed(phrase))
        self._form = re.compile(f"{before}(?:{pattern(kept)}){after}")

    def search(self, plain: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match, or None."""
        if not self.may_match(plain):
            return None
        return self._form.search(plain, start, len(plain) if end is None else end)

    def match(self, plain: str, start: int = 0) -> re.Match[str] | None:
        """Return the match at `start`, or None."""
        return self._form.match(plain, start) if self.may_match(plain) else None

    def finditer(self, plain: str) -> Iterator[re.Match[str]]:
        """Yield all matches."""
        return self._form.finditer(plain) if self.may_match(plain) else iter(())

    def sub(self, other: str, plain: str) -> str:
        """Return a text with all matches replaced."""
        return self._form.sub(other, plain)

    def may_match(self, plain: str) -> bool:
        """Return whether a text has one of the words that a match needs."""
        for word in self._words:  # a loop: `any` takes twice as long
            if word in plain:
                return True
        return not self._words


def pattern(phrases: Iterable[str]) -> str:
    """Return a regular expression that matches any of some phrases, the longest first."""
    return "|".join(f"(?:{_phrase(phrase)})" for phrase in sorted(phrases, key=len, reverse=True)) or "(?!)"


def _phrase(phrase: str) -> str:
    """Return one phrase; a blank may also be missing beside an optional word, so that "a [b] c" matches "a c"."""
    parts: list[str] = []
    pieces = _TOKEN.findall(phrase)
    for at, piece in enumerate(pieces):
        if piece.isspace():
            before, after = pieces[at - 1 : at], pieces[at + 1 : at + 2]
            loose = {"]", "…", "/"} & {*before} or {"[", "…", "/"} & {*after}
            parts.append("[ '-]*" if loose else _JOINT)
        elif piece in _SIGNS:
            parts.append(_SIGNS[piece])
        else:
            parts.append(re.escape(piece))
    return "".join(parts)


def needed(phrase: str) -> tuple[str, ...]:
    """Return words of which each match has one at least: the longest of the phrase, or one of each alternative."""
    while _OPTIONAL.search(phrase):
        phrase = _OPTIONAL.sub(" ", phrase)
    choices = [tuple(_longest(option) for option in group.split("|")) for group in _GROUP.findall(phrase)]
    if alone := _longest(_GROUP.sub(" ", phrase)):
        choices.append((alone,))
    return max(choices, key=_rarity, default=("",))


def _rarity(words: tuple[str, ...]) -> tuple[bool, bool, int, int]:
    shortest_one = min(map(len, words))
    return languages.COMMON.isdisjoint(words), shortest_one > 3, shortest_one, -len(words)  # noqa: PLR2004


def _longest(words: str) -> str:
    found = re.findall(r"[a-z0-9%]+", words)
    return max(found, key=lambda word: (word not in languages.COMMON and len(word) >= _RARE, len(word)), default="")


def shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words without those that contain another one; () if one is empty, so that any text may match."""
    found = sorted(set(words), key=len)
    if not found or not found[0]:
        return ()
    kept: list[str] = []
    for word in found:
        if not any(shorter in word for shorter in kept):
            kept.append(word)
    return tuple(kept)


@cache
def of_table(name: str, key: str = "") -> Phrases:
    """Return the phrases of a table as whole words."""
    return Phrases(_phrases(name, key))


@cache
def at_end(name: str, key: str) -> Phrases:
    """Return the phrases of a table at the end of the text that is searched."""
    return Phrases(_phrases(name, key), after=r"[ :,(-]*$")


@cache
def at_start(name: str, key: str = "") -> Phrases:
    """Return the phrases of a table after blanks: for the text after a value."""
    return Phrases(_phrases(name, key), before=r"[ ,'-]{0,3}")


@cache
def starting(name: str) -> Phrases:
    """Return the phrases of a table as beginnings of words."""
    return Phrases(_phrases(name, ""), after="")


def after(name: str) -> str:
    """Return a regular expression of what a table has, to be put behind another one."""
    return rf"(?:{pattern(_phrases(name, ''))})(?!\w)"


def _phrases(name: str, key: str) -> tuple[str, ...]:
    table = getattr(languages, name)
    return tuple(table.get(key, ()) if key else table)
