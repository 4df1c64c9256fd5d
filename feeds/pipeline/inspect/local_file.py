"""A file in the place of a partner's document: for `feeds try`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from feeds.collect import Web
from feeds.collect.crawl import CrawlResult
from feeds.model.errors import FetchError
from feeds.model.hashing import digest
from feeds.model.problem import Message
from feeds.model.source_state import CachedDocument, FollowUps, SourceState
from feeds.pipeline.partners.documents import LinkParser


def crawl(source: Web, body: bytes, now: datetime, parser: LinkParser) -> CrawlResult:
    """Return what a crawl of a source would, if its list was `body`; no document that it links to is fetched."""
    state = SourceState(source.name, source.url, last_fetch=now)
    cached = CachedDocument(
        *(source.url, "", "list", source.url, "", "", "", "", "", now, digest(body, size=16), FollowUps(), body)
    )
    try:
        cached = replace(cached, links=parser.follow_ups(cached))
    except FetchError as error:
        return CrawlResult(replace(state, last_error=str(error)))
    found = cached.links
    links = len({*found.parts, *found.pages, *found.alternates, *found.likely, *found.others})
    note = Message(
        "%(count)s link was not followed: use the URL of the list for that",
        "%(count)s links were not followed: use the URL of the list for that",
        count=links,
    )
    return CrawlResult(state, (cached,), notes=(note,) if links else ())
