"""Alarms of the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler


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
