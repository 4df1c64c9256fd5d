"""When things are due: cron lines, and waking at moments; the wall around APScheduler.

APScheduler 3 skips a run that is more than a second late unless it is told not to; here nothing is skipped,
and of what was missed several times, one run makes up for all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler


def is_cron(line: str) -> bool:
    """Tell whether a text is a cron line: minute, hour, day of the month, month, day of the week."""
    try:
        _trigger(line, "UTC")
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
    from apscheduler.triggers.cron import CronTrigger

    return CronTrigger.from_crontab(line, timezone)


class Alarms:
    """Calls back at moments, each known by a name; a new moment takes the place of the old one.

    What is called must only note that it was: it runs in the scheduler's own thread.
    """

    def __init__(self, wake: Callable[[str], None]) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler

        self.wake = wake
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self.scheduler: BackgroundScheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)

    def start(self) -> None:
        """Begin."""
        self.scheduler.start()

    def at(self, name: str, moment: datetime | None) -> None:
        """Set an alarm, or take it back."""
        if moment is None:
            if self.scheduler.get_job(name):
                self.scheduler.remove_job(name)
            return
        self.scheduler.add_job(self.wake, "date", [name], id=name, run_date=moment, replace_existing=True)

    def stop(self) -> None:
        """End without waiting."""
        self.scheduler.shutdown(wait=False)
