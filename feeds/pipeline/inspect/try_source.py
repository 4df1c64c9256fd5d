"""`feeds try`: preview of what would be imported from a URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from feeds.collect import Web
from feeds.collect.crawl import Crawl, CrawlContext, CrawlResult
from feeds.collect.pages import Shape
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.store import codec
from feeds.model.errors import SourceError
from feeds.model.instant import rfc3339
from feeds.model.problem import Message, Problem, listed, phrase
from feeds.model.source_state import CONFIGURED
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.records import recognised
from feeds.normalise.values.text import quoted
from feeds.pipeline.inspect import local_file, matched
from feeds.pipeline.inspect.explain import Line, fields_of
from feeds.pipeline.inspect.matched import Matched
from feeds.pipeline.partners.documents import LinkParser, ParsedDocuments, first_request
from feeds.pipeline.partners.parse import ParsedPartner, PartnerTask, parse
from feeds.pipeline.partners.reconcile import context_of
from feeds.pipeline.run import Project

MAX_SHAPES = 15  # of links that are shown
# What entries may lack, as in `public.quality`, and why it matters.
FIELDS = {
    "employer": Message("employer"),
    "place": Message("place"),
    "text": Message("text"),
    "date": Message("date"),
}
_REMEDIES = {
    "employer": Message("set `organization:` on the source"),
    "place": Message("they are shown without one"),
    "text": Message("their pages only refer to those of the partner"),
    "date": Message("they are dated by when they are first seen"),
}
MAX_PAGES = 3  # of those that a list links to: enough to see whether they can be parsed


class Request(NamedTuple):
    """How a source is read: by requests with `secrets`, or from the `body` of a file, without any."""

    secrets: Mapping[str, str]
    now: datetime
    body: bytes | None = None


class Counts(NamedTuple):
    """Numbers of entries: those not filtered away, the refused ones of these, the filtered ones, and missing fields."""

    entries: int
    refused: int
    filtered: int
    missing: Mapping[str, int]


class Document(NamedTuple):
    """A document that was read: its address, its role (see `CachedDocument`) and its bytes."""

    url: str
    role: str
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be imported: lines `about` the source as a whole, and those of the first entries.

    mapping: the one that was recognised, as it is kept with a source. proposed: the source does not have
    `mapping: auto`, so nothing is imported before the mapping is pasted.
    filtered: the titles of the entries that its filters leave out, each with the key that does.
    match: what reads the source. documents: those that were read. notes: what was left out of them, and why.
    shapes: of the links that were tried.
    """

    about: tuple[Line, ...]
    entries: tuple[tuple[Line, ...], ...]
    problems: tuple[Problem, ...]
    mapping: str
    proposed: bool
    filtered: tuple[Line, ...]
    match: Matched
    counts: Counts
    documents: tuple[Document, ...]
    notes: tuple[str, ...]
    shapes: tuple[Shape, ...]


def preview(project: Project, source: Web, request: Request, *, entries: int) -> Preview:
    """Fetch and parse a source as a run would, and return its first entries; nothing is saved.

    Its host may be in a private network.

    Raises:
        SourceError: there is no valid response.
    """
    proposed = not source.mapping and not source.preset
    source = replace(source, follow=min(source.follow, MAX_PAGES))
    collected, found = _read(project, source, request, again=proposed)
    facts = [(one.locator, one.facts) for one in found.entries if one.facts][:entries]
    lines = tuple(
        (Line("file", locator), *_dates(one), *fields_of(codec.decode(one.payload)), *_lacking(one))
        for locator, one in facts
    )
    problems = (*found.problems, *(problem for one in found.entries for problem in one.problems))
    filtered = tuple(Line("left out", one.title, Message("by `%(key)s`", key=one.key)) for one in found.filtered)
    match = matched.matched(source, collected.documents, found)
    about = tuple(_about(source, collected, found, match))
    documents = tuple(Document(one.final_url, one.role, len(one.body)) for one in collected.documents)
    notes = tuple(map(phrase, collected.notes))
    return Preview(
        *(about, lines, problems, found.mapping, proposed, filtered, match),
        *(_counts(found), documents, notes, collected.shapes),
    )


def _read(project: Project, source: Web, request: Request, *, again: bool) -> tuple[CrawlResult, ParsedPartner]:
    """Fetch and parse a source; `again` with a recognised mapping if nothing is read without one.

    Raises:
        SourceError: there is no valid response.
    """
    try:
        first = _attempt(project, source, request)
    except SourceError:
        if not again:
            raise
        return _attempt(project, replace(source, mapping="auto"), request)
    if not again or first[1].seen or first[1].filtered:
        return first
    with suppress(SourceError):
        second = _attempt(project, replace(source, mapping="auto"), request)
        return second if second[1].mapping else first
    return first


def _attempt(project: Project, source: Web, request: Request) -> tuple[CrawlResult, ParsedPartner]:
    parser = LinkParser(source, parsed := ParsedDocuments())
    if request.body is not None:
        collected = local_file.crawl(source, request.body, request.now, parser)
    else:
        collected = _fetched(project, source, request, parser)
    if not any(cached.role == "list" for cached in collected.documents):
        raise SourceError(_failure(source, parser.problem, collected.state.last_error))
    done = parsed.of(source.name, collected.documents)
    found = parse(PartnerTask(source, context_of(project, source), collected.documents, {}, "", done))
    if found.error:
        raise SourceError(_failure(source, matched.problem(source, collected.documents[0]), found.error))
    return collected, found


