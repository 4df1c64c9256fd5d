"""Stable dates: an entry keeps its first dates if a partner changes them at each response.

With `datePosted: today` or `pubDate: now`, everything would look new and be written again after each fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from feeds.ledger.change_detection import differences
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.public import quality
from feeds.ledger.store import Store, codec
from feeds.model.instant import Moment
from feeds.model.post import Post
from feeds.model.problem import Message, Problem
from feeds.pipeline.partners.stable_texts import published


class StableDates:
    """Keeps the dates of the entries of one source; `changed` is how many of them had others."""

    def __init__(self, store: Store, source: str, now: datetime) -> None:
        self.store, self.source, self.now, self.changed = store, source, now, 0
        self.stated = store.stated_dates(source)

    def applied(self, entries: Iterable[ParsedDocument]) -> Iterator[ParsedDocument]:
        """Yield entries with the dates that they had before; note those of which the partner moved a date."""
        for entry in entries:
            id_, dates = self.stated.get(entry.locator, ("", ""))
            if id_ and entry.facts and quality.are_moved(dates, entry.facts.stated_dates):
                self.store.save_quality_event(self.source, id_, "moved date", self.now)
            before = published(self.store, self.source, entry.locator) if entry.facts else None
            yield self._with_dates_of(before, entry) if before else entry

    def problems(self, url: str) -> Iterator[Problem]:
        """Yield a note if dates changed."""
        if self.changed:
            found = Message("%(count)s with other dates than before", count=self.changed)
            remedy = Message("the first dates are kept; ask the publisher to keep them")
            yield Problem(url, Message("entries that keep their dates"), found, remedy, "date", severity="note")

    def _with_dates_of(self, before: Post, entry: ParsedDocument) -> ParsedDocument:
        assert entry.facts  # noqa: S101 - see `applied`
        after = codec.decode(entry.facts.payload)
        post = with_dates_of(before, after)
        if post == after:
            return entry
        is_dated = not any(one.field == "published" and one.detail == "updated" for one in after.origins)
        self.changed += is_dated and (post.published, _posted(post)) != (after.published, _posted(after))
        facts = entry.facts._replace(stated=post.stated, payload=codec.encode(post), digest=codec.digest(post))
        return entry._replace(facts=facts)


def with_dates_of(before: Post, after: Post) -> Post:
    """Return a post with its dates of before; another `feeds` keeps dates itself, so its may change."""
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
    return post.job.date_posted if post.job else None
