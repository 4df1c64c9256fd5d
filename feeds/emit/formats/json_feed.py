"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with jobs as `_jobposting`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from feeds.emit.entry_content import address, attached, authors, content, told
from feeds.emit.formats import json_feed_extension
from feeds.emit.formats.job_posting import posting
from feeds.emit.json_document import known, to_json
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
    """Write a feed as one JSON Feed document; older archive documents follow at `next_url`.

    Raises OutputError when the document cannot be written or does not read back.
    """
    path = feed.name + ENDING
    publisher = Author(site.publisher.name or site.title, site.publisher.url)
    head = known(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": site.url,
            "feed_url": address(site, path),
            "description": feed.description,
            "next_url": address(site, feed.previous + ENDING) if feed.previous else "",
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
    return known(
        {
            "id": listing.id,
            "url": listing.url,
            "external_url": post.external_url,
            "title": listing.title,
            "summary": post.summary,
            "content_html": content(site, entry),
            "content_text": "" if post.content_html else post.summary or listing.title,
            "image": post.image,
            "date_published": rfc3339(listing.published),
            "date_modified": rfc3339(listing.updated),
            "authors": _authors(authors(entry)),
            "tags": [tag for tag in post.tags if tag],
            "language": listing.language,
            "attachments": [_attachment(file) for file in attached(post)],
            # The name under which applicant tracking systems publish the same object (Teamtailor).
            "_jobposting": offer,
            "_job": _job(entry, job) if job else None,
            "_update": _update(site, listing) if listing.changes else None,
            federation.KEY: json_feed_extension.of_item(entry, offer),
        }
    )


def _authors(people: Sequence[Author]) -> list[dict[str, str]]:
    return [known({"name": author.name, "url": author.url}) for author in people]


def _attachment(file: Attachment) -> dict[str, Any]:
    told = {"url": file.url, "mime_type": file.media_type, "title": file.title, "size_in_bytes": file.size}
    return known(told)


def _update(site: Site, listing: Listing) -> dict[str, Any]:
    """Tell what the last update changed, and which part of the text says so."""
    return {"changes": list(listing.changes), "html": told(site, listing)}


def _job(entry: Entry, job: Job) -> dict[str, Any]:
    """Tell of a job what schema.org has no words for."""
    return known(
        {
            "state": entry.listing.state,
            "reason": entry.listing.reason,
            "contract": job.contract,
            "remote": "" if job.remote == "unknown" else job.remote,
            "pay": job.base_salary.text if job.base_salary else "",
            "extra": dict(job.extra),
        }
    )
