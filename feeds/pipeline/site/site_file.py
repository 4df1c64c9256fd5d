"""A file of the whole site, and links to feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from feeds.model.feed import FeedLink, Output
from feeds.model.settings import FeedSpec

SITE = "site"  # the collection of files that each site has


class SiteFile(NamedTuple):
    """A file to publish; its `key` is the digest of all that it is made of. collection: that it is made of."""

    path: str
    key: str
    render: Callable[[], Iterable[Output]]
    collection: str = SITE


def one(render: Callable[..., Output], *values: Any) -> Iterable[Output]:
    """Yield the output that a function returns."""
    yield render(*values)


def links_of(specs: Iterable[FeedSpec]) -> tuple[FeedLink, ...]:
    """Return links to the feeds that are not one for each value of a facet."""
    return tuple(
        FeedLink(spec.name, spec.title, spec.formats, spec.group, spec.values) for spec in specs if not spec.each
    )
