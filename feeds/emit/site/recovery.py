"""What a lost ledger is learnt again from: every entry that was public, month by month of publication.

Feeds hold what is open, `closed.json` what is over, neither all of it: not what left a window, not the
addresses that a page had, not what tells a renamed file. A month that is over keeps its document as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from feeds.emit.json_document import known
from feeds.model.entry import CLOSED, Listing
from feeds.model.feed import Output
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

FOLDER = "recover"
INDEX = f"{FOLDER}/index.jsonl"
MEDIA_TYPE = "application/jsonl"


class Part(NamedTuple):
    """One document; `path` is below the output."""

    path: str
    listings: Sequence[Listing]


def parts(site: Site, listings: Iterable[Listing]) -> list[Part]:
    """Lay out the documents: the entries of each month, in order."""
    zone = ZoneInfo(site.timezone)
    months: dict[str, list[Listing]] = {}
    for listing in listings:
        if listing.shown or listing.state in CLOSED or listing.closed:
            local = listing.published.astimezone(zone)
            months.setdefault(f"{local.year:04}-{local.month:02}", []).append(listing)
    return [
        Part(f"{FOLDER}/{month}.jsonl", sorted(chosen, key=lambda listing: (listing.published, listing.id)))
        for month, chosen in sorted(months.items())
    ]


def index(all_parts: Iterable[Part], feed_ids: Mapping[str, str]) -> Output:
    """Name the documents, and the id of each feed."""
    head = {"version": 1, "parts": [part.path for part in all_parts], "feeds": dict(sorted(feed_ids.items()))}
    return _lines(INDEX, [head])


def write(part: Part, addresses: Mapping[str, Sequence[str]]) -> Output:
    """Write a document, an entry a line; `addresses` are the former ones of each, by id."""
    return _lines(part.path, [_item(one, addresses.get(one.id, ())) for one in part.listings])


def _item(listing: Listing, addresses: Sequence[str]) -> dict[str, Any]:
    return known(
        {
            "id": listing.id,
            "url": listing.url,
            "title": listing.title,
            "kind": listing.kind,
            # Who goes on writing a draft is nobody's business.
            "state": "withdrawn" if listing.closed and listing.state not in CLOSED else listing.state,
            "reason": listing.reason if listing.state in CLOSED else "",
            "published": rfc3339(listing.published),
            "updated": rfc3339(listing.updated),
            "closed": rfc3339(listing.closed) if listing.closed else "",
            "shown": listing.shown,
            "changes": listing.changes,
            "words": listing.text_digest,
            "document": "" if listing.state == "removed" else listing.document_digest,
            "addresses": sorted(addresses),
        }
    )


def _lines(path: str, values: Iterable[Mapping[str, Any]]) -> Output:
    lines = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return Output(path, MEDIA_TYPE, "".join(f"{line}\n" for line in lines).encode())
