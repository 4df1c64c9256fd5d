"""One statement of a fact, and the words beside a value that deny it."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.normalise.job.facts import phrases
from feeds.normalise.job.facts.lines import Line

_NEAR = 90  # characters before a value in which a word may deny it
_LEAD = 140  # characters before a value in which its lead stands
_CLAUSE = re.compile(r"[,;:(](?! ?(?:ni|nor)\b)")


class Found(NamedTuple):
    """A statement: the fact, its value, and the line of it. Of two that differ, none counts.

    words: those of the value, for a fact that is shown by them; "" if the whole line is.
    """

    fact: str
    value: object
    line: Line
    words: str = ""


def is_denied(fact: str, plain: str, start: int, end: int) -> bool:
    """Return whether words before a value, in its clause, or right after it make it another one's, or none."""
    before = _CLAUSE.split(plain[max(0, start - _NEAR) : start])[-1]
    if phrases.of_table("NOT_BEFORE", fact).search(before):
        return True
    return bool(phrases.at_start("NOT_AFTER", fact).match(plain, end))


def is_led(key: str, plain: str, start: int) -> bool:
    """Return whether the words before a value are among those of a table."""
    return bool(phrases.mirrored("BEFORE", key).match(plain[max(0, start - _LEAD) : start][::-1]))
