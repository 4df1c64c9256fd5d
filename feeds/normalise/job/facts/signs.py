"""Words that show what a line may state: looking each word up takes a tenth of searching for phrases."""

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
    HOURS_ANYWHERE,
    LABELS,
    MONTHS,
    NOW,
    OFFICES,
    PART_TIME,
    PAST,
    PAY,
    PRESENCE,
    TELEWORK_SIGNS,
    UNITS,
)

# Each sign is a bit, so that those of a line are one number. The first ones are the facts that a label may name.
FACTS = ("contract", "hours", "duration", "start", "last_day", "place", "telework", "pay", "day_rate", "experience")
CONTRACT, HOURS, DURATION, START, LAST_DAY, PLACE, TELEWORK, PAY_, DAY_RATE, EXPERIENCE = (
    1 << at for at in range(len(FACTS))
)
APPLY_, STRONG, PRESENCE_, PAST_, FULL, PART, DAYS, DATE, NOW_, OFFICE, ANYWHERE = (
    1 << at for at in range(len(FACTS), len(FACTS) + 11)
)
OF_FACT = {fact: 1 << at for at, fact in enumerate(FACTS)} | {"apply": APPLY_}
_PLACES = ("place", "place anywhere", "place of presence")
_YEARS = tuple(str(year) for year in range(2000, 2100))
_FIFTHS = ("5", "5e", "5eme", "5th")
_OTHERS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))


def of_words(words: list[str]) -> int:
    """Return the signs of some words."""
    table, found = _table(), 0
    for word in table.keys() & words:
        found |= table[word]
    return found


def of_plain(plain: str) -> int:
    """Return the signs of some folded text."""
    return of_words(plain.encode().translate(_OTHERS).decode().split())


def of_labels(facts: frozenset[str]) -> int:
    """Return the signs of the facts that a label names."""
    found = 0
    for fact in facts:
        found |= OF_FACT.get(fact, 0)
    return found


@cache
def _table() -> dict[str, int]:
    """Return the signs of each word, from the tables of phrases."""
    found: dict[str, int] = {}
    for sign, words in _words().items():
        for word in words:
            found[word] = found.get(word, 0) | sign
    return found


def _words() -> dict[int, tuple[str, ...]]:
    dates, contracts = (*MONTHS, *_YEARS), _needed(contract.words(), plural=True)
    leads = (BEFORE[key] for key in ("place anywhere", "start anywhere", "last_day"))
    strong, telework, experience = map(_needed, (APPLY_STRONG, TELEWORK_SIGNS, EXPERIENCE_AFTER))
    return {
        CONTRACT: contracts,
        HOURS: (*_needed((*FULL_TIME, *PART_TIME, *DAYS_A_WEEK)), *_FIFTHS),
        DURATION: tuple(word for unit in ("week", "month", "year") for word in UNITS[unit]),
        START: (*dates, *_needed(NOW)),
        LAST_DAY: dates,
        PLACE: _needed(phrase for key in _PLACES for phrase in BEFORE[key]),
        TELEWORK: telework,
        PAY_: _needed((*LABELS["pay"], *LABELS["day_rate"], *PAY["day"])),
        EXPERIENCE: experience,
        APPLY_: (*_needed(APPLY), *strong),
        STRONG: strong,
        PRESENCE_: _needed(PRESENCE),
        PAST_: _needed(PAST),
        FULL: _needed(FULL_TIME),
        PART: _needed(PART_TIME),
        DAYS: _needed(DAYS_A_WEEK),
        DATE: dates,
        NOW_: _needed(NOW),
        OFFICE: OFFICES,
        # A sentence that has one of these is read wherever it stands.
        ANYWHERE: (
            *contracts,
            *telework,
            *experience,
            *strong,
            *_needed((*HIRING, *HOURS_ANYWHERE, *(phrase for lead in leads for phrase in lead))),
        ),
    }


def _needed(table: Iterable[str], *, plural: bool = False) -> tuple[str, ...]:
    words = {word for phrase in table for word in phrases.needed(phrase)} - {""}
    return tuple(sorted(words | ({f"{word}s" for word in words} if plural else set())))
