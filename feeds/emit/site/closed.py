"""closed.json: what left the feeds, when and why. No feed format that is widely read can say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feeds.emit.json_document import to_json
from feeds.model.entry import CLOSED, Listing
from feeds.model.feed import Output
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

PATH = "closed.json"
MEDIA_TYPE = "application/json"


def emit(site: Site, listings: Sequence[Listing]) -> Output:
    """List the entries that are over, the latest closing first; one that became a draft again was withdrawn.

    Raises OutputError when the list cannot be written or does not read back.
    """
    closed = sorted(
        (listing for listing in listings if listing.closed or listing.state in CLOSED),
        key=lambda listing: listing.id,
    )
    closed.sort(key=_when, reverse=True)
    items = [(listing.id, _item(listing)) for listing in closed]
    return Output(PATH, MEDIA_TYPE, to_json(PATH, {"version": 1, "title": site.title}, "closed", items))


def said(listing: Listing) -> str:
    """Name all that is said of an entry: what its text says is no part of it."""
    how = f"{listing.state_revision} {listing.reason} {listing.shown}"
    return f"{listing.id} {listing.url} {listing.title} {listing.kind} {how}"


def _when(listing: Listing) -> datetime:
    return listing.closed or listing.updated


def _item(listing: Listing) -> dict[str, Any]:
    over = listing.state in CLOSED
    return {
        "id": listing.id,
        "url": listing.url,
        "when": rfc3339(_when(listing)),
        "why": (listing.reason or listing.state) if over else "it was taken back",
        "state": listing.state if over else "withdrawn",
        "title": listing.title,
        "kind": listing.kind,
        "published": rfc3339(listing.published),
        "updated": rfc3339(listing.updated),
        "shown": listing.shown,
    }
