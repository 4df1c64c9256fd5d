"""Facets: one feed for each combination of tags, organisations and so on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from feeds.assemble.selection_and_order import matches
from feeds.model.entry import Listing
from feeds.model.settings import Facet, FeedSpec, Site
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
    specs: Iterable[FeedSpec], listings: Sequence[Listing], site: Site, words: FacetWords = NO_WORDS
) -> Iterator[tuple[FeedSpec, Sequence[Listing]]]:
    """Yield each feed with the listings to select from.

    A feed with `each:` becomes one feed per combination of values of its facets, closed posts included, so that a
    feed does not vanish with its last open post.
    """
    for spec in specs:
        if not spec.each:
            yield spec, listings
            continue
        candidates = [listing for listing in listings if matches(spec.select, listing, site)]
        label_of, members = _combinations(spec.each, candidates, words)
        for names, chosen in sorted(members.items()):
            yield _facet_feed(spec, names, [label_of[pair] for pair in zip(spec.each, names, strict=True)]), chosen


def _facet_feed(spec: FeedSpec, names: Sequence[str], labels: Sequence[str]) -> FeedSpec:
    return replace(
        spec,
        name=_filled(spec.name, spec.each, names),
        title=_filled(spec.title, spec.each, labels),
        description=_filled(spec.description, spec.each, labels),
        each=(),
        group=spec.name,
        values=tuple(labels),
    )


def _filled(text: str, facets: Sequence[Facet], values: Sequence[str]) -> str:
    """Return a text with the values of facets in place of their placeholders; a value is no placeholder again."""
    known = {f"{{{facet}}}": value for facet, value in zip(facets, values, strict=True)}
    return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), text)


Spellings = dict[tuple[Facet, str], Counter[str]]  # how often each value is written how, by facet and slug


def _combinations(
    facets: Sequence[Facet], listings: Iterable[Listing], words: FacetWords
) -> tuple[dict[tuple[Facet, str], str], dict[tuple[str, ...], list[Listing]]]:
    """Return the label of each value of a facet, and the listings of each combination of values, by their slugs."""
    spellings: Spellings = {}
    members: dict[tuple[str, ...], list[Listing]] = {}
    for listing in listings:
        names = [slugs(facet, values(facet, listing, words), spellings) for facet in facets]
        for combination in product(*names):
            members.setdefault(combination, []).append(listing)
    return labels(spellings), members


def slugs(facet: Facet, found: Iterable[str], spellings: Spellings) -> list[str]:
    """Return the slugs of values, each once, and count in `spellings` how each value is written."""
    names: dict[str, None] = {}
    for value in found:
        if name := slugify(value):
            spellings.setdefault((facet, name), Counter())[value] += 1
            names[name] = None
    return list(names)


def labels(spellings: Spellings) -> dict[tuple[Facet, str], str]:
    """Return the label of each value: its most frequent spelling."""
    return {key: min(counts, key=lambda word: (-counts[word], word)) for key, counts in spellings.items()}
