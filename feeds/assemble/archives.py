"""The documents of a feed: the live one, and the archives of a feed that keeps them (RFC 5005).

Pure: the archive document that each older entry belongs to is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from feeds.assemble.selection_and_order import choose
from feeds.model.entry import Listing
from feeds.model.feed import Feed
from feeds.model.settings import FeedSpec, Site

NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # `updated` of a feed that never had an entry: no clock is read


class Outline(NamedTuple):
    """A feed document without its texts: `head` is the feed with no entries, `listings` its entries.

    A `frozen` document was filled to the last place, and is not written again unless an entry of
    it was taken away.
    """

    head: Feed
    listings: tuple[Listing, ...]
    frozen: bool = False


def outline(
    spec: FeedSpec,
    listings: Sequence[Listing],
    site: Site,
    archived: Mapping[str, int],
    tombstones: Collection[str] = (),
) -> Iterator[Outline]:
    """Yield the documents of a feed: where it keeps archives, those from the oldest on, then the live one.

    Args:
        spec: the feed.
        listings: all entries that it may choose from.
        site: the site.
        archived: the number of the archive document of each entry that was put into one before.
        tombstones: ids of the entries whose deletion feeds tell (RFC 6721).
    """
    chosen, others = choose(spec, listings, site)
    live = chosen if spec.limit is None else chosen[: spec.limit]
    previous = ""
    if spec.history == "archived" and spec.limit:
        numbers = number_archives(chosen[spec.limit :][::-1], archived, spec.limit)
        for document in _archives(spec, chosen, numbers, site):
            yield document
            previous = document.head.name
    left = [listing for listing in others if listing.ended and listing.shown]
    deleted = sorted((x for x in left if x.id in tombstones), key=lambda x: (x.ended, x.id), reverse=True)
    head = Feed(
        *(spec.name, spec.title, spec.description, site.language),
        _updated((*live, *left)) or _updated(others) or NEVER,
        spec.history,
        previous=previous,
        deleted=tuple(deleted),
        formats=spec.formats,
    )
    yield Outline(head, tuple(live))


def number_archives(older: Iterable[Listing], archived: Mapping[str, int], limit: int) -> dict[str, int]:
    """Return the numbers of the archive documents, with those of entries that are in none yet.

    A number is for ever, and a document of `limit` entries takes no more.

    Args:
        older: entries that left the live document, oldest first.
        archived: the numbers of those that were put into a document before.
        limit: how many entries a document holds.
    """
    numbers = dict(archived)
    counts = Counter(numbers.values())
    last = max(counts, default=1)
    for listing in older:
        if listing.id not in numbers:
            last += counts[last] >= limit
            counts[last] += 1
            numbers[listing.id] = last
    return numbers


def _archives(
    spec: FeedSpec, chosen: Sequence[Listing], numbers: Mapping[str, int], site: Site
) -> Iterator[Outline]:
    documents: dict[int, list[Listing]] = {number: [] for number in numbers.values()}
    for listing in chosen:
        if listing.id in numbers:
            documents[numbers[listing.id]].append(listing)
    filled, last, previous = Counter(numbers.values()), max(numbers.values(), default=0), ""
    for number in sorted(documents):
        name = f"{spec.name}-archive-{number:04}"
        updated = _updated(documents[number]) or NEVER
        head = Feed(
            *(name, spec.title, spec.description, site.language, updated, spec.history),
            archive=number,
            current=spec.name,
            previous=previous,
            formats=tuple(format_ for format_ in spec.formats if format_ != "job_posting"),
        )
        full = number < last or filled[number] >= (spec.limit or 0)
        yield Outline(head, tuple(documents[number]), frozen=full)
        previous = name


def _updated(listings: Iterable[Listing]) -> datetime | None:
    """Return when a feed last changed: an entry was updated, or left it."""
    return max((listing.ended or listing.updated for listing in listings), default=None)
