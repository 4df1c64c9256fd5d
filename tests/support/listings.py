"""Listings for the tests of what feeds are assembled of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feeds.model.entry import Listing
from feeds.model.settings import FeedSpec, Site

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
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
