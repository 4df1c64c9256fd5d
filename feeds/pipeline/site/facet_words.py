"""Labels of the values of facets, in the language of the site."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.assemble.facets import NO_WORDS, FacetWords
from feeds.model.settings import FeedSpec, Site

NAMED = frozenset({"contract", "telework"})  # facets whose values posts do not state in words


def facet_words(site: Site, specs: Iterable[FeedSpec]) -> FacetWords:
    """Return the labels that feeds need; to read a catalogue takes some milliseconds."""
    if not any(NAMED.intersection(spec.each) for spec in specs):
        return NO_WORDS
    return all_words(site)


def all_words(site: Site) -> FacetWords:
    """Return the labels of all values that have no name of their own."""
    from feeds.emit import localize
    from feeds.emit.facts.words import job_words

    words = job_words(localize.primary_language(localize.choose_language(site.language)))
    return FacetWords(words.contracts, words.telework)
