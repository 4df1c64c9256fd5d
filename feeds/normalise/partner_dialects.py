"""What partners publish, in any dialect: recognised, and read; a site without partners does without this."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from feeds.model import federation
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUps
from feeds.normalise.dialects import job_posting, records, syndication
from feeds.normalise.dialects.item import Batch, SourceOptions
from feeds.normalise.dialects.job_posting.job_links import same_site

__all__ = ["READERS", "Reader", "follow_ups", "preferred", "read", "read_ahead", "recognise", "records"]


class Reader(NamedTuple):
    """A dialect of partners: whether a body is written in it, and what a document in it says.

    `read` raises PostError for what is not what it should be, or not whole, and nothing else.
    """

    recognises: Callable[[bytes], bool]
    read: Callable[[Document, SourceOptions], Batch]


# One document holds many; the first that recognises it reads it.
READERS: dict[str, Reader] = {
    "syndication": Reader(syndication.recognises, syndication.read),
    "job_posting": Reader(job_posting.recognises, job_posting.read),
    "records": Reader(records.recognises, records.read),
}
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n")
TAIL = 1000  # bytes in which a whole feed ends
_ENDED = re.compile(rb"(?i)(?:</(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>|\})(?:\s|\x00|<!--.*?-->)*$")
_MAY_LEAD = re.compile(rb"(?i)\bnext\b|next_url")
_FEDERATED = (b"feed+json", federation.KEY.encode())


def recognise(document: Document, given: SourceOptions) -> str:
    """Name the dialect of a document.

    Raises:
        PostError: it is in none that is known.
    """
    if given.dialect:
        return given.dialect
    if given.preset or given.mapping:
        return "records"
    if _FRONT_MATTER.match(document.body):
        return "job_markdown"
    for name, reader in READERS.items():
        if reader.recognises(document.body):
            return name
    found = (
        f"{len(document.body):,} bytes of something else" if document.body.strip() else "nothing: it is empty"
    )
    raise PostError(
        Problem(
            document.locator,
            "a feed (RSS, Atom, JSON Feed), a web page, a sitemap, records (JSON, XML, CSV) or Markdown",
            found,
            "see what the address shows in a browser; name the `dialect` if it is one of these",
            severity="error",
        )
    )


def read(document: Document, given: SourceOptions) -> Batch:
    """Read a document of a partner, in whichever dialect it is but Markdown.

    Raises:
        PostError: it is not what it should be, or not whole.
    """
    return READERS[recognise(document, given)].read(document, given)


def preferred(batches: Sequence[Batch]) -> list[Batch]:
    """Return the documents of a list to take entries from: another `feeds`' JSON Feeds, if there are any.

    They hold more than the document that names them. An entry is in several of them, and taken once.
    """
    chosen, ids = list[Batch](), set[str]()
    for batch in (batch for batch in batches if batch.extended):
        chosen.append(replace(batch, items=tuple(item for item in batch.items if item.id not in ids)))
        ids.update(item.id for item in batch.items)
    return chosen or list(batches)


def follow_ups(batch: Batch, document: Document, given: SourceOptions) -> FollowUps:
    """Return what a parsed document links to: further parts of its list, pages, JSON Feeds."""
    pages = (*batch.pages, *(item.detail for item in batch.items if item.detail))
    near = [one for one in batch.alternates if same_site(one.url, document.locator)]
    # A page whose dialect is configured is read as that page.
    alternates = tuple(near) if given.dialect != "job_posting" else ()
    return FollowUps(batch.next, pages, alternates, batch.extended)


def read_ahead(document: Document, given: SourceOptions) -> Batch | None:
    """Read a document that may lead to others; None where it leads nowhere, which is often seen at once.

    Raises:
        PostError: it is not what it should be, as far as that is seen.
    """
    dialect = recognise(document, given)
    if dialect == "job_markdown":
        return None
    if dialect == "syndication" and not _may_lead(document.body) and _ENDED.search(document.body[-TAIL:]):
        return None
    return READERS[dialect].read(document, given)


def _may_lead(body: bytes) -> bool:
    """Return whether a feed may have further parts or name a JSON Feed, without reading it."""
    has_next = b"next" in body.lower() and _MAY_LEAD.search(body)
    return bool(has_next) or any(mark in body for mark in _FEDERATED)
