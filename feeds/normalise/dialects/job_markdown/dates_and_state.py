"""Dates and state as a post states them; no clock is read here."""

from __future__ import annotations

from typing import Literal, NamedTuple

from feeds.model.instant import Moment
from feeds.model.post import Stated
from feeds.model.problem import Message
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


def read(fields: FrontMatterFields, locator: str, context: Context, *, of_job: bool) -> PostDates:
    """Return the dates and the state that a post states itself."""
    seen = visibility.read(fields, locator, context)
    named = _file_name_date(fields, locator)
    written = _stated_date(fields)
    opening = fields.moment("opening")
    published = written or named or opening
    posted = opening or written or named
    _note_dates(fields, written, named, opening, of_job=of_job)
    _contradictions(fields, written, named, opening)
    known = [moment for moment in (published, posted) if moment]
    if known:
        fields.origin("stated.opens", "inferred", "the later of the post's dates")
    return PostDates(
        published,
        posted,
        Stated(
            draft=seen.draft,
            unlisted=seen.unlisted,
            unclear="state" if seen.unclear else "",
            open=_flag(fields, "open"),
            filled=_flag(fields, "filled"),
            status=_status(fields),
            # The later of the two, so that nothing is ever dated in the future.
            opens=max(known, key=lambda moment: moment.at) if known else None,
            closes=_closes(fields, posted, of_job=of_job),
        ),
    )


def _file_name_date(fields: FrontMatterFields, locator: str) -> Moment | None:
    moment = dates.from_file_name(identity.file_stem(locator), fields.zone)
    if moment and not dates.is_plausible(moment):
        fields.warn(None, dates.PLAUSIBLE, quoted(moment.text()), "rename the file")
        return None
    return moment


def _stated_date(fields: FrontMatterFields) -> Moment | None:
    moment = fields.moment("date")
    found = fields.find("published")
    if moment is None and found and fields.is_date(found.value):  # some authors write the date there
        return fields.moment("published")
    return moment


def _flag(fields: FrontMatterFields, field: str) -> bool | None:
    found = fields.find(field)
    value = as_flag(single(found.value)) if found else None
    if value is not None:
        fields.from_key(f"stated.{field}", field)
    return value


def _status(fields: FrontMatterFields) -> Literal["open", "closed"] | None:
    for found in fields.every("status"):
        word = visibility.state_word(fields, single(found.value))
        if word in languages.OPEN | languages.CLOSED | languages.TRUE:
            fields.origin("stated.status", "key", found.key, found.line)
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
        remedy = Message("%(key)s was kept", key=found.key)
        fields.warn(fields.find("closing"), expected, quoted(closing.text()), remedy, "note")
    if posted and closes.at < posted.at:
        expected = Message("a date after %(date)s", date=posted.text())
        fields.warn(found, expected, quoted(closes.text()), "the date was left out")
        return None
    for target in ("stated.closes", "job.valid_through") if of_job else ("stated.closes",):
        fields.from_key(target, field)
    return closes


def _note_dates(
    fields: FrontMatterFields, written: Moment | None, named: Moment | None, opening: Moment | None, *, of_job: bool
) -> None:
    by_key = {"date": written, "opening": opening}
    orders = {"published": ("date", "name", "opening"), "job.date_posted": ("opening", "date", "name")}
    for target in orders if of_job else ("published",):
        for field in orders[target]:
            if field == "name" and named:
                fields.origin(target, "file name")
                break
            if by_key.get(field):
                dated = field == "opening" or fields.moment("date") is not None
                fields.from_key(target, field if dated else "published")
                break


def _contradictions(
    fields: FrontMatterFields, written: Moment | None, named: Moment | None, opening: Moment | None
) -> None:
    if written and named and _day(written, fields) != _day(named, fields):
        expected = Message("the date of the file name, %(date)s", date=named.text())
        fields.warn(fields.find("date"), expected, quoted(written.text()), "", "note")
    base = written or named
    if opening and base and _day(opening, fields) != _day(base, fields):
        expected = Message("the post's date, %(date)s", date=base.text())
        fields.warn(fields.find("opening"), expected, quoted(opening.text()), "", "note")
    opened, filled, status = fields.find("open"), fields.find("filled"), fields.find("status")
    if opened and filled and as_flag(opened.value) and as_flag(filled.value):
        expected = Message("no open offer beside %(key)s", key=filled.key)
        fields.warn(opened, expected, quoted(opened.value), "write open: false")
    if opened and status:
        word, flag = visibility.state_word(fields, status.value), as_flag(opened.value)
        if flag is not None and word in (languages.CLOSED if flag else languages.OPEN):
            expected = Message("the state of %(key)s", key=opened.key)
            remedy = Message("%(kept)s is used; leave %(other)s out", kept=opened.key, other=status.key)
            fields.warn(status, expected, quoted(status.value), remedy)


def _day(moment: Moment, fields: FrontMatterFields) -> str:
    return (moment.day or moment.at.astimezone(fields.zone).date()).isoformat()
