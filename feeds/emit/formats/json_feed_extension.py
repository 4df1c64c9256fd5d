"""The `_feeds` extension of JSON Feed, for publishing: all that another `feeds` needs to lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.emit.entry_content import entry_authors, typed_attachments
from feeds.emit.json_document import without_empty
from feeds.model import federation
from feeds.model.entry import Entry
from feeds.model.feed import Feed
from feeds.model.instant import Moment
from feeds.model.post import Via


def of_feed(feed: Feed) -> dict[str, Any]:
    """Return the feed-level values that JSON Feed has no keys for; the extension marks a feed of `feeds`."""
    complete = feed.archive is None and feed.history == "complete"
    deleted = [listing.id for listing in feed.deleted]
    return without_empty({federation.COMPLETE: complete, federation.DELETED: deleted})


def of_item(entry: Entry, posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values of a post that its item, with the JobPosting `posting` in it, does not state.

    What belongs to this site alone is left out: the post's file, its URL here, its id in the ledger.
    """
    post = entry.post
    complete = without_empty(
        {
            "title": post.title,
            "language": post.language,
            "summary": post.summary,
            "authors": federation.to_json(post.authors),
            "attachments": federation.to_json(post.attachments),
            "stated": federation.to_json(post.stated),
            "job": federation.to_json(post.job) if post.job else None,
        }
    )
    return {
        **federation.merge_patch(_item_as_post(entry, posting), complete),
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


def _item_as_post(entry: Entry, posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a reader takes from an item, under the names of the model."""
    post, listing = entry.post, entry.listing
    found = without_empty(
        {
            "title": listing.title,
            "language": listing.language,
            # An item without content has its summary as content_text.
            "summary": post.summary if post.content_html else "",
            "attachments": federation.to_json(typed_attachments(post)),
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
    published, updated = post.published or item_published, post.updated or item_updated
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
