"""Translations, dates, places and amounts in the language of a page (the wrapper of Babel).

A catalogue is one `.po` file under `feeds/locale/` (see `catalogues`); a new language is one new file. The locale of
the process is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from feeds.emit.catalogues import catalogue
from feeds.model.instant import Moment, rfc3339
from feeds.model.job import Pay
from feeds.model.settings import Place

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}

_LOCALES = Path(__file__).parents[1] / "locale"
_DAY_OR_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")
_DURATION = re.compile(r"P(?:\d+[DWMY])+")
_DURATION_PART = re.compile(r"(\d+)([DWMY])")


def choose_language(*wanted: str) -> str:
    """Return the language of a page's labels: the first tag that has a catalogue, else English."""
    return next((tag for tag in wanted if primary_language(tag) in languages()), FALLBACK)


def primary_language(tag: str) -> str:
    """Return the primary subtag of a language tag: `fr` of `fr-CA` (RFC 5646 §2.2.1)."""
    return tag.partition("-")[0].lower()


@cache
def languages() -> frozenset[str]:
    """Return the languages that have a catalogue."""
    return frozenset(file.stem for file in _LOCALES.glob("*.po"))


@cache
def translations(language: str) -> GNUTranslations:
    """Return the catalogue of a language, read once a process."""
    return catalogue(_LOCALES / f"{language}.po")


def compile_catalogue(source: Path) -> bytes:
    """Return a catalogue, named after its language, as gettext reads it (`.mo`)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=source.stem))
    return compiled.getvalue()


def changed_fields(language: str, changes: Iterable[str]) -> str:
    """Return the names of changed fields as a list for people: "title, pay" (see `ledger.significance`)."""
    words = translations(language)
    named = {
        "title": words.gettext("title"),
        "contract": words.gettext("contract"),
        "place": words.gettext("place"),
        "pay": words.gettext("pay"),
        "deadline": words.gettext("deadline"),
        "state": words.gettext("open again"),
        "text": words.gettext("text"),
        "tags": words.gettext("tags"),
    }
    return ", ".join(named[change] for change in changes if change in named)


def facet_names(language: str) -> dict[str, str]:
    """Return the name of each facet of feeds (`settings.Facet`), as a heading for its values."""
    words = translations(language)
    return {
        "tag": words.gettext("Tags"),
        "organization": words.gettext("Organisation"),
        "contract": words.gettext("Contract"),
        "telework": words.gettext("Remote work"),
        "place": words.gettext("Place"),
        "domain": words.gettext("Domains"),
        "author": words.gettext("Author"),
        "language": words.gettext("Language"),
    }


def update_line(language: str, day: str, what: str) -> str:
    """Return a line such as "Updated on May 3, 2026: title, pay."."""
    return translations(language).gettext("Updated on %(day)s: %(what)s.") % {"day": day, "what": what}


def closed_title(language: str, title: str, *, filled: bool) -> str:
    """Return the title of a closed job as feeds show it: "[Filled] Web developer"."""
    words = translations(language)
    return (words.gettext("[Filled] %(title)s") if filled else words.gettext("[Closed] %(title)s")) % {"title": title}


@cache
def formatter(tag: str, timezone: str) -> Formatter:
    """Return the formatter of a language tag that has a catalogue, in an IANA time zone."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):  # a region or variant that CLDR does not know
        locale = Locale(primary_language(tag))
    return Formatter(locale, ZoneInfo(timezone))


class Formatter(NamedTuple):
    """Formats dates, places and amounts in one language and the site's time zone."""

    locale: Locale
    zone: ZoneInfo

    def day(self, when: datetime | Moment) -> date:
        """Return the calendar day in the site's time zone."""
        if isinstance(when, datetime):
            return when.astimezone(self.zone).date()
        return when.day or when.at.astimezone(self.zone).date()

    def datetime_attribute(self, when: datetime | Moment) -> str:
        """Return the value of `<time datetime>` that belongs to `text`."""
        if isinstance(when, Moment) and self._hour(when):
            return rfc3339(when.at)
        return self.day(when).isoformat()

    def text(self, when: datetime | Moment) -> str:
        """Return the day in words, with the hour if a `Moment` has one."""
        day = _long(self.locale, self.day(when))
        hour = self._hour(when) if isinstance(when, Moment) else ""
        return f"{day}, {hour}" if hour else day

    def place(self, place: Place) -> str:
        """Return an address on one line, its country in words."""
        town = " ".join(filter(None, (place.postal_code, place.locality)))
        return ", ".join(filter(None, (place.street, town, place.region, self.country(place.country))))

    def country(self, code: str) -> str:
        """Return the name of a country from its ISO 3166-1 code; any other text stays as it is."""
        return str(self.locale.territories.get(code, code))

    def amount(self, amount: float, pay: Pay) -> str:
        """Return an amount in the currency of a pay; whole amounts without cents."""
        return _sum(self.locale, amount, pay.currency)

    def duration(self, iso: str) -> str:
        """Return an ISO 8601 duration of days or more (`P1Y6M`) in words; any other text stays as it is."""
        return _duration(self.locale, iso)

    def day_or_month(self, iso: str) -> str:
        """Return an ISO 8601 day or month (`2021-02`) in words; any other text stays as it is."""
        found = _DAY_OR_MONTH.fullmatch(iso)
        if not found:
            return iso
        first = date(int(found[1]), int(found[2]), int(found[3] or 1))
        return _long(self.locale, first) if found[3] else _month(self.locale, first)

    def _hour(self, when: Moment) -> str:
        local = when.at.astimezone(self.zone)
        # Midnight and 23:59 are the bounds of a whole day, not hours that an author chose.
        if when.day or (local.hour, local.minute) in ((0, 0), (23, 59)):
            return ""
        return _hour(self.locale, local)


@lru_cache(maxsize=4096)
def _long(locale: Locale, day: date) -> str:
    from babel.dates import format_date

    text = format_date(day, "long", locale=locale)
    # French writes the first day of a month as "1er", which CLDR's patterns cannot.
    return "1er" + text[1:] if locale.language == "fr" and day.day == 1 else text


@lru_cache(maxsize=512)
def _month(locale: Locale, day: date) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", day, locale=locale)


@lru_cache(maxsize=1024)
def _hour(locale: Locale, local: datetime) -> str:
    from babel.dates import format_time

    return format_time(local.timetz(), "short", locale=locale)


@lru_cache(maxsize=1024)
def _sum(locale: Locale, amount: float, currency: str) -> str:
    from babel.numbers import format_currency

    pattern = locale.currency_formats["standard"].pattern
    if float(amount).is_integer():
        pattern = pattern.replace("0.00", "0")
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


@lru_cache(maxsize=256)
def _duration(locale: Locale, iso: str) -> str:
    from babel.lists import format_list
    from babel.units import format_unit

    if not _DURATION.fullmatch(iso):
        return iso
    parts = _DURATION_PART.findall(iso)
    words = [format_unit(int(count), f"duration-{UNITS[unit]}", locale=locale) for count, unit in parts]
    return format_list(words, style="unit", locale=locale)
