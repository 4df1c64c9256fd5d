"""Memberships: which lists, feeds and other collections an entry belongs to.

    listing → the names of its collections

A collection is what one or several outputs are made of. Its name begins with its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.assemble.facets import FacetWords, filled, slugs_of
from feeds.assemble.selection_and_order import is_in_state, matches
from feeds.model.entry import CLOSED, LIVE, NOT_LISTED, Listing, Member
from feeds.model.settings import LIST_FACETS, FeedSpec, Site
from feeds.model.urls import slugify

FEED = "feed/"  # and its name
LABEL = "label/"  # and a configured feed, a facet and a value: how entries of the feed write the value
VALUE = "value/"  # and a facet and a value: the open jobs that have it
MONTH = "month/"  # and a month of publication: what was ever public
SITEMAP = "sitemap/"  # and a month of publication: the open posts
ORGANIZATION = "organization/"  # and its name: its jobs that were ever public
JOBS, NEWS, CLOSINGS, DEADLINES = "jobs", "news", "closed", "deadlines"
TAKEN = "taken"  # pages of posts at addresses of lists


class Rules(NamedTuple):
    """What memberships depend on: the feeds as configured, the site, the words of facets in feeds and in lists."""

    feeds: Sequence[FeedSpec]
    site: Site
    of_feeds: FacetWords
    of_lists: FacetWords


def month_of(published: datetime, site: Site) -> str:
    """Return the month of publication (`2026-05`)."""
    local = published.astimezone(ZoneInfo(site.timezone))
    return f"{local.year:04}-{local.month:02}"  # strftime does not pad years on every system


def memberships(listing: Listing, rules: Rules) -> Iterator[Member]:
    """Yield the collections of an entry as it is published: without a page, its path is empty."""
    for spec in rules.feeds:
        if matches(spec.select, listing, rules.site):
            yield from _of_feed(spec, listing, rules.of_feeds, included=is_in_state(spec.select, listing))
    if listing.kind == "job":
        yield from _of_job(listing, rules)
    elif listing.state in LIVE and listing.path:
        yield Member(NEWS)
    month = month_of(listing.published, rules.site)
    if listing.state in LIVE:
        yield Member(SITEMAP + month)
    is_closed = listing.closed is not None or listing.state in CLOSED
    if listing.state != "unlisted" and (listing.shown or is_closed):
        yield Member(MONTH + month)
    if listing.state != "unlisted" and is_closed:
        yield Member(CLOSINGS)


def _of_job(listing: Listing, rules: Rules) -> Iterator[Member]:
    """Yield the lists of an open job, and its organisation."""
    is_open = listing.state in LIVE and bool(listing.path)
    if is_open:
        yield Member(JOBS)
        for facet in LIST_FACETS:
            for name, spellings in slugs_of(facet, listing, rules.of_lists).items():
                yield Member(f"{VALUE}{facet}/{name}", label=spellings[0])
        if listing.job and listing.job.valid_through:
            yield Member(DEADLINES)
    organization = slugify(listing.organization)
    if organization and (listing.shown or listing.state not in NOT_LISTED):
        yield Member(ORGANIZATION + organization, is_open)


def _of_feed(spec: FeedSpec, listing: Listing, words: FacetWords, *, included: bool) -> Iterator[Member]:
    """Yield a feed, or of one with `each:` those for the combinations of values that an entry has."""
    if not spec.each:
        yield Member(FEED + spec.name, included)
        return
    found = {facet: slugs_of(facet, listing, words) for facet in spec.each}
    for facet, names in found.items():
        for name, spellings in names.items():
            yield from (Member(f"{LABEL}{spec.name}/{facet}/{name}", label=label) for label in spellings)
    # Two combinations may have one name: `{tag}-{place}` of `a-b` and `c`, and of `a` and `b-c`.
    feeds = {filled(spec.name, spec.each, combination): combination for combination in product(*found.values())}
    for name, combination in feeds.items():
        yield Member(FEED + name, included, "/".join(combination))
