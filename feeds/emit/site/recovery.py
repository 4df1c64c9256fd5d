"""Recovery data: every entry that was public, by month of publication, to rebuild a lost ledger.

Feeds hold open entries and `closed.json` closed ones, but neither has entries beyond a feed's limit, former
URLs, or the digests that recognise a renamed file. An entry with a page that no JSON Feed contains has its item
here. Documents of past months do not change without need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from feeds.emit.documents import without_empty
from feeds.emit.formats import json_feed
from feeds.model.entry import CLOSED, Entry, Listing
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.settings import Site

FOLDER = "recover"
INDEX = f"{FOLDER}/index.jsonl"
MEDIA_TYPE = "application/jsonl"
MAX_ENTRIES = 500  # in one document, so that an edit writes no more of a month with thousands


def paths(month: str, entries: int) -> list[str]:
    """Return the paths of the documents of a month with so many entries: of a long one several (`2026-05-2`)."""
    count = -(-entries // MAX_ENTRIES)
    return [f"{FOLDER}/{month if number == 1 else f'{month}-{number}'}.jsonl" for number in range(1, count + 1)]


def index(documents: Sequence[str], feed_ids: Mapping[str, str]) -> Output:
    """Return the index: the paths of the documents, and the id of each feed."""
    head = {"version": 1, "parts": documents, "feeds": dict(sorted(feed_ids.items()))}
    return _lines(INDEX, [head])


def write(
    site: Site, path: str, listings: Iterable[Listing], addresses: Mapping[str, Sequence[str]], entries: Iterable[Entry]
) -> Output:
    """Return a document, one entry a line.

    Args:
        site: the site.
        path: of the document.
        listings: its entries, by publication.
        addresses: former URLs by entry id.
        entries: those whose content no JSON Feed contains.
    """
    items = {entry.listing.id: json_feed.item(site, entry) for entry in entries}
    lines = (_line(one, addresses.get(one.id, ())) | without_empty({"item": items.get(one.id)}) for one in listings)
    return _lines(path, lines)


def source_digest(name: str) -> str:
    """Return a digest of the name of a source, by which a recovered entry finds it again."""
    return digest(f"source {name}") if name else ""


def _line(listing: Listing, addresses: Sequence[str]) -> dict[str, Any]:
    state, reason = listing.public_state
    return without_empty(
        {
            "id": listing.id,
            "url": listing.url,
            "title": listing.title,
            "kind": listing.kind,
            "language": listing.language,
            "state": state,
            "reason": reason if listing.state in CLOSED or listing.unconfirmed else "",
            "published": rfc3339(listing.published),
            "updated": rfc3339(listing.updated),
            "closed": rfc3339(listing.closed) if listing.closed else "",
            "leaves": rfc3339(listing.leaves) if listing.leaves else "",
            "unconfirmed": rfc3339(listing.unconfirmed) if listing.unconfirmed else "",
            "ends": rfc3339(listing.next_transition) if listing.unconfirmed and listing.next_transition else "",
            "shown": listing.shown,
            "changes": listing.changes,
            "words": listing.text_digest,
            "source": source_digest(listing.source),
            "document": "" if listing.state == "removed" else listing.document_digest,
            "addresses": sorted(addresses),
            "edition": "" if listing.state == "removed" else listing.edition,
        }
    )


def _lines(path: str, values: Iterable[Mapping[str, Any]]) -> Output:
    lines = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return Output(path, MEDIA_TYPE, "".join(f"{line}\n" for line in lines).encode())
