"""The words of all languages together, and how those that a publisher adds are read.

A language is one module of tables and its name in `LANGUAGES`. Words are written folded: lower case, without
accents, dashes as blanks. What a language has no word for is left out of its module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType

from feeds.normalise.languages import en, fr
from feeds.normalise.values.text import fold

LANGUAGES: tuple[ModuleType, ...] = (fr, en)

# What a publisher adds: group → concept → words, as tuples, so that it can be compared and sent elsewhere.
Added = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]


def _listed(table: str) -> tuple[str, ...]:
    return tuple(word for language in LANGUAGES for word in getattr(language, table, ()))


def _numbered(table: str) -> dict[str, int]:
    return {word: number for language in LANGUAGES for word, number in getattr(language, table, {}).items()}


def _merged(table: str) -> dict[str, tuple[str, ...]]:
    tables: list[Mapping[str, tuple[str, ...]]] = [getattr(language, table, {}) for language in LANGUAGES]
    names = dict.fromkeys(name for words in tables for name in words)
    return {name: tuple(word for words in tables for word in words.get(name, ())) for name in names}


MONTHS = _numbered("MONTHS")
NUMBERS = _numbered("NUMBERS")
WEEKDAYS = _listed("WEEKDAYS")
TRUE = frozenset(_listed("TRUE"))
FALSE = frozenset(_listed("FALSE"))
STATES = {name: frozenset(found) for name, found in _merged("STATES").items()}
OPEN = STATES["open"]
CLOSED = STATES["closed"] | STATES["filled"]
MISSPELT = frozenset(_listed("MISSPELT"))
CONTRACTS = _merged("CONTRACTS")
TELEWORK = _merged("TELEWORK")
PRESENCE = _listed("PRESENCE")
AREAS = _merged("AREAS")
JOB_PATHS = frozenset(_listed("JOB_PATHS"))
ERROR_PAGES = _listed("ERROR_PAGES")

UNITS = _merged("UNITS")
PER = _listed("PER")
EVERY = _listed("EVERY")
TO = _listed("TO")
OR = _listed("OR")
AND = _listed("AND")
ONE = frozenset(_listed("ONE"))
VAGUE = _listed("VAGUE")
DENIED = _listed("DENIED")
ELSEWHERE = _listed("ELSEWHERE")
EXPERIENCE = _listed("EXPERIENCE")
IN_TITLES = _listed("IN_TITLES")
ALONE_IN_TITLES = _listed("ALONE_IN_TITLES")
BEFORE_IN_TITLES = _listed("BEFORE_IN_TITLES")
PAY = _merged("PAY")
PLACES = _merged("PLACES")
DATES = _merged("DATES")

_NAMES = "january february march april may june july august september october november december"
# What a publisher may add words to: group → concept → words that mean it.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "contract": CONTRACTS,
    "telework": TELEWORK,
    "state": {name: tuple(sorted(found)) for name, found in STATES.items()},
    "date": {month: (month,) for month in _NAMES.split()},
    "place": {"nowhere": PLACES["nowhere"]},
    "pay": PAY,
}

_BLANKS = re.compile(r"[\s_'.-]+")


def any_of(words: Iterable[str]) -> str:
    """Write words as a regular expression for any of them, the longest first; # is a digit."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\#", r"\d") for word in ordered)


def in_ours(text: str, group: str, more: Added) -> str:
    """Put the publisher's own words in a text in words that the program knows; then the text is folded."""
    pattern, meant = _own(group, more) if more else (None, {})
    if not pattern:
        return text
    return pattern.sub(lambda found: meant[_BLANKS.sub(" ", found[1])], fold(text))


@cache
def _own(group: str, more: Added) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    meant = {
        _BLANKS.sub(" ", word): max(GROUPS[group][concept], key=len).replace("#", "")
        for name, concepts in more
        for concept, own in concepts
        for word in own
        if name == group
    }
    ordered = sorted(meant, key=lambda word: (-len(word), word))
    forms = "|".join(_BLANKS.pattern.join(map(re.escape, word.split())) for word in ordered)
    return re.compile(rf"(?<!\w)({forms})(?!\w)") if meant else None, meant
