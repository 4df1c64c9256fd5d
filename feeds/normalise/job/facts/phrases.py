"""Phrases of the language modules as regular expressions, over folded text, and the words that each match has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from feeds.normalise import languages

_TOKEN = re.compile(r"\[_\](?: \[_\])*|[()|\[\]…#_]|[^()|\[\]…#_\s]+|\s+")
_JOINT = "[ '-]+"
_GAP = r"(?!\w)(?:[^.!?]|[.](?=\w)){0,110}?(?<!\w)"
_GAP_BACKWARDS = r"(?!\w)(?:[^.!?]|[.](?<=\w.)){0,110}?(?<!\w)"
_BRACKETS = str.maketrans("()[]", ")(][")
_ANY = r"[\w+.#/]++"
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "[": "(?:", "]": ")?", "…": _GAP, "#": r"\d", "_": _ANY}
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_RARE = 3  # letters: shorter words are in most texts
_ENDING = re.compile(r"(\w+)\[(\w+)\]")
_GROUP = re.compile(r"\(([^()]*)\)")


def compiled(phrases: Iterable[str], before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """Return phrases as whole words, to be searched for in folded text."""
    return re.compile(f"{before}(?:{pattern(phrases)}){after}")


def pattern(phrases: Iterable[str]) -> str:
    """Return a regular expression that matches any of some phrases, the longest first."""
    return "|".join(f"(?:{_phrase(phrase)})" for phrase in sorted(phrases, key=len, reverse=True)) or "(?!)"


def _phrase(phrase: str) -> str:
    """Return one phrase; a blank may also be missing beside an optional word, so that "a [b] c" matches "a c"."""
    parts: list[str] = []
    pieces = _TOKEN.findall(phrase)
    for at, piece in enumerate(pieces):
        if piece.isspace():
            before, after = "".join(pieces[at - 1 : at]), "".join(pieces[at + 1 : at + 2])
            loose = {"]", "…", "/"} & {*before[-1:]} or {"[", "…", "/"} & {*after[:1]}
            parts.append("[ '-]*" if loose else _JOINT)
        elif piece.startswith("[_]"):
            parts.append(rf"(?:[ '-]*+{_ANY}){{0,{piece.count('_')}}}")
        elif piece in _SIGNS:
            parts.append(_SIGNS[piece])
        else:
            parts.append(re.escape(piece))
    return "".join(parts)


def needed(phrase: str) -> tuple[str, ...]:
    """Return words of which each match has one at least: the longest of the phrase, or one of each alternative."""
    phrase = _ENDING.sub(_endings, phrase)
    while _OPTIONAL.search(phrase):
        phrase = _OPTIONAL.sub(" ", phrase)
    choices = [tuple(_longest(option) for option in group.split("|")) for group in _GROUP.findall(phrase)]
    if alone := _longest(_GROUP.sub(" ", phrase)):
        choices.append((alone,))
    return max(choices, key=_rarity, default=("",))


def _endings(found: re.Match[str]) -> str:
    """Return "jour|jours" for "jour[s]", in brackets unless it is in some."""
    forms = f"{found[1]}|{found[1]}{found[2]}"
    before = found.string[: found.start()]
    return forms if before.count("(") > before.count(")") else f"({forms})"


def _rarity(words: tuple[str, ...]) -> tuple[bool, int, int]:
    shortest_one = min(map(len, words))
    return shortest_one >= _RARE and languages.COMMON.isdisjoint(words), shortest_one, -len(words)


def _longest(words: str) -> str:
    found = re.findall(r"[a-z0-9]+", words)
    return max(found, key=lambda word: (word not in languages.COMMON and len(word) >= _RARE, len(word)), default="")


@cache
def of_table(name: str, key: str = "") -> re.Pattern[str]:
    """Return the phrases of a table as whole words."""
    return compiled(_phrases(name, key))


@cache
def mirrored(name: str, key: str = "") -> re.Pattern[str]:
    """Return the phrases of a table at the end of a text, to be matched with the text written backwards.

    A search for an end tries each place of the text, a match from the end only one.
    """
    backwards = (phrase[::-1].translate(_BRACKETS) for phrase in _phrases(name, key))
    form = pattern(backwards).replace(_GAP, _GAP_BACKWARDS)
    return re.compile(rf"[ :,(-]*(?<!\w)(?:{form})(?!\w)")


@cache
def at_start(name: str, key: str = "") -> re.Pattern[str]:
    """Return the phrases of a table after blanks: for the text after a value."""
    return compiled(_phrases(name, key), before=r"[ ,'-]{0,3}")


@cache
def starting(name: str) -> re.Pattern[str]:
    """Return the phrases of a table as beginnings of words."""
    return compiled(_phrases(name, ""), after="")


def after(name: str) -> str:
    """Return a regular expression of what a table has, to be put behind another one."""
    return rf"(?:{pattern(_phrases(name, ''))})(?!\w)"


def _phrases(name: str, key: str) -> tuple[str, ...]:
    table = getattr(languages, name)
    return tuple(table.get(key, ()) if key else table)
