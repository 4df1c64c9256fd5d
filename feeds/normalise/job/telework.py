"""Telework classes: `none`, `occasional`, `hybrid`, `full` (only if wholly remote, as Google wants)."""

from __future__ import annotations

import re
from functools import cache

from feeds.normalise.languages import PRESENCE, TELEWORK, TO, UNITS, Vocabulary, any_of, with_known_words
from feeds.normalise.values.text import fold

_DAYS = re.compile(
    rf"(?<!\d)(?P<days>\d)(?:\s*(?:-|{any_of(TO)})\s*\d)?\s*(?:{any_of(UNITS['day'])})\b|(?<!\d)\d\s*/\s*5\b"
)
_SHARE = re.compile(r"(?<!\d)(?P<share>\d{1,3})\s*%")
_PRESENCE = re.compile(rf"\b(?:{any_of(PRESENCE)})\b")
_CLASSES = ("none", "hybrid", "full", "occasional")


def read(value: object, vocabulary: Vocabulary = ()) -> str:
    """Return the class of telework in a text, a number of days or a flag, or `unknown`.

    `vocabulary` are the publisher's additional words. A bare yes means that telework is possible.
    """
    if isinstance(value, bool):
        return "occasional" if value else "none"
    if isinstance(value, int):
        return _from_days(value)
    if not isinstance(value, str):
        return "unknown"
    plain = fold(with_known_words(value, "telework", vocabulary)).replace("%", " % ")
    return _from_text(" ".join(re.sub(r"[-_'’.,;:()!]", " ", plain).split()))


def _from_text(words: str) -> str:
    known = _known()
    if words in known:
        return known[words]
    if words.isdecimal():
        return _from_days(int(words))
    share = _SHARE.search(words)
    if _DAYS.search(words) or (share and 0 < int(share["share"]) < 100):  # noqa: PLR2004 - per cent
        return "hybrid"
    veto = _PRESENCE.search(words)
    for name in _CLASSES:
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words) for word in _phrases(name)):
            return "hybrid" if name == "full" and veto else name
    return "unknown"


@cache
def _phrases(name: str) -> tuple[str, ...]:
    """Return the words that count within a sentence too; "no" and "ok" count only alone."""
    return tuple(word for word in TELEWORK[name] if len(word) > len("non"))


@cache
def _known() -> dict[str, str]:
    return {word: name for name in _CLASSES for word in TELEWORK[name]}


def _from_days(days: int) -> str:
    if days == 0:
        return "none"
    return "hybrid" if days < 5 else "full" if days == 100 else "unknown"  # noqa: PLR2004 - days of a week, or per cent
