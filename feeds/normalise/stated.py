"""Dates as partners write them: ISO 8601, RFC 822, a day first or a year first, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from feeds.model import Moment
from feeds.normalise import dates

_LONGEST = 60  # characters: no written date is longer
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")  # seconds or milliseconds, from 1973 to 2286
_MAIL = re.compile(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3,4}\s+(?:\d\d|[1-9]\d{3})\s+\d{1,2}:\d\d.*")
_FRACTION = re.compile(r"([.,]\d{6})\d+")


def moment(written: str, zone: ZoneInfo, *, end: bool = False) -> Moment | None:
    """Read a date as a partner wrote it; None for what is none, or lies in no year of ours.

    A time without a zone is in `zone`; a bare day lasts until its end if `end`.
    """
    text = written.strip()
    if not text or len(text) > _LONGEST:
        return None
    found = _iso(text, zone, end=end) or _epoch(text) or _mail(text, zone)
    found = found or dates.parse(text, zone, end=end)
    return found if found and dates.likely(found) else None


def _iso(text: str, zone: ZoneInfo, *, end: bool) -> Moment | None:
    """Read ISO 8601 by the standard library; what it does not know is left to `dates`."""
    try:
        if len(text) == 10:  # noqa: PLR2004 - YYYY-MM-DD
            return dates.parse(date.fromisoformat(text), zone, end=end)
        if "T" in text or (":" in text and text[:4].isdigit()):
            return dates.parse(datetime.fromisoformat(_FRACTION.sub(r"\1", text)), zone)
    except (ValueError, OverflowError):
        pass
    return None


def _epoch(text: str) -> Moment | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = int(text) / (1 if len(text) < 11 else 1000)  # noqa: PLR2004 - from here on, milliseconds
    return Moment(datetime.fromtimestamp(seconds, UTC))


def _mail(text: str, zone: ZoneInfo) -> Moment | None:
    """Read RFC 822 §5.1, as RSS has it; a zone that is not known is the site's."""
    if not _MAIL.fullmatch(text):
        return None
    try:
        at = parsedate_to_datetime(text)
        return dates.parse(_named(at, text), zone)
    except (TypeError, ValueError, OverflowError):
        return None


def _named(at: datetime, text: str) -> datetime:
    hours = {"CET": 1, "CEST": 2, "BST": 1, "WEST": 1, "MSK": 3}.get(text.rsplit(maxsplit=1)[-1].upper())
    return at if at.tzinfo or hours is None else at.replace(tzinfo=timezone(timedelta(hours=hours)))
