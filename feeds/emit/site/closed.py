"""closed.json: entries that left the feeds, when and why. No widely supported feed format has that.

A long list is in parts, so that a closing does not write all of it: closed.json has the entries closed last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feeds.emit.documents import to_json, without_empty
from feeds.emit.entry_content import output_url
from feeds.model.entry import CLOSED, Listing
from feeds.model.feed import Output, Sizes
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

NAME = "closed"
PATH = f"{NAME}.json"
SIZES = Sizes(most=1000, cut=420, first=500, least=335)  # entries of a document, as of feeds in parts
MEDIA_TYPE = "application/json"


def emit(site: Site, listings: Sequence[Listing], path: str = PATH, older: str = "") -> Output:
    """Return the list of closed entries, the last closed first; one that is a draft again was withdrawn.

    Args:
        site: the site.
        listings: the entries.
        path: of the document.
        older: that of the next older part; "" if there is none.

    Raises:
        OutputError: the list cannot be written, or differs when it is read back.
    """
    closed = sorted(
        (listing for listing in listings if listing.closed or listing.state in CLOSED), key=lambda listing: listing.id
    )
    closed.sort(key=closed_at, reverse=True)
    items = [(listing.id, _item(listing)) for listing in closed]
    head = without_empty({"version": 1, "title": site.title, "next_url": output_url(site, older) if older else ""})
    return Output(path, MEDIA_TYPE, to_json(path, head, "closed", items))


def fingerprint(listing: Listing) -> str:
    """Return a text that changes with the item of an entry; its content is no part of it."""
    state = f"{listing.state_revision} {listing.reason} {listing.shown}"
    return f"{listing.id} {listing.url} {listing.title} {listing.kind} {listing.language} {state}"


def closed_at(listing: Listing) -> datetime:
    """Return when an entry was closed, by which the list is ordered."""
    return listing.closed or listing.updated


def _item(listing: Listing) -> dict[str, Any]:
    state, reason = listing.public_state
    when = {"when": rfc3339(listing.closed)} if listing.closed else {}
    language = {"language": listing.language} if listing.language else {}
    return {
        "id": listing.id,
        "url": listing.url,
        **when,
        "why": reason or state,
        "state": state,
        "title": listing.title,
        "kind": listing.kind,
        **language,
        "published": rfc3339(listing.published),
        "updated": rfc3339(listing.updated),
        "shown": listing.shown,
    }
