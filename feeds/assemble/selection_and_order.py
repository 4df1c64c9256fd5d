"""Which posts make up a feed, and in which order.

Pure: listings in, choices out. What a feed needs of the ledger (the archive document that each older
entry belongs to) is a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.model.entry import Listing
from feeds.model.feed import Feed
from feeds.model.settings import Facet, FeedSpec, Selection, Site
from feeds.model.urls import slugify

NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # `updated` of a feed that never had an entry: no clock is read


class Outline(NamedTuple):
    """A feed document without its texts: `head` is the feed with no entries, `listings` its entries.

    A `frozen` document was filled to the last place, and is not written again unless an entry of
    it was taken away.
    """

    head: Feed
    listings: tuple[Listing, ...]
    frozen: bool = False


def expand(
    specs: Iterable[FeedSpec], listings: Sequence[Listing], site: Site
) -> Iterator[tuple[FeedSpec, Sequence[Listing]]]:
    """Give each feed with the listings that it may choose from.

    A feed with a facet becomes one feed for every value that its selection has, closed posts counted,
    so that a feed does not vanish with its last open post.
    """
    for spec in specs:
        if spec.each is None:
            yield spec, listings
            continue
        anyone = [listing for listing in listings if _chosen(spec.select, listing, site)]
        for name, shown, members in _facets(spec.each, anyone):
            yield _of_facet(spec, spec.each, name, shown), members


def _of_facet(spec: FeedSpec, facet: Facet, name: str, shown: str) -> FeedSpec:
    hole = f"{{{facet}}}"
    return replace(
        spec,
        name=spec.name.replace(hole, name),
        title=spec.title.replace(hole, shown),
        description=spec.description.replace(hole, shown),
        each=None,
    )


def _facets(facet: Facet, listings: Iterable[Listing]) -> Iterator[tuple[str, str, list[Listing]]]:
    """Give the values of a facet: address, wording, listings; spellings that share an address are one."""
    spellings: dict[str, Counter[str]] = {}
    members: dict[str, dict[str, Listing]] = {}
    for listing in listings:
        for value in listing.tags if facet == "tag" else (listing.organization,):
            if name := slugify(value):
                spellings.setdefault(name, Counter())[value] += 1
                members.setdefault(name, {})[listing.id] = listing
    for name, counts in sorted(spellings.items()):
        yield name, min(counts, key=lambda word: (-counts[word], word)), list(members[name].values())


def select(spec: FeedSpec, listings: Iterable[Listing], site: Site) -> list[Listing]:
    """Choose a feed's entries and put them in order; entries of one moment are ordered by id."""
    return _choose(spec, listings, site)[0]


def _choose(spec: FeedSpec, listings: Iterable[Listing], site: Site) -> tuple[list[Listing], list[Listing]]:
    """Give a feed's entries, in order, and those that would be its entries were they in another state."""
    able = [listing for listing in listings if _chosen(spec.select, listing, site)]
    chosen = [listing for listing in able if _is_in_state(spec.select, listing)]
    chosen.sort(key=lambda listing: listing.id)
    at = (lambda listing: listing.updated) if spec.order == "updated" else (lambda listing: listing.published)
    chosen.sort(key=at, reverse=spec.order != "oldest")
    return chosen, [listing for listing in able if not _is_in_state(spec.select, listing)]


def _is_in_state(want: Selection, listing: Listing) -> bool:
    """Tell whether a feed wants what became of an entry; one that its source lost sight of is open.

    What has no page any more, which is what an empty path says, is in none: there is nothing to link to.
    """
    if not listing.path:
        return False
    stale = listing.state == "stale" and "open" in want.state
    return not want.state or stale or listing.state in want.state


def _chosen(want: Selection, listing: Listing, site: Site) -> bool:
    """Tell whether a feed may want an entry, whatever has become of it; nobody wants what nobody saw."""
    if want.kind and listing.kind not in want.kind:
        return False
    if want.source and listing.source not in want.source:
        return False
    if want.language and not {listing.language, listing.language.partition("-")[0]} & set(want.language):
        return False
    if want.tag and not _named(want.tag) & _named(listing.tags):
        return False
    if want.organization and not _named(want.organization) & _named((listing.organization,)):
        return False
    if listing.state in ("draft", "scheduled") and not listing.shown:
        return False
    return _within(want, listing, site)


def _named(words: tuple[str, ...]) -> set[str]:
    return {slugify(word) for word in words}


def _within(want: Selection, listing: Listing, site: Site) -> bool:
    if not want.since and not want.until:
        return True
    day = listing.published.astimezone(ZoneInfo(site.timezone)).date()
    return (not want.since or want.since <= day) and (not want.until or day <= want.until)


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
    chosen, others = _choose(spec, listings, site)
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
    """Say when a feed last changed: an entry was updated, or left it."""
    return max((listing.ended or listing.updated for listing in listings), default=None)
