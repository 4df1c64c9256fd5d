"""`feeds try`: what an address would yield, entry by entry and field by field; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.collect import Web
from feeds.collect.crawl import Collected, Crawl, CrawlContext
from feeds.ledger.store import codec
from feeds.model.errors import SourceError
from feeds.model.instant import rfc3339
from feeds.model.problem import Problem
from feeds.pipeline.inspect.explain import Line, fields_of
from feeds.pipeline.partners.documents import LinkParser, ParsedDocuments, first
from feeds.pipeline.partners.parse import PartnerReading, PartnerTask, read
from feeds.pipeline.partners.reconcile import context_of
from feeds.pipeline.run import Project

PAGES = 3  # that a list leads to: enough to see whether they can be read


@dataclass(frozen=True, slots=True)
class Tried:
    """What one address yields: `about` it as a whole, then the lines of each entry that was asked for."""

    about: tuple[Line, ...]
    entries: tuple[tuple[Line, ...], ...]
    problems: tuple[Problem, ...]


def attempt(project: Project, source: Web, secrets: Mapping[str, str], now: datetime, *, most: int) -> Tried:
    """Ask for an address as a run would, and read the first entries as a run would.

    The host that is named here may lie in a private network.

    Raises:
        SourceError: it gave no answer, or one that cannot be read.
    """
    from feeds.collect.http.client import Client
    from feeds.collect.http.request_url import own as named

    network = project.config.network
    allow = (*network.allow, *named(source.url))
    source = replace(source, follow=min(source.follow, PAGES))
    with Client(network.contact, allow, spacing=network.spacing) as client:
        follow_ups = LinkParser(source, parsed := ParsedDocuments()).follow_ups
        came = Crawl(source, first(source), follow_ups, CrawlContext(client, now, secrets)).run()
    if not came.documents:
        raise SourceError(f"{source.url}: {came.state.last_error}")
    kept = parsed.of(source.name, came.documents)
    found = read(PartnerTask(source, context_of(project, source), came.documents, {}, "", kept))
    if found.trouble:
        raise SourceError(f"{source.url}: {found.trouble}")
    shown = [reading for reading in found.readings if reading.facts][:most]
    entries = tuple(
        (Line("file", one.locator), *fields_of(codec.decode(one.facts.payload))) for one in shown if one.facts
    )
    problems = (*found.problems, *(problem for one in found.readings for problem in one.problems))
    return Tried(tuple(_about(source, came, found)), entries, problems)


def _about(source: Web, came: Collected, found: PartnerReading) -> Iterator[Line]:
    root = came.documents[0]
    yield Line("address", source.url, f"it moved to {came.state.moved_to}" if came.state.moved_to else "")
    yield Line("answer", f"{len(root.body):,} bytes", root.media_type)
    yield Line("dialect", found.dialect, "as configured" if source.dialect else "by what it says")
    parts = [sum(cached.role == role for cached in came.documents) for role in ("list", "page")]
    if parts != [1, 0]:
        yield Line("documents", f"{parts[0]} of its list, {parts[1]} pages it leads to")
    yield Line("entries", str(len(found.seen)))
    whole = {True: "yes", False: "no", None: "it does not say"}[found.complete]
    yield Line("complete", whole, "whether this is all that is open")
    if came.state.next_poll:
        yield Line("next", rfc3339(came.state.next_poll), "when a run would ask again")
    for note in came.notes:
        yield Line("note", note)
