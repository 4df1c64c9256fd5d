"""Home pages for tests."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.emit import pages
from feeds.model.entry import Listed, Listing
from feeds.model.feed import EntryList, FeedLink, Output, Page
from feeds.model.settings import Site


def home(site: Site, jobs: Sequence[Listing], articles: Sequence[Listing], feeds: Sequence[FeedLink]) -> Output:
    """Return the home page with jobs, all on its first page, and articles."""
    of_jobs = EntryList("jobs", "", tuple(map(Listed.of, jobs)))
    (view,) = pages.views(site, of_jobs, (Page(1, None, of_jobs.entries),), "jobs")
    return pages.index(pages.ListPages(site, {}, feeds), pages.Shown(view, jobs), articles, feeds)
