"""The order of day and month in the dates of a partner, and a note on dates that have none.

    `dates` of the source or its preset | its country | all its dates until now, kept with it | language of an entry

The language counts only if it is not English: programs write `en-US` into feeds of any country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from feeds.collect import Web
from feeds.model.problem import Message, Problem
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Item
from feeds.normalise.values import coerce, day_order
from feeds.normalise.values.day_order import DayOrder

_JOB_DATES = ("datePosted", "validThrough", "jobStartDate")
_ORDERS: Mapping[str, DayOrder] = {"day first": "day first", "month first": "month first"}
_SHOWN = 3  # dates in a note
# Of an entry, as a part of its fingerprint: with another order it is read again.
MARKS: Mapping[DayOrder, str] = {"day first": "d", "month first": "m", "unknown": "u", "": ""}


def configured(source: Web, preset: str = "") -> DayOrder:
    """Return the order that the configuration of a source states, by itself, by the preset or by the country."""
    stated = source.dates or (str(records.presets()[preset].get("dates", "")) if preset else "")
    if stated:
        return _ORDERS[stated.replace("-", " ")]
    return day_order.of_country(source.country)


class SourceOrder:
    """The order of the dates of one source.

    kept: of all its dates until now, as it is kept with the source. language: of entries that state none.
    preset: that reads them, if any.
    """

    def __init__(self, source: Web, kept: str, items: Iterable[Item], language: str, preset: str = "") -> None:
        self.source, self.language = source, language
        self.kept = day_order.with_dates(kept, (date for item in items for date in _dates(item)))
        self._configured = configured(source, preset)
        self._unclear: dict[str, None] = {}
        self._entries = 0

    def of(self, item: Item) -> DayOrder:
        """Return the order of the dates of an entry, or "unknown"; "" if none of them depends on it."""
        written = [date for date in _dates(item) if day_order.is_numeric(date)]
        if not written:
            return ""
        order = self._order(item)
        if order == "unknown" and (unclear := [date for date in written if day_order.is_unclear(date)]):
            self._entries += 1
            self._unclear.update(dict.fromkeys(unclear))
        return order

    def problems(self) -> Iterator[Problem]:
        """Yield a note on the dates that are not read."""
        if self._unclear:
            shown = ", ".join(list(self._unclear)[:_SHOWN])
            found = Message("%(dates)s (entries: %(count)s)", dates=shown, count=self._entries)
            expected = Message("dates whose order of day and month is known")
            remedy = Message("they are not read: add `dates: day-first` or `dates: month-first` to the source")
            yield Problem(self.source.url, expected, found, remedy, "dates", severity="note")

    def _order(self, item: Item) -> DayOrder:
        from feeds.normalise.item_to_post import parse_language

        if self._configured:
            return self._configured
        if self.kept:
            return _ORDERS.get(self.kept, "unknown")
        language = parse_language(item.language) or self.language
        if language.partition("-")[0] == "en" and language != self.source.language:
            return "unknown"
        return day_order.of_language(language) or "unknown"


def _dates(item: Item) -> Iterator[str]:
    """Yield the dates of an entry, as written."""
    yield from (item.published, item.updated)
    if job := item.job:
        yield from (coerce.text(job.get(name)) for name in _JOB_DATES)
