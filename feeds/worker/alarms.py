"""The schedule of the worker: jobs of APScheduler for polls, transitions and notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

MAX_JOBS = (
    1_000  # with more sources, one job is for all: 10,000 jobs cost 0.8 s of CPU and 6 MB at each start
)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class NextPoll(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires at the next poll that the ledger holds for a source, or for any of all.

    Interval or cron line, back-off, `Retry-After` and jitter are in it. Once it has fired, there is none
    until the poll is done and the ledger holds another.
    """

    __slots__ = ("alarms", "source")

    def __init__(self, alarms: Alarms, source: str = "") -> None:
        self.alarms, self.source = alarms, source

    def get_next_fire_time(self, previous_fire_time: datetime | None, _now: datetime) -> datetime | None:
        """Return the first poll that was not fired for yet."""
        polls = self.alarms.polls
        coming = {polls.get(self.source)} if self.source else polls.values()
        return min((at for at in coming if at and at > (previous_fire_time or LONG_AGO)), default=None)


class Alarms:
    """Calls back at instants, each known by a name; a new instant replaces the old one of the same name.

    What is called must return at once: it runs in the scheduler's own threads.
    """

    def __init__(self, wake: Callable[[str], None]) -> None:
        self.wake = wake
        self.polls: Mapping[str, datetime] = {}
        self.scheduled: dict[str, datetime] = {}
        # Nothing is skipped for being late, and what was missed several times is made up for once.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self.scheduler: Any = BackgroundScheduler(timezone="UTC", job_defaults=defaults)

    def start(self) -> None:
        """Begin."""
        self.scheduler.start()

    def at(self, name: str, instant: datetime | None) -> None:
        """Set the one instant of a name, or remove it."""
        if instant is None:
            self._remove(name)
        else:
            self.scheduler.add_job(
                self.wake, "date", [name], id=name, run_date=instant, replace_existing=True
            )

    def poll(self, polls: Mapping[str, datetime]) -> None:
        """Follow the next poll of each source, as the ledger holds it; jobs that keep theirs are kept."""
        self.polls = polls
        jobs = {"": min(polls.values())} if len(polls) > MAX_JOBS else dict(polls)
        for source in self.scheduled.keys() - jobs.keys():
            self._remove(f"poll {source}")
        for source, due in jobs.items():
            if self.scheduled.get(source) != due:
                trigger, name = NextPoll(self, source), f"poll {source}"
                self.scheduler.add_job(self.wake, trigger, ["poll"], id=name, replace_existing=True)
        self.scheduled = jobs

    def _remove(self, name: str) -> None:
        with suppress(JobLookupError):  # it has run
            self.scheduler.remove_job(name)

    def stop(self) -> None:
        """End without waiting."""
        self.scheduler.shutdown(wait=False)
