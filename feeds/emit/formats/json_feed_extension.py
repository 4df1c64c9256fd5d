"""The extension `_feeds` of JSON Feed, as it is written: what another `feeds` needs to lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.emit.entry_content import attached, authors
from feeds.emit.json_document import known
from feeds.model import federation
from feeds.model.entry import Entry
from feeds.model.feed import Feed
from feeds.model.instant import Moment
from feeds.model.post import Via


def of_feed(feed: Feed) -> dict[str, Any]:
    """Return what Atom states of a whole feed and JSON Feed cannot; it marks the feed as one of ours."""
    complete = feed.archive is None and feed.history == "complete"
    deleted = [listing.id for listing in feed.deleted]
    return known({federation.COMPLETE: complete, federation.DELETED: deleted})


def of_item(entry: Entry, posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of a post that its item does not state; `posting` is the JobPosting in the item, if any.

    Left out is what each site has of its own: the file of the post, its address here, its id in the ledger.
    A post without a date has the one that it got here, and a job without an employer is the publisher's.
    """
    post = entry.post
    whole = known(
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
        **federation.merge_patch(_item_as_post(entry, posting), whole),
        **_dates(entry, posting),
        **known(
            {
                "kind": "" if post.kind == ("job" if post.job else "article") else post.kind,
                federation.UPDATE_NOTE: bool(entry.listing.changes and post.content_html) or None,
                "empty": not post.content_html or None,
                "via": federation.to_json(_sites(post.via)),
            }
        ),
    }


def _item_as_post(entry: Entry, posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader finds in an item and a post may state otherwise, under the names of the model."""
    post, listing = entry.post, entry.listing
    found = known(
        {
            "title": listing.title,
            "language": listing.language,
            # A summary without a text is the text to many readers.
            "summary": post.summary if post.content_html else "",
            "attachments": federation.to_json(attached(post)),
            "job": federation.job_of(posting),
        }
    )
    # An item without authors has those of the feed, so that an empty list is worth a patch.
    return {**found, "authors": federation.to_json(authors(entry))}


def _dates(entry: Entry, posting: Mapping[str, Any]) -> dict[str, str]:
    """Return the dates, each as far as it differs from the one that it follows from."""
    post, job, listing = entry.post, entry.post.job, entry.listing
    item_published = Moment(listing.published.replace(microsecond=0))
    item_updated = Moment(listing.updated.replace(microsecond=0))
    published, updated = post.published or item_published, post.updated or item_updated
    posted = job.date_posted if job else published
    through = job.valid_through if job else None
    item_through = federation.parse_date(posting.get("validThrough"), None)
    return known(
        {
            "published": federation.date_text(published, item_published),
            "updated": federation.date_text(updated, item_updated),
            "posted": federation.date_text(posted, published),
            "opens": federation.date_text(post.stated.opens, federation.later(published, posted)),
            "through": federation.date_text(through, item_through),
            "closes": federation.date_text(post.stated.closes, through),
        }
    )


def _sites(via: tuple[Via, ...]) -> tuple[Via, ...]:
    """Return the sites that a post came through: of a long chain the first and the last ones."""
    return via if len(via) <= federation.HOPS else (via[0], *via[1 - federation.HOPS :])
