"""The home page: the newest jobs and articles, and all feeds."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit import localize
from feeds.emit.pages import templating
from feeds.model.entry import Listing
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Site

MAX_JOBS = 200
MAX_ARTICLES = 20
VISIBLE_FEEDS = 12  # the others are inside a `<details>`


def index(site: Site, jobs: Sequence[Listing], articles: Sequence[Listing], feeds: Sequence[FeedLink]) -> Output:
    """Return the home page: the newest open jobs and articles, and every feed, the main one first."""
    ui_language = localize.choose_language(site.language)
    return templating.page(
        "index.html",
        "index.html",
        ui_language,
        site=site,
        **templating.subscriptions(
            site, tuple(feeds[: templating.MAX_ANNOUNCED_FEEDS]), localize.primary_language(ui_language)
        ),
        formatter=localize.formatter(ui_language, site.timezone),
        language=site.language,
        headline=site.title,
        address=site.url,
        summary=templating.shorten(site.description),
        jobs=_newest(jobs, MAX_JOBS),
        job_count=len(jobs),
        unconfirmed=sorted(job.unconfirmed for job in jobs if job.unconfirmed),
        articles=_newest(articles, MAX_ARTICLES),
        all_feeds=[(feed.title, templating.links(site, feed, templating.LABELS)) for feed in feeds],
        unfolded=VISIBLE_FEEDS,
    )


def _newest(listings: Sequence[Listing], limit: int) -> list[Listing]:
    return sorted(listings, key=lambda one: (one.published, one.id), reverse=True)[:limit]
