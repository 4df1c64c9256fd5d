"""The words of all languages together: a new language is one more module and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.normalise import words_en, words_fr


def _merged(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: tuple(word for table in tables for word in table.get(name, ())) for name in names}


MONTHS: dict[str, int] = words_fr.MONTHS | words_en.MONTHS
WEEKDAYS: tuple[str, ...] = words_fr.WEEKDAYS + words_en.WEEKDAYS
TRUE: frozenset[str] = frozenset(words_fr.TRUE + words_en.TRUE)
FALSE: frozenset[str] = frozenset(words_fr.FALSE + words_en.FALSE)
OPEN: frozenset[str] = frozenset(words_fr.OPEN + words_en.OPEN)
CLOSED: frozenset[str] = frozenset(words_fr.CLOSED + words_en.CLOSED)
MISSPELT: frozenset[str] = words_fr.MISSPELT
NUMBERS: dict[str, int] = words_fr.NUMBERS | words_en.NUMBERS
CONTRACTS: dict[str, tuple[str, ...]] = _merged(words_fr.CONTRACTS, words_en.CONTRACTS)
TELEWORK: dict[str, tuple[str, ...]] = _merged(words_fr.TELEWORK, words_en.TELEWORK)
PRESENCE: tuple[str, ...] = words_fr.PRESENCE + words_en.PRESENCE
