"""How long an answer holds, and when the server wants to be asked again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST = 10.0 * 366 * 86_400  # seconds; RFC 9111, section 1.2.2, has what is too large treated as very large
DIRECTIVE = re.compile(r'\s*([^\s=,;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s,]*))?\s*')
DIGITS = re.compile(r"[0-9]+")


def fresh_for(cache_control: str, expires: str, date: str, age: str) -> float | None:
    """Give the seconds for which an answer need not be asked for again; None if nothing was said.

    RFC 9111, sections 4.2.1 (max-age before Expires; the first of several; what is no number is stale) and
    5.2.2. `s-maxage` is for caches that are shared, and a `no-cache` that lists fields is for these.
    """
    said = dict(reversed(list(_directives(cache_control))))
    if "no-store" in said or said.get("no-cache") == "":
        return 0.0
    if "max-age" in said:
        return max((_seconds(said["max-age"]) or 0.0) - (_seconds(age) or 0.0), 0.0)
    if expires.strip():
        until = _moment(expires)
        return 0.0 if until is None else _from(date, until)
    return None


def retry_after(value: str, date: str) -> float | None:
    """Give the seconds after which a server wants to be asked again (RFC 9110, section 10.2.3)."""
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    until = _moment(value)
    return None if until is None else _from(date, until)


def _directives(value: str) -> Iterator[tuple[str, str]]:
    """Read `Cache-Control`; a comma within quotes parts nothing."""
    for found in DIRECTIVE.finditer(value):
        yield found[1].lower(), (found[2] or "").strip('"')


def _from(date: str, until: float) -> float:
    """Give the seconds from the server's own clock, if it shows it, until then."""
    now = _moment(date)
    return min(max(until - (time.time() if now is None else now), 0.0), LONGEST)


def _seconds(value: str) -> float | None:
    found = DIGITS.fullmatch(value.strip())
    return None if found is None else min(float(found[0]), LONGEST)


def _moment(value: str) -> float | None:
    """Read a date of HTTP in any of its three spellings (RFC 9110, section 5.6.7)."""
    try:
        at = parsedate_to_datetime(value.strip())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
