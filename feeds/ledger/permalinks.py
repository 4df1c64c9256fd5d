"""Permalinks and slugs: make and parse the URLs of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import chain, count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.model.settings import Site
from feeds.model.urls import path_of

if TYPE_CHECKING:
    from feeds.ledger.store import Store


def page_path(site: Site, slug: str, source: str, published: datetime) -> str:
    """Return the path of a page, relative to the site: the permalink with its placeholders replaced."""
    return site.permalink.format_map(_Parts(slug, source, published, _zone(site.timezone)))


def url_path(site: Site, address: str) -> str:
    """Return the path, relative to the host, of a URL or of a path relative to the site."""
    return path_of(address, site.url)


def output_path(site: Site, path: str) -> str:
    """Return the output file that is served at a path."""
    relative = path.removeprefix(url_path(site, site.url))
    return f"{relative}index.html" if not relative or relative.endswith("/") else relative


@lru_cache(maxsize=64)
def _pattern(permalink: str, base: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", permalink)
    placeholders = {"slug": "(?P<slug>[^/]+?)", "source": "[^/]+?"}
    pattern = re.escape(base)
    for place, part in enumerate(parts):
        pattern += placeholders.get(part, r"\d+") if place % 2 else re.escape(part)
        if place % 2 and part == "slug":
            placeholders["slug"] = "(?P=slug)"
    return re.compile(pattern)


def slug_of(site: Site, path: str) -> str:
    """Return the slug in a path, or "" if it is no page of this site."""
    found = _pattern(site.permalink, path_of(site.url, site.url)).fullmatch(path)
    return found["slug"] if found else ""


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class _Parts(dict[str, str]):
    """The placeholders of a permalink; those of the date are computed only if used."""

    def __init__(self, slug: str, source: str, published: datetime, zone: ZoneInfo) -> None:
        super().__init__(slug=slug, source=source)
        self.published, self.zone = published, zone

    def __missing__(self, name: str) -> str:
        local = self.published.astimezone(self.zone)
        return {"year": f"{local.year:04}", "month": f"{local.month:02}", "day": f"{local.day:02}"}[name]


def fallback_slug(id_: str) -> str:
    """Return the slug of an entry whose page had none."""
    return f"post-{sha256(id_.encode()).hexdigest()[:8]}"


SEQUENTIAL_LIMIT = 20  # slugs tried one by one


def free_slug(store: Store, id_: str, wanted: str, day: date | None = None) -> str:
    """Return `wanted`, or the first variant of it that no other entry has."""
    return next(
        slug
        for slug in chain((wanted,), _variants(wanted, day, store.slugs_like(wanted)))
        if (store.slug_holder(slug) or (id_,))[0] == id_
    )


def _variants(slug: str, day: date | None, taken: int) -> Iterator[str]:
    """Yield variants of a slug: with the day of publication, then with numbers.

    If many are `taken`, the numbers begin there: trying all would take as long as there are posts.
    """
    if day:
        yield f"{slug}-{day.isoformat()}"
    yield from (f"{slug}-{number}" for number in count(2 if taken < SEQUENTIAL_LIMIT else taken))
