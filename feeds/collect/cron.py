"""Cron lines: validation, and the next instant of one.

APScheduler's CronTrigger skips days after a change to or from summer time (its issue 606, still in 3.11.3),
and has no rule for local times that do not exist or occur twice. So it computes local times as if they were
UTC, which has no such changes, and zoneinfo converts them to instants.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # as cron counts them; 7 is Sunday, too
_DAY = rf"(?:[0-7]|{'|'.join(WEEKDAYS)})"
_DAYS = re.compile(rf"(?P<one>{_DAY})|(?:\*|(?P<first>{_DAY})-(?P<last>{_DAY}))(?:/(?P<step>[1-7]))?")
REFERENCE_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def is_cron(line: str) -> bool:
    """Return whether a text is a cron line: minute, hour, day of the month, month, day of the week.

    A line without a day that exists, such as 30 February, is not valid.
    """
    try:
        next_after(line, "UTC", REFERENCE_DATE)
    except ValueError:
        return False
    return True


def next_after(line: str, timezone: str, now: datetime) -> datetime:
    """Return the next instant of a cron line after `now`.

    A local time that does not exist is due at the first instant after the gap; one that occurs twice is due
    once, the first time. A line for every hour (`*`) is due in every hour that passes instead: not in a
    skipped one, and twice in a repeated one.

    Raises:
        ValueError: the text is not a cron line, or has no day that exists.
    """
    zone = ZoneInfo(timezone)
    every_hour = line.split()[1:2] == ["*"]
    if not every_hour:
        return _next_occurrence(line, zone, now, fold=0, skip_gaps=False)
    return min(_next_occurrence(line, zone, now, fold=fold, skip_gaps=True) for fold in (0, 1))


def _next_occurrence(line: str, zone: ZoneInfo, now: datetime, *, fold: int, skip_gaps: bool) -> datetime:
    """Return the next instant of a cron line; `fold` (PEP 495) selects one of two equal local times."""
    trigger = _trigger(line)
    # With fold=1: in the first of two equal hours, the search must start before the second one.
    offset = now.astimezone(zone).replace(fold=1).utcoffset()
    local = now.astimezone(UTC) + (offset or timedelta())
    while found := trigger.get_next_fire_time(None, local + timedelta(microseconds=1)):
        local = found
        passes = [local.replace(tzinfo=zone, fold=number).astimezone(UTC) for number in (0, 1)]
        is_gap = passes[0] > passes[1]
        due = _after_gap(local, zone, passes) if is_gap else passes[fold]
        if due > now and not (is_gap and skip_gaps):
            return due
    raise ValueError(line)


def _after_gap(local: datetime, zone: ZoneInfo, passes: list[datetime]) -> datetime:
    """Return the first instant after the gap that a local time is in."""
    late, early = passes  # the local time by the offset before and after the change

    def shown(second: int) -> datetime:
        return (early + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=UTC)

    seconds = range(int((late - early).total_seconds()))
    return early + timedelta(seconds=bisect_left(seconds, local, key=shown))


@lru_cache(maxsize=256)
def _trigger(line: str) -> BaseTrigger:
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger

    minute, hour, day, month, weekday = line.split()

    def on(day: str, weekday: str) -> BaseTrigger:
        return CronTrigger.from_crontab(f"{minute} {hour} {day} {month} {weekday}", UTC)

    # APScheduler counts from Monday, and requires both days to match where cron requires either.
    names = ",".join(WEEKDAYS[number] for number in sorted(_weekdays(weekday.lower())))
    if day.startswith("*") or weekday.startswith("*"):
        return on(day, names)
    return OrTrigger([on(day, "*"), on("*", names)])


def _weekdays(field: str) -> set[int]:
    """Return the days of the week of a cron line, from 0 for Sunday."""
    days = set[int]()
    for part in field.split(","):
        found = _DAYS.fullmatch(part)
        if not found:
            raise ValueError(part)
        first = _weekday(found["one"] or found["first"] or "0")
        last = first if found["one"] else _weekday(found["last"] or "7")
        if first > last == 0:
            last = 7  # "fri-sun" is unambiguous
        if first > last:
            raise ValueError(part)
        days |= {number % 7 for number in range(first, last + 1, int(found["step"] or 1))}
    return days


def _weekday(name: str) -> int:
    return WEEKDAYS.index(name) if name in WEEKDAYS else int(name)
