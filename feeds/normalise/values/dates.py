"""Parse dates as authors write them, in French and English; ambiguous ones are rejected (`day_order`)."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.problem import Message
from feeds.normalise.languages import DATES, MONTHS, WEEKDAYS, any_of
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import fold

_MONTH = any_of(MONTHS)
_WEEKDAY = any_of(WEEKDAYS)
_ORDINAL = any_of(DATES["ordinal"])
_TIME = (
    rf"(?:(?:t|[\s,]+(?:(?:{any_of(DATES['at'])})\s+)?)(?P<hour>\d{{1,2}})\s?[:h]\s?(?P<minute>\d{{2}})?(?::(?P<second>\d{{1,2}}))?(?:[.,]\d+)?)?"
    r"\s*(?P<offset>z|utc|[+-]\d{2}:?\d{2})?"
)
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    lazy_pattern(rf"(?:(?:{_WEEKDAY})\.?,?\s+)?(?:(?:{any_of(DATES['before'])})\s+)?{form}{_TIME}")
    for form in (
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})[-/]{_DAY}",
        rf"{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}",
        # With another mark, only a number that is no month is surely the day (see `day_order` for the others).
        rf"(?P<day>1[3-9]|2\d|3[01])(?P<mark>[-/])(?P<month>\d{{1,2}})(?P=mark){_YEAR}",
        rf"{_DAY}(?:{_ORDINAL}|\.)?\s+(?:(?:{any_of(DATES['of'])})\s+)?(?P<month>{_MONTH})\.?,?\s+(?:(?:{any_of(DATES['of'])})\s+)?{_YEAR}",
        rf"(?P<month>{_MONTH})\.?\s+{_DAY}(?:{_ORDINAL})?,?\s+{_YEAR}",
    )
)
# `2027-09-01`, `2027_9_1`, `2027.09.01` and `20270901` at the start of a name.
_FILE_NAME = lazy_pattern(
    r"(?P<year>\d{4})(?P<mark>[-_.]?)(?:(?<=[-_.])(\d{1,2})(?P=mark)(\d{1,2})|(?<=\d)(\d{2})(\d{2}))(?!\d)[-_. ]*"
)
_STATES_ZONE = lazy_pattern(r"(?:z|utc|gmt|[+-]\d{2}:?\d{2})$")
_UTC_ZONE = ZoneInfo("UTC")
_MONTHS = 12
_MAX_LENGTH = 60  # characters: no written date is longer
_EARLIEST, _LATEST = 1900, 2200  # years: others are mistakes
PLAUSIBLE = Message("a date between %(first)s and %(last)s", first=str(_EARLIEST), last=str(_LATEST))


def parse(value: object, zone: ZoneInfo, *, end: bool = False) -> Moment | None:
    """Return a date or date-time, or None.

    Two-digit years and dates without a year are rejected: nothing is guessed.

    Args:
        value: a text, or a date or datetime of a YAML or TOML parser.
        zone: the time zone of values that have none.
        end: whether a bare day stands for its last second instead of its first.
    """
    if isinstance(value, datetime):
        return Moment(_utc(value, zone))
    if isinstance(value, date):
        return _from_day(value, zone, end=end)
    if isinstance(value, str) and len(value) <= _MAX_LENGTH:
        return _from_text(fold(value), zone, end=end)
    return None


def picked_day(moment: Moment, value: object, zone: ZoneInfo, *, end: bool = False) -> Moment:
    """Return the day that a date picker wrote as its local midnight, `2021-03-31T22:00:00.000Z` in Paris.

    Any other moment is returned as it is. `value` is what `moment` was parsed from.
    """
    local = moment.at.astimezone(zone)
    is_zoned = value.tzinfo is not None if isinstance(value, datetime) else bool(_STATES_ZONE.search(fold(str(value))))
    if moment.day or not is_zoned or local.time() != time():
        return moment
    return _from_day(local.date(), zone, end=end)


def is_plausible(moment: Moment) -> bool:
    """Return whether a date is between 1900 and 2200."""
    return _EARLIEST <= (moment.day or moment.at).year <= _LATEST


def from_file_name(name: str, zone: ZoneInfo) -> Moment | None:
    """Return the date at the start of a file name such as `2020-07-21-offer.md`, or None."""
    found = _FILE_NAME.match(name)
    if not found or not (found["mark"] or _EARLIEST <= int(found["year"]) <= _LATEST):
        return None
    try:
        return _from_day(date(*(int(part) for part in found.groups() if part and part.isdigit())), zone, end=False)
    except ValueError:
        return None


def without_date(name: str) -> str:
    """Return a file name without the date at its start; digits in a row that are no day stay."""
    found = _FILE_NAME.match(name)
    is_name = found and not found["mark"] and from_file_name(name, _UTC_ZONE) is None
    return name[found.end() :] if found and not is_name else name


def states_no_day(name: str) -> bool:
    """Return whether a file name starts in the form of a date, and there is no such day: `2027-02-30-offer.md`."""
    found = _FILE_NAME.match(name)
    plausible = bool(found and found["mark"] and _EARLIEST <= int(found["year"]) <= _LATEST)
    return plausible and from_file_name(name, _UTC_ZONE) is None


def with_real_day(name: str) -> str:
    """Return a file name that `states_no_day` with a day that exists: the last of its month, or both swapped."""
    found = _FILE_NAME.match(name)
    numbers = [part for part in found.groups() if part and part.isdigit()] if found else []
    if not found or len(numbers) != 3:  # noqa: PLR2004 - year, month and day
        return name
    year, month, day = map(int, numbers)
    if month > _MONTHS >= day:
        month, day = day, month
    month = min(max(month, 1), _MONTHS)
    day = min(max(day, 1), monthrange(year, month)[1])
    return f"{year:04}-{month:02}-{day:02}-{name[found.end() :]}"


def _from_text(value: str, zone: ZoneInfo, *, end: bool) -> Moment | None:
    found = next((match for form in _FORMS if (match := form.fullmatch(value))), None)
    if not found:
        return None
    part = found.groupdict()
    month = MONTHS.get(part["month"]) or int(part["month"])
    try:
        day = date(int(part["year"]), month, int(part["day"]))
        if part["hour"] is None:
            return _from_day(day, zone, end=end)
        clock = time(int(part["hour"]), int(part["minute"] or 0), int(part["second"] or 0))
        return Moment(_utc(datetime.combine(day, clock, _offset(part["offset"])), zone))
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in ("z", "utc"):
        return UTC
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-shift if text[0] == "-" else shift)


def _from_day(day: date, zone: ZoneInfo, *, end: bool) -> Moment:
    # The last second, not the next midnight: consumers that truncate to a day would get one day too many.
    clock = time(23, 59, 59) if end else time()
    return Moment(_utc(datetime.combine(day, clock), zone), day)


def _utc(at: datetime, zone: ZoneInfo) -> datetime:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # an offset may lead beyond the years 1 and 9999
        return at.replace(tzinfo=UTC)
