"""Dates that are to come: those of public entries are kept as they were, and all are reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.store import codec
from feeds.model.instant import Moment
from feeds.model.post import Origin, Post, Stated
from feeds.model.problem import Message, Problem

_REMEDY = Message(
    "the post stays published until it closes; write open: false to close it, or draft: true to take it back"
)

_PAST_DAY = Message(
    "the post was published without it and stays open; write deadline: with its day, or open: false to close it"
)


def kept(facts: EntryFacts, before: Post, locator: str, now: datetime) -> tuple[EntryFacts, Problem]:
    """Return the facts of a document that `is_moved_ahead`, with the dates of its public version, and its problem."""
    after = codec.decode(facts.payload)

    def come(moment: Moment | None, previous: Moment | None) -> Moment | None:
        return next((one for one in (moment, previous) if one and one.at <= now), None)

    posted = before.job.date_posted if before.job else None
    job = replace(after.job, date_posted=come(after.job.date_posted, posted)) if after.job else None
    stated = replace(after.stated, opens=come(after.stated.opens, before.stated.opens))
    post = replace(after, published=come(after.published, before.published), stated=stated, job=job)
    dated = facts._replace(
        published=post.published.at if post.published else None,
        stated=stated,
        payload=codec.encode(post),
        digest=codec.digest(post),
    )
    found = Message("%(date)s, to come", date=after.stated.opens.text() if after.stated.opens else "")
    expected = Message("a date that has come, beside open: true in a published post")
    origin = _origin(after, _first_day(after))
    return dated, Problem(locator, expected, found, _REMEDY, origin.detail, origin.line)


def is_over(stated: Stated, now: datetime) -> bool:
    """Return whether the last day that a post states is past."""
    return stated.closes is not None and stated.closes.at <= now


def without_day_in_text(parsed: ParsedDocument, facts: EntryFacts) -> tuple[ParsedDocument, EntryFacts]:
    """Return the document of an open post and its facts without a past last day that only its text states.

    It was published by a release that did not read that day: another release closes no post.
    """
    after = codec.decode(facts.payload)
    origin = next((one for one in after.origins if (one.field, one.how) == ("stated.closes", "body")), None)
    if not origin:
        return parsed, facts
    job = replace(after.job, valid_through=None) if after.job else None
    origins = tuple(one for one in after.origins if one.field not in ("stated.closes", "job.valid_through"))
    post = replace(after, stated=replace(after.stated, closes=None), job=job, origins=origins)
    found = Message("%(date)s in the text, past", date=after.stated.closes.text() if after.stated.closes else "")
    undated = facts._replace(stated=post.stated, payload=codec.encode(post), digest=codec.digest(post))
    problem = Problem(
        parsed.locator, Message("a last day to come"), found, _PAST_DAY, line=origin.line, severity="note"
    )
    return parsed._replace(problems=(*parsed.problems, problem)), undated


def to_come(facts: EntryFacts, locator: str, now: datetime) -> Iterator[Problem]:
    """Yield the problems of a document whose author states a day of change, or a first day of `open: true`, to come."""
    opens = facts.stated.opens
    if facts.stated.open and opens and opens.at > now and "://" not in locator:
        post = codec.decode(facts.payload)
        found = Message("%(date)s, to come", date=opens.text())
        remedy = Message("it opens on %(date)s; remove that day to open it now", date=opens.text())
        origin = _origin(post, _first_day(post))
        expected = Message("a first day that has come, beside open: true")
        yield Problem(locator, expected, found, remedy, origin.detail, origin.line, severity="note")
    if facts.updated and facts.updated > now and "://" not in locator:
        post = codec.decode(facts.payload)
        origin, date = _origin(post, "updated"), post.updated.text() if post.updated else ""
        found = Message("%(date)s, to come", date=date)
        remedy = Message("it has no effect; write the day of the last change")
        yield Problem(
            locator, Message("a date that has come"), found, remedy, origin.detail, origin.line, severity="note"
        )


def _first_day(post: Post) -> str:
    """Return the field of the date on which a post opens."""
    is_posted = post.job and post.job.date_posted == post.stated.opens
    return "job.date_posted" if is_posted and post.published != post.stated.opens else "published"


def _origin(post: Post, field: str) -> Origin:
    """Return where a date came from: the key and its line, or neither."""
    return next((one for one in post.origins if (one.field, one.how) == (field, "key")), Origin(field, "inferred"))
