"""When things are due: cron lines, and waking at moments; the wall around APScheduler.

APScheduler 3 skips a run that is more than a second late unless it is told not to; here nothing is skipped,
and of what was missed several times, one run makes up for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # as cron counts them; 7 is Sunday, too
_DAY = rf"(?:[0-7]|{'|'.join(WEEKDAYS)})"
_DAYS = re.compile(rf"(?P<one>{_DAY})|(?:\*|(?P<first>{_DAY})-(?P<last>{_DAY}))(?:/(?P<step>[1-7]))?")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def is_cron(line: str) -> bool:
    """Tell whether a text is a cron line: minute, hour, day of the month, month, day of the week.

    One that names no day that there is, such as the thirtieth of February, is none.
    """
    try:
        next_after(line, "UTC", LONG_AGO)
    except ValueError:
        return False
    return True


def next_after(line: str, timezone: str, now: datetime) -> datetime:
    """Give the next moment of a cron line after `now`.

    When clocks are put forward, a moment that is left out comes an hour later. When they are put back, one
    that comes again does not count, unless the line means every hour; cron does the same.

    Raises:
        ValueError: it is none, or names no day that there is.
    """
    following: Callable[[None, datetime], datetime | None] = _trigger(line, timezone).get_next_fire_time
    due, every_hour = now, line.split()[1].startswith("*")
    while found := following(None, due + timedelta(seconds=1)):
        due = found.astimezone(UTC)
        if every_hour or not due.astimezone(ZoneInfo(timezone)).fold:
            return due
    raise ValueError(line)


def _trigger(line: str, timezone: str) -> Any:
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger

    minute, hour, day, month, weekday = line.split()

    def on(day: str, weekday: str) -> Any:
        return CronTrigger.from_crontab(f"{minute} {hour} {day} {month} {weekday}", timezone)

    # APScheduler counts from Monday, and wants both days to be right where cron is content with either.
    names = ",".join(WEEKDAYS[number] for number in sorted(_weekdays(weekday.lower())))
    if day.startswith("*") or weekday.startswith("*"):
        return on(day, names)
    return OrTrigger([on(day, "*"), on("*", names)])


def _weekdays(field: str) -> set[int]:
    """Read the days of the week of a cron line, from 0 for Sunday."""
    days = set[int]()
    for part in field.split(","):
        found = _DAYS.fullmatch(part)
        if not found:
            raise ValueError(part)
        first = _weekday(found["one"] or found["first"] or "0")
        last = first if found["one"] else _weekday(found["last"] or "7")
        if first > last == 0:
            last = 7  # "fri-sun" can mean but one thing
        if first > last:
            raise ValueError(part)
        days |= {number % 7 for number in range(first, last + 1, int(found["step"] or 1))}
    return days


def _weekday(name: str) -> int:
    return WEEKDAYS.index(name) if name in WEEKDAYS else int(name)
