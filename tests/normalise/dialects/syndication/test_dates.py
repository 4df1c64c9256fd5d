"""Dates in the spellings of partners: read where they mean one thing, unknown where they do not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.values.feed_dates import instant, parse

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24T09:05:00Z",
        "2026-11-24T09:05:00.123456Z",
        "2026-11-24T09:05:00,5Z",
        "2026-11-24T10:05+01:00",
        "2026-11-24T10:05:00+0100\n",
        "2026-11-24 10:05:00 +0100",
        "2026-11-24 10:05:00+01",
        "2026-11-24 10:05:00.5 +01:00",
        "2026-11-24 09:05:00 UTC",
        "2026-11-24 09:05:00 GMT",
        "2026-11-24T10:05:00+01:00[Europe/Paris]",
        "20261124T090500Z",
        "20261124T0905Z",
        "Tue, 24 Nov 2026 09:05:00 GMT",
        "Tue, 24 Nov 2026 09:05:00 UT",
        "Tue, 24 Nov 2026 09:05:00 Z",
        "Tue, 24 Nov 2026 09:05 GMT",
        "Tue, 24 Nov 26 09:05:00 GMT",
        "Tue, 24 Nov 26 09:05:00 -0000",
        "Tue, 24 Nov 26 10:05:00 CET",
        "Tue, 24 Nov 2026 10:05:00 GMT+1",
        "Tue, 24 Nov 2026 10:05:00 GMT+01:00",
        "Tue, 24 Nov 2026 10:05:00 UTC+0100",
        "Tue, 24 Nov 2026 10:05:00 +0100 (CET)",
        "Tue, 24 Nov 2026 04:05:00 EST",
        "Tue, 24 Nov 2026 10:05:00 CET",
        "Tue, 24 Nov 2026 09:05:00:0 UTC",
        "Wed, 24 Nov 2026 09:05:00 GMT",
        "Tue,24 Nov 2026 09:05:00 GMT",
        "Tuesday, 24 November 2026 09:05:00 GMT",
        "Tuesday, November 24, 2026 09:05:00 GMT",
        "24 November 2026 09:05 UTC",
        "Tue , 24 Nov 2026 09:05:00 GMT",
        "Tue, 24 Nov 2026 09:05:00 A",
        "24 Nov 26 09:05 Y",
        "Tue, 24 (a comment) Nov 2026 09:05:00 GMT",
        "Tue, 24 Nov (month) 2026 10:05:00 (time) +0100",
        "(first) Tue, 24 Nov 2026 09:05:00 GMT",
        "2026-11-24T09:05:0Z",
        "2026-11-24 10:05:0 +01:00",
        "mar., 24 nov. 2026 10:05:00 +0100",
        "mardi 24 novembre 2026 10:05:00 +0100",
        "Tue Nov 24 09:05:00 UTC 2026",
        "Tue Nov 24 10:05:00 CET 2026",
        "Tue Nov 24 2026 10:05:00 GMT+0100 (Central European Standard Time)",
        "November 24, 2026 9:05 AM UTC",
        "2026-11-24 09:05 a.m. UTC",
        "24/11/2026 10:05 +01:00",
        "\u200e24\u00a0Nov 2026\t09:05:00  GMT",
    ],
)
def test_spellings_of_one_moment(written: str) -> None:
    assert instant(written) == datetime(2026, 11, 24, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24 10:05",
        "2026-11-24T10:05:00",
        "24/11/2026 10:05:00",
        "24/11/2026 à 10h05",
        "24-11-2026 10:05:00",
        "le 24 novembre 2026 à 10:05",
        "Tue, 24 Nov 2026 10:05:00",
        "Tue, 24 Nov 26 10:05",
        "Wed, 24 Nov 2026 10:05:00:0",
        "Tue Nov 24 10:05:00 2026",
        "Nov 24, 2026 10:05 AM",
        "20261124T100500",
    ],
)
def test_a_time_without_a_zone_is_local(written: str) -> None:
    """Local to whoever publishes, as the configuration says."""
    found = parse(written, PARIS)
    assert found
    assert (found.at, found.day) == (datetime(2026, 11, 24, 9, 5, tzinfo=UTC), None)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24",
        "20261124",
        "24/11/2026",
        "24 Nov 2026",
        "Tue, 24 Nov 2026",
        "24 novembre 2026",
        "Nov 24, 2026",
    ],
)
def test_a_day_stays_a_day(written: str) -> None:
    """It begins at midnight where it is published, and ends there with its last second."""
    first, last = parse(written, PARIS), parse(written, PARIS, end=True)
    assert first
    assert last
    assert first.day == last.day == date(2026, 11, 24)
    assert first.at == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert last.at == datetime(2026, 11, 24, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026-11-24T24:00:00Z", "2026-11-24 24:00 UTC", "Tue, 24 Nov 2026 24:00:00 GMT"])
def test_the_midnight_that_ends_a_day(written: str) -> None:
    """ISO 8601 §4.2.3 writes it so."""
    assert instant(written) == datetime(2026, 11, 25, tzinfo=UTC)


def test_noon_and_midnight_on_the_face_of_a_clock() -> None:
    assert instant("Nov 24, 2026 12:00 AM") == datetime(2026, 11, 24, tzinfo=UTC)
    assert instant("Nov 24, 2026 12:30 PM") == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert instant("Nov 24, 2026 1 pm") == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "soon",
        "today",
        "24 Nov",
        "Nov 2026",
        "2026-11",
        "2026-13-01",
        "2026-02-30",
        "20261324",
        "20260230T100000Z",
        "2026-11-24T24:01:00Z",
        "2026-11-24T25:00:00Z",
        "Nov 24, 2026 13:00 PM",
        "Tue, 24 Nov 2026 09:05:00 IST",
        "Tue, 24 Nov 2026 09:05:00 HERE",
        "0000-00-00 00:00:00",
        "-0001-11-30T00:00:00+00:00",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "30 Nov -1 00:00 GMT",
        "0001-01-01T00:00:00Z",
        "9999-12-31T24:00:00Z",
        "Tue, 24 Nov 2026 09:05:00 +9999",
        "24/11/26",
        "2026-11-24" * 20,
        "Posted 3 days ago",
    ],
)
def test_what_is_no_date(written: str) -> None:
    """Nothing is guessed."""
    assert parse(written, PARIS) is None


@given(st.text(max_size=120) | st.from_regex(r"[0-9TZ:+. -]{0,40}") | st.from_regex(r"\w{3}, \d+ \w{3} \d+ [\d:]+ .*"))
def test_no_text_makes_it_stumble(written: str) -> None:
    found = parse(written, PARIS)
    assert found is None or 1899 <= found.at.year <= 2201


@given(st.integers(-2_000_000_000, 7_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_every_usual_spelling_comes_back(at: datetime) -> None:
    for form in (
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%d %H:%M:%S +0000",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d %B %Y %H:%M:%S +0000",
        "%a %b %d %H:%M:%S %Y",
        "%Y%m%dT%H%M%SZ",
        "%B %d, %Y %I:%M:%S %p UTC",
    ):
        assert instant(at.strftime(form)) == at, form
