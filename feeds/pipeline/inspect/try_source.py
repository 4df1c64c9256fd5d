"""`feeds try`: preview of what would be imported from a URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.collect import Web
from feeds.collect.crawl import Crawl, CrawlContext, CrawlResult
from feeds.collect.pages import Shape
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.store import codec
from feeds.model.errors import SourceError
from feeds.model.instant import rfc3339
from feeds.model.problem import Message, Problem
from feeds.model.source_state import CONFIGURED
from feeds.normalise.dialects import records
from feeds.normalise.dialects.records import recognised
from feeds.pipeline.inspect.explain import Line, fields_of
from feeds.pipeline.partners.documents import LinkParser, ParsedDocuments, first_request
from feeds.pipeline.partners.parse import ParsedPartner, PartnerTask, parse
from feeds.pipeline.partners.reconcile import context_of
from feeds.pipeline.run import Project

MAX_SHAPES = 15  # of links that are shown
MAX_PAGES = 3  # of those that a list links to: enough to see whether they can be parsed


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be imported: lines `about` the source as a whole, and those of the first entries.

    mapping: the one that was recognised, as it is kept with a source. proposed: the source does not have
    `mapping: auto`, so nothing is imported before the mapping is pasted.
    filtered: the titles of the entries that its filters leave out, each with the key that does.
    """

    about: tuple[Line, ...]
    entries: tuple[tuple[Line, ...], ...]
    problems: tuple[Problem, ...]
    mapping: str = ""
    proposed: bool = False
    filtered: tuple[Line, ...] = ()


def preview(project: Project, source: Web, secrets: Mapping[str, str], now: datetime, *, entries: int) -> Preview:
    """Fetch and parse a source as a run would, and return its first entries; nothing is saved.

    Its host may be in a private network.

    Raises:
        SourceError: there is no valid response.
    """
    proposed = not source.mapping and not source.preset
    source = replace(source, follow=min(source.follow, MAX_PAGES))
    collected, found = _read(project, source, secrets, now, again=proposed)
    facts = [(one.locator, one.facts) for one in found.entries if one.facts][:entries]
    lines = tuple(
        (Line("file", locator), *_dates(one), *fields_of(codec.decode(one.payload))) for locator, one in facts
    )
    problems = (*found.problems, *(problem for one in found.entries for problem in one.problems))
    filtered = tuple(Line("left out", one.title, Message("by `%(key)s`", key=one.key)) for one in found.filtered)
    about = tuple(_about(source, collected, found))
    return Preview(about, lines, problems, found.mapping, proposed, filtered)


def _read(
    project: Project, source: Web, secrets: Mapping[str, str], now: datetime, *, again: bool
) -> tuple[CrawlResult, ParsedPartner]:
    """Fetch and parse a source; `again` with a recognised mapping if nothing is read without one.

    Raises:
        SourceError: there is no valid response.
    """
    try:
        first = _attempt(project, source, secrets, now)
    except SourceError:
        if not again:
            raise
        return _attempt(project, replace(source, mapping="auto"), secrets, now)
    if not again or first[1].seen or first[1].filtered:
        return first
    with suppress(SourceError):
        second = _attempt(project, replace(source, mapping="auto"), secrets, now)
        return second if second[1].mapping else first
    return first


