"""Partner documents: detect the dialect, and parse; not imported by a site without partners."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from feeds.model import federation
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Problem
from feeds.model.source_state import FollowUps
from feeds.normalise.dialects import full_text, job_posting, records, syndication
from feeds.normalise.dialects.item import Batch, SourceOptions
from feeds.normalise.dialects.job_posting.job_links import same_site

__all__ = ["READERS", "Reader", "follow_ups", "preferred", "read", "read_ahead", "recognise", "records"]


class Reader(NamedTuple):
    """A parser of one dialect. `read` raises PostError for a document that is invalid or not whole."""

    recognises: Callable[[bytes], bool]
    read: Callable[[Document, SourceOptions], Batch]


# One document holds many entries; the first reader that recognises it reads it.
READERS: dict[str, Reader] = {
    "syndication": Reader(syndication.recognises, syndication.read),
    "job_posting": Reader(job_posting.recognises, job_posting.read),
    "records": Reader(records.recognises, records.read),
}
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n")
TAIL = 1000  # bytes in which the end of a whole feed is searched
_END = re.compile(rb"(?i)(?:</(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>|\})(?:\s|\x00|<!--.*?-->)*$")
_NEXT = re.compile(rb"(?i)\bnext\b|next_url")
_FEDERATED = (b"feed+json", federation.KEY.encode())


def recognise(document: Document, options: SourceOptions) -> str:
    """Return the name of the dialect of a document.

    Raises:
        PostError: it is in no known dialect.
    """
    if options.dialect:
        return options.dialect
    if options.preset or options.mapping or options.seed:
        return "records"
    if _FRONT_MATTER.match(document.body):
        return "job_markdown"
    for name, reader in READERS.items():
        if reader.recognises(document.body):
            return name
    size = Message("%(count)s bytes of something else", count=f"{len(document.body):,}")
    raise PostError(
        Problem(
            document.locator,
            Message("a feed (RSS, Atom, JSON Feed), a web page, a sitemap, records (JSON, XML, CSV) or Markdown"),
            size if document.body.strip() else Message("an empty document"),
            Message("open the URL in a browser; set `dialect:` if it is one of these"),
            severity="error",
        )
    )


def read(document: Document, options: SourceOptions) -> Batch:
    """Parse a document of a partner, in any dialect but Markdown.

    Raises:
        PostError: it is invalid or not whole.
    """
    return _read(recognise(document, options), document, options)


def _read(dialect: str, document: Document, options: SourceOptions) -> Batch:
    batch = READERS[dialect].read(document, options)
    # Lists of pages with jobs lead to these themselves.
    return full_text.with_pages(batch, document) if options.full_text and dialect != "job_posting" else batch


def preferred(batches: Sequence[Batch]) -> list[Batch]:
    """Return the documents of a list to take entries from: the JSON Feeds of another `feeds`, if any.

    They hold more than the document that names them. An entry may be in several, and is taken once.
    """
    chosen, ids = list[Batch](), set[str]()
    for batch in (batch for batch in batches if batch.extended):
        chosen.append(replace(batch, items=tuple(item for item in batch.items if item.id not in ids)))
        ids.update(item.id for item in batch.items)
    return chosen or list(batches)


def follow_ups(batch: Batch, document: Document, options: SourceOptions) -> FollowUps:
    """Return the links of a parsed document: further parts of its list, pages of entries, JSON Feeds."""
    pages = (*batch.pages, *(item.detail for item in batch.items if item.detail))
    near = [one for one in batch.alternates if same_site(one.url, document.locator)]
    # A page whose dialect is configured is read as that page.
    alternates = tuple(near) if options.dialect != "job_posting" else ()
    # Only the order of a feed moves an entry to another part when it changes.
    is_feed = recognise(document, options) == "syndication"
    return FollowUps(
        *(batch.next, pages, alternates, batch.extended),
        independent=batch.independent,
        likely=batch.likely,
        others=batch.others,
        entries=len(batch.items),
        stated=(batch.total or 0) if is_feed else 0,
    )


def read_ahead(document: Document, options: SourceOptions) -> Batch | None:
    """Parse a document that may have links to follow; None for one without, which a few bytes often show.

    Raises:
        PostError: it is invalid, as far as it was read.
    """
    dialect = recognise(document, options)
    if dialect == "job_markdown":
        return None
    may_link = options.full_text or _may_link(document.body)
    if dialect == "syndication" and not may_link and _END.search(document.body[-TAIL:]):
        return None
    return _read(dialect, document, options)


def _may_link(body: bytes) -> bool:
    """Return whether a feed may have further parts or name a JSON Feed, without parsing it."""
    has_next = b"next" in body.lower() and _NEXT.search(body)
    return bool(has_next) or any(mark in body for mark in _FEDERATED)
