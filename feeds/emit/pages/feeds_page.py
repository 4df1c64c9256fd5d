"""The page for choosing feeds: what a feed is, and the URLs of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from feeds.emit import localize
from feeds.emit.entry_content import output_url
from feeds.emit.pages import templating
from feeds.emit.site import deadlines, opml
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Facet, Site

PATH = "feeds/index.html"
MAX_OF_GROUP = 500  # links; the OPML file has them all


class FeedGroup(NamedTuple):
    """The feeds of one configured feed with `each`: one for each combination of values of its facets."""

    facets: tuple[Facet, ...]
    feeds: tuple[FeedLink, ...]


def emit(site: Site, feeds: Sequence[FeedLink], groups: Sequence[FeedGroup]) -> Output:
    """Return the page: the feeds with the URL of each format to copy, and the groups as links to their pages."""
    ui_language = localize.choose_language(site.language)
    language = localize.primary_language(ui_language)
    words, names = localize.translations(language), localize.facet_names(language)
    calendar = output_url(site, deadlines.PATH)
    return templating.page(
        "feeds.html",
        PATH,
        ui_language,
        site=site,
        **templating.subscriptions(site, tuple(feeds[: templating.MAX_ANNOUNCED_FEEDS]), language),
        language=site.language,
        headline=words.gettext("Feeds"),
        address=output_url(site, PATH.removesuffix("index.html")),
        summary="",
        feeds=[(feed, templating.links(site, feed, templating.LABELS)) for feed in feeds],
        groups=[
            (", ".join(names[facet] for facet in group.facets), group.feeds[:MAX_OF_GROUP], len(group.feeds))
            for group in groups
        ],
        calendar=templating.Link("iCalendar", words.gettext("Last days to apply"), deadlines.MEDIA_TYPE, calendar),
        opml=opml.PATH,
    )
