"""Feeds in parts: paged feeds (RFC 5005 §3), since a long complete document is written whole for each change.

    entries in order, stored cuts → documents: new parts, the live one, older parts

Entries are cut by the instant at which they were first seen, published or changed last. So one that changes moves to
the live document by itself, one that is only rendered again stays in its part, and none is in two documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from feeds.assemble.pagination import FIRST, Measure, paginate
from feeds.model.entry import Listed
from feeds.model.feed import Cut, Page, Pages, Sizes
from feeds.model.instant import rfc3339
from feeds.model.settings import FeedSpec

# Entries of a document: 100 to 199 of the live one, 67 to 199 of a part. What is cut off has 84, so that neither it nor
# the rest is short when the next entries leave.
SIZES = Sizes(most=200, cut=84, first=100, least=67)
# Of an encoded post that weighs as one entry; JSON Feed, the largest format, has up to 2.5 times as many.
CHARACTERS = 8_000
MAX_WEIGHT = 16  # of an entry: with more, what is cut off a document could be short (see `paginate`)
KEPT = 0.8  # of `parts_above`: with fewer entries, a feed in parts is one document again


class Part(NamedTuple):
    """A document of a paged feed; `number` is FIRST for the live one. `is_new` if it was not cut before."""

    name: str
    number: int
    pages: Pages
    listings: tuple[Listed, ...]
    is_new: bool = False


class Parts(NamedTuple):
    """The documents of a paged feed, in the order in which they are written, and its cuts from now on.

    One that gains entries comes before one that loses them, so that a run that is cut off leaves none out: entries
    move from the live document to new parts, and from older parts to the live document or the next newer part.
    """

    documents: tuple[Part, ...]
    cuts: tuple[Cut, ...]


def key(listing: Listed) -> tuple[datetime, str]:
    """Return by what entries are cut; those of the same instant, as of a first run, by publication."""
    return listing.changed_at, f"{rfc3339(listing.published)} {listing.id}"


def weight(characters: int) -> int:
    """Return how many entries a post counts as."""
    return min(1 + characters // CHARACTERS, MAX_WEIGHT)


def can_be_paged(spec: FeedSpec) -> bool:
    """Return whether a feed may be in parts: one with all entries, of which the live document has the newest."""
    return bool(spec.parts_above) and spec.history == "complete" and spec.order != "oldest"


def split(spec: FeedSpec, entries: Sequence[Listed], cuts: Sequence[Cut]) -> Parts | None:
    """Return the documents of a feed in parts; None if it is one document.

    Args:
        spec: the feed.
        entries: all of its entries, in its order, which is that of each document, too.
        cuts: the stored ones; () if it was one document before.
    """
    if not can_be_paged(spec):
        return None
    measure = Measure(key, lambda listing: listing.weight)
    if measure.total(entries) <= spec.parts_above * (KEPT if cuts else 1):
        return None
    pages, now = paginate(entries, cuts, SIZES, measure)
    if len(pages) == 1:
        return None
    place = {listing.id: number for number, listing in enumerate(entries)}
    known = {cut.number for cut in cuts}
    documents = [
        Part(
            *(_name(spec, page), page.number, links, tuple(sorted(page.entries, key=lambda one: place[one.id]))),
            page.number not in {FIRST, *known},
        )
        for page, links in zip(pages, _links(spec, pages, len(entries)), strict=True)
    ]
    return Parts(tuple(sorted(documents, key=lambda part: not part.is_new)), now)


def _name(spec: FeedSpec, page: Page) -> str:
    return spec.name if page.number == FIRST else f"{spec.name}-part-{page.number:04}"


def _links(spec: FeedSpec, pages: Sequence[Page], total: int) -> Iterator[Pages]:
    names = [_name(spec, page) for page in pages]
    for number, (previous, next_) in enumerate(zip(["", *names], [*names[1:], ""], strict=False)):
        is_live = number == 0
        yield Pages(names[0], next_, previous, tuple(names[1:]) if is_live else (), total if is_live else 0)
