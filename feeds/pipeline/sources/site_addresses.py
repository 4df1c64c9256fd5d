"""Addresses of the site itself, to which posts link as to files: its feeds and the files of the whole site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.model.settings import FeedSpec
from feeds.pipeline.site.taken_addresses import list_pages

_SITE_FILES = re.compile(
    r"(?:index|404|410|feeds/index)\.html|feeds\.opml|closed\.json|deadlines\.ics|robots\.txt|style\.css|favicon\.svg"
    r"|(?:copy|lists)\.js|organizations/[^/]+/hiring\.json|sitemap[^/]*\.xml"
)


class SiteAddresses:
    """The addresses below a site that this program writes something to, pages apart."""

    def __init__(self, url: str, specs: Iterable[FeedSpec]) -> None:
        self.url, self.specs = url, tuple(specs)

    def __contains__(self, url: str) -> bool:
        """Return whether a URL is that of a feed, of a list, or of a file of the whole site."""
        path = url.removeprefix(self.url).partition("#")[0].partition("?")[0]
        if path == url:
            return False
        if _SITE_FILES.fullmatch(path) or any(self._is_feed(spec, path) for spec in self.specs):
            return True
        page = path if path.endswith(".html") else f"{path.removesuffix('/')}/index.html"
        return list_pages(self.specs).fullmatch(page) is not None

    def _is_feed(self, spec: FeedSpec, path: str) -> bool:
        from feeds.emit.formats import FORMATS

        name = "[a-z0-9-]+".join(re.escape(part) for part in re.split(r"\{\w+\}", spec.name))
        endings = "|".join(re.escape(FORMATS[format_].ending) for format_ in spec.formats)
        return re.fullmatch(f"{name}(?:{endings})", path) is not None
