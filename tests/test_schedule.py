"""When sources are due: by cron lines, also on days when clocks are set, and by a time that parts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.collect import _rhythm
from feeds.schedule import is_cron, next_after

SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # in Paris, 02:00 becomes 03:00 that night
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # 03:00 becomes 02:00


def moments(line: str, begin: datetime, count: int, zone: str = "Europe/Paris") -> list[str]:
    """Give the next moments of a cron line, in universal time."""
    found, now = [], begin
    for _ in range(count):
        now = next_after(line, zone, now)
        found.append(f"{now:%d %H:%M}")
    return found


def test_a_day_without_the_hour_has_it_an_hour_later() -> None:
    """Nothing is left out when clocks are put forward."""
    assert moments("30 2 * * *", SPRING, 3) == ["29 01:30", "30 00:30", "31 00:30"]


def test_a_day_that_has_an_hour_twice_has_its_moments_once() -> None:
    """Nothing is doubled when clocks are put back."""
    assert moments("30 2 * * *", AUTUMN, 3) == ["25 00:30", "26 01:30", "27 01:30"]
    assert moments("0,30 1-3 * * *", AUTUMN, 6) == [
        "24 23:00",
        "24 23:30",
        "25 00:00",
        "25 00:30",
        "25 02:00",
        "25 02:30",
    ]


@pytest.mark.parametrize("begin", [SPRING, AUTUMN])
def test_what_comes_every_hour_comes_every_hour(begin: datetime) -> None:
    """Clocks may do as they like."""
    now = begin
    for _ in range(40):
        due = next_after("0 * * * *", "Europe/Paris", now)
        assert due - now == timedelta(hours=1)
        now = due


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kolkata"]),
)
def test_a_daily_line_comes_once_on_each_day(minute: int, hour: int, begin: datetime, zone: str) -> None:
    """Whatever the zone does with its clocks."""
    now, days = begin.replace(tzinfo=UTC), []
    for _ in range(4):
        now = next_after(f"{minute} {hour} * * *", zone, now)
        days.append(now.astimezone(ZoneInfo(zone)).date())
    assert {after - before for before, after in pairwise(days)} == {timedelta(days=1)}


@pytest.mark.parametrize("line", ["", "*", "* * * *", "60 * * * *", "* * * * * *", "every day", "0 0 31 x *"])
def test_what_is_no_cron_line(line: str) -> None:
    """It is told, where it stands in the configuration."""
    assert not is_cron(line)


def test_a_day_that_never_comes() -> None:
    """The thirtieth of February."""
    with pytest.raises(ValueError, match="0 0 30 2"):
        next_after("0 0 30 2 *", "UTC", SPRING)


@given(st.integers(60, 10_000_000), st.floats(0, 1))
def test_sources_of_one_rhythm_part(seconds: int, chance: float) -> None:
    """None waits longer than it was told, nor much less."""
    wait = _rhythm.pause(seconds, SPRING, chance)
    assert timedelta(seconds=seconds * 0.8) < wait <= timedelta(seconds=seconds)
    assert _rhythm.pause(seconds, SPRING, 0) < _rhythm.pause(seconds, SPRING, 1)
