"""Dates as partners write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.normalise.values import feed_dates

PARIS = ZoneInfo("Europe/Paris")
INSTANTS = {
    "2020-10-25T16:01:35-07:00": "2020-10-25T23:01:35Z",
    "2020-10-20 20:28:32 UTC": "2020-10-20T20:28:32Z",
    "2024-05-01T10:00:00.1234567Z": "2024-05-01T10:00:00Z",
    "2024-05-01T10:00:00": "2024-05-01T08:00:00Z",
    "2024-05-01T10:00+0200": "2024-05-01T08:00:00Z",
    "20240501T100000Z": "2024-05-01T10:00:00Z",
    "23-06-2024 14:30:00": "2024-06-23T12:30:00Z",
    "Tue, 02 Jan 2024 10:00:00 GMT": "2024-01-02T10:00:00Z",
    "2 Jan 24 10:00 +0100": "2024-01-02T09:00:00Z",
    "Tue, 02 Jan 2024 10:00:00 CET": "2024-01-02T09:00:00Z",
    "Tue, 02 Jan 2024 10:00:00": "2024-01-02T09:00:00Z",
    "1704189600": "2024-01-02T10:00:00Z",
    "1704189600000": "2024-01-02T10:00:00Z",
    "/Date(1704189600000+0000)/": "2024-01-02T10:00:00Z",
}


@pytest.mark.parametrize(("written", "at"), INSTANTS.items())
def test_a_moment_is_read(written: str, at: str) -> None:
    read = feed_dates.parse(written, PARIS)
    assert read
    assert read.text() == at


@pytest.mark.parametrize("written", ["2024-05-01", "1.5.2024", " 1 mai 2024", "May 1st, 2024"])
def test_a_day_stays_a_day_and_may_last_until_its_end(written: str) -> None:
    begins, ends = feed_dates.parse(written, PARIS), feed_dates.parse(written, PARIS, end=True)
    assert begins
    assert ends
    assert begins.text() == ends.text() == "2024-05-01"
    assert (begins.at.isoformat(), ends.at.isoformat()) == (
        "2024-04-30T22:00:00+00:00",
        "2024-05-01T21:59:59+00:00",
    )


@pytest.mark.parametrize(
    "written",
    ["", "Posted 3 Days Ago", "2024", "0001-01-01", "9999-12-31T23:59:59-12:00", "2024-13-01",
     "2024-02-30T10:00", "Tue, 32 Jan 2024 10:00:00 GMT", "Tue, 02 Jan 0000 10:00:00 GMT", "x" * 99,
     "99999999999999"],
)  # fmt: skip
def test_what_is_no_date_is_none(written: str) -> None:
    assert feed_dates.parse(written, PARIS) is None


@given(st.text(max_size=60) | st.text("0123456789-/:+TZ GMTJan,.", max_size=40))
@settings(deadline=None)
@example("9999999999")
@example("01 Jan 99 00:00 -9999")
@example("9999-12-31")
def test_no_text_raises(written: str) -> None:
    feed_dates.parse(written, PARIS)
    feed_dates.parse(written, PARIS, end=True)