def _attempt(
    project: Project, source: Web, secrets: Mapping[str, str], now: datetime
) -> tuple[CrawlResult, ParsedPartner]:
    from feeds.collect.http.client import Client
    from feeds.collect.http.request_url import host_ports

    network = project.config.network
    token_url = source.auth.token_url if source.auth else ""
    allow = (*network.allow, *host_ports(source.url), *host_ports(token_url))
    with Client(network.contact, allow, spacing=network.spacing) as client:
        parser = LinkParser(source, parsed := ParsedDocuments())
        context = CrawlContext(client, now, secrets)
        collected = Crawl(source, first_request(source), parser.follow_ups, context).run()
    if not any(cached.role == "list" for cached in collected.documents):
        values = {"url": source.url, "last_error": collected.state.last_error}
        if parser.remedy:
            raise SourceError(Message("%(url)s: %(last_error)s (%(remedy)s)", **values, remedy=parser.remedy))
        raise SourceError(Message("%(url)s: %(last_error)s", **values))
    done = parsed.of(source.name, collected.documents)
    found = parse(PartnerTask(source, context_of(project, source), collected.documents, {}, "", done))
    if found.error:
        raise SourceError(Message("%(url)s: %(error)s", url=source.url, error=found.error))
    return collected, found


def _dates(facts: EntryFacts) -> Iterator[Line]:
    """Yield the dates of an entry by which it is published, updated, opened and closed."""
    for name, at in (("published", facts.published), ("updated", facts.updated)):
        if at:
            yield Line(name, rfc3339(at))
    for name, moment in (("opens", facts.stated.opens), ("closes", facts.stated.closes)):
        if moment:
            yield Line(name, moment.text())


def _origin(source: Web, found: ParsedPartner) -> tuple[str, Message]:
    """Return what maps the records of a source, and why."""
    if not found.preset:
        return Message("recognised"), Message("by names and values; see below")
    if source.preset:
        return Message("preset %(name)s", name=found.preset), Message("as configured")
    by_url = records.preset_for(source.url, b"") == found.preset
    return Message("preset %(name)s", name=found.preset), Message("by the URL") if by_url else Message("by its shape")


def _shapes(shapes: tuple[Shape, ...]) -> Iterator[Line]:
    """Yield the links of a list by the shape of their URLs: those that lead to jobs, and those that were left out."""
    for one in shapes[:MAX_SHAPES]:
        counts = {"links": one.links, "jobs": one.jobs, "tried": one.tried}
        if one.name == CONFIGURED:
            yield Line("links", Message("those of `links`"), Message("%(links)s links, %(jobs)s read", **counts))
        elif one.jobs:
            yield Line("links", one.name, Message("%(links)s links, %(jobs)s read, with a job", **counts))
        else:
            yield Line("left out", one.name, Message("%(links)s links, %(tried)s tried, without a job", **counts))
    if rest := sum(one.links for one in shapes[MAX_SHAPES:]):
        yield Line("left out", Message("%(links)s other links", links=rest))


def _about(source: Web, collected: CrawlResult, found: ParsedPartner) -> Iterator[Line]:
    documents, state = collected.documents, collected.state
    yield Line("url", source.url, Message("moved to %(url)s", url=state.moved_to) if state.moved_to else "")
    yield Line("response", Message("%(size)s bytes", size=f"{len(documents[0].body):,}"), documents[0].media_type)
    yield Line("dialect", found.dialect, Message("as configured") if source.dialect else Message("detected"))
    if found.preset or found.mapping:
        yield Line("mapping", *_origin(source, found))
    if unclear := recognised.unclear(found.mapping):
        yield Line("left empty", ", ".join(unclear), Message("two paths fit as well"))
    parts, pages = (sum(cached.role == role for cached in documents) for role in ("list", "page"))
    if (parts, pages) != (1, 0):
        yield Line("documents", Message("%(parts)s of the list, %(pages)s pages", parts=parts, pages=pages))
    yield from _shapes(collected.shapes)
    yield Line("entries", str(len(found.seen)))
    if found.filtered:
        yield Line("left out", str(len(found.filtered)), Message("by `keep` and `drop` of the source"))
    complete = {True: Message("yes"), False: Message("no"), None: Message("not stated")}[found.complete]
    yield Line("complete", complete, Message("whether these are all open entries"))
    if state.next_poll:
        yield Line("next poll", rfc3339(state.next_poll), Message("if it were a source"))
    for note in collected.notes:
        yield Line("note", note)
