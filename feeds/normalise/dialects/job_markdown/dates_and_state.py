"""When a post says it was written, opens, closes, and whether it says it is over; no clock is read here."""

from __future__ import annotations

from typing import Literal, NamedTuple

from feeds.model.instant import Moment
from feeds.model.post import Stated
from feeds.normalise import identity, languages
from feeds.normalise.dialects.job_markdown.fields import Reader, as_flag
from feeds.normalise.values import dates
from feeds.normalise.values.text import fold, quoted


class Life(NamedTuple):
    """The dates of a post: `published` orders feeds, `posted` is a job's `datePosted`."""

    published: Moment | None
    posted: Moment | None
    stated: Stated


def read(reader: Reader, locator: str, *, of_job: bool) -> Life:
    """Read what a post states of its own life."""
    named = _named(reader, locator)
    written = _written(reader)
    opening = reader.moment("opening")
    published = written or named or opening
    posted = opening or written or named
    _note_dates(reader, written, named, opening, of_job=of_job)
    _contradictions(reader, written, named, opening)
    known = [moment for moment in (published, posted) if moment]
    if known:
        reader.origin("stated.opens", "inferred", "the later of the post's dates")
    return Life(
        published,
        posted,
        Stated(
            draft=_draft(reader),
            open=_flag(reader, "open"),
            filled=_flag(reader, "filled"),
            status=_status(reader),
            # The later of the two, so that nothing is ever dated in the future.
            opens=max(known, key=lambda moment: moment.at) if known else None,
            closes=_closes(reader, posted, of_job=of_job),
        ),
    )


def _named(reader: Reader, locator: str) -> Moment | None:
    moment = dates.from_file_name(identity.file_stem(locator), reader.zone)
    if moment and not dates.is_plausible(moment):
        reader.warn(None, dates.PLAUSIBLE, quoted(moment.text()), "rename the file")
        return None
    return moment


def _written(reader: Reader) -> Moment | None:
    moment = reader.moment("date")
    found = reader.find("published")
    if moment is None and found and as_flag(found.value) is None:  # some write the date there
        return reader.moment("published")
    return moment


def _draft(reader: Reader) -> bool:
    found = reader.find("published")
    withheld = found is not None and as_flag(found.value) is False
    for field, stated in (("draft", reader.flag("draft") is True), ("published", withheld)):
        if stated:
            reader.from_key("stated.draft", field)
            return True
    return False


def _flag(reader: Reader, field: str) -> bool | None:
    value = reader.flag(field)
    if value is not None:
        reader.from_key(f"stated.{field}", field)
    return value


def _status(reader: Reader) -> Literal["open", "closed"] | None:
    found = reader.find("status")
    if not found:
        return None
    word = fold(languages.with_known_words(reader.text("status"), "state", reader.more))
    if word not in languages.OPEN | languages.CLOSED:
        reader.warn(found, "open or closed", quoted(found.value), "write open or closed")
        return None
    reader.from_key("stated.status", "status")
    return "open" if word in languages.OPEN else "closed"


def _closes(reader: Reader, posted: Moment | None, *, of_job: bool) -> Moment | None:
    withdrawal, closing = reader.moment("withdrawal", end=True), reader.moment("closing", end=True)
    field = "withdrawal" if withdrawal else "closing"
    closes, found = withdrawal or closing, reader.find(field)
    if not closes or not found:
        return None
    if withdrawal and closing and withdrawal.at != closing.at:
        reader.warn(
            reader.find("closing"),
            "the day of " + found.key,
            quoted(closing.text()),
            f"{found.key} was kept",
            "note",
        )
    if posted and closes.at < posted.at:
        reader.warn(found, f"a date after {posted.text()}", quoted(closes.text()), "the date was left out")
        return None
    for target in ("stated.closes", "job.valid_through") if of_job else ("stated.closes",):
        reader.from_key(target, field)
    return closes


def _note_dates(
    reader: Reader, written: Moment | None, named: Moment | None, opening: Moment | None, *, of_job: bool
) -> None:
    by_key = {"date": written, "opening": opening}
    orders = {"published": ("date", "name", "opening"), "job.date_posted": ("opening", "date", "name")}
    for target in orders if of_job else ("published",):
        for field in orders[target]:
            if field == "name" and named:
                reader.origin(target, "file name")
                break
            if by_key.get(field):
                dated = field == "opening" or reader.moment("date") is not None
                reader.from_key(target, field if dated else "published")
                break


def _contradictions(
    reader: Reader, written: Moment | None, named: Moment | None, opening: Moment | None
) -> None:
    if written and named and _day(written, reader) != _day(named, reader):
        reader.warn(
            reader.find("date"),
            f"the date of the file name, {named.text()}",
            quoted(written.text()),
            "",
            "note",
        )
    base = written or named
    if opening and base and _day(opening, reader) != _day(base, reader):
        reader.warn(
            reader.find("opening"), f"the post's date, {base.text()}", quoted(opening.text()), "", "note"
        )
    opened, filled, status = reader.find("open"), reader.find("filled"), reader.find("status")
    if opened and filled and as_flag(opened.value) and as_flag(filled.value):
        reader.warn(opened, f"no open offer beside {filled.key}", quoted(opened.value), "write open: false")
    if opened and status:
        claims_open = (
            fold(languages.with_known_words(str(status.value), "state", reader.more)) in languages.OPEN
        )
        if as_flag(opened.value) is not None and as_flag(opened.value) is not claims_open:
            reader.warn(
                status,
                f"the state that {opened.key} gives",
                quoted(status.value),
                f"{opened.key} decides; leave {status.key} out",
            )


def _day(moment: Moment, reader: Reader) -> str:
    return (moment.day or moment.at.astimezone(reader.zone).date()).isoformat()
