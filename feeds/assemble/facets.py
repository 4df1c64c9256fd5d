"""Facets: one feed for each tag or organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from feeds.assemble.selection_and_order import is_wanted
from feeds.model.entry import Listing
from feeds.model.settings import Facet, FeedSpec, Site
from feeds.model.urls import slugify


def expand(
    specs: Iterable[FeedSpec], listings: Sequence[Listing], site: Site
) -> Iterator[tuple[FeedSpec, Sequence[Listing]]]:
    """Yield each feed with the listings that it may choose from.

    A feed with a facet becomes one feed for every value in its selection; closed posts count, so that
    a feed does not vanish with its last open post.
    """
    for spec in specs:
        if spec.each is None:
            yield spec, listings
            continue
        candidates = [listing for listing in listings if is_wanted(spec.select, listing, site)]
        for name, shown, members in _facets(spec.each, candidates):
            yield _of_facet(spec, spec.each, name, shown), members


def _of_facet(spec: FeedSpec, facet: Facet, name: str, shown: str) -> FeedSpec:
    placeholder = f"{{{facet}}}"
    return replace(
        spec,
        name=spec.name.replace(placeholder, name),
        title=spec.title.replace(placeholder, shown),
        description=spec.description.replace(placeholder, shown),
        each=None,
    )


def _facets(facet: Facet, listings: Iterable[Listing]) -> Iterator[tuple[str, str, list[Listing]]]:
    """Yield the values of a facet: slug, spelling, listings; spellings of one slug are one value."""
    spellings: dict[str, Counter[str]] = {}
    members: dict[str, dict[str, Listing]] = {}
    for listing in listings:
        for value in listing.tags if facet == "tag" else (listing.organization,):
            if name := slugify(value):
                spellings.setdefault(name, Counter())[value] += 1
                members.setdefault(name, {})[listing.id] = listing
    for name, counts in sorted(spellings.items()):
        yield name, min(counts, key=lambda word: (-counts[word], word)), list(members[name].values())
