"""Links to the feeds, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from feeds.emit.entry_content import address
from feeds.emit.formats import FORMATS
from feeds.emit.pages import templating
from feeds.model.feed import FeedLink
from feeds.model.settings import Site

ANNOUNCED = 3  # feeds in the head of a page: readers offer all of them, people want one
LABELS = {"rss": "RSS", "atom": "Atom", "json_feed": "JSON Feed", "job_posting": "JSON-LD"}
SUBSCRIBED = ("rss", "atom", "json_feed")  # what feed readers take


class _Link(NamedTuple):
    label: str
    title: str
    media_type: str
    url: str


@lru_cache(maxsize=16)
def subscriptions(site: Site, feeds: tuple[FeedLink, ...], language: str) -> dict[str, Any]:
    """Return what every page shows of the first feeds: in its head and in its footer."""
    shown = [link for feed in feeds for link in links(site, feed, SUBSCRIBED)]
    words: Any = templating.environment(language).get_template("macros.html").module
    return {
        "announced": words.announced(shown),
        "offered": words.offered(shown),
        "main_feed": shown[0] if shown else None,
    }


def links(site: Site, feed: FeedLink, wanted: Iterable[str]) -> tuple[_Link, ...]:
    """Return the links to the formats of a feed that are wanted."""
    return tuple(
        _Link(label, f"{feed.title} ({label})", FORMATS[name].media_type, url)
        for name in wanted
        if name in feed.formats
        for label, url in [(LABELS[name], address(site, feed.name + FORMATS[name].ending))]
    )
