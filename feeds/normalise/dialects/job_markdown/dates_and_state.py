"""Dates and state as a post states them; no clock is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from feeds.model.instant import Moment
from feeds.model.post import Stated
from feeds.model.problem import EXAMPLE, Message, Phrase
from feeds.normalise import identity, languages
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import visibility
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, as_flag, single
from feeds.normalise.values import dates
from feeds.normalise.values.text import quoted


class PostDates(NamedTuple):
    """The dates of a post: `published` orders feeds, `posted` is a job's `datePosted`."""

    published: Moment | None
    posted: Moment | None
    stated: Stated
    updated: Moment | None = None


def read(fields: FrontMatterFields, locator: str, context: Context, title: str, *, of_job: bool) -> PostDates:
    """Return the dates and the state that a post states itself; `title` may state that it is a draft."""
    seen = visibility.read(fields, locator, context, title)
    named = _file_name_date(fields, locator)
    first_days = {field: fields.first_days(field) for field in ("go_live", "date", "opening")}
    live, stated, opening = (_latest(days) for days in first_days.values())
    written = stated or _published_date(fields)
    published = live or written or named or opening
    posted = opening or written or live or named
    _note_dates(fields, {"go_live": live, "date": written, "name": named, "opening": opening}, of_job=of_job)
    _contradictions(fields, written, named, opening)
    opens = _latest((published, posted, written))
    if opens:
        fields.origin("stated.opens", "inferred", "the later of the post's dates")
    is_undated = _has_no_day(fields, locator) or any(None in days for days in first_days.values())
    return PostDates(
        published,
        posted,
        Stated(
            draft=seen.draft,
            unlisted=seen.unlisted,
            unclear="state" if seen.unclear else "day" if is_undated else "",
            open=_flag(fields, "open"),
            filled=_flag(fields, "filled"),
            status=_status(fields),
            # The later of the two, so that nothing is ever dated in the future.
            opens=opens,
            closes=_closes(fields, posted, of_job=of_job),
            go_live=live,
        ),
        _updated(fields, published),
    )


def _updated(fields: FrontMatterFields, published: Moment | None) -> Moment | None:
    """Return the latest day of change that a post states after its day of publication; others are reported."""
    every = fields.moments("updated")
    for found, moment in every:
        if published and _day(moment, fields) < _day(published, fields):
            expected = Message("a date after %(date)s", date=published.text())
            fields.warn(found, expected, quoted(moment.text()), Message("it has no effect"), "note")
    updated = _latest(moment for _, moment in every)
    if not updated or (published and updated.at <= published.at):
        return None
    found = next(found for found, moment in every if moment == updated)
    fields.origin("updated", "key", found.key, found.line)
    return updated


def _file_name_date(fields: FrontMatterFields, locator: str) -> Moment | None:
    moment = dates.from_file_name(identity.file_stem(locator), fields.zone)
    if moment and not dates.is_plausible(moment):
        fields.warn(None, dates.PLAUSIBLE, quoted(moment.text()), Message("rename the file"))
        return None
    return moment


def _has_no_day(fields: FrontMatterFields, locator: str) -> bool:
    """Return whether the file name states a day that does not exist, which is reported."""
    if "://" in locator or not dates.states_no_day(identity.file_stem(locator)):
        return False
    remedy = Message(
        "rename the file, for example to %(name)s; until then a new post is not published, and a published one keeps "
        "its day",
        name=dates.with_real_day(locator.rpartition("/")[2]),
    )
    fields.warn(
        None, Message("a date at the start of the file name"), Message("a day that does not exist"), remedy, "error"
    )
    return True


def _latest(days: Iterable[Moment | None]) -> Moment | None:
    return max((moment for moment in days if moment), key=lambda moment: moment.at, default=None)


def _published_date(fields: FrontMatterFields) -> Moment | None:
    """Return the date that some authors write under `published`."""
    found = fields.find("published")
    return fields.moment("published") if found and fields.is_date(found.value) else None


def _flag(fields: FrontMatterFields, field: str) -> bool | None:
    found = fields.find(field)
    value = as_flag(single(found.value)) if found else None
    if value is not None:
        fields.from_key(f"stated.{field}", field)
    return value


