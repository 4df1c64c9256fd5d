"""Facets: one feed for each combination of tags, organisations and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from feeds.model.entry import Listing
from feeds.model.settings import Facet, FeedSpec
from feeds.model.urls import slugify

_PLACEHOLDER = re.compile(r"\{\w+\}")


class FacetWords(NamedTuple):
    """Labels in the language of a site: of kinds of contract and of classes of telework."""

    contracts: Mapping[str, str]
    telework: Mapping[str, str]


NO_WORDS = FacetWords({}, {})


def values(facet: str, listing: Listing, words: FacetWords) -> tuple[str, ...]:
    """Return the labels of a listing for a facet; unknown facts have none.

    The facets are those of `settings.Facet`. A place is a town, else a region; a language is its code.
    """
    job = listing.job
    found: Iterable[str] = ()
    if facet in ("tag", "organization"):
        found = listing.tags if facet == "tag" else (listing.organization,)
    elif facet == "author":
        found = listing.authors
    elif facet == "language":
        found = (listing.language.partition("-")[0],)
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


def expand(
    specs: Iterable[FeedSpec], slugs: Mapping[str, tuple[str, ...]], labels: Mapping[str, str]
) -> Iterator[FeedSpec]:
    """Yield all feeds: one with `each:` becomes one for each combination of values of its facets.

    Args:
        specs: the feeds as configured.
        slugs: of the values, by the name of each feed that has an entry, closed or not: a feed does not vanish with its
            last open post.
        labels: how values are written, by configured feed, facet and slug: `tags/{tag}/tag/art`.
    """
    for spec in specs:
        if not spec.each:
            yield spec
            continue
        for values_ in sorted(found for name, found in slugs.items() if is_named(spec, found, name)):
            pairs = zip(spec.each, values_, strict=True)
            yield _facet_feed(spec, values_, [labels[f"{spec.name}/{facet}/{slug}"] for facet, slug in pairs])


def is_named(spec: FeedSpec, slugs: Sequence[str], name: str) -> bool:
    """Return whether the feed for a combination of values has a name."""
    return len(slugs) == len(spec.each) and filled(spec.name, spec.each, slugs) == name


def _facet_feed(spec: FeedSpec, names: Sequence[str], labels: Sequence[str]) -> FeedSpec:
    return replace(
        spec,
        name=filled(spec.name, spec.each, names),
        title=filled(spec.title, spec.each, labels),
        description=filled(spec.description, spec.each, labels),
        each=(),
        group=spec.name,
        values=tuple(labels),
    )


def filled(text: str, facets: Sequence[Facet], values: Sequence[str]) -> str:
    """Return a text with the values of facets in place of their placeholders; a value is no placeholder again."""
    known = {f"{{{facet}}}": value for facet, value in zip(facets, values, strict=True)}
    return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), text)


def slugs_of(facet: Facet, listing: Listing, words: FacetWords) -> dict[str, list[str]]:
    """Return the values of a listing for a facet: how it writes each, by its slug."""
    names: dict[str, list[str]] = {}
    for value in values(facet, listing, words):
        if name := slugify(value):
            names.setdefault(name, []).append(value)
    return names
