"""Vocabulary of job offers in all languages, extended by the publisher's own words.

A language is one module of tables and its name in `LANGUAGES`. Words are folded: lower case, without
accents, hyphens as spaces. A table that a language does not need may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import ModuleType

from feeds.normalise.languages import (
    de,
    en,
    en_facts,
    en_labels,
    fr,
    fr_facts,
    fr_labels,
    other_contracts,
    other_months,
    other_paths,
    other_pay,
    other_states,
)
from feeds.normalise.values.text import fold

OTHERS = (other_contracts, other_months, other_paths, other_pay, other_states)
LANGUAGES: tuple[ModuleType, ...] = (fr, fr_labels, fr_facts, en, en_labels, en_facts, de, *OTHERS)

# The publisher's words: group → concept → words, as tuples, to be hashed and sent to worker processes.
Vocabulary = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]


def _merge_tuples(table: str) -> tuple[str, ...]:
    return tuple(word for language in LANGUAGES for word in getattr(language, table, ()))


def _merge_numbers(table: str) -> dict[str, int]:
    return {word: number for language in LANGUAGES for word, number in getattr(language, table, {}).items()}


def _merge_tables(table: str) -> dict[str, tuple[str, ...]]:
    tables: list[Mapping[str, tuple[str, ...]]] = [getattr(language, table, {}) for language in LANGUAGES]
    names = dict.fromkeys(name for words in tables for name in words)
    return {name: tuple(word for words in tables for word in words.get(name, ())) for name in names}


MONTHS = _merge_numbers("MONTHS")
NUMBERS = _merge_numbers("NUMBERS")
WEEKDAYS = _merge_tuples("WEEKDAYS")
TRUE = frozenset(_merge_tuples("TRUE"))
FALSE = frozenset(_merge_tuples("FALSE"))
UNNAMED = frozenset(_merge_tuples("UNNAMED"))
NEVER = frozenset(_merge_tuples("NEVER"))
STATES = {name: frozenset(found) for name, found in _merge_tables("STATES").items()}
OPEN = STATES["open"]
WITHDRAWN = STATES["withdrawn"]
CLOSED = STATES["closed"] | STATES["filled"] | WITHDRAWN
STAGES = frozenset(_merge_tuples("STAGES"))
VISIBILITY = {name: frozenset(found) for name, found in _merge_tables("VISIBILITY").items()}
MISSPELT = frozenset(_merge_tuples("MISSPELT"))
CONTRACTS = _merge_tables("CONTRACTS")
CONTRACT_FIELDS = _merge_tables("CONTRACT_FIELDS")
FULL_OR_PART = _merge_tuples("FULL_OR_PART")
TELEWORK = _merge_tables("TELEWORK")
TELEWORK_PARTS = _merge_tables("TELEWORK_PARTS")
AREAS = _merge_tables("AREAS")
JOB_PATHS = frozenset(_merge_tuples("JOB_PATHS"))
NO_JOB_PATHS = frozenset(_merge_tuples("NO_JOB_PATHS"))
NEXT_PART = frozenset(_merge_tuples("NEXT_PART"))
ERROR_PAGES = _merge_tuples("ERROR_PAGES")

UNITS = _merge_tables("UNITS")
PER = _merge_tuples("PER")
EVERY = _merge_tuples("EVERY")
TO = _merge_tuples("TO")
OR = _merge_tuples("OR")
AND = _merge_tuples("AND")
ONE = frozenset(_merge_tuples("ONE"))
VAGUE = _merge_tuples("VAGUE")
DENIED = _merge_tuples("DENIED")
ELSEWHERE = _merge_tuples("ELSEWHERE")
EXPERIENCE = _merge_tuples("EXPERIENCE")
IN_TITLES = _merge_tuples("IN_TITLES")
ALONE_IN_TITLES = _merge_tuples("ALONE_IN_TITLES")
BEFORE_IN_TITLES = _merge_tuples("BEFORE_IN_TITLES")
SUBJECTS_BEFORE = _merge_tuples("SUBJECTS_BEFORE")
SUBJECTS_NOT_BEFORE = _merge_tuples("SUBJECTS_NOT_BEFORE")
SUBJECTS_AFTER = _merge_tuples("SUBJECTS_AFTER")
SENTENCES = _merge_tuples("SENTENCES")
PAY = _merge_tables("PAY")
PAY_FIELDS = _merge_tables("PAY_FIELDS")
PLACES = _merge_tables("PLACES")
DATES = _merge_tables("DATES")

# Facts in texts (normalise/job/facts).
LABELS = _merge_tables("LABELS")
LABEL_TAILS = _merge_tuples("LABEL_TAILS")
CONTRACTS_IN_TEXTS = _merge_tables("CONTRACTS_IN_TEXTS")
HEADINGS = _merge_tables("HEADINGS")
HEADING_BEFORE = _merge_tuples("HEADING_BEFORE")
HEADING_AFTER = _merge_tuples("HEADING_AFTER")
BEFORE = _merge_tables("BEFORE")
NOT_BEFORE = _merge_tables("NOT_BEFORE")
NOT_AFTER = _merge_tables("NOT_AFTER")
PAST = _merge_tuples("PAST")
TELEWORK_SIGNS = _merge_tuples("TELEWORK_SIGNS")
TELEWORK_CLASSES = _merge_tables("TELEWORK_CLASSES")
PRESENCE = _merge_tuples("PRESENCE")
NOW = _merge_tuples("NOW")
DATE_BEFORE = _merge_tuples("DATE_BEFORE")
DATE_NOT_BEFORE = _merge_tuples("DATE_NOT_BEFORE")
NONE_NOT = _merge_tuples("NONE_NOT")
HOURS_ANYWHERE = _merge_tuples("HOURS_ANYWHERE")
HOURS_NOT = _merge_tuples("HOURS_NOT")
DAYS_A_WEEK = _merge_tuples("DAYS_A_WEEK")
FULL_TIME = _merge_tuples("FULL_TIME")
PART_TIME = _merge_tuples("PART_TIME")
HOURS_BEFORE_SHARE = _merge_tuples("HOURS_BEFORE_SHARE")
EXPERIENCE_AFTER = _merge_tuples("EXPERIENCE_AFTER")
EXPERIENCE_WANTED = _merge_tuples("EXPERIENCE_WANTED")
LEVELS = _merge_tables("LEVELS")
HIRING = _merge_tuples("HIRING")
YEAR_START = _merge_tuples("YEAR_START")
TOWN_ADJECTIVES: dict[str, str] = fr_facts.TOWN_ADJECTIVES
OFFICES = _merge_tuples("OFFICES")
ALWAYS_GROSS = _merge_tuples("ALWAYS_GROSS")
LINKS = _merge_tuples("LINKS")
LINKED = _merge_tuples("LINKED")
FULL_NOT = _merge_tuples("FULL_NOT")
APPLY = _merge_tuples("APPLY")
APPLY_LINKS = _merge_tuples("APPLY_LINKS")
APPLY_STRONG = _merge_tuples("APPLY_STRONG")
APPLY_COPY = _merge_tuples("APPLY_COPY")
COMMON = frozenset(_merge_tuples("COMMON"))
ITEM_STARTS = _merge_tuples("ITEM_STARTS")
APPLY_NOT = _merge_tuples("APPLY_NOT")

_NAMES = "january february march april may june july august september october november december"
# Groups that a publisher may extend: group → concept → its words.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "contract": CONTRACTS,
    "telework": TELEWORK,
    "state": {name: tuple(sorted(found)) for name, found in STATES.items()},
    "date": {month: (month,) for month in _NAMES.split()},
    "place": {name: PLACES[name] for name in ("nowhere", "unknown")},
    "pay": PAY,
}

_BLANKS = re.compile(r"[\s_'.-]+")


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, the longest first; # stands for a digit."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\#", r"\d") for word in ordered)


def with_known_words(text: str, group: str, vocabulary: Vocabulary) -> str:
    """Return a text with the publisher's own words replaced by built-in ones; the text is then folded."""
    pattern, meant = _pattern_of(group, vocabulary) if vocabulary else (None, {})
    if not pattern:
        return text
    return pattern.sub(lambda found: meant[_BLANKS.sub(" ", found[1])], fold(text))


@cache
def _pattern_of(group: str, vocabulary: Vocabulary) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    meant = {
        _BLANKS.sub(" ", word): max(GROUPS[group][concept], key=len).replace("#", "")
        for name, concepts in vocabulary
        for concept, own in concepts
        for word in own
        if name == group
    }
    ordered = sorted(meant, key=lambda word: (-len(word), word))
    forms = "|".join(_BLANKS.pattern.join(map(re.escape, word.split())) for word in ordered)
    return re.compile(rf"(?<!\w)({forms})(?!\w)") if meant else None, meant
