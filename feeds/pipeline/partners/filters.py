"""Filters of sources: which of a partner's entries are not published, by `keep` and `drop`.

They match as those of feeds do, in what an entry states; what was filtered away is kept in the ledger by source, so
that an unchanged entry is not normalised again, and `feeds explain` knows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from feeds.assemble.selection_and_order import answers
from feeds.collect import Web
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.store import Store
from feeds.model.entry import Listing
from feeds.model.hashing import digest
from feeds.model.post import Post
from feeds.model.settings import Filter, OfferFilter
from feeds.pipeline.site.selected_facts import with_places

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # filters of sources have no days
_SHAPE = [[str]]


class Filtered(NamedTuple):
    """An entry that was filtered away; `key` is the one that decided: `keep.place`, `drop.keyword`."""

    locator: str
    fingerprint: str
    url: str
    title: str
    key: str


def deciding_key(source: Web, post: Post, facts: EntryFacts) -> str:
    """Return the key of a source's filters that leaves out an entry, or "" if none does."""
    if is_unfiltered(source):
        return ""
    listing = _listing(post, facts, (*source.keep.keyword, *source.drop.keyword))
    met = (f"drop.{key}" for key, is_met in answers(_filter(source.drop), listing) if is_met)
    missed = (f"keep.{key}" for key, is_met in answers(_filter(source.keep), listing) if not is_met)
    return next(chain(met, missed), "").replace("keywords", "keyword")


def is_unfiltered(source: Web) -> bool:
    """Return whether a source has no filters."""
    return source.keep == source.drop == OfferFilter()


def version(source: Web) -> str:
    """Return a digest of the filters of a source, as a part of fingerprints; "" if it has none."""
    return "" if is_unfiltered(source) else f".{digest(source.keep, source.drop, size=6)}"


def had_other_filters(source: Web, fingerprint: str) -> bool:
    """Return whether an entry with this fingerprint was published with other filters than those of now."""
    _, _, before = fingerprint.partition(".")
    return before.partition(".")[2] != version(source).removeprefix(".")


def save(store: Store, source: str, filtered: Iterable[Filtered]) -> None:
    """Save which entries of a source were filtered away."""
    rows = sorted(filtered)
    text = json.dumps(rows, ensure_ascii=False) if rows else ""
    if text != store.meta(_name(source)):
        store.set_meta(_name(source), text)


def load(store: Store, source: str) -> list[Filtered]:
    """Return which entries of a source were filtered away when it was last recorded."""
    return [Filtered(*row) for row in store.meta_json(_name(source), _SHAPE, [])]


def find(store: Store, sources: Iterable[Web], names: Iterable[str]) -> Iterator[tuple[Web, Filtered]]:
    """Yield the entries that were filtered away and have one of some names: a locator, an address or a title."""
    wanted = {name.rstrip("/") for name in names}
    for source in sources:
        for one in load(store, source.name):
            if not wanted.isdisjoint({one.locator.rstrip("/"), one.url.rstrip("/"), one.title}):
                yield source, one


def known(store: Store, source: Web) -> Mapping[str, Filtered]:
    """Return the entries of a source that were filtered away, by locator."""
    return {} if is_unfiltered(source) else {one.locator: one for one in load(store, source.name)}


def _name(source: str) -> str:
    return f"filtered {source}"


def _filter(of: OfferFilter) -> Filter:
    return Filter(keywords=of.keyword, place=of.place, contract=of.contract, tag=of.tag, organization=of.organization)


def _listing(post: Post, facts: EntryFacts, wanted: tuple[str, ...]) -> Listing:
    """Return a post as lists show it, with what filters match."""
    from feeds.normalise.values import keywords

    listing = Listing(
        *(facts.id, "", "", post.kind, "open", post.title, _NO_TIME, _NO_TIME, post.language),
        *(post.source, post.locator, ""),
        organization=facts.organization,
        tags=post.tags,
        job=post.job,
        keywords=keywords.found(wanted, post.title, post.content_html) if wanted else (),
    )
    return with_places(listing)
