"""Pages of lists: the home page, pages of feeds and of filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from feeds.assemble.memberships import FEED, JOBS, NEWS, VALUE
from feeds.ledger.store.outputs import IN_PARTS
from feeds.model.entry import Listed, Listing
from feeds.model.feed import Cut, EntryList, FeedLink, Output, Page, Value
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.run import Run
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.site_file import SiteFile, links_of, one

if TYPE_CHECKING:
    from feeds.assemble.lists import Key
    from feeds.emit.pages import View

SIZE = 20  # entries of a page when it is cut
MAX_NEWS = 20  # articles on the home page
LIST = "list/"  # and its path: the collection of the pages of a list


class _Paged(NamedTuple):
    """A list with its pages; `base` is the list of all open jobs, if filters narrow it.

    same: the numbers of the pages that show what they showed before.
    """

    entries: EntryList
    pages: tuple[Page, ...]
    base: str
    same: set[int]


class Lists:
    """The lists of a site in one run, of which those are built whose entries changed."""

    def __init__(self, run: Run, collections: Collections, manifest: Manifest) -> None:
        from feeds.assemble.lists import Paths
        from feeds.emit import pages

        self.run, self.collections, self.manifest = run, collections, manifest
        config = run.project.config
        self.feeds = {spec.name: FeedLink(spec.name, spec.title, spec.formats) for spec in collections.feeds}
        self.paths = Paths(config.feeds, self.feeds)
        self.main = links_of(config.feeds)
        self.cut = set[str]()  # paths of the lists that were cut
        self.renderer = pages.ListPages(config.site, self.feeds, self.main)
        self.base = digest(run.project.version, config.site, config.site.look, self.renderer.main)
        self.values = {name: _value(name, label) for name, label in run.store.labels(VALUE).items()}

    def files(self) -> Iterator[SiteFile]:
        """Yield the home page and the pages of all lists, and save where lists are cut."""
        from feeds.emit.pages import search_index

        changes, jobs = self.collections.changes, None
        if changes.has(JOBS) or changes.has(NEWS):
            jobs = self._paged(self._jobs_list(), self.paths.main)
            yield self._home(jobs)
        if jobs and changes.has(JOBS):
            yield from self._pages(jobs)
        for entries in self._others():
            yield from self._pages(self._paged(entries, self.paths.main if entries.chosen else ""))
        if changes.everything:
            for path in self.run.store.cut_lists():
                if not path.startswith(IN_PARTS) and path not in {*self.cut, search_index.FOLDER}:
                    save_cuts(self.run, path, self.run.store.list_cuts(path), ())

    @cached_property
    def jobs(self) -> list[Listed]:
        """Return the open jobs."""
        return self.collections.members(JOBS)

    def _jobs_list(self) -> EntryList:
        from feeds.assemble.lists import filters

        spec = next((spec for spec in self.collections.feeds if spec.name == self.paths.feed), None)
        counts = {self.values[name]: count for name, count in self.run.store.count_members(VALUE).items()}
        narrow = filters((), counts, self.paths)
        return EntryList(self.paths.main, spec.title if spec else "", tuple(self.jobs), self.paths.feed, (), narrow)

    def _others(self) -> Iterator[EntryList]:
        """Yield the lists of feeds, of values and of pairs of values that may have changed."""
        changes, narrowed = self.collections.changes, set[str]()
        for entries in chain(self._of_values(), self._of_pairs()):
            narrowed.add(entries.path)
            yield entries
        for spec in self.collections.feeds:
            if spec.name not in {self.paths.main, *narrowed} and changes.has(FEED + spec.name):
                members = tuple(self.collections.members(FEED + spec.name))
                yield EntryList(spec.name, spec.title, members, spec.name)
        for name in changes.collections:
            if name.startswith(FEED):
                self._forget(name.removeprefix(FEED))

    def _of_values(self) -> Iterator[EntryList]:
        """Yield the lists of the values of which an entry changed; those without jobs are no more."""
        from feeds.assemble.lists import filters

        changed = {name for name, *rest in self._keys() if not rest}
        for name in sorted(self.values if self.collections.changes.everything else changed):
            value = _value(name)
            if name not in self.values:
                self._forget(self.paths.of((value,)))
                continue
            value = self.values[name]
            counts = {self.values[other]: count for other, count in self._together(name).items()}
            members = self.collections.listed(self.run.store.member_ids(name))
            yield self._list((value,), members)._replace(filters=filters((value,), counts, self.paths))

    def _of_pairs(self) -> Iterator[EntryList]:
        """Yield the lists of the pairs of values of which an entry changed; those with few jobs are no lists."""
        from feeds.assemble.lists import LEAST_JOBS, in_order

        if self.collections.changes.everything:
            pairs = {tuple(sorted((name, other))) for name in self.values for other in self._together(name)}
        else:
            pairs = {(name, *rest) for name, *rest in self._keys() if rest}
        for first, second in sorted(pairs):
            key = in_order(self.values.get(name) or _value(name) for name in (first, second))
            if key[0].facet == key[1].facet:
                continue
            shared = set(self.run.store.member_ids(first)).intersection(self.run.store.member_ids(second))
            if len(shared) >= LEAST_JOBS:
                yield self._list(key, self.collections.listed(sorted(shared)))
            else:
                self._forget(self.paths.of(key))

    def _keys(self) -> Iterator[tuple[str, ...]]:
        """Yield the collections of values whose lists changed, alone and in pairs."""
        changes = self.collections.changes
        yield from ((name,) for name in changes.collections if name.startswith(VALUE))
        yield from changes.pairs
        for name, values in self.paths.values_of(self.collections.slugs):
            if changes.has(FEED + name):  # a closed entry of the feed
                yield tuple(sorted(f"{VALUE}{facet}/{slug}" for facet, slug in values))
        for name in self.feeds:  # the list of the values has the page, not that of the feed
            if changes.has(FEED + name) and (found := self.paths.values_at(name)):
                yield tuple(sorted(f"{VALUE}{facet}/{slug}" for facet, slug in found))

    def _together(self, name: str) -> dict[str, int]:
        """Return how many jobs a value shares with each value of another facet."""
        facet = _value(name).facet
        shared = self.run.store.together(name, VALUE)
        return {other: count for other, count in shared.items() if _value(other).facet != facet}

    def _list(self, key: Key, members: Sequence[Listed]) -> EntryList:
        from feeds.assemble.lists import wider

        path = self.paths.of(key)
        spec = next((spec for spec in self.collections.feeds if spec.name == path), None)
        title = spec.title if spec else ""
        return EntryList(path, title, tuple(members), path if spec else "", key, wider=wider(key, self.paths))

    def _forget(self, path: str) -> None:
        """Let the pages of a list be removed, if it is none any more."""
        if path in self.feeds:
            return
        self.manifest.check(LIST + path)
        save_cuts(self.run, path, self.run.store.list_cuts(path), ())

    def _paged(self, entries: EntryList, base: str) -> _Paged:
        from feeds.assemble.pagination import of_list, paginate

        store = self.run.store
        self.cut.add(entries.path)
        stored = store.list_cuts(entries.path)
        pages, now = paginate(entries.entries, stored, of_list(SIZE))
        save_cuts(self.run, entries.path, stored, now)
        return _Paged(entries, pages, base, self.collections.same_pages(stored, now, pages))

    def _home(self, jobs: _Paged) -> SiteFile:
        """Return the home page: the first page of the open jobs, and news."""
        from feeds.emit import pages

        news = sorted(self.collections.members(NEWS), key=lambda x: (x.published, x.id), reverse=True)[:MAX_NEWS]
        view = next(pages.views(self.renderer.site, jobs.entries, jobs.pages, jobs.base))
        unconfirmed = self.run.store.unconfirmed_members(JOBS)
        shown = (listing.revision for listing in (*view.page.entries, *news))
        days = map(rfc3339, unconfirmed)
        key = digest("home", self.base, self.main, view.links, len(jobs.entries.entries), *days, *shown)

        def render() -> Iterable[Output]:
            shown = pages.Shown(view, self._listings(view.page.entries), unconfirmed)
            yield pages.index(self.renderer, shown, self._listings(news), self.main)

        return SiteFile("index.html", key, render, LIST)

    def _listings(self, listed: Iterable[Listed]) -> Sequence[Listing]:
        return self.collections.listings(listed)

    def _pages(self, paged: _Paged) -> Iterator[SiteFile]:
        """Yield the pages of a list, and those with all values of a facet."""
        from feeds.emit import pages

        entries, collection = paged.entries, LIST + paged.entries.path
        self.manifest.check(collection)
        head = digest(self.base, entries.title, entries.chosen, self.feeds.get(entries.feed))
        for view in pages.views(self.renderer.site, entries, paged.pages, paged.base):
            if view.page.number in paged.same:
                self.manifest.wanted.add(view.path)
                continue
            revisions = "".join(listed.revision + listed.path for listed in view.page.entries)
            key = digest(head, view.page.until, view.links, revisions)
            yield SiteFile(view.path, key, partial(self._rendered, view), collection)
        if paged.base and not entries.chosen:
            for group in pages.all_values(self.renderer.site, entries):
                path = pages.values_path(entries.path, group.facet)
                key = digest(head, *sorted(filter_.value for filter_ in group.filters))
                yield SiteFile(path, key, partial(one, self.renderer.values, entries.path, group), collection)

    def _rendered(self, view: View) -> Iterable[Output]:
        yield self.renderer.page(view, self._listings(view.page.entries))


def _value(collection: str, label: str = "") -> Value:
    """Return the value that a collection is of."""
    facet, name = collection.removeprefix(VALUE).split("/")
    return Value(facet, name, label)


def save_cuts(run: Run, name: str, stored: Sequence[Cut], now: Sequence[Cut]) -> None:
    """Save where a list or file is cut, if that changed."""
    if set(stored) != set(now):
        with run.store.transaction(durable=False):
            run.store.save_list_cuts(name, now)
