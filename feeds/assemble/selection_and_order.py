"""Selection and order: which entries are in a feed, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from feeds.model.entry import Listed, Listing
from feeds.model.job import Job
from feeds.model.settings import FeedSpec, Filter, Selection, Site
from feeds.model.urls import slugify


def ordered(spec: FeedSpec, listings: Iterable[Listed]) -> list[Listed]:
    """Return entries in the order of a feed; those of the same instant are ordered by id."""
    at = (lambda listing: listing.updated) if spec.order == "updated" else (lambda listing: listing.published)
    by_id = sorted(listings, key=lambda listing: listing.id)
    return sorted(by_id, key=at, reverse=spec.order != "oldest")


def is_in_state(want: Selection, listing: Listing) -> bool:
    """Return whether a feed includes the state of an entry; `stale` counts as open.

    Entries without a page (their path is empty) are in no feed: there is nothing to link to. Nor are unlisted ones.
    """
    if not listing.path or listing.state == "unlisted":
        return False
    stale = listing.state == "stale" and "open" in want.state
    return not want.state or stale or listing.state in want.state


def matches(want: Selection, listing: Listing, site: Site) -> bool:
    """Return whether an entry matches a selection, its state aside, and was ever public."""
    if listing.state in ("draft", "scheduled", "unlisted") and not listing.shown:
        return False
    has_all = all(is_met for _, is_met in answers(want, listing))
    return has_all and not any(is_met for _, is_met in answers(want.excluded, listing)) and _within(want, listing, site)


def answers(want: Filter, listing: Listing) -> Iterator[tuple[str, bool]]:
    """Yield each key of a filter that is set, and whether an entry has one of its values."""
    if want.kind:
        yield "kind", listing.kind in want.kind
    if want.source:
        yield "source", listing.source in want.source
    if want.language:
        yield "language", not {listing.language, listing.language.partition("-")[0]}.isdisjoint(want.language)
    if want.tag:
        yield "tag", _shares(want.tag, listing.tags)
    if want.organization:
        yield "organization", _shares(want.organization, (listing.organization,))
    if want.keywords:
        yield "keywords", not set(want.keywords).isdisjoint(listing.keywords)
    if want.author:
        yield "author", _shares(want.author, listing.authors)
    if want.contract:
        yield "contract", listing.job is not None and not set(want.contract).isdisjoint(_contract(listing.job))
    if want.telework:
        yield "telework", listing.job is not None and listing.job.remote in want.telework
    if want.place:
        yield "place", not listing.places.isdisjoint(want.place)


def _contract(job: Job) -> Iterator[str]:
    """Yield the kinds of contract of a job, and its hours: `full_time`."""
    yield from job.contract_kinds
    yield from (value.lower() for value in job.employment_type if value in ("FULL_TIME", "PART_TIME"))


def _shares(wanted: Iterable[str], names: Iterable[str]) -> bool:
    """Return whether one of some names is wanted; they are compared as in addresses."""
    return any({slugify(name) for name in wanted} & {slugify(name) for name in names})


def _within(want: Selection, listing: Listing, site: Site) -> bool:
    if not want.since and not want.until:
        return True
    day = listing.published.astimezone(ZoneInfo(site.timezone)).date()
    return (not want.since or want.since <= day) and (not want.until or day <= want.until)
