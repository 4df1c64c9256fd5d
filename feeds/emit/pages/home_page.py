"""The home page: the newest open jobs, news, and the feeds."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit.pages import templating
from feeds.emit.pages.list_page import ListPages, Shown
from feeds.model.entry import Listing
from feeds.model.feed import FeedLink, Output

MAX_FEEDS = 12  # a page of its own has all


def index(pages: ListPages, jobs: Shown, news: Sequence[Listing], feeds: Sequence[FeedLink]) -> Output:
    """Return the home page.

    Args:
        pages: renders pages of lists.
        jobs: the first page of all open jobs.
        news: the newest articles.
        feeds: all feeds, the main one first.
    """
    site = pages.site
    return pages.render(
        "index.html",
        "index.html",
        site.title,
        pages.main,
        summary=templating.shorten(site.description),
        job_count=len(jobs.view.of.entries),
        unconfirmed=jobs.unconfirmed,
        articles=[pages.lines.line(one) for one in news],
        feeds=feeds[:MAX_FEEDS],
        **pages.shown(jobs.view, jobs.listings, None),
    )
