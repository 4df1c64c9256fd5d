"""The ledger: `ParsedDocument`s in, `Listing`s and `Entry`s out.

The id of an entry is assigned once and stored; it is never computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from feeds.ledger import permalinks
from feeds.ledger.duplicates import Duplicates
from feeds.ledger.lifecycle import PostVersion, Proof, clock_changes, next_lifecycle, remove
from feeds.ledger.previous_entries import PreviousEntries, adopt
from feeds.ledger.recorder import Recorder, transitions_of
from feeds.ledger.store import Store, codec
from feeds.ledger.store.listings import listings
from feeds.model.entry import Entry, Listing, PreviousEntry, Transition
from feeds.model.post import Post
from feeds.model.settings import Policy, Site


class UpcomingChange(NamedTuple):
    """A time at which the clock alone changes what is published of an entry (see `clock_changes`)."""

    at: datetime
    what: str
    title: str
    locator: str


class Ledger:
    """The rules of identity and lifecycle, over a `Store`; call each method in a transaction."""

    def __init__(self, store: Store, site: Site, policy: Policy) -> None:
        self.store, self.site, self.policy = store, site, policy

    def recorder(
        self, missing: Mapping[str, Mapping[str, Proof]], now: datetime, sources: Sequence[str] = ()
    ) -> Recorder:
        """Return a recorder for one run.

        `missing` are the documents that each source leaves out, `sources` the names of all sources, in order.
        """
        recorder = Recorder(self.store, self.site, self.policy, now, self.duplicates(sources))
        recorder.begin(missing)
        return recorder

    def duplicates(self, sources: Sequence[str]) -> Duplicates:
        """Return what finds the documents of one offer; `sources` are the names of all sources, in order."""
        return Duplicates(self.store, sources)

    def adopt(self, previous_entries: Iterable[PreviousEntry], *, ours: bool) -> None:
        """Save entries of an earlier feed until their documents are found, except known ones.

        With `ours`, this site published them: those without a document are removed (see `drop_unmatched`).
        """
        adopt(self.store, self.site, previous_entries, ours=ours)

    def drop_unmatched(self, now: datetime) -> Iterator[Transition]:
        """Remove previous entries that this site published and that have no document any more."""
        previous_entries = PreviousEntries(self.store, self.site, now)
        for previous in list(previous_entries.unmatched.values()):
            row = previous_entries.row(previous.id)
            if not previous.published_here or row is None:
                continue
            post = Post("", "", "job" if previous.kind == "job" else "article", previous.title, "", row.language)
            slug = row.slug or f"post-{sha256(row.id.encode()).hexdigest()[:8]}"
            removed = row._replace(
                slug=permalinks.free_slug(self.store, row.id, slug), lifecycle=remove(row.lifecycle, now)
            )
            self.store.save_entry(removed, codec.encode(post))
            previous_entries.resolve(row.id)
            yield from transitions_of(row.lifecycle, removed, "reading", now)

    def apply_clock(self, now: datetime) -> Iterator[Transition]:
        """Open and close entries whose time has come; after a clock step back, check all entries."""
        last = self.store.meta("clock")
        stepped_back = bool(last) and datetime.fromisoformat(last) > now
        for row, payload in self.store.due(None if stepped_back else now):
            post = codec.decode(payload)
            published = post.published.at if post.published else None
            lifecycle = next_lifecycle(row.lifecycle, PostVersion(post.stated, row.lifecycle.digest, published), now)
            if lifecycle != row.lifecycle:
                self.store.save_lifecycle(row.id, lifecycle)
                yield from transitions_of(row.lifecycle, row._replace(lifecycle=lifecycle), "clock", now)
        self.store.set_meta("clock", now.isoformat())

    def clock_jump(self, now: datetime) -> timedelta:
        """Return how far the clock advanced since the last run."""
        last = self.store.meta("clock")
        return now - datetime.fromisoformat(last) if last else timedelta()

    def upcoming_changes(self, listings: Iterable[Listing], now: datetime) -> list[UpcomingChange]:
        """Return the times at which the clock alone changes what is published, the next first.

        The next one is saved, so that runs before it need not check.
        """
        changes = [
            UpcomingChange(at, what, listing.title, listing.locator)
            for listing in listings
            for at, what in clock_changes(listing, self.policy)
            if at > now
        ]
        changes.sort(key=lambda one: (one.at, one.locator, one.what))
        self.store.set_meta("next_transition", changes[0].at.isoformat() if changes else "")
        return changes

    def listings(self) -> tuple[Listing, ...]:
        """Return all entries, in no particular order."""
        return tuple(listings(self.store.raw_rows(), self.site))

    def entries(self, listings: Sequence[Listing]) -> tuple[Entry, ...]:
        """Return the entries of some listings, in the same order."""
        payloads = self.store.payloads(listing.id for listing in listings)
        return tuple(Entry(listing, codec.decode(payloads[listing.id])) for listing in listings)

    def save_pages(self, listings: Iterable[Listing]) -> None:
        """Save the present URLs of pages; the former URL of a moved page becomes an alias."""
        base = permalinks.url_path(self.site, self.site.url)
        paths = ((listing, base + listing.path.removesuffix("index.html")) for listing in listings)
        moved = [(listing, path) for listing, path in paths if path != listing.was]
        self.store.save_aliases((listing.was, listing.id) for listing, _ in moved if listing.was)
        self.store.save_pages((listing.id, path) for listing, path in moved)
