"""The order of day and month: by language, country and other dates, else unknown."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.settings import JobDefaults, Site
from feeds.normalise.context import Context
from feeds.normalise.values import dates, day_order

UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("language", "country", "order"),
    [
        ("fr", "", "day first"),
        ("fr-CA", "", ""),
        ("de", "", "day first"),
        ("es", "", "day first"),
        ("pt-BR", "", "day first"),
        ("en-GB", "", "day first"),
        ("en-AU", "US", "day first"),
        ("en-US", "FR", "month first"),
        ("en", "", ""),
        ("en", "US", "month first"),
        ("en", "FR", "day first"),
        ("ja", "", ""),
        ("", "US", ""),
        ("xx", "", ""),
    ],
)
def test_a_language_decides(language, country, order):
    """English alone does not; French Canada and Japan write the year first."""
    assert day_order.of_language(language, country) == order


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["25/12/2026", "05/01/2027"], "day first"),
        (["12/25/2026", "05/01/2027 10:00"], "month first"),
        (["05/01/2027", "06/02/2027"], ""),
        (["25/12/2026", "12/25/2026"], ""),
        (["12/25/2026"], ""),
        (["2026-12-25", "25.12.2026", "1/2/3/2026"], ""),
    ],
)
def test_other_dates_decide(texts, order):
    """One date that has a single reading states the order of the others."""
    assert day_order.of_dates(texts) == order


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("05/01/2027", "fr", date(2027, 1, 5)),
        ("05/01/2027", "en-US", date(2027, 5, 1)),
        ("5-1-2027", "en-GB", date(2027, 1, 5)),
        ("12/25/2027", "en-US", date(2027, 12, 25)),
        ("12/25/2027", "fr", None),
        ("12/25/2027", "en", None),
        ("05/01/2027", "en", None),
        ("05/01/2027", "", None),
        ("25/12/2027", "en", date(2027, 12, 25)),
        ("25/12/2027", "en-US", date(2027, 12, 25)),
        ("05.01.2027", "en-US", date(2027, 1, 5)),
    ],
)
def test_a_date_is_read_in_its_order(written, language, expected):
    """Where the order is unknown, it is no date."""
    site = Site("Jobs", "https://jobs.example.org/")
    found = dates.parse(Context(site, JobDefaults(), language=language).dated(written), UTC)
    assert (found and found.day) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from("-/"))
def test_both_orders_give_the_day_that_was_written(day, mark):
    """A date in the order that counts is understood."""
    for order, pattern in (("day first", f"%d{mark}%m{mark}%Y"), ("month first", f"%m{mark}%d{mark}%Y")):
        found = dates.parse(day_order.in_order(day.strftime(pattern), order), UTC)
        assert found
        assert found.day == day


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("", ""),
        ("FR", "day first"),
        ("GB", "day first"),
        ("BR", "day first"),
        ("US", "month first"),
        ("PH", "month first"),
        ("SE", "day first"),
        ("CH", "day first"),
        ("CA", ""),
        ("JP", ""),
        ("ZZ", ""),
    ],
)
def test_a_country_decides(country, order):
    """Sweden writes the year first, and dates without one with the day first; Canada has both orders."""
    assert day_order.of_country(country) == order


@pytest.mark.parametrize(
    ("known", "texts", "order"),
    [
        ("", [], ""),
        ("", ["05/01/2027", "6/6/2027", "2027-01-25"], ""),
        ("", ["05/01/2027", "from 25/12/2026"], "day first"),
        ("", ["12-25-2026"], "month first"),
        ("day first", ["05/01/2027"], "day first"),
        ("month first", [], "month first"),
        ("day first", ["12/25/2026"], day_order.BOTH),
        ("", ["25/12/2026", "12/25/2026"], day_order.BOTH),
        (day_order.BOTH, ["25/12/2026"], day_order.BOTH),
        ("", ["25/00/2026", "0/25/2026", "32/12/2026", "25/13/2026"], ""),
    ],
)
def test_all_dates_of_a_source_decide(known, texts, order):
    """What was known stays; a source with both orders has none for good; numbers that are no date do not count."""
    assert day_order.with_dates(known, texts) == order


@given(st.lists(st.dates(date(1990, 1, 1), date(2100, 1, 1)), max_size=6), st.sampled_from(["%d/%m/%Y", "%m-%d-%Y"]))
def test_the_order_does_not_depend_on_when_dates_are_seen(days, pattern):
    """Dates in one list, or one after the other, or in reverse, give the same order, and never another one."""
    texts, one = [day.strftime(pattern) for day in days], ""
    for text in reversed(texts):
        one = day_order.with_dates(one, [text])
    assert one == day_order.with_dates("", texts)
    assert one in ("", "day first" if pattern.startswith("%d") else "month first")
    assert bool(one) == any(day.day > 12 for day in days)


@pytest.mark.parametrize(
    ("written", "unclear"),
    [
        ("05/01/2027", True),
        ("until 5-1-2027, 10:00", True),
        ("05/05/2027", False),
        ("25/12/2026", False),
        ("12/25/2026", False),
        ("05.01.2027", False),
        ("2027-01-05", False),
        ("25/12/2026 - 05/01/2027", True),
        ("", False),
    ],
)
def test_a_date_of_two_days_is_unclear(written, unclear):
    assert day_order.is_unclear(written) is unclear
