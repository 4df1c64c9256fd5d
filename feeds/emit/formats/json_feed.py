"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with jobs as `_jobposting` and the extension `_feeds`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from feeds.emit.documents import to_json, without_empty
from feeds.emit.entry_content import (
    entry_authors,
    entry_html,
    entry_title,
    feed_page_url,
    output_url,
    typed_attachments,
    update_note,
)
from feeds.emit.formats.job_posting import amount, posting
from feeds.model import federation
from feeds.model.entry import Entry, Listing
from feeds.model.feed import Feed, Output
from feeds.model.instant import Moment, rfc3339
from feeds.model.job import Job
from feeds.model.post import Attachment, Author, Via
from feeds.model.settings import Content, Site
from feeds.model.urls import is_web_url

ENDING = ".json"
MEDIA_TYPE = "application/feed+json"
CLOSED_PATH = "closed.json"  # see `emit.site.closed`
VERSION = "https://jsonfeed.org/version/1.1"


def emit(site: Site, feed: Feed) -> Iterator[Output]:
    """Yield a feed as one JSON Feed document; the next older archive document or part is at `next_url`.

    Raises:
        OutputError: the document cannot be written, or differs when it is read back.
    """
    path, older = feed.name + ENDING, feed.pages.next if feed.pages else feed.previous
    publisher = Author(site.publisher.name or site.title, site.publisher.url)
    head = without_empty(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed_page_url(site, feed),
            "feed_url": output_url(site, path),
            "description": feed.description,
            "next_url": output_url(site, older + ENDING) if older else "",
            "authors": _authors([publisher]),
            "language": feed.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
            federation.KEY: of_feed(site, feed),
        }
    )
    items = ((entry.listing.id, item(site, entry, feed.content, feed.language)) for entry in feed.entries)
    yield Output(path, MEDIA_TYPE, to_json(path, head, "items", items))


def item(site: Site, entry: Entry, content: Content | None = None, language: str = "") -> dict[str, Any]:
    """Return an entry as an item of a JSON Feed, with as much `content` as its feed has (see `entry_html`).

    With None it is the post itself, whose title does not state that it is closed.
    """
    listing, post, job = entry.listing, entry.post, entry.post.job
    with_offer = listing.state == "open" and content != "summary"  # a JobPosting has the whole text
    offer = posting(entry) if job and job.hiring_organization.name and with_offer else {}
    text = entry_html(site, entry, content, language)
    title = entry_title(site, listing) if content else listing.title
    return without_empty(
        {
            "id": listing.id,
            "url": listing.url,
            "external_url": post.external_url,
            "title": title,
            "summary": post.summary,
            "content_html": text,
            "content_text": "" if text else post.summary or listing.title,
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
            federation.KEY: of_item(entry, offer, title),
        }
    )


def _authors(people: Sequence[Author]) -> list[dict[str, str]]:
    return [without_empty({"name": author.name, "url": author.url}) for author in people]


def _attachment(file: Attachment) -> dict[str, Any]:
    return without_empty(
        {
            "url": file.url,
            "mime_type": file.media_type,
            "title": file.title,
            "size_in_bytes": file.size,
            "duration_in_seconds": file.duration,
        }
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
            "remote_words": job.telework,
            "telework": job.telework,
            "duration": job.duration or job.job_duration,
            "start": job.start,
            "day_rate": amount(job.day_rate) if job.day_rate else None,
            "apply": job.apply,
            "pay": job.base_salary.text if job.base_salary else "",
            "reference": job.reference_number,
            "extra": dict(job.extra),
        }
    )


def of_feed(site: Site, feed: Feed) -> dict[str, Any]:
    """Return the feed-level values that JSON Feed has no keys for; the extension marks a feed of `feeds`."""
    return without_empty(
        {
            federation.SITE: site.url,
            federation.COMPLETE: feed.is_complete,
            federation.TOTAL: feed.pages.total if feed.pages and feed.is_live else None,
            federation.DELETED: [listing.id for listing in feed.deleted],
            federation.REMOVED: [_removal(listing) for listing in feed.deleted],
            federation.CLOSED_LIST: output_url(site, CLOSED_PATH) if feed.is_live else "",
        }
    )


def _removal(listing: Listing) -> dict[str, str]:
    state, reason = listing.public_state
    return {"id": listing.id, "when": rfc3339(listing.left or listing.updated), "state": state, "why": reason or state}


def of_item(entry: Entry, posting: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Return all values of a post that its item, with this `title` and the JobPosting `posting` in it, does not state.

    What belongs to this site alone is left out: the post's file, its URL here, its id in the ledger.
    """
    post = entry.post
    complete = without_empty(
        {
            "title": post.title,
            "language": post.language,
            "summary": post.summary,
            "authors": federation.to_json(post.authors),
            "image_alt": post.image_alt if post.image else "",
            "episode": post.episode,
            "attachments": federation.to_json(post.attachments),
            "stated": federation.to_json(replace(post.stated, unclear="")),
            "job": federation.to_json(post.job) if post.job else None,
        }
    )
    return {
        # Without a language an item has that of the feed.
        **({} if post.language else {"language": None}),
        **federation.merge_patch(_item_as_post(entry, posting, title), complete),
        **_dates(entry, posting),
        **without_empty(
            {
                "kind": "" if post.kind == ("job" if post.job else "article") else post.kind,
                federation.UPDATE_NOTE: bool(entry.listing.changes and post.content_html) or None,
                "empty": not post.content_html or None,
                "via": federation.to_json(_shortened_via(post.via)),
            }
        ),
    }


def _item_as_post(entry: Entry, posting: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Return the values that a reader takes from an item, under the names of the model."""
    post, listing = entry.post, entry.listing
    found = without_empty(
        {
            "title": title,
            "language": listing.language,
            # An item without content has its summary as content_text.
            "summary": post.summary if post.content_html else "",
            # JSON Feed has durations, but not all readers take them.
            "attachments": [federation.to_json(replace(file, duration=None)) for file in typed_attachments(post)],
            "job": federation.job_of(posting),
        }
    )
    # An item without authors has those of the feed, so that an empty list is worth a patch.
    return {**found, "authors": federation.to_json(entry_authors(entry))}


def _dates(entry: Entry, posting: Mapping[str, Any]) -> dict[str, str]:
    """Return the dates that differ from those that a reader would infer from the item."""
    post, job, listing = entry.post, entry.post.job, entry.listing
    item_published = Moment(listing.published.replace(microsecond=0))
    item_updated = Moment(listing.updated.replace(microsecond=0))
    published, updated = post.published or item_published, item_updated
    if post.updated and is_web_url(listing.locator):  # what an author states counts only as far as the ledger has it
        updated = post.updated
    posted = job.date_posted if job else published
    through = job.valid_through if job else None
    item_through = federation.parse_date(posting.get("validThrough"), None)
    return without_empty(
        {
            "published": federation.date_text(published, item_published),
            "updated": federation.date_text(updated, item_updated),
            "posted": federation.date_text(posted, published),
            "opens": federation.date_text(post.stated.opens, federation.later(published, posted)),
            "through": federation.date_text(through, item_through),
            "closes": federation.date_text(post.stated.closes, through),
        }
    )


def _shortened_via(via: tuple[Via, ...]) -> tuple[Via, ...]:
    """Return the sites that a post came through; of a long chain, the first and the last."""
    return via if len(via) <= federation.MAX_VIA else (via[0], *via[1 - federation.MAX_VIA :])
