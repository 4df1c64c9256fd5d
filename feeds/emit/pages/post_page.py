"""The page of a post."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import unquote, urlsplit

from feeds.emit import localize
from feeds.emit.facts import card
from feeds.emit.formats.job_posting import script_json
from feeds.emit.pages import relative_links, templating
from feeds.model import urls
from feeds.model.entry import CLOSED, Entry, Listing
from feeds.model.feed import FeedLink, Output
from feeds.model.post import Post
from feeds.model.settings import Site

KNOWN_LISTS = {"job": "jobs", "article": "news"}  # the feeds that select a kind by their names


def post(site: Site, entry: Entry, feeds: Sequence[FeedLink], lists: Sequence[FeedLink] = ()) -> Output:
    """Return the page of a post, at its listing's path; `lists` are the feeds for values that it has, such as its tags.

    A closed post keeps its content under a note; a removed one shows the note alone. An open job has its
    JobPosting, if that is complete. All that is not open is `noindex`, as Google's guideline on expired
    jobs wants it.
    """
    listing = entry.listing
    shown = _without_content(entry.post) if listing.state == "removed" else entry.post
    ui_language = localize.choose_language(shown.language, site.language)
    formatter = localize.formatter(ui_language, site.timezone)
    return templating.page(
        "post.html",
        listing.path,
        ui_language,
        site=site,
        **templating.subscriptions(
            site, tuple(feeds[: templating.MAX_ANNOUNCED_FEEDS]), localize.primary_language(ui_language)
        ),
        formatter=formatter,
        language=shown.language,
        headline=listing.title,
        address=listing.url,
        canonical=shown.canonical_url,
        summary=templating.shorten(shown.summary),
        entry=listing,
        above=_above(site, listing, feeds),
        closed=listing.state in CLOSED,
        why=templating.trusted(card.why_closed(site, entry, ui_language) if shown.job else ""),
        changed=localize.changed_fields(localize.primary_language(ui_language), listing.changes),
        post=shown,
        lists=[(one.label, relative_links.link(listing.path, f"{one.name}/index.html")) for one in lists],
        tags=_unlisted_tags(shown, lists),
        content=templating.trusted(relative_links.within(site, listing.path, urls.with_anchors(shown.content_html))),
        picture=relative_links.of_url(site, listing.path, _picture(shown)),
        files=[(relative_links.of_url(site, listing.path, address), name) for address, name in _files(shown)],
        json_ld=templating.trusted(script_json(entry) or ""),
        job=shown.job,
        employer=shown.job.hiring_organization if shown.job else None,
        facts=templating.trusted(card.page_card(site, entry, ui_language) if shown.job else ""),
    )


def _above(site: Site, listing: Listing, feeds: Sequence[FeedLink]) -> list[tuple[str, str]]:
    """Return link and name of the pages above that of a post: the home page, and the list that it is in."""
    home = [(relative_links.link(listing.path, "index.html"), site.title)]
    list_name = KNOWN_LISTS[listing.kind]
    found = [feed for feed in feeds if feed.name == list_name and listing.state in ("open", "stale")]
    return home + [
        (relative_links.link(listing.path, f"{feed.name}/index.html"), templating.short_title(site, feed.title))
        for feed in found
    ]


def _without_content(post: Post) -> Post:
    return Post(post.source, post.locator, post.kind, post.title, "", post.language)


def _unlisted_tags(post: Post, lists: Sequence[FeedLink]) -> list[str]:
    """Return the tags without a list of their own, and that the facts do not show."""
    shown = {value.casefold() for one in lists for value in one.values}
    shown |= {domain.casefold() for domain in (post.job.occupational_category if post.job else ())}
    return [tag for tag in post.tags if tag.casefold() not in shown]


def _picture(post: Post) -> str:
    """Return the URL of the picture of a post, unless its text shows it."""
    address = urls.web_link(post.image)
    return "" if address and f'src="{escape(address)}"' in post.content_html else address


def _files(post: Post) -> list[tuple[str, str]]:
    """Return URL and label of each attachment: its title, file name or host."""
    return [
        (address, file.title or unquote(urlsplit(address).path).rpartition("/")[2] or urls.host(address))
        for file in post.attachments
        if (address := urls.web_link(file.url))
    ]
