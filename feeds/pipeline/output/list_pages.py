"""Pages of lists: the home page, pages of feeds and of filters, and the index of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.ledger.lifecycle import LIVE
from feeds.model.entry import Listing
from feeds.model.feed import Cut, EntryList, FeedLink, Output, Page, Value
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.settings import FeedSpec
from feeds.pipeline.output.facet_words import all_words
from feeds.pipeline.output.site_file import SiteFile, links_of
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.assemble.lists import Lists
    from feeds.emit.pages import ListPages

SIZE = 20  # entries of a page when it is cut
MAX_NEWS = 20  # articles on the home page


class _Paged(NamedTuple):
    """A list with its pages; `base` is the list of all open jobs, if filters narrow it."""

    entries: EntryList
    pages: tuple[Page, ...]
    base: str


def list_files(
    run: Run, listings: Sequence[Listing], expanded: Sequence[tuple[FeedSpec, Sequence[Listing]]]
) -> Iterator[SiteFile]:
    """Yield the home page, the pages of all lists and the index of the search, and save where lists are cut.

    `expanded` are all feeds, each with the listings to select from.
    """
    from feeds.emit import pages

    site = run.project.config.site
    lists = _lists(run, listings, expanded)
    feeds = {spec.name: FeedLink(spec.name, spec.title, spec.formats) for spec, _ in expanded}
    renderer = pages.ListPages(site, feeds, links_of(run.project.config.feeds))
    cuts = _Cuts(run)
    jobs = _Paged(lists.jobs, cuts.paginate(lists.jobs.path, lists.jobs.entries, SIZE), lists.jobs.path)
    others = (
        _Paged(one, cuts.paginate(one.path, one.entries, SIZE), lists.jobs.path if one.chosen else "")
        for one in lists.others
    )
    base = digest(run.project.version, site, site.look, renderer.main)
    revisions = {listing.id: digest(listing.revision, listing.path) for listing in listings}
    yield _home(run, renderer, jobs, listings, base)
    for paged in (jobs, *others):
        yield from _pages(renderer, paged, feeds, base, revisions)
    if lists.jobs.entries:
        yield from _search(run, lists, cuts, base, revisions)
    cuts.save()


def _lists(run: Run, listings: Sequence[Listing], expanded: Sequence[tuple[FeedSpec, Sequence[Listing]]]) -> Lists:
    from feeds.assemble.lists import lists

    config = run.project.config
    return lists(config.feeds, expanded, listings, config.site, all_words(config.site))


class _Cuts:
    """Where lists are cut: as stored, and from now on."""

    def __init__(self, run: Run) -> None:
        self.store = run.store
        self.stored = run.store.list_cuts()
        self.now: dict[str, tuple[Cut, ...]] = {}

    def paginate(self, path: str, entries: Iterable[Listing], size: int) -> tuple[Page, ...]:
        """Return the pages of a list."""
        from feeds.assemble.pagination import of_list, paginate

        pages, self.now[path] = paginate(entries, self.stored.get(path, ()), of_list(size))
        return pages

    def save(self) -> None:
        """Save the cuts that changed, and forget those of lists that are no more."""
        changed = {path: cuts for path, cuts in self.now.items() if set(cuts) != set(self.stored.get(path, ()))}
        changed |= dict.fromkeys(self.stored.keys() - self.now.keys(), ())
        if changed:
            with self.store.transaction(durable=False):
                for path, cuts in changed.items():
                    self.store.save_list_cuts(path, cuts)


def _home(run: Run, renderer: ListPages, jobs: _Paged, listings: Sequence[Listing], base: str) -> SiteFile:
    """Return the home page: the first page of the open jobs, and news."""
    from feeds.emit import pages

    live = [listing for listing in listings if listing.state in LIVE and listing.path]
    news = sorted((x for x in live if x.kind == "article"), key=lambda x: (x.published, x.id), reverse=True)[:MAX_NEWS]
    view = next(pages.views(run.project.config.site, jobs.entries, jobs.pages, jobs.base))
    feeds = links_of(run.project.config.feeds)
    unconfirmed = sorted(rfc3339(job.unconfirmed) for job in jobs.entries.entries if job.unconfirmed)
    shown = (listing.revision for listing in (*view.page.entries, *news))
    key = digest("home", base, feeds, view.links, len(jobs.entries.entries), *unconfirmed, *shown)
    return SiteFile("index.html", key, partial(_one, pages.index, renderer, view, news, feeds))


def _one(render: Callable[..., Output], *values: Any) -> Iterable[Output]:
    yield render(*values)


def _pages(
    renderer: ListPages, paged: _Paged, feeds: Mapping[str, FeedLink], base: str, revisions: Mapping[str, str]
) -> Iterator[SiteFile]:
    """Yield the pages of a list, and those with all values of a facet."""
    from feeds.emit import pages

    entries = paged.entries
    head = digest(base, entries.title, entries.chosen, feeds.get(entries.feed))
    views = pages.views(renderer.site, entries, paged.pages, paged.base)
    for view in views:
        key = digest(head, view.page.until, view.links, "".join(revisions[one.id] for one in view.page.entries))
        yield SiteFile(view.path, key, partial(_one, renderer.page, view))
    if paged.base and not entries.chosen:
        for group in pages.all_values(renderer.site, entries):
            path = pages.values_path(entries.path, group.facet)
            key = digest(head, *sorted(one.value for one in group.filters))
            yield SiteFile(path, key, partial(_one, renderer.values, entries.path, group))


def _search(run: Run, lists: Lists, cuts: _Cuts, base: str, revisions: Mapping[str, str]) -> Iterator[SiteFile]:
    """Yield the parts of the index of the search, and the list of them."""
    from feeds.emit.pages import search_index

    parts = cuts.paginate(search_index.FOLDER, lists.jobs.entries, search_index.SIZE)
    numbers = [part.number for part in parts]
    values: dict[str, list[Value]] = {}
    for one in lists.others:
        if len(one.chosen) == 1:
            for listing in one.entries:
                values.setdefault(listing.id, []).append(one.chosen[0])
    for of_entry in values.values():
        of_entry.sort()  # a new offer elsewhere moves none
    yield SiteFile(f"{search_index.FOLDER}/parts.js", digest(numbers), partial(_one, search_index.table, numbers))
    for part in parts:
        found = ((one.id, values.get(one.id)) for one in part.entries)
        key = digest("search", base, *found, *(revisions[one.id] for one in part.entries))
        yield SiteFile(search_index.path(part.number), key, partial(_part, run, part, values))


def _part(run: Run, part: Page, values: Mapping[str, Sequence[Value]]) -> Iterable[Output]:
    from feeds.emit.pages import search_index

    entries = run.ledger.entries(part.entries)
    yield search_index.part(run.project.config.site, part.number, entries, values)
