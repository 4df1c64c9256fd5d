"""Dates that a partner moves at each answer: an entry keeps those it was first told with.

`datePosted: today` and `pubDate: now` would have every file written anew each time, and everything look new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from feeds.ledger.change_detection import differences
from feeds.ledger.lifecycle import LIVE
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import Store, codec
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.problem import Problem


class Moments:
    """Looks after the dates of what one source tells; `moved` are the entries that it dated anew."""

    def __init__(self, store: Store, source: str) -> None:
        self.store, self.source, self.moved = store, source, 0

    def kept(self, readings: Iterable[ParsedDocument]) -> Iterator[ParsedDocument]:
        """Give readings with the dates that their entries have."""
        for reading in readings:
            before = self._before(reading) if reading.facts else None
            yield self._dated(reading, before) if before else reading

    def problems(self, address: str) -> Iterator[Problem]:
        """Say that dates moved."""
        if self.moved:
            found = f"{self.moved} dated anew"
            remedy = "they keep the dates that they had; tell who publishes it"
            yield Problem(address, "entries that keep their dates", found, remedy, "date", severity="note")

    def _before(self, reading: ParsedDocument) -> Post | None:
        """Give the post that a document made last, while it is in the feeds."""
        stamp = self.store.stamp(self.source, reading.locator)
        row = self.store.entry(stamp.entry) if stamp and stamp.entry else None
        if (
            not row
            or row.lifecycle.state not in LIVE
            or (row.source, row.locator) != (self.source, reading.locator)
        ):
            return None
        return codec.decode(self.store.payloads((row.id,))[row.id])

    def _dated(self, reading: ParsedDocument, before: Post) -> ParsedDocument:
        assert reading.facts  # noqa: S101 - see `kept`
        after = codec.decode(reading.facts.payload)
        post = dated(before, after)
        if post == after:
            return reading
        self.moved += (post.published, _posted(post)) != (after.published, _posted(after))
        payload, digest = codec.encode(post), codec.digest(post)
        return reading._replace(
            facts=reading.facts._replace(stated=post.stated, payload=payload, digest=digest)
        )


def dated(before: Post, after: Post) -> Post:
    """Give a post with the dates it had; those that another `feeds` tells are believed, and may change."""
    if after.via:
        return after
    job, posted, opens = after.job, _posted(before), before.stated.opens
    if job and job.date_posted and posted:
        job = replace(job, date_posted=posted)
    stated = replace(after.stated, opens=opens) if opens and after.stated.opens else after.stated
    published = before.published if before.published and after.published else after.published
    updated = after.updated if differences(before, after) else before.updated
    return replace(after, published=published, updated=updated, stated=stated, job=job)


def _posted(post: Post) -> Moment | None:
    job: Job | None = post.job
    return job.date_posted if job else None
