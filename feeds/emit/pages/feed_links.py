"""Links to feeds, in the head, the footer and the list of feeds of pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from feeds.emit.entry_content import output_url
from feeds.emit.formats import FORMATS
from feeds.emit.pages import templating
from feeds.model.feed import FeedLink
from feeds.model.settings import Site

MAX_ANNOUNCED_FEEDS = 3  # in the head of a page: readers offer all of them, and people want one
LABELS = {"rss": "RSS", "atom": "Atom", "json_feed": "JSON Feed", "job_posting": "JSON-LD"}
SUBSCRIBABLE = ("rss", "atom", "json_feed")  # formats of feed readers


class _Link(NamedTuple):
    label: str
    title: str
    media_type: str
    url: str


@lru_cache(maxsize=16)
def subscriptions(site: Site, feeds: tuple[FeedLink, ...], language: str) -> dict[str, Any]:
    """Return the template variables of the first feeds: links for the head and for the footer."""
    offered = [link for feed in feeds for link in links(site, feed, SUBSCRIBABLE)]
    words: Any = templating.environment(language).get_template("macros.html").module
    return {
        "announced": words.announced(offered),
        "offered": words.offered(offered),
        "main_feed": offered[0] if offered else None,
    }


def links(site: Site, feed: FeedLink, wanted: Iterable[str]) -> tuple[_Link, ...]:
    """Return the links to a feed in the wanted formats that it has."""
    return tuple(
        _Link(label, f"{feed.title} ({label})", FORMATS[name].media_type, url)
        for name in wanted
        if name in feed.formats
        for label, url in [(LABELS[name], output_url(site, feed.name + FORMATS[name].ending))]
    )
