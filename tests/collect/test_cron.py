"""When sources are due: by cron lines, also on days when clocks are set, and by a time that parts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.collect import poll_interval
from feeds.collect.cron import is_cron, next_after

SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # in Paris, 02:00 becomes 03:00 that night
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # 03:00 becomes 02:00


def moments(line: str, begin: datetime, count: int, zone: str = "Europe/Paris") -> list[str]:
    """Return the next moments of a cron line, in universal time."""
    found, now = [], begin
    for _ in range(count):
        now = next_after(line, zone, now)
        found.append(f"{now:%d %H:%M}")
    return found


def test_a_time_that_the_clock_skips_comes_after_the_gap() -> None:
    """Nothing is left out when clocks are put forward, and several such times are one."""
    assert moments("30 2 * * *", SPRING, 3) == ["29 01:00", "30 00:30", "31 00:30"]
    assert moments("0,30 2,3 * * *", SPRING, 3) == ["29 01:00", "29 01:30", "30 00:00"]


def test_part_of_a_second_hides_no_time() -> None:
    """The next minute is found from any instant before it."""
    assert moments("0 12 * * *", SPRING.replace(hour=10, minute=59, second=59, microsecond=500_000), 1) == ["28 11:00"]


STEP = timedelta(minutes=30)  # clocks are set at times that are a multiple of it, in these zones and years
ZONES = (
    *("Europe/Paris", "America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Santiago"),
    *("Atlantic/Azores", "Australia/Sydney", "America/Los_Angeles"),
)
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@cache
def clock(zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return what the clock of a zone shows, with the instant, every half hour of three years."""
    steps = range(int((END - BEGIN) / STEP))
    return tuple((at, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for at in (BEGIN + STEP * n for n in steps))


def gaps(zone: str) -> list[datetime]:
    """Return the first time of each gap that a zone's clock skips."""
    return [before + STEP for (_, before), (_, after) in pairwise(clock(zone)) if after - before > STEP]


def walk(line: str, zone: str) -> list[datetime]:
    """Return the instants of a cron line: look at the clock each half hour, and at what it showed before."""
    minute, hour, *_, weekday = line.split()
    found = []
    latest = clock(zone)[0][1]
    for at, shown in clock(zone)[1:]:
        passed = [shown] if hour == "*" else [latest + STEP * n for n in range(1, (shown - latest) // STEP + 1)]
        latest = max(latest, shown)
        if any(
            one.minute == int(minute) and hour in ("*", str(one.hour)) and weekday in ("*", str(one.isoweekday() % 7))
            for one in passed
        ):
            found.append(at)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_three_years_of_a_zone_are_those_of_its_clock(zone: str) -> None:
    """Midnight, 02:30 and the times that are skipped, daily and weekly: once each, however clocks are set."""
    skipped = gaps(zone)
    assert len(skipped) >= 3
    times = {(0, 0), (30, 2), *((at.minute, at.hour) for at in skipped)}
    days_of_week = {"*", "1", *(str(at.isoweekday() % 7) for at in skipped)}
    lines = [f"{minute} {hour} * * {day}" for minute, hour in times for day in days_of_week]
    for line in lines:
        expected, now, found = walk(line, zone), BEGIN, []
        while (now := next_after(line, zone, now)) < END:
            found.append(now)
        assert found == expected, line
        days = [at.astimezone(ZoneInfo(zone)).date() for at in found]
        if line.endswith("*"):
            assert {after - before for before, after in pairwise(days)} == {timedelta(days=1)}, line


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("line", ["30 * * * *", "0 * * * 6", "30 * * * 0"])
def test_hours_that_are_skipped_or_repeated(zone: str, line: str) -> None:
    """A line for every hour comes in every hour that passes, where clocks are set, too."""
    expected = walk(line, zone)
    sets = [at for (at, before), (_, after) in pairwise(clock(zone)) if after - before != STEP]
    for change in sets:
        now, until = change - timedelta(days=2), change + timedelta(days=7)
        found = []
        while (now := next_after(line, zone, now)) < min(until, END):
            found.append(now)
        assert found == [at for at in expected if change - timedelta(days=2) < at < until]


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


WEEKDAYS = {
    "*": "Mon Tue Wed Thu Fri Sat Sun",
    "1-5": "Mon Tue Wed Thu Fri",
    "0": "Sun",
    "7": "Sun",
    "5-7": "Fri Sat Sun",
    "6-7": "Sat Sun",
    "0-1": "Mon Sun",
    "0-7": "Mon Tue Wed Thu Fri Sat Sun",
    "0,3,6": "Wed Sat Sun",
    "1,1-2": "Mon Tue",
    "*/2": "Tue Thu Sat Sun",
    "*/7": "Sun",
    "1-5/2": "Mon Wed Fri",
    "1-7/3": "Mon Thu Sun",
    "mon-fri": "Mon Tue Wed Thu Fri",
    "sun": "Sun",
    "sun-tue": "Mon Tue Sun",
    "Sat-SUN": "Sat Sun",
    "1,wed,fri-6": "Mon Wed Fri Sat",
}


@pytest.mark.parametrize("field", WEEKDAYS)
def test_days_of_the_week_are_those_of_cron(field: str) -> None:
    """Not those of the library, which counts from Monday."""
    monday, found = datetime(2026, 6, 1, tzinfo=UTC), []
    now = monday - timedelta(seconds=1)
    while (now := next_after(f"0 7 * * {field}", "UTC", now)) < monday + timedelta(days=7):
        found.append(f"{now:%a}")
    assert " ".join(found) == WEEKDAYS[field]


def test_of_two_kinds_of_days_either_will_do() -> None:
    """Unless one of them begins with a star: so does cron."""
    june = datetime(2026, 5, 31, 12, tzinfo=UTC)  # the first of June is a Monday
    assert moments("0 7 3,10 * 3", june, 5, "UTC") == [
        "03 07:00",
        "10 07:00",
        "17 07:00",
        "24 07:00",
        "01 07:00",
    ]
    assert moments("0 7 13 * 5", june, 3, "UTC") == ["05 07:00", "12 07:00", "13 07:00"]
    assert moments("0 7 */2 * 1", june, 3, "UTC") == ["01 07:00", "15 07:00", "29 07:00"]
    assert moments("0 7 8-14 * */7", june, 1, "UTC") == ["14 07:00"]


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, set[int]]:
    """Write a field of a cron line, and name the numbers it means."""
    text, meant = [], set()
    for _ in range(draw(st.integers(1, 3))):
        first, last = sorted(draw(st.tuples(st.integers(low, high), st.integers(low, high))))
        step = draw(st.integers(1, max(1, last - first)))
        every = draw(st.integers(1, high - low))
        part, numbers = draw(
            st.sampled_from(
                [
                    ("*", range(low, high + 1)),
                    (f"*/{every}", range(low, high + 1, every)),
                    (str(first), [first]),
                    (f"{first}-{last}", range(first, last + 1)),
                    (f"{first}-{last}/{step}" if first < last else str(first), range(first, last + 1, step)),
                ]
            )
        )
        text.append(part)
        meant |= set(numbers)
    return ",".join(text), meant


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    fields(1, 31),
    fields(1, 12),
    fields(0, 7),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_moments_are_those_that_a_walk_through_the_calendar_finds(
    minute: int,
    hour: int,
    day: tuple[str, set[int]],
    month: tuple[str, set[int]],
    weekday: tuple[str, set[int]],
    begin: datetime,
) -> None:
    """Day after day, each asked by itself."""

    def is_meant(one: date) -> bool:
        kinds = one.day in day[1], bool({one.isoweekday(), one.isoweekday() % 7} & weekday[1])
        both = day[0].startswith("*") or weekday[0].startswith("*")
        return one.month in month[1] and (all(kinds) if both else any(kinds))

    begin = begin.replace(tzinfo=UTC)
    at = begin.replace(hour=hour, minute=minute, second=0, microsecond=0)
    walk = (at + timedelta(days=days) for days in range(366 * 12))
    expected = next((found for found in walk if found > begin and is_meant(found)), None)
    line = f"{minute} {hour} {day[0]} {month[0]} {weekday[0]}"
    if expected:
        assert next_after(line, "UTC", begin) == expected
    assert is_cron(line) or not expected


@pytest.mark.parametrize(
    "line",
    ["", "*", "* * * *", "60 * * * *", "* * * * * *", "every day", "0 0 31 x *"]
    + [f"0 0 * * {field}" for field in ("8", "-1", "5-3", "sat-mon", "mo", "mon!", "1,", "*/0", "1/2", "1-2-3")],
)
def test_what_is_no_cron_line(line: str) -> None:
    """It is reported, where it stands in the configuration."""
    assert not is_cron(line)


@pytest.mark.parametrize("line", ["0 0 30 2 *", "0 0 31 4,6,9,11 */2"])
def test_a_day_that_never_comes(line: str) -> None:
    """The thirtieth of February."""
    assert not is_cron(line)
    with pytest.raises(ValueError, match="0 0 3"):
        next_after(line, "UTC", SPRING)


@given(st.integers(60, 10_000_000), st.floats(0, 1))
def test_sources_of_one_rhythm_part(seconds: int, chance: float) -> None:
    """None waits longer than it was told, nor much less."""
    wait = poll_interval.interval(seconds, SPRING, chance)
    assert timedelta(seconds=seconds * 0.8) < wait <= timedelta(seconds=seconds)
    assert poll_interval.interval(seconds, SPRING, 0) < poll_interval.interval(seconds, SPRING, 1)