def _status(fields: FrontMatterFields) -> Literal["open", "closed", "withdrawn"] | None:
    for found in fields.every("status"):
        word = visibility.state_word(fields, single(found.value))
        if word in languages.OPEN | languages.CLOSED | languages.TRUE:
            fields.origin("stated.status", "key", found.key, found.line)
            if word in languages.WITHDRAWN:
                return "withdrawn"
            return "closed" if word in languages.CLOSED else "open"
    return None


def _closes(fields: FrontMatterFields, posted: Moment | None, *, of_job: bool) -> Moment | None:
    withdrawal, closing = fields.moment("withdrawal", end=True), fields.moment("closing", end=True)
    field = "withdrawal" if withdrawal else "closing"
    closes, found = withdrawal or closing, fields.find(field)
    if not closes or not found:
        return None
    if withdrawal and closing and withdrawal.at != closing.at:
        expected = Message("the day of %(key)s", key=found.key)
        kept = Message("%(key)s was kept", key=found.key)
        fields.warn(fields.find("closing"), expected, quoted(closing.text()), kept, "note")
    if posted and closes.at < posted.at:
        remedy: Phrase = Message("the post is over; check the years of both dates")
        first_day = Message("a date after %(date)s", date=posted.text())
        ahead = Message("the post is over; write its last day, such as %(day_ahead)s", day_ahead=EXAMPLE)
        fields.warn(found, first_day, quoted(closes.text()), ahead)
        first = next(filter(None, map(fields.find, ("opening", "date", "go_live"))), None)
        fields.warn(first, Message("a date before %(date)s", date=closes.text()), quoted(posted.text()), remedy)
    for target in ("stated.closes", "job.valid_through") if of_job else ("stated.closes",):
        fields.from_key(target, field)
    return closes


def _note_dates(fields: FrontMatterFields, days: Mapping[str, Moment | None], *, of_job: bool) -> None:
    """Record where the dates of a post came from."""
    orders = {"published": ("go_live", "date", "name", "opening")}
    if of_job:
        orders["job.date_posted"] = ("opening", "date", "go_live", "name")
    for target, order in orders.items():
        field = next((field for field in order if days[field]), "")
        if field == "name":
            fields.origin(target, "file name")
        elif field:
            is_own = field != "date" or any(fields.first_days("date"))
            fields.from_key(target, field if is_own else "published")


def _contradictions(
    fields: FrontMatterFields, written: Moment | None, named: Moment | None, opening: Moment | None
) -> None:
    if written and named and _day(written, fields) != _day(named, fields):
        expected = Message("the date of the file name, %(date)s", date=named.text())
        remedy = _counting(_key(fields, "date"), written, max(written, named, key=lambda one: one.at))
        fields.warn(fields.find("date"), expected, quoted(written.text()), remedy, "note")
    base = written or named
    if opening and base and _day(opening, fields) != _day(base, fields):
        expected = Message("the post's date, %(date)s", date=base.text())
        remedy = _counting(_key(fields, "opening"), opening, max(opening, base, key=lambda one: one.at))
        fields.warn(fields.find("opening"), expected, quoted(opening.text()), remedy, "note")
    opened, filled, status = fields.find("open"), fields.find("filled"), fields.find("status")
    if opened and filled and as_flag(opened.value) and as_flag(filled.value):
        expected = Message("no open offer beside %(key)s", key=filled.key)
        fields.warn(opened, expected, quoted(opened.value), Message("write open: false"))
    if opened and status:
        word, flag = visibility.state_word(fields, status.value), as_flag(opened.value)
        if flag is not None and word in (languages.CLOSED if flag else languages.OPEN):
            expected = Message("the state of %(key)s", key=opened.key)
            remedy = Message("%(kept)s is used; leave %(other)s out", kept=opened.key, other=status.key)
            fields.warn(status, expected, quoted(status.value), remedy)


def _key(fields: FrontMatterFields, field: str) -> str:
    found = fields.find(field)
    return found.key if found else field


def _counting(key: str, counts: Moment, first: Moment) -> Message:
    """Return which of two dates counts: one dates the post, and it opens on the later one."""
    if counts == first:
        return Message("%(key)s counts: %(date)s", key=key, date=counts.text())
    return Message(
        "%(key)s counts as its date, %(date)s; it opens on the later day, %(first)s",
        key=key,
        date=counts.text(),
        first=first.text(),
    )


def _day(moment: Moment, fields: FrontMatterFields) -> str:
    return (moment.day or moment.at.astimezone(fields.zone).date()).isoformat()
