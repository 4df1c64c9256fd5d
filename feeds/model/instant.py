"""Instants and calendar days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


def rfc3339(at: datetime) -> str:
    """Write an aware UTC datetime to the second, as RFC 3339 §5.6 has it: `2020-07-21T09:30:00Z`."""
    return at.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and the calendar day when the author gave no more than a day.

    `at` is the instant that counts in comparisons: the start of the day in the site's time zone
    for an opening, its end for a closing.
    """

    at: datetime
    day: date | None = None

    def text(self) -> str:
        """The ISO 8601 form that says no more than the author did."""
        return self.day.isoformat() if self.day else rfc3339(self.at)
