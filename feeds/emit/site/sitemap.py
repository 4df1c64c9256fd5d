"""Sitemap (sitemaps.org protocol 0.9): an index, and one part for each month of publication.

The part of a past month stays the same, byte for byte, unless one of its pages changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.emit import documents
from feeds.emit.entry_content import output_url
from feeds.model.entry import Listing
from feeds.model.feed import Output
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

INDEX = "sitemap.xml"
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


def emit(site: Site, listings: Iterable[Listing], home_updated: datetime | None) -> Iterator[Output]:
    """Yield the index and its parts.

    Raises:
        OutputError: one of them cannot be written.
    """
    all_parts = parts(site, listings, home_updated)
    yield index(site, all_parts)
    yield from map(write, all_parts)


def parts(site: Site, listings: Iterable[Listing], home_updated: datetime | None) -> list[Part]:
    """Return the parts: the home page, then the open posts of each month."""
    zone = ZoneInfo(site.timezone)
    months: dict[str, list[Page]] = {"site": [Page(site.url, home_updated)]}
    for listing in sorted(listings, key=lambda listing: (listing.published, listing.url)):
        if listing.state in ("open", "stale"):
            local = listing.published.astimezone(zone)
            month = f"{local.year:04}-{local.month:02}"  # strftime does not pad years on every system
            months.setdefault(month, []).append(Page(listing.url, listing.updated))
    return [part for month, pages in months.items() for part in _split(month, pages)]


def index(site: Site, all_parts: Iterable[Part]) -> Output:
    """Return the index.

    Raises:
        OutputError: it cannot be written.
    """
    pages = [Page(output_url(site, part.path), _newest(part.pages)) for part in all_parts]
    return _document(INDEX, "sitemapindex", "sitemap", pages)


def write(part: Part) -> Output:
    """Return the document of a part.

    Raises:
        OutputError: it cannot be written.
    """
    return _document(part.path, "urlset", "url", part.pages)


def _split(month: str, pages: Sequence[Page]) -> Iterator[Part]:
    for number, start in enumerate(range(0, len(pages), MAX_URLS), 1):
        name = month if number == 1 else f"{month}-{number}"
        yield Part(f"sitemap-{name}.xml", pages[start : start + MAX_URLS])


def _newest(pages: Sequence[Page]) -> datetime | None:
    return max((page.updated for page in pages if page.updated), default=None)


def _document(path: str, root: str, child: str, pages: Sequence[Page]) -> Output:
    with documents.output_errors(path):
        document = documents.root(root, NAMESPACE)
        for page in pages:
            element = documents.child(document, child)
            documents.child(element, "loc", page.url)
            if page.updated:
                documents.child(element, "lastmod", rfc3339(page.updated))
    return Output(path, MEDIA_TYPE, documents.render(path, document))
