"""What is due: posts that end soon, and jobs that were not confirmed for long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from feeds.ledger.ledger import Ledger
from feeds.model.entry import LIVE, Entry, Listing
from feeds.pipeline.run import Project

SOON = timedelta(days=7)
LONG = timedelta(days=90)


class Due(NamedTuple):
    """A post to look at: it ends soon, or was published, or last confirmed, long ago."""

    at: datetime
    what: Literal["ends", "published", "confirmed"]
    title: str
    locator: str


def due(project: Project, ledger: Ledger, listings: Iterable[Listing], now: datetime) -> list[Due]:
    """Return what ends within SOON, and open jobs that were published or last confirmed more than LONG ago.

    Partners confirm their jobs at each fetch.
    """
    folders = {folder.name for folder in project.config.folders}
    entries = ledger.entries([listing for listing in listings if listing.state in LIVE])
    found = (one for entry in entries for one in _due(entry, folders, now))
    return sorted(found, key=lambda one: (one.at, one.locator, one.what))


def _due(entry: Entry, folders: Collection[str], now: datetime) -> Iterator[Due]:
    listing, post = entry
    named = (listing.title, listing.locator)
    if (closes := post.stated.closes) and now < closes.at <= now + SOON:
        yield Due(closes.at, "ends", *named)
    if listing.kind != "job" or listing.source not in folders:
        return
    if post.confirmed:
        if post.confirmed.at < now - LONG:
            yield Due(post.confirmed.at, "confirmed", *named)
    elif listing.published < now - LONG:
        yield Due(listing.published, "published", *named)
