"""The home page: the newest open jobs, news, and the feeds."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit.pages import templating
from feeds.emit.pages.list_page import ListPages, View
from feeds.model.entry import Listing
from feeds.model.feed import FeedLink, Output

MAX_FEEDS = 12  # a page of its own has all


def index(pages: ListPages, jobs: View, news: Sequence[Listing], feeds: Sequence[FeedLink]) -> Output:
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
        job_count=len(jobs.of.entries),
        unconfirmed=sorted(job.unconfirmed for job in jobs.of.entries if job.unconfirmed),
        articles=[pages.lines.line(one) for one in news],
        feeds=feeds[:MAX_FEEDS],
        **pages.shown(jobs, None),
    )
