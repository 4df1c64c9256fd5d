"""Collections of a site, as the ledger has them: the members that outputs are made of, read when they are needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property

from feeds.assemble.memberships import FEED, JOBS, LABEL
from feeds.ledger.store.rows import BATCH
from feeds.model.entry import Entry, Listed, Listing
from feeds.model.errors import DamagedError
from feeds.model.feed import Cut, Page
from feeds.model.settings import FeedSpec
from feeds.pipeline.run import Run
from feeds.pipeline.site.members import Changes

MOST_LISTINGS = 3_000  # that are kept, of about 2 kB: a site is built faster if a job in ten lists is read once


class Collections:
    """The collections of a site in one run.

    feeds: all feeds, with one for each combination of values of facets that an entry has.
    slugs: of these values, by the name of the feed.
    """

    def __init__(self, run: Run, changes: Changes) -> None:
        from feeds.assemble.facets import expand

        self.run, self.changes = run, changes
        named = ((name.removeprefix(FEED), label) for name, label in self._named(FEED))
        self.slugs = {name: tuple(label.split("/")) for name, label in named if label}
        labels = {name.removeprefix(LABEL): label for name, label in self._named(LABEL)}
        self.feeds: Sequence[FeedSpec] = tuple(expand(run.project.config.feeds, self.slugs, labels))
        jobs = run.store.members(JOBS) if changes.has(JOBS) else []  # most collections have some of these
        self._listed = {one.id: one for one in jobs}
        self._listings: dict[str, Listing] = {}

    def _named(self, prefix: str) -> Iterable[tuple[str, str]]:
        return self.run.store.labels(prefix).items()

    def members(self, name: str) -> list[Listed]:
        """Return the entries that a collection includes, in no particular order."""
        if not self._listed:
            return self.run.store.members(name)
        return self.listed(self.run.store.member_ids(name))

    def listed(self, ids: Sequence[str]) -> list[Listed]:
        """Return what decides the places of entries; those of open jobs are read once."""
        others = self.run.store.listed_of(id_ for id_ in ids if id_ not in self._listed)
        try:
            return [self._listed.get(id_) or others[id_] for id_ in ids]
        except KeyError as error:
            raise DamagedError(f"members: expected an entry that is listed, found {error}") from error

    def listings(self, listed: Iterable[Listed]) -> list[Listing]:
        """Return entries as they are published, in the same order."""
        wanted = list(listed)
        if len(self._listings) > MOST_LISTINGS:
            self._listings.clear()
        paths = {one.id: one.path for one in wanted if one.id not in self._listings}
        for listing in self.run.ledger.listings_of(paths):
            self._listings[listing.id] = listing._replace(path=paths[listing.id])
        return [self.changes.overrides.get(one.id) or self._listings[one.id] for one in wanted]

    def entries(self, listed: Iterable[Listed]) -> tuple[Entry, ...]:
        """Return entries with their posts, in the same order."""
        return self.run.ledger.entries(self.listings(listed))

    def same_pages(self, stored: Collection[Cut], now: Collection[Cut], pages: Iterable[Page]) -> set[int]:
        """Return the numbers of the pages of a list that show what they showed before; the first one links to all."""
        from feeds.assemble.pagination import FIRST, holding

        if self.changes.everything or set(stored) != set(now):
            return set()
        return {page.number for page in pages} - {FIRST} - holding(now, self._changed_keys)

    @cached_property
    def _changed_keys(self) -> set[tuple[datetime, str]]:
        """Return where the entries that changed are in lists, and where they were."""
        now = self.run.store.listed_of(self.changes.entries)
        return {(one.published, one.id) for one in (*now.values(), *self.changes.before.values())}

    def changed(self) -> Iterable[list[Listed]]:
        """Yield the entries with pages that may have changed, a batch at a time."""
        store, last = self.run.store, ""
        if not self.changes.everything:
            found = store.listed_of(sorted(self.changes.entries)).values()
            yield [one for one in found if one.path]
            return
        while batch := store.listed_with_pages(last, BATCH):
            yield batch
            last = batch[-1].id
