"""Parse dates of feeds (RFC 822, RFC 3339, W3CDTF) and other formats that programs write.

    text | _unify: one spelling of zones and times | `dates`, or else RFC 822 → Moment

Nothing is guessed: a month or year alone, a day without its year and an unknown time zone are rejected.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.normalise.values import dates
from feeds.normalise.values.patterns import lazy_pattern

_UTC = ZoneInfo("UTC")
_MAX_LENGTH = 100  # characters
# UTC offsets in hours of zones that feeds use and RFC 822 §5.1 does not define.
_ZONES = {
    "-0000": 0,  # UTC without information about the local time (RFC 2822 §3.3)
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "MET": 1,
    "CEST": 2,
    "MEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "JST": 9,
    # Military letters count as UTC, since RFC 822 gave them the wrong sign (RFC 5322 §4.3).
    **dict.fromkeys("ABCDEFGHIKLMNOPQRSTUVWXYZ", 0),
}
EPOCH = lazy_pattern(r"\d{9,10}|\d{12,13}")  # seconds or milliseconds, from 1973 to 2286
_BLANKS = lazy_pattern(r"[\s\u200e\u200f]+")
_COMMENT = lazy_pattern(r"\s*\([^()]*\)")  # anywhere (RFC 822 §3.4.3), such as "(CET)" of a browser
_REGION = lazy_pattern(r"\s*\[[\w/+-]+\]$")  # "[Europe/Paris]" of Java
_WEEKDAY = lazy_pattern(r"^[^\W\d]+\.?\s*,\s*")
# The format of `date` and `ctime`: the weekday without a comma, the year after the time or before it.
_CTIME = lazy_pattern(
    r"(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+([a-zA-Z]{3,9})\.?\s+(\d{1,2}),?\s+"
    r"(?:(\d{4})\s+)?(\d{1,2}:\d{2}(?::\d{2})?)(\s+(?:[A-Z]{1,5}(?:[+-]\d{1,4})?|[+-]\d{4}))?(?:\s+(\d{4}))?"
)
_COMPACT = lazy_pattern(r"(\d{4})([01]\d)([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?)?(Z|[+-]\d{2}:?\d{2})?")
_FRACTION = lazy_pattern(r"(?<=\d:\d\d:\d\d)[.,:]\d{1,9}(?!\d)")
_SHIFT = lazy_pattern(r"(?<=[\d\s])(?:GMT|UTC|UT)\s?([+-])(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE)
_HOURS = lazy_pattern(r"(?<=:\d\d)\s?([+-]\d{2})$")
_COLON = lazy_pattern(r"(?<=[+-]\d\d):(?=\d\d$)")
_GREENWICH = lazy_pattern(r"(?<=\d)\s*(?:GMT|UT|UTC|Z)$", re.IGNORECASE)
_TWELVE_HOUR = lazy_pattern(r"(?<!\d)(\d{1,2})(:\d{2}(?::\d{2})?)?\s?([AaPp])\.?[Mm]\b\.?")
_MIDNIGHT = lazy_pattern(r"(?<![\d:])24(:00(?::00)?)(?![\d:]*[1-9]:)")
_NO_ZONE = lazy_pattern(r".*(?::\d\d| \d{4})")
# The year 0, or 1 before it, of a program without a date, which the standard library reads as 2000 or 2001.
_YEAR_ZERO = lazy_pattern(r" 0\d{3}\b|[^\W\d]\.? -\d{1,4} \d?\d:")
_ODATA = lazy_pattern(r"^/Date\((\d{10,13})(?:[+-]\d{4})?\)/$")


def parse(written: str, zone: ZoneInfo, *, end: bool = False) -> Moment | None:
    """Return a date in any of the formats, or None; dates that are not plausible are rejected.

    A bare number is seconds or milliseconds since 1970, also in OData 2: `/Date(1762000000000)/`. A day
    without a time stays a day. Weekdays are ignored, also wrong ones.

    Args:
        written: the text.
        zone: the time zone of times that have none.
        end: whether a day without a time stands for its last second instead of its first.
    """
    if len(written) > _MAX_LENGTH:
        return None
    written = _ODATA.sub(r"\1", written)
    if found := _iso(written, zone, end=end) or _epoch(written):
        return found if dates.is_plausible(found) else None
    text, later = _unify(written)
    try:
        found = dates.parse(_WEEKDAY.sub("", text), zone, end=end) or _rfc822(text, zone)
        if found and later:
            found = replace(found, at=found.at + timedelta(days=1))
    except (ValueError, OverflowError):
        return None
    return found if found and dates.is_plausible(found) else None


def _iso(written: str, zone: ZoneInfo, *, end: bool) -> Moment | None:
    """Return an RFC 3339 date by the standard library, which is fastest; None for other formats."""
    try:
        if len(written) == len("2026-01-31"):
            return dates.parse(date.fromisoformat(written), zone, end=end)
        if written[10:11] == "T":
            return dates.parse(datetime.fromisoformat(written).replace(microsecond=0), zone)
    except (ValueError, OverflowError):
        pass
    return None


def _epoch(written: str) -> Moment | None:
    if not EPOCH.fullmatch(written) or _COMPACT.fullmatch(written):  # 202611051504 is no time of 1976
        return None
    seconds = int(written) / (1 if len(written) <= len("9999999999") else 1000)
    return Moment(datetime.fromtimestamp(seconds, UTC))


def is_unset(moment: Moment) -> bool:
    """Return whether a date is within a day of 1970-01-01: the zero of a program that has no date."""
    return abs(moment.at - datetime(1970, 1, 1, tzinfo=UTC)) <= timedelta(days=1)


def instant(written: str) -> datetime | None:
    """Return a date as an instant: in UTC if it has no zone, and at the start of a day without a time."""
    found = parse(written, _UTC)
    return found.at if found else None


def _unify(written: str) -> tuple[str, bool]:
    """Return a date in one spelling, and whether its time was 24:00, the end of its day."""
    text = _REGION.sub("", _COMMENT.sub(" ", written))
    text = _BLANKS.sub(" ", text).strip()
    if found := _CTIME.fullmatch(text):
        month, day, before, clock, zone, after = found.groups()
        if before or after:
            text = f"{day} {month} {before or after} {clock}{zone or ''}"
    elif found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zone = found.groups()
        clock = f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""
        text = f"{year}-{month}-{day}{clock}" if hour or not zone else text
    text = _FRACTION.sub("", text)
    text = _SHIFT.sub(lambda found: f" {found[1]}{found[2]:0>2}{found[3] or '00'}", text)
    text = _HOURS.sub(r" \g<1>00", text)
    text = _COLON.sub("", text)
    text = _TWELVE_HOUR.sub(_to_24_hours, text)
    text = _GREENWICH.sub(" UTC", text) if ":" in text else text
    midnight = _MIDNIGHT.sub(r"00\1", text)
    return midnight, midnight != text


def _to_24_hours(found: re.Match[str]) -> str:
    """Return a 12-hour time as a 24-hour time."""
    hour = int(found[1])
    if not 1 <= hour <= 12:  # noqa: PLR2004 - hours on a clock
        return found[0]
    return f"{hour % 12 + 12 * (found[3] in 'pP'):02}{found[2] or ':00'}"


def _rfc822(written: str, zone: ZoneInfo) -> Moment | None:
    """Return an RFC 822 date with a year of two or four digits; None for other formats."""
    if written[:4].isdigit() or _YEAR_ZERO.search(written):
        return None
    from email.utils import parsedate_to_datetime  # dates of posts are seldom such, and this takes 3 ms

    try:
        at = parsedate_to_datetime(_WEEKDAY.sub("", written))
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None:
        name = written.rsplit(maxsplit=1)[-1].upper()
        if name in _ZONES:
            at = at.replace(tzinfo=timezone(timedelta(hours=_ZONES[name])))
        elif _NO_ZONE.fullmatch(written):
            at = at.replace(tzinfo=zone)
        else:
            return None
    return Moment(at.astimezone(UTC))
