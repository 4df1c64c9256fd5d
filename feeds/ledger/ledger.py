"""The ledger: `ParsedDocument`s in, `Listing`s and `Entry`s out.

The id of an entry is assigned once and stored; it is never computed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from feeds.ledger import permalinks
from feeds.ledger.lifecycle import Proof, at_clock, remove
from feeds.ledger.matching.duplicates import Duplicates
from feeds.ledger.public import links
from feeds.ledger.public.listings import listings
from feeds.ledger.public.retention import clock_changes, with_notice
from feeds.ledger.recorder import Recorder
from feeds.ledger.recorder.buffer import BufferedStore
from feeds.ledger.recorder.missing import transitions_of
from feeds.ledger.recovered.documents import move_document
from feeds.ledger.recovered.previous_entries import PreviousEntries, adopt, post_of
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import batches
from feeds.model.entry import Entry, Listed, Listing, PreviousEntry, Transition
from feeds.model.post import LINK_HOST
from feeds.model.settings import Policy, Site

_HAS_LINKS = f"//{LINK_HOST}/".encode()


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
        recorder = Recorder(self.store, self.site, self.policy, now, sources)
        recorder.begin(missing)
        return recorder

    def duplicates(self, sources: Sequence[str]) -> Duplicates:
        """Return what finds the documents of one offer; `sources` are the names of all sources, in order."""
        return Duplicates(self.store, sources)

    def adopt(self, previous_entries: Iterable[PreviousEntry], now: datetime | None = None) -> None:
        """Save entries of an earlier feed until their documents are found, except known ones.

        Those that this site published before `now` stay published; without `now`, another program published them.
        """
        adopt(self.store, self.site, previous_entries, now)

    def settle(self, sources: Collection[str], now: datetime) -> None:
        """Let the recovered entries of sources that were read completely go on like all others."""
        store = BufferedStore(self.store)
        previous_entries = PreviousEntries(store, self.site, now)
        for ids in batches(list(previous_entries.unmatched)):
            store.read_entries(ids)
            for id_ in ids:
                row = store.entry(id_)
                if row and row.source in sources:
                    previous_entries.settle(id_)
            store.end_batch()

    def settle_unknown(self, source: str, now: datetime) -> Iterator[Transition]:
        """Remove recovered entries of an unknown source when all sources were read completely.

        With `source`, they may be that one's, whose proof then decides about them.
        """
        previous_entries = PreviousEntries(self.store, self.site, now)
        for id_, previous in list(previous_entries.unmatched.items()):
            row = self.store.entry(id_) or previous_entries.row(id_)
            if row is None or row.source or not previous.published_here:
                continue
            if source and row.locator:
                move_document(self.store, row, (source, row.locator))
                previous_entries.settle(id_)
                self.store.reread_source(source)  # to count it as missing
                continue
            lifecycle = with_notice(row.lifecycle, remove(row.lifecycle, now), row.kind, now, self.policy)
            removed = row._replace(lifecycle=lifecycle)
            if row.locator:
                self.store.save_lifecycle(id_, removed.lifecycle)
            else:  # of a ledger in which previous entries were no entries yet
                slug = permalinks.free_slug(self.store, id_, row.slug or permalinks.fallback_slug(id_))
                self.store.save_entry(removed._replace(slug=slug), codec.encode(post_of(row)))
            previous_entries.resolve(id_)
            yield from transitions_of(row.lifecycle, removed, "edit", now)

    def apply_clock(self, now: datetime) -> Iterator[Transition]:
        """Open and close entries whose time has come; after a clock step back, check all entries."""
        last = self.store.meta_time("clock")
        stepped_back = last is not None and last > now
        store = BufferedStore(self.store)
        for ids in batches(self.store.due(None if stepped_back else now)):
            store.read_entries(ids)
            store.read_posts(ids)
            transitions = list(chain.from_iterable(self._at_clock(store, id_, now) for id_ in ids))
            store.end_batch()
            yield from transitions
        self.store.set_meta("clock", now.isoformat())

    def _at_clock(self, store: Store, id_: str, now: datetime) -> Iterator[Transition]:
        row, post = store.entry(id_), codec.decode(store.payload(id_))
        if row is None:
            return
        published = post.published.at if post.published else None
        lifecycle = at_clock(row.lifecycle, post.stated, published, now)
        lifecycle = with_notice(row.lifecycle, lifecycle, row.kind, now, self.policy)
        if lifecycle != row.lifecycle:
            store.save_lifecycle(id_, lifecycle)
            yield from transitions_of(row.lifecycle, row._replace(lifecycle=lifecycle), "clock", now)

    def clock_jump(self, now: datetime) -> timedelta:
        """Return how far the clock advanced since the last run."""
        last = self.store.meta_time("clock")
        return now - last if last else timedelta()

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
        return tuple(listings(self.store.raw_rows(), self.site, self.store.payload))

    def listings_of(self, ids: Iterable[str]) -> list[Listing]:
        """Return some entries, in no particular order."""
        return list(listings(self.store.raw_rows_of(ids), self.site, self.store.payload))

    def entries(self, listings: Sequence[Listing]) -> tuple[Entry, ...]:
        """Return the entries of some listings, in the same order."""
        payloads = self.payloads(listings)
        return tuple(Entry(listing, codec.decode(payloads[listing.id])) for listing in listings)

    def payloads(self, listings: Iterable[Listing]) -> dict[str, bytes]:
        """Return the posts of some listings, encoded, by id; their links lead where they are published to lead."""
        payloads = self.store.payloads(listing.id for listing in listings)
        for id_, payload in payloads.items():
            if _HAS_LINKS in payload:
                payloads[id_] = links.resolve(payload, self.store.targets_of(id_))
        return payloads

    def save_pages(self, listed: Iterable[Listed]) -> None:
        """Save the present URLs of pages; the former URL of a moved page becomes an alias."""
        base = permalinks.url_path(self.site, self.site.url)
        paths = {one.id: base + one.path.removesuffix("index.html") for one in listed}
        known = self.store.pages(paths)
        moved = {id_: path for id_, path in paths.items() if path != known[id_]}
        self.store.save_aliases((known[id_], id_) for id_ in moved if known[id_])
        self.store.save_pages(moved.items())
