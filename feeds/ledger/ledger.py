"""What is known between runs: identities, dates, states, and what was written.

The door of the room: other rooms hand in `ParsedDocument`s and take out `Listing`s and `Entry`s.
An id is given once and stored; it is looked up ever after, never worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from feeds.ledger import permalinks
from feeds.ledger.lifecycle import PostVersion, Proof, moments, remove, settle
from feeds.ledger.previous_entries import PreviousEntries, adopt
from feeds.ledger.recorder import Recorder, transitions_of
from feeds.ledger.store import Store, codec
from feeds.ledger.store.listings import listings
from feeds.model.entry import Entry, Listing, PreviousEntry, Transition
from feeds.model.post import Post
from feeds.model.settings import Policy, Site


class Coming(NamedTuple):
    """A moment at which the clock alone will change what is published of an entry."""

    at: datetime
    what: str
    title: str
    locator: str


class Ledger:
    """The rules of identity and life, over a `Store`; every method is to be called in a transaction."""

    def __init__(self, store: Store, site: Site, policy: Policy) -> None:
        self.store, self.site, self.policy = store, site, policy

    def recorder(self, missing: Mapping[str, Mapping[str, Proof]], now: datetime) -> Recorder:
        """Begin to take in what the sources gave; `missing` is what each of them left out."""
        return Recorder(self.store, self.site, self.policy, now, missing)

    def adopt(self, previous_entries: Iterable[PreviousEntry], *, ours: bool) -> None:
        """Let entries that a feed shows wait for their documents, but for those that are known.

        `ours` are those that this site published: what of them no document turns out to be is removed.
        """
        adopt(self.store, self.site, previous_entries, ours=ours)

    def drop_unmatched(self, now: datetime) -> Iterator[Transition]:
        """Take what this site published, and what no document is any more, to be removed."""
        previous_entries = PreviousEntries(self.store, self.site, now)
        for previous in list(previous_entries.waiting.values()):
            row = previous_entries.row(previous.id)
            if not previous.published_here or row is None:
                continue
            post = Post(
                "", "", "job" if previous.kind == "job" else "article", previous.title, "", row.language
            )
            slug = row.slug or f"post-{sha256(row.id.encode()).hexdigest()[:8]}"
            gone = row._replace(
                slug=permalinks.free_slug(self.store, row.id, slug), lifecycle=remove(row.lifecycle, now)
            )
            self.store.save_entry(gone, codec.encode(post))
            previous_entries.found(row.id)
            yield from transitions_of(row.lifecycle, gone)

    def apply_clock(self, now: datetime) -> Iterator[Transition]:
        """Let the clock open and close what is due; after a step back, ask of everything again."""
        last = self.store.meta("clock")
        stepped_back = bool(last) and datetime.fromisoformat(last) > now
        for row, payload in self.store.due(None if stepped_back else now):
            post = codec.decode(payload)
            published = post.published.at if post.published else None
            lifecycle = settle(row.lifecycle, PostVersion(post.stated, row.lifecycle.digest, published), now)
            if lifecycle != row.lifecycle:
                self.store.save_lifecycle(row.id, lifecycle)
                yield from transitions_of(row.lifecycle, row._replace(lifecycle=lifecycle))
        self.store.set_meta("clock", now.isoformat())

    def clock_jump(self, now: datetime) -> timedelta:
        """Say how far the clock went since the last run."""
        last = self.store.meta("clock")
        return now - datetime.fromisoformat(last) if last else timedelta()

    def coming(self, listings: Iterable[Listing], now: datetime) -> list[Coming]:
        """List the moments at which the clock alone will change what is published, the next first.

        The next is noted, so that a run before it need not look.
        """
        listed = [
            Coming(at, what, listing.title, listing.locator)
            for listing in listings
            for at, what in moments(listing, self.policy)
            if at > now
        ]
        listed.sort(key=lambda one: (one.at, one.locator, one.what))
        self.store.set_meta("next_transition", listed[0].at.isoformat() if listed else "")
        return listed

    def listings(self) -> tuple[Listing, ...]:
        """Give all entries, in no order that means anything."""
        return tuple(listings(self.store.raw(), self.site))

    def entries(self, listings: Sequence[Listing]) -> tuple[Entry, ...]:
        """Give the posts that belong to some listings, in the same order."""
        payloads = self.store.payloads(listing.id for listing in listings)
        return tuple(Entry(listing, codec.decode(payloads[listing.id])) for listing in listings)

    def keep_pages(self, listings: Iterable[Listing]) -> None:
        """Note at which addresses pages lie from now on; where one lay before becomes a former address."""
        base = permalinks.below_host(self.site, self.site.url)
        there = ((listing, base + listing.path.removesuffix("index.html")) for listing in listings)
        moved = [(listing, path) for listing, path in there if path != listing.was]
        self.store.save_addresses((listing.was, listing.id) for listing, _ in moved if listing.was)
        self.store.save_pages((listing.id, path) for listing, path in moved)