def _failure(source: Web, problem: Problem | None, error: str) -> Message:
    """Return why nothing can be read, with the remedy if it is a problem of a document."""
    if problem is None:
        return Message("%(url)s: %(error)s", url=source.url, error=error)
    if is_web_url(source.url):
        return problem.message
    remedy = Message("if it is a page, state its address with `--base`")
    return replace(problem, remedy=listed(filter(None, (problem.remedy, remedy)), "; ")).message


def _fetched(project: Project, source: Web, request: Request, parser: LinkParser) -> CrawlResult:
    from feeds.collect.http.client import Client
    from feeds.collect.http.request_url import host_ports

    network = project.config.network
    token_url = source.auth.token_url if source.auth else ""
    allow = (*network.allow, *host_ports(source.url), *host_ports(token_url))
    with Client(network.contact, allow, spacing=network.spacing) as client:
        context = CrawlContext(client, request.now, request.secrets)
        return Crawl(source, first_request(source), parser.follow_ups, context).run()


def _dates(facts: EntryFacts) -> Iterator[Line]:
    """Yield the dates of an entry by which it is published, updated, opened and closed."""
    for name, at in (("published", facts.published), ("updated", facts.updated)):
        if at:
            yield Line(name, rfc3339(at))
    for name, moment in (("opens", facts.stated.opens), ("closes", facts.stated.closes)):
        if moment:
            yield Line(name, moment.text())


def _lacking(facts: EntryFacts) -> Iterator[Line]:
    """Yield what an entry lacks."""
    names = (facts.missing or "").split()
    if facts.missing is None and not facts.published:
        names = ["date"]
    if names:
        yield Line("missing", listed(FIELDS[name] for name in names))


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


def _counts(found: ParsedPartner) -> Counts:
    """Count the entries of a source, those that were refused, and what they lack."""
    facts = [one.facts for one in found.entries if one.facts]
    lacking = Counter(name for one in facts for name in (one.missing or "").split())
    lacking["date"] += sum(one.missing is None and not one.published for one in facts)
    refused = sum(one.facts is None and any(x.severity == "error" for x in one.problems) for one in found.entries)
    return Counts(len(found.seen), refused, len(found.filtered), {name: lacking[name] for name in FIELDS})


def _counted(counts: Counts, *, alone: bool) -> Iterator[Line]:
    """Yield how many entries there are, and how many of them are left out or lack something, each with its reason.

    `alone`: there is no document but one, and no note on others.
    """
    is_empty = alone and not (counts.entries or counts.filtered)
    remedy = Message("if the partner has offers, use the address of their list or feed") if is_empty else ""
    yield Line("entries", str(counts.entries), remedy)
    if counts.refused:
        yield Line("refused", str(counts.refused), Message("for the reasons below"))
    if counts.filtered:
        yield Line("left out", str(counts.filtered), Message("by `keep` and `drop` of the source"))
    for name, count in counts.missing.items():
        if count:
            yield Line("missing", Message("%(field)s: %(count)s", field=FIELDS[name], count=count), _REMEDIES[name])


def _about(source: Web, collected: CrawlResult, found: ParsedPartner, match: Matched) -> Iterator[Line]:
    documents, state = collected.documents, collected.state
    yield Line("url", source.url, Message("moved to %(url)s", url=state.moved_to) if state.moved_to else "")
    if instead := matched.fetched_instead(source):
        yield Line("fetched", instead, Message("the data behind that page"))
    yield Line("response", Message("%(size)s bytes", size=f"{len(documents[0].body):,}"), documents[0].media_type)
    yield Line("dialect", found.dialect, Message("as configured") if source.dialect else Message("detected"))
    yield Line("matched", match.by, match.why)
    if match.fields:
        yield Line("fields", "; ".join(f"{name}: {spec}" for name, spec in match.fields.items()))
    for name, value in match.unread.items():
        remedy = Message("no date; map another field if the partner states one")
        yield Line("not read", Message("%(field)s: %(text)s", field=name, text=quoted(value)), remedy)
    if unclear := recognised.unclear(found.mapping):
        yield Line("left empty", ", ".join(unclear), Message("two paths fit as well"))
    parts, pages = (sum(cached.role == role for cached in documents) for role in ("list", "page"))
    if (parts, pages) != (1, 0):
        yield Line("documents", Message("%(parts)s of the list, %(pages)s pages", parts=parts, pages=pages))
    yield from _shapes(collected.shapes)
    for part in matched.parts(source, documents, found):
        yield Line(part.role, part.url, listed((part.found, part.why)))
    yield from _counted(_counts(found), alone=len(documents) == 1 and not collected.notes)
    complete = {True: Message("yes"), False: Message("no"), None: Message("not stated")}[found.complete]
    yield Line("complete", complete, Message("whether these are all open entries"))
    if state.next_poll:
        yield Line("next poll", rfc3339(state.next_poll), Message("if it were a source"))
    for note in collected.notes:
        yield Line("note", note)
