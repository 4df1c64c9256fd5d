"""What each format adds for another `feeds`: what a post says and the format has no words for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.emit.entry_content import attached, authors
from feeds.emit.json_document import known
from feeds.model import federation
from feeds.model.entry import Entry
from feeds.model.instant import Moment
from feeds.model.post import Attachment, Post, Via
from feeds.model.settings import Site


def mapping(site: Site, entry: Entry, form: str, posting: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Tell all of a post that a format does not say; `posting` is the JobPosting in it, if there is one.

    Left out is what is each site's own: where the document lies, its address here, its id in the ledger.
    A post without a date has the one that it got here, and a job without an employer is the publisher's.
    """
    post, names = entry.post, federation.SAID[form]
    said = _said(entry, form, posting or {})
    whole = known(
        {
            "title": post.title,
            "language": post.language,
            "summary": post.summary,
            "authors": federation.facts(post.authors),
            "tags": [tag for tag in post.tags if tag],
            "external_url": post.external_url,
            "image": post.image,
            "attachments": federation.facts(post.attachments),
            "stated": federation.facts(post.stated),
            "job": federation.facts(post.job) if post.job else None,
        }
    )
    return {
        "format": form,
        **federation.beyond(whole, {name: value for name, value in said.items() if name in names}),
        **_moments(entry, names, posting or {}),
        **known(
            {
                "kind": "" if post.kind == ("job" if post.job else "article") else post.kind,
                "told": bool(entry.listing.changes and post.content_html and form != "job_posting") or None,
                "empty": not post.content_html or None,
                "via": federation.facts(_chain(site, post, form)),
            }
        ),
    }


def _said(entry: Entry, form: str, posting: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a reader finds in a format, under the names of the model."""
    post, listing = entry.post, entry.listing
    files: tuple[Attachment, ...] = attached(post) if form == "json_feed" else post.attachments
    if form == "job_posting":
        return federation.implied(posting)
    said = known(
        {
            "title": listing.title,
            "language": listing.language,
            # A summary without a text is the text to many readers.
            "summary": post.summary if post.content_html else "",
            "tags": [tag for tag in post.tags if tag],
            "external_url": post.external_url,
            "image": post.image,
            "attachments": federation.facts(files),
            "job": federation.of_posting(posting),
        }
    )
    # Where an entry names nobody, readers take the authors of the feed.
    return {**said, "authors": federation.facts(authors(entry))}


def _moments(entry: Entry, names: frozenset[str], posting: Mapping[str, Any]) -> dict[str, str]:
    """Write the dates, each as far as it differs from the one that it follows from (see `normalise.own`)."""
    post, job = entry.post, entry.post.job
    given = {
        name: Moment(getattr(entry.listing, name).replace(microsecond=0)) for name in ("published", "updated")
    }
    published, updated = post.published or given["published"], post.updated or given["updated"]
    posted = job.date_posted if job else published
    through = job.valid_through if job else None
    said = federation.read(posting.get("validThrough"), None)
    return known(
        {
            "published": federation.written(published, given["published"] if "published" in names else None),
            "updated": federation.written(updated, given["updated"] if "updated" in names else None),
            "posted": federation.written(posted, published),
            "opens": federation.written(post.stated.opens, federation.later(published, posted)),
            "through": federation.written(through, said),
            "closes": federation.written(post.stated.closes, through),
        }
    )


def _chain(site: Site, post: Post, form: str) -> tuple[Via, ...]:
    """Name the sites that a post came through, this one only where the document does not name it."""
    chain = post.via if form != "job_posting" else (*post.via, Via(site.url, site.title))
    return chain if len(chain) <= federation.HOPS else (chain[0], *chain[1 - federation.HOPS :])
