"""robots.txt (RFC 9309): everything may be read, and the sitemap is named."""

from __future__ import annotations

from feeds.emit.entry_content import address
from feeds.emit.site import sitemap
from feeds.model.feed import Output
from feeds.model.settings import Site

PATH = "robots.txt"
MEDIA_TYPE = "text/plain"


def emit(site: Site) -> Output:
    """Write robots.txt; closed pages stay readable, or nobody would see that they are `noindex`."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {address(site, sitemap.INDEX)}\n"
    return Output(PATH, MEDIA_TYPE, text.encode())
