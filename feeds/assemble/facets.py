"""Facets: one feed for each tag or organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from feeds.assemble.selection_and_order import matches
from feeds.model.entry import Listing
from feeds.model.settings import Facet, FeedSpec, Site
from feeds.model.urls import slugify


def expand(
    specs: Iterable[FeedSpec], listings: Sequence[Listing], site: Site
) -> Iterator[tuple[FeedSpec, Sequence[Listing]]]:
    """Yield each feed with the listings to select from.

    A feed with `each:` becomes one feed per value of the facet, closed posts included, so that a feed does
    not vanish with its last open post.
    """
    for spec in specs:
        if spec.each is None:
            yield spec, listings
            continue
        candidates = [listing for listing in listings if matches(spec.select, listing, site)]
        for name, label, members in _facets(spec.each, candidates):
            yield _facet_feed(spec, spec.each, name, label), members


def _facet_feed(spec: FeedSpec, facet: Facet, name: str, label: str) -> FeedSpec:
    placeholder = f"{{{facet}}}"
    return replace(
        spec,
        name=spec.name.replace(placeholder, name),
        title=spec.title.replace(placeholder, label),
        description=spec.description.replace(placeholder, label),
        each=None,
    )


class FacetWords(NamedTuple):
    """Labels in the language of a site: of kinds of contract and of classes of telework."""

    contracts: Mapping[str, str]
    telework: Mapping[str, str]


def values(facet: str, listing: Listing, words: FacetWords) -> tuple[str, ...]:
    """Return the labels of a listing for a facet; unknown facts have none.

    The facets are `domain`, `contract`, `telework`, `place` (towns, else regions), `organization` and `tag`.
    """
    job = listing.job
    found: Iterable[str] = ()
    if facet in ("tag", "organization"):
        found = listing.tags if facet == "tag" else (listing.organization,)
    elif job is None:
        found = ()
    elif facet == "domain":
        found = job.occupational_category
    elif facet == "contract":
        found = (words.contracts.get(kind, "") for kind in job.contract_kinds)
    elif facet == "telework":
        found = (words.telework.get(job.remote, ""),)
    elif facet == "place":
        found = (place.locality or place.region for place in job.job_location)
    return tuple(dict.fromkeys(filter(None, found)))


def _facets(facet: Facet, listings: Iterable[Listing]) -> Iterator[tuple[str, str, list[Listing]]]:
    """Yield slug, label and listings of each value of a facet; the most frequent spelling is the label."""
    spellings: dict[str, Counter[str]] = {}
    members: dict[str, dict[str, Listing]] = {}
    for listing in listings:
        for value in listing.tags if facet == "tag" else (listing.organization,):
            if name := slugify(value):
                spellings.setdefault(name, Counter())[value] += 1
                members.setdefault(name, {})[listing.id] = listing
    for name, counts in sorted(spellings.items()):
        yield name, min(counts, key=lambda word: (-counts[word], word)), list(members[name].values())
