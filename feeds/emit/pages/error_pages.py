"""Pages that web servers show for an address without a page: `404.html`, and `410.html` for one that is gone."""

from __future__ import annotations

from functools import partial

from feeds.emit import localize
from feeds.emit.entry_content import output_url
from feeds.emit.pages import templating
from feeds.model.feed import FeedLink, Output
from feeds.model.settings import Site

NOT_FOUND, GONE = "404.html", "410.html"


def emit(site: Site, path: str, feeds: tuple[FeedLink, ...]) -> Output:
    """Return the page NOT_FOUND or GONE; its links are absolute, since it is shown at any address."""
    ui_language = localize.choose_language(site.language)
    language = localize.primary_language(ui_language)
    words = localize.translations(language)
    return templating.page(
        "error.html",
        path,
        ui_language,
        site=site,
        **templating.subscriptions(site, feeds[: templating.MAX_ANNOUNCED_FEEDS], language),
        language=site.language,
        headline=words.gettext("This page no longer exists") if path == GONE else words.gettext("Page not found"),
        address="",
        summary="",
        explanation=words.gettext("It was removed.")
        if path == GONE
        else words.gettext("The address may be misspelt, or the page was removed."),
        feeds=feeds,
        to=partial(output_url, site),
        local=str,
    )
