"""The schedule of the worker: jobs of APScheduler for polls, transitions and notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

# With more sources, they share one job: 10,000 jobs cost 0.8 s of CPU and 6 MB at each start.
MAX_JOBS = 1_000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class NextPoll(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Trigger that fires at the next poll of a source, or of any source, as the ledger has it.

    Interval or cron line, back-off, `Retry-After` and jitter are included in it. After it fired, there is no
    further one until the poll is done and the ledger has the next.
    """

    __slots__ = ("alarms", "source")

    def __init__(self, alarms: Alarms, source: str = "") -> None:
        self.alarms, self.source = alarms, source

    def get_next_fire_time(self, previous_fire_time: datetime | None, _now: datetime) -> datetime | None:
        """Return the first poll after the previous one."""
        polls = self.alarms.polls
        times = {polls.get(self.source)} if self.source else polls.values()
        return min((at for at in times if at and at > (previous_fire_time or LONG_AGO)), default=None)


class Alarms:
    """Named alarms: `ring` is called with the name of each at its instant.

    It must return at once, since it runs in the scheduler's own threads.
    """

    def __init__(self, ring: Callable[[str], None]) -> None:
        self.ring = ring
        self.polls: Mapping[str, datetime] = {}
        self.scheduled: dict[str, datetime] = {}
        # A late job is never skipped, and one that was missed several times runs once.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self.scheduler: Any = BackgroundScheduler(timezone="UTC", job_defaults=defaults)

    def start(self) -> None:
        """Start the scheduler."""
        self.scheduler.start()

    def at(self, name: str, instant: datetime | None) -> None:
        """Set the instant of an alarm, in place of the previous one, or remove the alarm."""
        if instant is None:
            self._remove(name)
        else:
            trigger = {"trigger": "date", "run_date": instant}
            self.scheduler.add_job(self.ring, args=[name], id=name, replace_existing=True, **trigger)

    def poll(self, polls: Mapping[str, datetime]) -> None:
        """Set the alarm `poll` to the next poll of each source; jobs whose time stays the same are kept."""
        self.polls = polls
        jobs = {"": min(polls.values())} if len(polls) > MAX_JOBS else dict(polls)
        for source in self.scheduled.keys() - jobs.keys():
            self._remove(f"poll {source}")
        for source, due in jobs.items():
            if self.scheduled.get(source) != due:
                trigger, name = NextPoll(self, source), f"poll {source}"
                self.scheduler.add_job(self.ring, trigger, ["poll"], id=name, replace_existing=True)
        self.scheduled = jobs

    def _remove(self, name: str) -> None:
        with suppress(JobLookupError):  # it has run
            self.scheduler.remove_job(name)

    def stop(self) -> None:
        """Stop the scheduler without waiting for jobs."""
        self.scheduler.shutdown(wait=False)
