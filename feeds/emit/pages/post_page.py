"""The page of a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from feeds.emit import localize
from feeds.emit.formats.job_posting import script
from feeds.emit.pages import feed_links, templating
from feeds.model.entry import Entry
from feeds.model.feed import FeedLink, Output
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.settings import Organization, Site


def post(site: Site, entry: Entry, feeds: Sequence[FeedLink]) -> Output:
    """Return the page of a post, at its listing's path; a closed one keeps its text and says so.

    One that was removed says only that: what was taken back is not handed on.
    An open job carries its JobPosting, if that is complete. What is not open asks search engines to
    leave it out, as Google's guideline on expired jobs has it.
    """
    listing = entry.listing
    said = _silenced(entry.post) if listing.state == "removed" else entry.post
    speech = localize.speech(said.language, site.language)
    voice = localize.voice(speech, site.timezone)
    return templating.page(
        "post.html",
        listing.path,
        speech,
        site=site,
        **feed_links.subscriptions(site, tuple(feeds[: feed_links.ANNOUNCED]), localize.primary(speech)),
        voice=voice,
        language=said.language,
        headline=listing.title,
        address=listing.url,
        summary=templating.shorten(said.summary),
        entry=listing,
        changed=localize.aspects(localize.primary(speech), listing.changes),
        post=said,
        content=templating.trusted(said.content_html),
        files=_files(said),
        json_ld=templating.trusted(script(entry) or ""),
        job=said.job,
        **(_job(said.job, voice) if said.job else {}),
    )


def _silenced(post: Post) -> Post:
    return Post(post.source, post.locator, post.kind, post.title, "", post.language)


def _files(post: Post) -> list[tuple[str, str]]:
    """Return the URL of each file of a post, and its title or name."""
    return [
        (
            address,
            file.title or unquote(urlsplit(address).path).rpartition("/")[2] or templating.host(address),
        )
        for file in post.attachments
        if (address := templating.web_link(file.url))
    ]


def _job(job: Job, voice: localize.Voice) -> dict[str, Any]:
    employer = job.hiring_organization
    return {
        "organizations": _lineage(employer),
        "places": map(voice.place, job.job_location),
        "countries": map(voice.country, job.applicant_location_requirements),
        # A contract in its author's words mostly names its length: "CDD 3 ans".
        "duration": "" if re.search(r"\d", job.contract) else voice.duration(job.job_duration),
    }


def _lineage(organization: Organization | None) -> tuple[Organization, ...]:
    """Return an organisation, the one above it, and so on; a nameless one ends the line."""
    if organization is None or not organization.name:
        return ()
    return (organization, *_lineage(organization.parent))
