"""Durations as people write them: `15m`, `1h`, `2 days`, or a number of seconds."""

from __future__ import annotations

import re
from typing import Any

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_FORM = re.compile(r"(\d{1,6})\s*(s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|weeks?)", re.IGNORECASE)


def seconds(value: Any) -> int | None:
    """Read a duration; None for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found[1]) * UNITS[found[2][0].lower()] if found else None
