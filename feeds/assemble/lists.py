"""Lists of pages: the open entries of each feed, and the open jobs by facets.

    feeds, listings → lists; filters with the number of their jobs

There is a list for each value of one facet, and for each pair with at least LEAST_JOBS; deeper combinations are made
by the script of the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from feeds.assemble.facets import FacetWords, Spellings, labels, slugs, values
from feeds.assemble.selection_and_order import select
from feeds.model.entry import Listing
from feeds.model.feed import EntryList, Filter, Value
from feeds.model.settings import LIST_FACETS, Facet, FeedSpec, Selection, Site

LEAST_JOBS = 3  # of a pair of values that has a list
OPEN_JOBS = Selection(kind=("job",))
NAME = "jobs"  # of the list of open jobs, if no feed has just these


class Lists(NamedTuple):
    """All lists of a site, and of these the one of all open jobs."""

    jobs: EntryList
    others: tuple[EntryList, ...]


Members = dict[tuple[Value, ...], list[Listing]]  # of one value, or of a pair


def lists(
    configured: Sequence[FeedSpec],
    feeds: Iterable[tuple[FeedSpec, Sequence[Listing]]],
    listings: Sequence[Listing],
    site: Site,
    words: FacetWords,
) -> Lists:
    """Return the lists of a site.

    Args:
        configured: the feeds as configured, of which one with `each` stands for many.
        feeds: all feeds, each with the listings to select from.
        listings: all entries.
        site: the site.
        words: the labels of facets.
    """
    found = {
        spec.name: EntryList(spec.name, spec.title, tuple(select(spec, members, site)), spec.name)
        for spec, members in feeds
    }
    main = next((spec.name for spec in configured if spec.select == OPEN_JOBS and not spec.each), "")
    if not main:
        main = NAME if NAME not in found else f"open-{NAME}"
        found[main] = EntryList(main, "", tuple(select(FeedSpec("", "", select=OPEN_JOBS), listings, site)))
    members = _members(found[main].entries, words)
    served = dict(_served(configured))
    paths = {key: _path(main, key, served, found) for key in members}
    filters = _filters(members, paths)
    for key, entries in members.items():
        narrowed = found.get(paths[key], EntryList(paths[key], "", tuple(entries)))
        wider = [(one, paths.get(tuple(other for other in key if other != one), main)) for one in key]
        found[paths[key]] = narrowed._replace(chosen=key, filters=tuple(filters.get(key, ())), wider=tuple(wider))
    jobs = found.pop(main)._replace(filters=tuple(filters.get((), ())))
    return Lists(jobs, tuple(found.values()))


def _served(configured: Iterable[FeedSpec]) -> Iterator[tuple[frozenset[str], str]]:
    """Yield facets whose values have feeds of all their open jobs, with the name of these feeds."""
    for spec in configured:
        if spec.select == OPEN_JOBS and spec.each:
            yield frozenset(spec.each), spec.name


def _members(jobs: Iterable[Listing], words: FacetWords) -> Members:
    """Return the jobs of each value, and of each pair of values that has enough of them."""
    spellings: Spellings = {}
    names: list[tuple[Listing, list[tuple[Facet, str]]]] = []
    for listing in jobs:
        of_facets = ((facet, slugs(facet, values(facet, listing, words), spellings)) for facet in LIST_FACETS)
        names.append((listing, [(facet, name) for facet, found in of_facets for name in found]))
    known = {key: Value(*key, label) for key, label in labels(spellings).items()}
    members: Members = {}
    for listing, of_listing in names:
        found = [known[name] for name in of_listing]
        for value in found:
            members.setdefault((value,), []).append(listing)
        for pair in combinations(found, 2):
            if pair[0].facet != pair[1].facet:
                members.setdefault(pair, []).append(listing)
    return {key: of_key for key, of_key in members.items() if len(key) == 1 or len(of_key) >= LEAST_JOBS}


def _path(
    base: str, key: tuple[Value, ...], served: Mapping[frozenset[str], str], feeds: Mapping[str, EntryList]
) -> str:
    """Return the path of the list of one value or of a pair, which may be that of a feed."""
    of_feed = served.get(frozenset(value.facet for value in key), "")
    for value in key:
        of_feed = of_feed.replace(f"{{{value.facet}}}", value.name)
    return of_feed if of_feed in feeds else "/".join([base, *(part for value in key for part in value[:2])])


def _filters(members: Members, paths: Mapping[tuple[Value, ...], str]) -> dict[tuple[Value, ...], list[Filter]]:
    """Return the filters of the list of all jobs, whose key is empty, and of the list of each value."""
    filters: dict[tuple[Value, ...], list[Filter]] = {}
    for key, jobs in members.items():
        for value in key:
            rest = tuple(one for one in key if one != value)
            filters.setdefault(rest, []).append(Filter(value, paths[key], len(jobs)))
    for of_list in filters.values():
        of_list.sort(key=lambda one: (LIST_FACETS.index(one.value.facet), -one.jobs, one.value.label))
    return filters
