"""Rows of entries as listings: what is done for every entry in every run that has anything to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from feeds.ledger import permalinks
from feeds.ledger.change_detection import document_name
from feeds.ledger.store.rows import known, time
from feeds.model.entry import Listing
from feeds.model.settings import Site


def listings(rows: Iterable[tuple[Any, ...]], site: Site) -> Iterator[Listing]:
    """Read rows of `rows.COLUMNS`."""
    where = _addresses(site)
    for row in rows:
        id_, source, locator, slug, kind, title, language, organization, tags, was, state, reason = row[:12]
        closed, next_transition, _, published, updated, digest, text_digest, changes, shown = row[12:21]
        at, ended = known(published), max(closed, updated) if closed else None
        path = where(slug, source, at)
        yield Listing(
            *(id_, site.url + path, f"{path}index.html" if path.endswith("/") else path, kind, state, title),
            *(at, known(updated), language, source, locator),
            # The texts as they stand there: all that an output of the entry could show.
            f"{digest}.{state}.{published}.{updated}.{closed}.{slug}",
            *(reason, time(closed), organization),
            tags=tuple(json.loads(tags)) if tags != "[]" else (),
            changes=tuple(changes.split()),
            ended=time(ended),
            shown=bool(shown),
            was=was,
            next_transition=time(next_transition),
            text_digest=text_digest,
            document_digest=document_name(source, locator),
        )


def _addresses(site: Site) -> Callable[[str, str, datetime], str]:
    """Make what fills in the permalink; one with nothing but the slug is filled in without ado."""
    before, _, after = site.permalink.partition("{slug}")
    if "{" in before + after:
        return lambda slug, source, published: permalinks.page(site, slug, source, published)
    return lambda slug, _source, _published: before + slug + after
