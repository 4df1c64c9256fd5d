"""Lists of pages: the open entries of each feed, and the open jobs by facets.

There is a list for each value of one facet, and for each pair with at least LEAST_JOBS; deeper combinations are made
by the script of the pages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from feeds.assemble.facets import filled
from feeds.model.feed import Filter, Value
from feeds.model.settings import LIST_FACETS, Facet, FeedSpec, Selection

LEAST_JOBS = 3  # of a pair of values that has a list
PAIR = 2
OPEN_JOBS = Selection(kind=("job",))
NAME = "jobs"  # of the list of open jobs, if no feed has just these

Key = tuple[Value, ...]  # of the list of one value, or of a pair; () is that of all open jobs


class Paths:
    """The paths of the lists of open jobs, which may be those of feeds."""

    def __init__(self, configured: Sequence[FeedSpec], feeds: Collection[str]) -> None:
        """Take the feeds as configured, and the names of all feeds."""
        self.feeds = feeds
        self.feed = next((spec.name for spec in configured if spec.select == OPEN_JOBS and not spec.each), "")
        self.main = self.feed or (NAME if NAME not in feeds else f"open-{NAME}")
        self.served = dict(_served(configured))

    def _serving(self, facets: Mapping[str, str]) -> Iterator[tuple[str, tuple[Facet, ...]]]:
        return ((name, of_feed) for of_feed, name in self.served.items() if {*of_feed} == facets.keys())

    def values_of(self, slugs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[tuple[Facet, str]]]]:
        """Yield the feeds that serve as lists of one or two values, with these; `slugs` are those of each feed."""
        for facets, template in self.served.items():
            for name, values in slugs.items():
                if len(values) == len(facets) and filled(template, facets, values) == name:
                    yield name, list(zip(facets, values, strict=True))

    def values_at(self, name: str) -> list[tuple[str, str]]:
        """Return the one or two values whose list has the name of a feed; [] if none can have it."""
        parts = name.removeprefix(f"{self.main}/").split("/")
        values = list(zip(parts[::2], parts[1::2], strict=False))
        are_values = len(parts) in (2, 2 * PAIR) and all(facet in LIST_FACETS for facet, _ in values)
        return values if name.startswith(f"{self.main}/") and are_values else []

    def of(self, key: Key) -> str:
        """Return the path of a list."""
        if not key:
            return self.main
        names = {value.facet: value.name for value in key}
        of_feed = next((filled(*one, [names[facet] for facet in one[1]]) for one in self._serving(names)), "")
        is_served = of_feed in self.feeds
        return of_feed if is_served else "/".join([self.main, *(part for value in key for part in value[:2])])


def _served(configured: Iterable[FeedSpec]) -> Iterator[tuple[tuple[Facet, ...], str]]:
    """Yield facets whose values have feeds of all their open jobs, with the name of these feeds."""
    for spec in configured:
        if spec.select == OPEN_JOBS and 1 <= len(spec.each) <= PAIR and set(spec.each) <= set(LIST_FACETS):
            yield spec.each, spec.name


def in_order(values: Iterable[Value]) -> Key:
    """Return the values of a pair in the order in which they are in its path."""
    return tuple(sorted(values, key=lambda one: LIST_FACETS.index(one.facet)))


def filters(key: Key, jobs: Mapping[Value, int], paths: Paths) -> tuple[Filter, ...]:
    """Return the filters of a list, the most frequent values first.

    Args:
        key: of the list of all jobs, or of one value.
        jobs: how many jobs of the list have each value.
        paths: of lists.
    """
    facets = {value.facet for value in key}
    least = LEAST_JOBS if key else 1
    found = (
        Filter(value, paths.of(in_order((*key, value))), count)
        for value, count in jobs.items()
        if count >= least and value.facet not in facets
    )
    return tuple(sorted(found, key=lambda one: (_place(one.value), -one.jobs, one.value.label)))


def _place(value: Value) -> int:
    return LIST_FACETS.index(value.facet)


def wider(key: Key, paths: Paths) -> tuple[tuple[Value, str], ...]:
    """Return the values of a list, each with the path of the list without it."""
    return tuple((one, paths.of(tuple(other for other in key if other != one))) for one in key)
