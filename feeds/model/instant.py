"""Instants, calendar days and deadlines."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

from feeds.model.errors import LateError
from feeds.model.problem import Message


def rfc3339(at: datetime) -> str:
    """Write an aware UTC datetime to the second, as RFC 3339 §5.6 has it: `2020-07-21T09:30:00Z`."""
    return at.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and the calendar day if the author wrote no more than a day.

    `at` is the instant that counts in comparisons: the start of the day in the site's time zone
    for an opening, its end for a closing.
    """

    at: datetime
    day: date | None = None

    def text(self) -> str:
        """Return it in ISO 8601, no more exact than the author wrote it."""
        return self.day.isoformat() if self.day else rfc3339(self.at)


class Deadline:
    """The time by which a run has to end: so many `seconds` from now on, by a monotonic `clock`.

    It is checked between stages, chunks and requests: what is under way is not interrupted.
    """

    def __init__(self, seconds: float = inf, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self.clock = seconds, clock
        self.start = clock()

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return self.clock() - self.start

    def left(self) -> float:
        """Return the seconds until the deadline, 0 once it has passed."""
        return max(self.seconds - self.elapsed(), 0.0)

    def within(self, seconds: float) -> Deadline:
        """Return the deadline that is `seconds` from now."""
        return Deadline(seconds, self.clock)

    def check(self) -> None:
        """Raise `LateError` once the deadline has passed."""
        if not self.left():
            raise LateError(
                Message(
                    "stopped after %(seconds)s seconds (--timeout); the next run finishes the work",
                    seconds=f"{self.seconds:g}",
                )
            )
