"""Listings of entries: made for every entry in every run with changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from feeds.ledger import permalinks
from feeds.ledger.recovered.locators import locator_digest
from feeds.ledger.store.codec import decode_job, job_in_lists
from feeds.ledger.store.rows import check_types, parse_tags, parse_time, required_time
from feeds.model.entry import Listing
from feeds.model.settings import Site


def listings(rows: Iterable[tuple[Any, ...]], site: Site, payload: Callable[[str], bytes]) -> Iterator[Listing]:
    """Yield the listings of rows with the columns `rows.COLUMNS`, and `job`.

    `payload` returns the encoded post of an entry that was saved before there was a column for its job.
    """
    page_path = _page_path(site)
    for row in rows:
        check_types(row[:-1])
        id_, source, locator, slug, kind, title, language, organization, tags, was, state, reason = row[:12]
        closed, next_transition, first_seen, published, updated, digest, text_digest, changes, shown = row[12:21]
        at, ended = required_time(published), max(closed, updated) if closed else None
        path = row[25] or page_path(slug, source, at)
        url = site.url + (path if path.isascii() and " " not in path else quote(path))
        unconfirmed = row[22] if state == "stale" else None
        yield Listing(
            *(id_, url, f"{path}index.html" if path.endswith("/") else path, kind, state, title),
            *(at, required_time(updated), language, source, locator),
            # The revision: all of an entry that an output depends on.
            f"{digest}{row[24]}.{state}{unconfirmed or ''}.{published}.{updated}.{closed}.{slug}{row[25]}",
            *(reason, parse_time(closed), organization),
            tags=parse_tags(tags),
            changes=tuple(changes.split()),
            ended=parse_time(ended),
            shown=bool(shown),
            was=was,
            next_transition=parse_time(next_transition),
            text_digest=text_digest,
            document_digest=locator_digest(source, locator),
            edition=row[23],
            unconfirmed=parse_time(unconfirmed),
            leaves=parse_time(row[26]),
            job=decode_job(row[27] or job_in_lists(payload(id_))),
            changed_at=parse_time(first_seen) if first_seen > updated else None,
        )


def _page_path(site: Site) -> Callable[[str, str, datetime], str]:
    """Return the function that makes page paths; a permalink with only the slug needs no `format_map`."""
    before, _, after = site.permalink.partition("{slug}")
    if "{" in before + after:
        return lambda slug, source, published: permalinks.page_path(site, slug, source, published)
    return lambda slug, _source, _published: before + slug + after
