"""RSS 2.0, by the RSS Advisory Board's best practices profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from feeds.emit.entry_content import entry_authors, feed_page_url, typed_attachments
from feeds.emit.formats import feedgen_wrapper, media_rss
from feeds.emit.formats.feedgen_wrapper import ATOM, Element
from feeds.model.entry import Entry
from feeds.model.feed import Feed, Output
from feeds.model.post import Attachment, Post
from feeds.model.settings import Site

ENDING = ".rss"
MEDIA_TYPE = "application/rss+xml"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def emit(site: Site, feed: Feed) -> Iterator[Output]:
    """Yield a feed as one RSS document.

    Raises:
        OutputError: the document cannot be written, or differs when it is read back.
    """
    path = feed.name + ENDING
    channel = feedgen_wrapper.start(feed, {"dc": DUBLIN_CORE, **media_rss.namespace(feed)})
    channel.description(feed.description or feed.title)
    channel.docs("https://www.rssboard.org/rss-specification")
    itself, *others = feedgen_wrapper.links(site, feed, ENDING, MEDIA_TYPE)
    channel.link(itself)
    channel.link(href=feed_page_url(site, feed), rel="alternate")  # last, because feedgen writes the last one as <link>
    channel.more.elements += [Element(f"{{{ATOM}}}link", None, link) for link in others]
    channel.more.elements.append(Element("lastBuildDate", rfc822(feed.updated)))
    for entry in feed.entries:
        _item(channel, site, feed, entry)
    yield Output(path, MEDIA_TYPE, feedgen_wrapper.render(channel, feed, path, "rss"))


def _item(channel: Any, site: Site, feed: Feed, entry: Entry) -> None:
    listing = entry.listing
    item = feedgen_wrapper.add_entry(channel, site, feed, entry, [{"href": listing.url, "rel": "alternate"}])
    # Readers take a description as HTML; beside content:encoded it is written even without a summary.
    item.description(escape(entry.post.summary or listing.title, quote=False), isSummary=True)
    more = item.more.elements
    if entry.post.external_url:
        more.append(Element(f"{{{ATOM}}}link", None, {"href": entry.post.external_url, "rel": "related"}))
    more.append(Element("pubDate", rfc822(listing.published)))
    # <author> must be a mail address: names go into Dublin Core (profile, "author").
    more.extend(Element(f"{{{DUBLIN_CORE}}}creator", author.name) for author in entry_authors(entry))
    more.extend(_enclosure(entry.post))
    more.extend(media_rss.pictures(entry.post))
    feedgen_wrapper.add_podcast(item, entry.post)
    more.extend(
        Element("source", origin.title or origin.url, {"url": origin.feed or origin.url})
        for origin in entry.post.via[:1]
    )
    if listing.language not in ("", feed.language):
        more.append(Element(f"{{{DUBLIN_CORE}}}language", listing.language))


def _enclosure(post: Post) -> Iterator[Element]:
    """Yield the first attachment of known type and size: RSS wants one, with both (profile, "enclosure").

    Sound and video come first, for the sake of podcasts; pictures are `media:content`.
    """
    files = [file for file in typed_attachments(post) if not media_rss.is_picture(file)]
    for file in sorted(files, key=_rank):
        is_media = file.media_type.startswith(("audio/", "video/"))
        if file.size is not None or is_media:  # 0 stands for a length that is not known (profile)
            attributes = {"url": file.url, "length": str(file.size or 0), "type": file.media_type}
            yield Element("enclosure", None, attributes)
            return


def _rank(file: Attachment) -> tuple[bool, bool]:
    return not file.media_type.startswith(("audio/", "video/")), file.size is None


def rfc822(at: datetime) -> str:
    """Return a date-time by RFC 822, in English in any locale: `Tue, 21 Jul 2020 09:30:00 GMT`."""
    from email.utils import format_datetime

    return format_datetime(at.astimezone(UTC), usegmt=True)
