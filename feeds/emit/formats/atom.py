"""Atom 1.0 (RFC 4287), with tombstones for recently removed entries (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from feeds.emit.entry_content import entry_authors, feed_page_url
from feeds.emit.formats import feedgen_wrapper, media_rss
from feeds.emit.formats.feedgen_wrapper import Element
from feeds.model.entry import Entry, Listing
from feeds.model.feed import Feed, Output
from feeds.model.instant import rfc3339
from feeds.model.post import Attachment, Post, Via
from feeds.model.settings import Site

ENDING = ".atom"
MEDIA_TYPE = "application/atom+xml"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def emit(site: Site, feed: Feed) -> Iterator[Output]:
    """Yield a feed as one Atom document.

    Raises:
        OutputError: the document cannot be written, or differs when it is read back.
    """
    path = feed.name + ENDING
    tombstones = {"at": TOMBSTONES} if feed.deleted else {}
    head = feedgen_wrapper.start(feed, {**tombstones, **media_rss.namespace(feed)})
    head.id(feed_id(site, feed))
    head.updated(feed.updated.replace(microsecond=0))
    if feed.description:
        head.subtitle(feed.description)
    head.author(_author(site.publisher.name or site.title, site.publisher.url))
    head.link({"href": feed_page_url(site, feed), "rel": "alternate", "type": "text/html"})
    head.link(list(feedgen_wrapper.links(site, feed, ENDING, MEDIA_TYPE)))
    head.more.elements += [_tombstone(listing) for listing in feed.deleted]
    for entry in feed.entries:
        _entry(head, site, feed, entry)
    yield Output(path, MEDIA_TYPE, feedgen_wrapper.render(head, feed, path, "atom"))


def feed_id(site: Site, feed: Feed) -> str:
    """Return the id of a feed; all its documents have the same one (RFC 5005 §4)."""
    return feed.id or f"urn:uuid:{uuid5(NAMESPACE_URL, site.url + (feed.current or feed.name))}"


def _tombstone(listing: Listing) -> Element:
    """Return the tombstone of an entry with the reason (RFC 6721 §3), never dated before its last update."""
    when, (state, reason) = rfc3339(listing.left or listing.updated), listing.public_state
    comment = Element(f"{{{TOMBSTONES}}}comment", reason or state)
    return Element(
        f"{{{TOMBSTONES}}}deleted-entry", None, {"ref": feedgen_wrapper.iri(listing.id), "when": when}, (comment,)
    )


def _entry(head: Any, site: Site, feed: Feed, entry: Entry) -> None:
    post, listing = entry.post, entry.listing
    links = [{"href": listing.url, "rel": "alternate", "type": "text/html"}]
    if post.external_url:
        links.append({"href": post.external_url, "rel": "related"})
    links += [_enclosure(file) for file in post.attachments]
    added = feedgen_wrapper.add_entry(head, site, feed, entry, links)
    added.id(feedgen_wrapper.iri(listing.id))
    added.more.links = links
    added.published(listing.published.replace(microsecond=0))
    added.updated(listing.updated.replace(microsecond=0))
    if post.summary:
        # As HTML, since rss2email prefers plain text to the content, which has the facts of a job.
        added.summary(escape(post.summary, quote=False), type="html")
    added.author([_author(author.name, author.url) for author in entry_authors(entry)])
    if listing.language not in ("", feed.language):
        added.more.attributes[feedgen_wrapper.XML_LANG] = listing.language
    added.more.elements += media_rss.picture(post)
    added.more.elements += [_source(origin, post) for origin in post.via[:1]]


def _source(origin: Via, post: Post) -> Element:
    """Return the feed that an entry was first published in (RFC 4287 §4.2.11); its URL stands in for an id.

    `updated` is the entry's: with the feed's own, this document would change at every fetch.
    """
    parts = [
        Element("id", origin.id or origin.feed or origin.url),
        Element("title", origin.title or origin.url),
        Element("link", None, {"href": origin.url, "rel": "alternate", "type": "text/html"}),
    ]
    if origin.feed:
        parts.append(Element("link", None, {"href": origin.feed, "rel": "self"}))
    if post.updated:
        parts.append(Element("updated", rfc3339(post.updated.at)))
    return Element("source", children=tuple(parts))


def _enclosure(file: Attachment) -> dict[str, str]:
    size = "" if file.size is None else str(file.size)
    attributes = {"href": file.url, "rel": "enclosure", "type": file.media_type, "length": size, "title": file.title}
    return {name: value for name, value in attributes.items() if value}


def _author(name: str, url: str) -> dict[str, str]:
    return {"name": name, "uri": url} if url else {"name": name}
