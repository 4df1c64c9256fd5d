"""Poll interval of a source: seconds, or a cron line."""

from __future__ import annotations

from datetime import datetime, timedelta

from feeds.collect import cron

EARLY_FACTOR = 0.85  # of `every`: the source is due, too, in a run that cron starts a little early
JITTER = 0.1  # of `every`: spreads sources, so that they are not all due at once
CRON_JITTER = timedelta(minutes=2)  # jitter of cron lines
YEAR = timedelta(days=366)  # a cron line may be due once a year


def interval(every: int | str, now: datetime, jitter: float) -> timedelta:
    """Return the time from `now` to the next poll; `jitter` (0 to 1) spreads sources of the same interval.

    `every` is in seconds, or a cron line after the name of its time zone.
    """
    if isinstance(every, int):
        return timedelta(seconds=every * (EARLY_FACTOR + JITTER * jitter))
    timezone, _, line = every.partition(" ")
    return cron.next_after(line, timezone, now) - now + CRON_JITTER * jitter


def longest_interval(every: int | str) -> timedelta:
    """Return the longest time between two polls of a source."""
    return timedelta(seconds=every) if isinstance(every, int) else YEAR
