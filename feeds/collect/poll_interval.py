"""Poll interval of a source: seconds, or a cron line."""

from __future__ import annotations

from datetime import datetime, timedelta

from feeds.collect import cron

EARLY = 0.85  # part of `every`: a run that cron starts a moment early still finds the source due
JITTER = 0.1  # part of `every` by which sources part, so that they do not all come due at once
SPREAD = timedelta(minutes=2)  # the same, for cron lines
YEAR = timedelta(days=366)  # a cron line may name a day of the year


def pause(every: int | str, now: datetime, chance: float) -> timedelta:
    """Return how long to wait from `now` on; `chance` (0 to 1) spreads sources of the same interval.

    A cron line follows the name of its time zone.
    """
    if isinstance(every, int):
        return timedelta(seconds=every * (EARLY + JITTER * chance))
    timezone, _, line = every.partition(" ")
    return cron.next_after(line, timezone, now) - now + SPREAD * chance


def longest(every: int | str) -> timedelta:
    """Return the longest time between two polls of a source."""
    return timedelta(seconds=every) if isinstance(every, int) else YEAR
