"""Listings for the tests of what feeds are assembled of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

from feeds.assemble.archives import Members
from feeds.assemble.facets import NO_WORDS, FacetWords, expand
from feeds.assemble.memberships import FEED, LABEL, Rules, memberships
from feeds.assemble.selection_and_order import is_in_state, matches, ordered
from feeds.ledger.public import retention
from feeds.ledger.store import Store
from feeds.model.entry import Listed, Listing, Member
from feeds.model.settings import FeedSpec, Site

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOMBSTONES = 30 * DAY  # how long a feed lists what left it
SITE = Site("Posts", "https://posts.example.org/", language="fr", timezone="Europe/Paris")
JOBS = FeedSpec("jobs", "Jobs", "All jobs")


def listed(number, **values):
    """Return an open job, published and updated that many days after the first."""
    at = NOON + number * DAY
    usual = Listing(
        f"urn:{number:03}",
        "",
        f"{number}.html",
        "job",
        "open",
        f"Job {number}",
        at,
        at,
        "fr",
        "local",
        f"{number}.md",
        "r",
    )
    return usual._replace(**values)


def ids(listings):
    """Return the numbers of listings."""
    return [int(listing.id.removeprefix("urn:")) for listing in listings]


def select(spec: FeedSpec, listings: Iterable[Listing], site: Site) -> list[Listing]:
    """Return a feed's entries in order."""
    return ordered(spec, [one for one in listings if matches(spec.select, one, site) and is_in_state(spec.select, one)])


def members(
    spec: FeedSpec, listings: Iterable[Listing], site: Site, *, now: datetime = NOON, weights: Mapping[str, int] = {}
) -> Members:
    """Return the entries of a feed at an instant, as the ledger has them."""
    able = [
        (is_in_state(spec.select, one), Listed.of(one, weights.get(one.id, 1)))
        for one in listings
        if matches(spec.select, one, site)
    ]
    out = [one for is_in, one in able if not is_in]
    recent = [one for one in out if one.left and one.left > now - TOMBSTONES]
    left = [one for one in out if one.ended and one.shown]
    return Members(
        [one for is_in, one in able if is_in],
        now,
        [one for one in recent if retention.is_shown_closed(one, now) and one.path and "open" in spec.select.state],
        [one for one in left if one in recent],
        max((one.left for one in left if one not in recent), default=None),
        max((one.ended or one.updated for one in out), default=None),
    )


def feeds_of(
    specs: Sequence[FeedSpec], listings: Iterable[Listing], words: FacetWords = NO_WORDS
) -> dict[FeedSpec, list[int]]:
    """Return all feeds, each with the numbers of its entries in order, by way of a ledger."""
    rules, all_listings = Rules(specs, SITE, words, words), {one.id: one for one in listings}
    with closing(Store(None)) as store:
        found = {(id_, Member(*one)) for id_, listing in all_listings.items() for one in memberships(listing, rules)}
        store.save_members((), found)
        labels = store.most_frequent_labels({one.collection for _, one in found})
        slugs = {
            name.removeprefix(FEED): tuple(label.split("/")) for name, label in labels.items() if name.startswith(FEED)
        }
        written = {name.removeprefix(LABEL): label for name, label in labels.items() if name.startswith(LABEL)}
        return {
            spec: ids(ordered(spec, [all_listings[id_] for id_ in store.member_ids(FEED + spec.name)]))
            for spec in expand(specs, {name: values for name, values in slugs.items() if any(values)}, written)
        }
