"""robots.txt (RFC 9309): allows everything, and names the sitemap."""

from __future__ import annotations

from feeds.emit.entry_content import output_url
from feeds.emit.site import sitemap
from feeds.model.feed import Output
from feeds.model.settings import Site

PATH = "robots.txt"
MEDIA_TYPE = "text/plain"


def emit(site: Site) -> Output:
    """Return robots.txt; closed pages stay allowed, or crawlers would not see their `noindex`."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {output_url(site, sitemap.INDEX)}\n"
    return Output(PATH, MEDIA_TYPE, text.encode())
