"""Freshness of responses (Cache-Control, Expires) and Retry-After."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

MAX_AGE = 10.0 * 366 * 86_400  # seconds; a larger value counts as this one (RFC 9111, section 1.2.2)
DIRECTIVE = re.compile(r'\s*([^\s=,;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s,]*))?\s*')
DIGITS = re.compile(r"[0-9]+")


def fresh_for(cache_control: str, expires: str, date: str, age: str) -> float | None:
    """Return the seconds for which a response is fresh; None if its headers do not state it.

    RFC 9111, sections 4.2.1 (max-age before Expires; the first of several; an invalid number is stale) and
    5.2.2. `s-maxage` is ignored, being for shared caches, and so is a `no-cache` that lists fields.
    """
    directives = dict(reversed(list(_directives(cache_control))))
    if "no-store" in directives or directives.get("no-cache") == "":
        return 0.0
    if "max-age" in directives:
        return max((_seconds(directives["max-age"]) or 0.0) - (_seconds(age) or 0.0), 0.0)
    if expires.strip():
        expiry = _timestamp(expires)
        return 0.0 if expiry is None else _seconds_until(expiry, date)
    return None


def retry_after(value: str, date: str) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, section 10.2.3)."""
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    expiry = _timestamp(value)
    return None if expiry is None else _seconds_until(expiry, date)


def _directives(value: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of the directives of `Cache-Control`; a comma within quotes does not separate."""
    for match in DIRECTIVE.finditer(value):
        yield match[1].lower(), (match[2] or "").strip('"')


def _seconds_until(expiry: float, date: str) -> float:
    """Return the seconds until a timestamp, by the server's clock if it sent its `date`."""
    now = _timestamp(date)
    return min(max(expiry - (time.time() if now is None else now), 0.0), MAX_AGE)


def _seconds(value: str) -> float | None:
    match = DIGITS.fullmatch(value.strip())
    return None if match is None else min(float(match[0]), MAX_AGE)


def _timestamp(value: str) -> float | None:
    """Return the timestamp of an HTTP date, in any of the three formats (RFC 9110, section 5.6.7)."""
    try:
        at = parsedate_to_datetime(value.strip())
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
