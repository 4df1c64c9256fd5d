"""The sitemap (sitemaps.org protocol 0.9): an index, and one part for every month of publication.

A month that is over keeps its part as it was, byte by byte, unless one of its pages changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.emit import _xml
from feeds.emit._common import address
from feeds.model import Listing, Output, Site, rfc3339

INDEX = "sitemap.xml"
MEDIA_TYPE = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LIMIT = 50_000  # addresses in one part, as the protocol has it


class _Page(NamedTuple):
    url: str
    updated: datetime | None


def emit(site: Site, listings: Sequence[Listing], home_updated: datetime | None) -> Iterator[Output]:
    """Write the index and its parts; pages of closed entries are in none.

    Raises OutputError when a part cannot be written.
    """
    zone = ZoneInfo(site.timezone)
    months: dict[str, list[_Page]] = {"site": [_Page(site.url, home_updated)]}
    for listing in sorted(listings, key=lambda listing: (listing.published, listing.url)):
        if listing.state == "open":
            local = listing.published.astimezone(zone)
            month = f"{local.year:04}-{local.month:02}"  # as in addresses; strftime does not pad everywhere
            months.setdefault(month, []).append(_Page(listing.url, listing.updated))
    parts = [part for month, pages in months.items() for part in _split(month, pages)]
    yield _document(
        INDEX,
        "sitemapindex",
        "sitemap",
        [_Page(address(site, path), _newest(pages)) for path, pages in parts],
    )
    for path, pages in parts:
        yield _document(path, "urlset", "url", pages)


def _split(month: str, pages: Sequence[_Page]) -> Iterator[tuple[str, Sequence[_Page]]]:
    for number, start in enumerate(range(0, len(pages), LIMIT), 1):
        name = month if number == 1 else f"{month}-{number}"
        yield f"sitemap-{name}.xml", pages[start : start + LIMIT]


def _newest(pages: Sequence[_Page]) -> datetime | None:
    return max((page.updated for page in pages if page.updated), default=None)


def _document(path: str, root: str, child: str, pages: Sequence[_Page]) -> Output:
    with _xml.building(path):
        document = _xml.root(root, NAMESPACE)
        for page in pages:
            element = _xml.child(document, child)
            _xml.child(element, "loc", page.url)
            if page.updated:
                _xml.child(element, "lastmod", rfc3339(page.updated))
    return Output(path, MEDIA_TYPE, _xml.render(path, document))
