"""Poll intervals: durations such as `15m`, and cron lines."""

from __future__ import annotations

import re
from typing import Any

from feeds.config.value_checks import MAX_DAYS, Finding, describe
from feeds.model.problem import Message

MINUTE = 60
CRON_FIELDS = 5
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|weeks?)", re.IGNORECASE)


def interval(value: Any) -> Finding | None:
    """Refuse anything but a poll interval or a cron line."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    found = seconds(value)
    if found is not None and MINUTE <= found <= MAX_DAYS * 86_400:
        return None
    if isinstance(value, str) and len(value.split()) == CRON_FIELDS:
        from feeds.collect.cron import is_cron

        if is_cron(value):
            return None
    return (
        Message("an interval such as 15m, 1h or 1d, at least a minute, or a cron line such as 0 7 * * 1-5"),
        describe(value),
        "",
    )


def seconds(value: Any) -> int | None:
    """Return a duration in seconds, or None if the value is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found[1]) * UNITS[found[2][0].lower()] if found else None
