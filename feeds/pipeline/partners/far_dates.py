"""Far dates: an entry of a partner that is dated more than two years ahead has no date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.public import quality
from feeds.ledger.store import codec
from feeds.model import federation
from feeds.model.instant import Moment
from feeds.model.post import Post
from feeds.model.problem import Message, Problem, verbatim

MAX_AHEAD = timedelta(days=2 * 366)  # a later first day is a mistake; the entry would not be published for years


def without_far_dates(entries: Iterable[ParsedDocument], now: datetime) -> Iterator[ParsedDocument]:
    """Yield entries without first days that are too far ahead at the time `now`, each with a problem."""
    limit = now + MAX_AHEAD
    for entry in entries:
        facts = entry.facts
        days = (facts.stated.opens.at if facts.stated.opens else None, facts.published) if facts else ()
        far = [day for day in days if day and day > limit]
        if not facts or not far:
            yield entry
            continue
        post = _without(codec.decode(facts.payload), limit)
        undated = facts._replace(
            published=post.published.at if post.published else None,
            updated=post.updated.at if post.updated else None,
            day=None,
            stated=post.stated,
            payload=codec.encode(post),
            digest=codec.digest(post),
            missing=quality.missing_fields(post),
        )
        expected, found = Message("a date at most two years ahead"), verbatim(far[0].date())
        problem = Problem(entry.locator, expected, found, Message("it is treated as undated"), "published")
        yield entry._replace(facts=undated, problems=(*entry.problems, problem))


def _without(post: Post, limit: datetime) -> Post:
    """Return a post without dates after the limit; it is then dated by its last update, if it states one."""

    def near(moment: Moment | None) -> Moment | None:
        return moment if moment and moment.at <= limit else None

    job = replace(post.job, date_posted=near(post.job.date_posted)) if post.job else None
    updated = near(post.updated)
    published = near(post.published) or updated
    opens = near(post.stated.opens) or federation.later(published, job.date_posted if job else None)
    return replace(post, published=published, updated=updated, job=job, stated=replace(post.stated, opens=opens))
