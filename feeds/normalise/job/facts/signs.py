"""Words that show which facts a line may state: looking each word up takes a tenth of searching for phrases."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from feeds.normalise.job.facts import contract_words as contract
from feeds.normalise.job.facts import phrases
from feeds.normalise.languages import (
    APPLY,
    APPLY_STRONG,
    BEFORE,
    DAYS_A_WEEK,
    EXPERIENCE_AFTER,
    FULL_TIME,
    HIRING,
    LABELS,
    MONTHS,
    NOW,
    PART_TIME,
    PAY,
    PRESENCE,
    TELEWORK_SIGNS,
    UNITS,
)

_YEARS = tuple(str(year) for year in range(2000, 2100))
_FIFTHS = ("5", "5e", "5eme", "5th")


@cache
def readers() -> dict[str, frozenset[str]]:
    """Return, by word, the facts that a line with this word may state."""
    found: dict[str, set[str]] = {}
    for fact, words in _words().items():
        for word in words:
            found.setdefault(word, set()).add(fact)
    return {word: frozenset(facts) for word, facts in found.items()}


@cache
def anywhere() -> frozenset[str]:
    """Return the words of which a sentence has one that is read wherever it stands."""
    words = _words()
    leads = (
        phrase
        for key, table in BEFORE.items()
        if key in ("place anywhere", "start anywhere", "last_day")
        for phrase in table
    )
    return frozenset(
        (*words["contract"], *words["telework"], *words["experience"], *_needed((*leads, *HIRING, *APPLY_STRONG)))
    )


@cache
def _words() -> dict[str, tuple[str, ...]]:
    dates = (*MONTHS, *_YEARS)
    return {
        "contract": _needed(contract.words(), plural=True),
        "hours": _needed((*FULL_TIME, *PART_TIME, *DAYS_A_WEEK, *_FIFTHS)),
        "duration": tuple(word for unit in ("week", "month", "year") for word in UNITS[unit]),
        "start": (*dates, *_needed(NOW)),
        "last_day": dates,
        "place": _needed((*BEFORE["place"], *BEFORE["place anywhere"])),
        "telework": _needed(TELEWORK_SIGNS),
        "presence": _needed(PRESENCE),
        "experience": _needed(EXPERIENCE_AFTER),
        "pay": _needed((*LABELS["pay"], *LABELS["day_rate"], *PAY["day"])),
        "apply": _needed((*APPLY, *APPLY_STRONG)),
    }


def _needed(table: Iterable[str], *, plural: bool = False) -> tuple[str, ...]:
    words = {word for phrase in table for word in phrases.needed(phrase)} - {""}
    return tuple(sorted(words | ({f"{word}s" for word in words} if plural else set())))
