"""The order of day and month in dates such as 05/01/2027, which mean two days.

It follows from the language, the country of a post in English, or other dates of the same document or response, of
which 25/12/2026 states the order. Without any of them such a date is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

DayOrder = Literal["day first", "month first", ""]

_NUMERIC = re.compile(r"(?<![\d/-])(?P<one>\d{1,2})(?P<mark>[-/])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/-])")
_MONTHS = 12
# Countries that write English with the month first (CLDR, `dateFormats` of en-US and the locales that inherit it).
_MONTH_FIRST = frozenset({"US", "PH", "AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"})


def is_numeric(written: str) -> bool:
    """Return whether a text contains a date whose order is not certain."""
    return _NUMERIC.search(written) is not None


def in_order(written: str, order: DayOrder) -> str:
    """Return a text with its numeric date as 2027-01-05; without an order, or with one that fails, as it is."""

    def rewritten(found: re.Match[str]) -> str:
        day, month = int(found["one"]), int(found["other"])
        if order == "month first":
            day, month = month, day
        return f"{found['year']}-{month:02}-{day:02}" if order and month <= _MONTHS else found[0]

    return _NUMERIC.sub(rewritten, written)


def of_dates(texts: Iterable[str]) -> DayOrder:
    """Return the order that the dates in some texts have, if it is one; a single date may be a mistake."""
    dates = [found for text in texts for found in _NUMERIC.finditer(text)]
    day_first = any(int(date["one"]) > _MONTHS for date in dates)
    month_first = any(int(date["other"]) > _MONTHS for date in dates)
    if len(dates) == 1 or day_first == month_first:
        return ""
    return "day first" if day_first else "month first"


@lru_cache(maxsize=64)
def of_language(tag: str, country: str = "") -> DayOrder:
    """Return the order in a language (BCP 47): the one of its short dates in CLDR.

    `country` is where posts in English without a region are from (ISO 3166-1 alpha-2).
    """
    language, _, region = tag.partition("-")
    if language == "en":
        place = region.upper() or country
        return "" if not place else "month first" if place in _MONTH_FIRST else "day first"
    from babel.core import Locale, UnknownLocaleError

    try:
        pattern = str(Locale.parse(tag, sep="-").date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError, TypeError):
        return ""
    letters = re.sub("[^dMy]", "", pattern)
    return "day first" if letters.startswith("d") else "month first" if letters.startswith("M") else ""
