"""Pages that a site has whatever it publishes: the choice of feeds, the pages for errors, and what pages load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from feeds.model.feed import FeedLink, Output
from feeds.model.settings import FeedSpec, Site

_GENERATOR = b'<meta name="generator" content="feeds">'
File = tuple[str, object, Callable[[], Iterable[Output]]]


def fixed_pages(
    site: Site,
    configured: Sequence[FeedSpec],
    feeds: Sequence[FeedLink],
    links: tuple[FeedLink, ...],
    read: Callable[[str], bytes | None],
) -> Iterator[File]:
    """Yield the path of each file, what it depends on besides the site, and its rendering.

    Args:
        site: the site.
        configured: the feeds as configured, with `each`.
        feeds: all feeds, with one for each combination of values of facets.
        links: those that are not one of many.
        read: returns what is published at a path; a page for errors that this program did not write is kept.
    """
    from feeds.emit.pages import error_pages, favicon, feeds_page, script

    groups = [
        feeds_page.FeedGroup(spec.each, tuple(feed for feed in feeds if feed.group == spec.name))
        for spec in configured
        if spec.each
    ]
    yield feeds_page.PATH, (links, groups), lambda: [feeds_page.emit(site, links, groups)]
    for path in (error_pages.NOT_FOUND, error_pages.GONE):
        current = read(path)
        if current is not None and _GENERATOR not in current:
            continue
        yield path, links, partial(lambda path: [error_pages.emit(site, path, links)], path)
    yield favicon.PATH, site.look.accent, lambda: [favicon.emit(site)]
    yield "copy.js", "", lambda: [script("copy.js")]
