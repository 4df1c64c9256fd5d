"""Permalinks and slugs: the URL of an entry's page, filled in and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.model.settings import Site
from feeds.model.urls import path_of

if TYPE_CHECKING:
    from feeds.ledger.store import Store


def page(site: Site, slug: str, source: str, published: datetime) -> str:
    """Fill in the permalink: the address of a page below the site's."""
    return site.permalink.format_map(_Parts(slug, source, published, _zone(site.timezone)))


def below_host(site: Site, address: str) -> str:
    """Give an address below the site's as it is below its host."""
    return path_of(address, site.url)


def file_of(site: Site, path: str) -> str:
    """Name the file of the output that an address below the host shows."""
    page = path.removeprefix(below_host(site, site.url))
    return f"{page}index.html" if not page or page.endswith("/") else page


@lru_cache(maxsize=64)
def _pattern(permalink: str, base: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", permalink)
    holes = {"slug": "(?P<slug>[^/]+?)", "source": "[^/]+?"}
    written = re.escape(base)
    for place, part in enumerate(parts):
        written += holes.get(part, r"\d+") if place % 2 else re.escape(part)
        if place % 2 and part == "slug":
            holes["slug"] = "(?P=slug)"
    return re.compile(written)


def slug_in(site: Site, path: str) -> str:
    """Find the slug in an address below the host; empty if that is no page of this site."""
    found = _pattern(site.permalink, path_of(site.url, site.url)).fullmatch(path)
    return found["slug"] if found else ""


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class _Parts(dict[str, str]):
    """The placeholders of a permalink, worked out only when asked for."""

    def __init__(self, slug: str, source: str, published: datetime, zone: ZoneInfo) -> None:
        super().__init__(slug=slug, source=source)
        self.published, self.zone = published, zone

    def __missing__(self, name: str) -> str:
        local = self.published.astimezone(self.zone)
        return {"year": f"{local.year:04}", "month": f"{local.month:02}", "day": f"{local.day:02}"}[name]


FEW = 20  # posts of one slug


def free_slug(store: Store, id_: str, wanted: str, day: date | None = None) -> str:
    """Give the first of the addresses like `wanted` that no other entry has."""
    return next(
        slug
        for slug in chain((wanted,), _variants(wanted, day, store.slugs_like(wanted)))
        if (store.slug_holder(slug) or (id_,))[0] == id_
    )


def _variants(slug: str, day: date | None, taken: int) -> Iterator[str]:
    """Offer other addresses for a post; its own day is one that its author would think of, too.

    Where many are `taken`, the numbers begin there: to try them all would take as long as there are posts.
    """
    if day:
        yield f"{slug}-{day.isoformat()}"
    yield from (f"{slug}-{number}" for number in count(2 if taken < FEW else taken))
