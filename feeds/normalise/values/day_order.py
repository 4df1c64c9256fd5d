"""The order of day and month in dates such as 05/01/2027, which mean two days.

It follows from the language, the country of a post in English, or other dates of the same document or response, of
which 25/12/2026 states the order. Of a partner it follows from its configuration, its country, or all its dates ever
seen. Without any of them such a date is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

DayOrder = Literal["day first", "month first", "unknown", ""]  # "unknown": neither does the language decide

BOTH = "both"  # of a source whose dates have both orders
_NUMERIC = re.compile(r"(?<![\d/-])(?P<one>\d{1,2})(?P<mark>[-/])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/-])")
_MONTHS, _DAYS = 12, 31
# Countries that write English with the month first (CLDR, `dateFormats` of en-US and the locales that inherit it).
_MONTH_FIRST = frozenset({"US", "PH", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"})


def is_numeric(written: str) -> bool:
    """Return whether a text contains a date whose order is not certain."""
    return _NUMERIC.search(written) is not None


def is_unclear(written: str) -> bool:
    """Return whether a text contains a date that is one day with the day first, and another with the month first."""
    return any(one != other and max(one, other) <= _MONTHS for one, other in _numbers([written]))


def in_order(written: str, order: DayOrder) -> str:
    """Return a text with its numeric date as 2027-01-05; without an order, or with one that fails, as it is."""

    def rewritten(found: re.Match[str]) -> str:
        day, month = int(found["one"]), int(found["other"])
        if order == "month first":
            day, month = month, day
        is_known = day == month or order in ("day first", "month first")
        return f"{found['year']}-{month:02}-{day:02}" if is_known and month <= _MONTHS else found[0]

    return _NUMERIC.sub(rewritten, written)


def of_dates(texts: Iterable[str]) -> DayOrder:
    """Return the order that the dates in some texts have, if it is one; a single date may be a mistake."""
    dates = list(_numbers(texts))
    day_first = any(one > _MONTHS for one, _ in dates)
    month_first = any(other > _MONTHS for _, other in dates)
    if len(dates) == 1 or day_first == month_first:
        return ""
    return "day first" if day_first else "month first"


def with_dates(known: str, texts: Iterable[str]) -> str:
    """Return the order of all dates of a source until now: of those `known`, and of those in some texts.

    It is "" if each of them may have both orders, and `both` if some have the one, and some the other.
    """
    if known == BOTH:
        return BOTH
    found = {known} - {""}
    for one, other in _numbers(texts):
        if min(one, other) in range(1, _MONTHS + 1) and max(one, other) in range(_MONTHS + 1, _DAYS + 1):
            found.add("day first" if one > other else "month first")
    return BOTH if len(found) > 1 else next(iter(found), "")


def _numbers(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the two numbers of each numeric date in some texts that are day and month, in their order."""
    for text in texts:
        for found in _NUMERIC.finditer(text):
            yield int(found["one"]), int(found["other"])


@lru_cache(maxsize=64)
def of_country(country: str) -> DayOrder:
    """Return the order in a country (ISO 3166-1 alpha-2): that of the short dates in all its languages in CLDR.

    Where these begin with the year, it is the order of dates without one, if the day is first (Sweden); else it is
    not known: Canada has both.
    """
    if not country or country in _MONTH_FIRST:
        return "month first" if country else ""
    from babel.languages import get_official_languages

    languages = get_official_languages(country, de_facto=True)
    found = {order for language in languages if (order := _short_order(f"{language}_{country}"))}
    return "" if len(found) != 1 or "unknown" in found else found.pop()


@lru_cache(maxsize=64)
def of_language(tag: str, country: str = "") -> DayOrder:
    """Return the order in a language (BCP 47): the one of its short dates in CLDR.

    `country` is where posts in English without a region are from (ISO 3166-1 alpha-2).
    """
    language, _, region = tag.partition("-")
    if language == "en":
        place = region.upper() or country
        return "" if not place else "month first" if place in _MONTH_FIRST else "day first"
    return _letters_order(_pattern(tag.replace("-", "_")))


def _short_order(name: str) -> DayOrder:
    """Return the order of the short dates of a locale; if these begin with the year, only a first day counts."""
    without_year = _letters_order(_pattern(name, "Md"))
    return _letters_order(_pattern(name)) or ("unknown" if without_year == "month first" else without_year)


def _letters_order(letters: str) -> DayOrder:
    return "day first" if letters.startswith("d") else "month first" if letters.startswith("M") else ""


def _pattern(name: str, skeleton: str = "") -> str:
    """Return the letters of the short date of a locale, or of another form of it; "" if it is unknown."""
    from babel.core import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(name)
        pattern = locale.datetime_skeletons.get(skeleton) if skeleton else locale.date_formats["short"]
        return re.sub("[^dMy]", "", str(pattern.pattern if pattern else ""))
    except (UnknownLocaleError, ValueError, TypeError):
        return ""
