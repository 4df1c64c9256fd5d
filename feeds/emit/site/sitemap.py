"""Sitemap (sitemaps.org protocol 0.9): an index, and one part for each month of publication.

The part of a past month stays the same, byte for byte, unless one of its pages changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from feeds.emit import documents
from feeds.emit.entry_content import output_url
from feeds.model.feed import Output
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

INDEX = "sitemap.xml"
HOME = "site"
MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAX_URLS = 50_000  # in one part: the protocol's limit


class Page(NamedTuple):
    """A URL in the sitemap, and when its document last changed."""

    url: str
    updated: datetime | None


class Part(NamedTuple):
    """One document of the sitemap; `path` is relative to the output directory."""

    path: str
    pages: Sequence[Page]


def path(month: str, number: int = 1) -> str:
    """Return the path of a part of a month."""
    return f"sitemap-{month if number == 1 else f'{month}-{number}'}.xml"


def parts(month: str, pages: Sequence[Page]) -> Iterator[Part]:
    """Yield the parts with the open posts of a month, by publication; HOME has the home page alone."""
    for number, start in enumerate(range(0, len(pages), MAX_URLS), 1):
        yield Part(path(month, number), pages[start : start + MAX_URLS])


def newest(part: Part) -> datetime | None:
    """Return when the page of a part that changed last did; None if that is not known of any."""
    return max((page.updated for page in part.pages if page.updated), default=None)


def index(site: Site, changed: Iterable[tuple[str, datetime | None]]) -> Output:
    """Return the index: the path of each part, and when it changed.

    Raises:
        OutputError: it cannot be written.
    """
    return _document(INDEX, "sitemapindex", "sitemap", [Page(output_url(site, path), at) for path, at in changed])


def write(part: Part) -> Output:
    """Return the document of a part.

    Raises:
        OutputError: it cannot be written.
    """
    return _document(part.path, "urlset", "url", part.pages)


def _document(path: str, root: str, child: str, pages: Sequence[Page]) -> Output:
    with documents.output_errors(path):
        document = documents.root(root, NAMESPACE)
        for page in pages:
            element = documents.child(document, child)
            documents.child(element, "loc", page.url)
            if page.updated:
                documents.child(element, "lastmod", rfc3339(page.updated))
    return Output(path, MEDIA_TYPE, documents.render(path, document))
