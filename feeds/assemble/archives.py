"""Documents of a feed: the live document, and archive documents (RFC 5005 §4) or parts (§3).

Pure functions: what the ledger has of the documents is passed as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from feeds.assemble import parts
from feeds.assemble.pagination import FIRST
from feeds.assemble.selection_and_order import ordered
from feeds.model.entry import Listed
from feeds.model.feed import Cut, Feed
from feeds.model.settings import FeedSpec, Site

NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # `updated` of a feed that never had an entry


class Outline(NamedTuple):
    """A feed document before its content is loaded.

    head: the feed without entries. listings: its entries. frozen: whether it is an archive document, which
    is rewritten only if one of its entries is removed (RFC 5005 §4). step: documents of the next step are written
    after it, as entries move from them to it. cuts, whole: of the live document of a paged feed, where it is cut
    from now on, and the entries of all documents. deleted: of the live document, the entries that left recently.
    """

    head: Feed
    listings: tuple[Listed, ...]
    frozen: bool = False
    step: int = 0
    cuts: tuple[Cut, ...] = ()
    whole: tuple[Listed, ...] = ()
    deleted: tuple[Listed, ...] = ()


class Members(NamedTuple):
    """The entries of a feed: those in it, in any order, and what only their state keeps out.

    marked: closed ones that the feed still shows. left: those that left it so recently that they have tombstones
    (RFC 6721), or leave it after `now`. last_left: when the last of all others left it. last_out: when any of those
    that are out changed last.
    """

    chosen: Sequence[Listed]
    now: datetime
    marked: Sequence[Listed] = ()
    left: Sequence[Listed] = ()
    last_left: datetime | None = None
    last_out: datetime | None = None


class Stored(NamedTuple):
    """What the ledger has of the documents of a feed.

    archived: archive numbers by entry id, of entries that are in an archive document already.
    cuts: where it was cut into parts.
    """

    archived: Mapping[str, int] = {}
    cuts: Sequence[Cut] = ()


NOTHING_STORED = Stored()


def outline(spec: FeedSpec, members: Members, site: Site, stored: Stored = NOTHING_STORED) -> Iterator[Outline]:
    """Yield the documents of a feed, in the order in which they are written.

    With archive documents, these come first, and the live one holds the newest `limit` entries and all older ones that
    do not fill an archive document yet. For parts see `parts.Parts`.
    """
    chosen, marked = ordered(spec, members.chosen), members.marked
    live = chosen if spec.limit is None else chosen[: spec.limit]
    previous = ""
    if spec.history == "archived" and spec.limit:
        numbers = number_archives(chosen[spec.limit :][::-1], stored.archived, spec.limit)
        live = [one for place, one in enumerate(chosen) if place < spec.limit or one.id not in numbers]
        for document in _archives(spec, chosen, numbers, site):
            yield document
            previous = document.head.name
    elif len(live) < len(chosen):  # those after the last one were not in the feed
        marked = [one for one in marked if ordered(spec, (one, live[-1]))[0] is one]
    ids = {one.id for one in marked}
    left = [one for one in members.left if one.id not in ids]
    times = (_updated((*live, *marked)), members.last_left, *(one.left for one in left))
    updated = max(filter(None, times), default=members.last_out or NEVER)
    ended = [(one.left, one.id, one) for one in left if one.left and one.left <= members.now]
    deleted = tuple(one for *_, one in sorted(ended, reverse=True))
    head = Feed(
        *(spec.name, spec.title, spec.description, _language(spec, site), updated),
        spec.history,
        previous=previous,
        formats=spec.formats,
        content=spec.content,
    )
    whole = tuple(ordered(spec, (*live, *marked)) if marked else live)
    split = parts.split(spec, chosen, stored.cuts)
    yield from _parts(spec, split, head, whole, deleted) if split else (Outline(head, whole, deleted=deleted),)


def _parts(
    spec: FeedSpec, split: parts.Parts, head: Feed, whole: tuple[Listed, ...], deleted: tuple[Listed, ...]
) -> Iterator[Outline]:
    """Yield the documents of a feed in parts; `whole` are its entries, and those that are shown closed."""
    in_parts = {one.id for part in split.documents if part.number != FIRST for one in part.listings}
    for part in split.documents:
        if part.number == FIRST:
            live = tuple(one for one in whole if one.id not in in_parts)
            yield Outline(replace(head, pages=part.pages), live, step=1, cuts=split.cuts, whole=whole, deleted=deleted)
            continue
        updated = _updated(part.listings) or NEVER
        of_part = replace(head, name=part.name, current=spec.name, updated=updated, pages=part.pages)
        yield Outline(of_part, part.listings, step=0 if part.is_new else 2)


def number_archives(older: Iterable[Listed], archived: Mapping[str, int], limit: int) -> dict[str, int]:
    """Return archive numbers by entry id, with new entries added.

    A number never changes, and only a document that is full gets one.

    Args:
        older: entries that are no longer in the live document, oldest first.
        archived: the existing numbers by entry id.
        limit: entries per document.
    """
    new = [listing.id for listing in older if listing.id not in archived]
    first = max(archived.values(), default=0) + 1
    full = len(new) - len(new) % limit
    return {**archived, **{id_: first + place // limit for place, id_ in enumerate(new[:full])}}


def _archives(spec: FeedSpec, chosen: Sequence[Listed], numbers: Mapping[str, int], site: Site) -> Iterator[Outline]:
    documents: dict[int, list[Listed]] = {number: [] for number in numbers.values()}
    for listing in chosen:
        if listing.id in numbers:
            documents[numbers[listing.id]].append(listing)
    previous = ""
    for number in sorted(documents):
        name = f"{spec.name}-archive-{number:04}"
        updated = _updated(documents[number]) or NEVER
        head = Feed(
            *(name, spec.title, spec.description, _language(spec, site), updated, spec.history),
            archive=number,
            current=spec.name,
            previous=previous,
            formats=tuple(format_ for format_ in spec.formats if format_ != "job_posting"),
            content=spec.content,
        )
        yield Outline(head, tuple(documents[number]), frozen=True)
        previous = name


def _language(spec: FeedSpec, site: Site) -> str:
    """Return the language of a feed: the one that its entries are selected by, else the site's."""
    return spec.select.language[0] if len(spec.select.language) == 1 else site.language


def _updated(listings: Iterable[Listed]) -> datetime | None:
    """Return the last time that an entry was updated or closed; None without entries."""
    return max((listing.ended or listing.updated for listing in listings), default=None)
