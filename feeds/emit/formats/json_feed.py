"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with jobs as `_jobposting`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from feeds.emit.entry_content import (
    content_with_note,
    entry_authors,
    output_url,
    typed_attachments,
    update_note,
)
from feeds.emit.formats import json_feed_extension
from feeds.emit.formats.job_posting import posting
from feeds.emit.json_document import to_json, without_empty
from feeds.model import federation
from feeds.model.entry import Entry, Listing
from feeds.model.feed import Feed, Output
from feeds.model.instant import rfc3339
from feeds.model.job import Job
from feeds.model.post import Attachment, Author
from feeds.model.settings import Site

ENDING = ".json"
MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def emit(site: Site, feed: Feed) -> Iterator[Output]:
    """Yield a feed as one JSON Feed document; older archive documents follow at `next_url`.

    Raises:
        OutputError: the document cannot be written, or differs when it is read back.
    """
    path = feed.name + ENDING
    publisher = Author(site.publisher.name or site.title, site.publisher.url)
    head = without_empty(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": site.url,
            "feed_url": output_url(site, path),
            "description": feed.description,
            "next_url": output_url(site, feed.previous + ENDING) if feed.previous else "",
            "authors": _authors([publisher]),
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
            federation.KEY: json_feed_extension.of_feed(feed),
        }
    )
    items = ((entry.listing.id, _item(site, entry)) for entry in feed.entries)
    yield Output(path, MEDIA_TYPE, to_json(path, head, "items", items))


def _item(site: Site, entry: Entry) -> dict[str, Any]:
    listing, post, job = entry.listing, entry.post, entry.post.job
    offer = posting(entry) if job and listing.state == "open" else {}
    return without_empty(
        {
            "id": listing.id,
            "url": listing.url,
            "external_url": post.external_url,
            "title": listing.title,
            "summary": post.summary,
            "content_html": content_with_note(site, entry),
            "content_text": "" if post.content_html else post.summary or listing.title,
            "image": post.image,
            "date_published": rfc3339(listing.published),
            "date_modified": rfc3339(listing.updated),
            "authors": _authors(entry_authors(entry)),
            "tags": [tag for tag in post.tags if tag],
            "language": listing.language,
            "attachments": [_attachment(file) for file in typed_attachments(post)],
            # The key that recruiting systems use for the same object (Teamtailor).
            "_jobposting": offer,
            "_job": _job(entry, job) if job else None,
            "_update": _update(site, listing) if listing.changes else None,
            federation.KEY: json_feed_extension.of_item(entry, offer),
        }
    )


def _authors(people: Sequence[Author]) -> list[dict[str, str]]:
    return [without_empty({"name": author.name, "url": author.url}) for author in people]


def _attachment(file: Attachment) -> dict[str, Any]:
    return without_empty(
        {"url": file.url, "mime_type": file.media_type, "title": file.title, "size_in_bytes": file.size}
    )


def _update(site: Site, listing: Listing) -> dict[str, Any]:
    """Return what the last update changed, and the HTML of the update note in the content."""
    return {"changes": list(listing.changes), "html": update_note(site, listing)}


def _job(entry: Entry, job: Job) -> dict[str, Any]:
    """Return the facts of a job that schema.org has no properties for."""
    return without_empty(
        {
            "state": entry.listing.state,
            "reason": entry.listing.reason,
            "contract": job.contract,
            "remote": "" if job.remote == "unknown" else job.remote,
            "pay": job.base_salary.text if job.base_salary else "",
            "extra": dict(job.extra),
        }
    )
