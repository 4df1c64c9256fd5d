"""The documents of a partner: parse and normalise its entries, each once, in any process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feeds.collect import Web
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import codec
from feeds.ledger.store.rows import Stamp
from feeds.model.errors import PostError
from feeds.model.hashing import digest
from feeds.model.post import Via
from feeds.model.problem import Problem, unexpected
from feeds.model.source_state import CachedDocument
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import records
from feeds.pipeline.partners.documents import document, for_list, given, parse
from feeds.pipeline.sources.entry_facts import facts

if TYPE_CHECKING:
    from feeds.normalise.context import Context
    from feeds.normalise.dialects.item import Batch, Item, SourceOptions


@dataclass(frozen=True, slots=True)
class PartnerTask:
    """The documents of one partner; `known` are the fingerprints of entries that may be the same.

    parsed: those of the documents that were parsed before (see `documents.parse`).
    """

    source: Web
    context: Context
    documents: tuple[CachedDocument, ...]
    known: Mapping[str, str]
    version: str
    parsed: Mapping[tuple[str, ...], bytes]


@dataclass(frozen=True, slots=True)
class PartnerReading:
    """What a partner says: `readings` of its entries, all it mentions as `seen`, pages that are `gone`.

    Those `deleted` it says are no more. `complete` if it proves that this is all there is, False if it says
    that it is not. It asks to be left alone for `wait` seconds. `trouble` says why it cannot be read at all.
    """

    readings: tuple[ParsedDocument, ...] = ()
    seen: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    complete: bool | None = None
    wait: int | None = None
    trouble: str = ""
    problems: tuple[Problem, ...] = ()
    dialect: str = ""


def prepare() -> None:
    """Load what reading needs."""
    from feeds.normalise import html

    html.render_html("<p>ready</p><p>steady", "https://example.org/", None)


def packed(task: PartnerTask) -> bytes:
    """Read what one partner gave, for a process that may be another; see `unpacked`."""
    return codec.pack(read(task))


def unpacked(reading: bytes) -> PartnerReading:
    """Give what `packed` gave, as it was."""
    return codec.unpack(reading, PartnerReading)


def read(task: PartnerTask) -> PartnerReading:
    """Read what one partner gave; never raises for what stands in it."""
    try:
        return _read(task)
    except PostError as error:
        problem = error.problem
        where = f" (line {problem.line})" if problem.line else ""
        return PartnerReading(trouble=f"expected {problem.expected}, found {problem.found}{where}")


def _read(task: PartnerTask) -> PartnerReading:
    lists = [cached for cached in task.documents if cached.role == "list"]
    told = {cached.key: cached for cached in task.documents if cached.role != "list"}
    root = document(task.source, lists[0])
    way = for_list(given(task.source), root)
    dialect = partner_dialects.recognise(root, way)
    if dialect == "job_markdown":
        reading = _markdown(task, lists[0])
        return PartnerReading((reading,), (reading.locator,), complete=True, dialect=dialect)
    batches = [parse(task.source, cached, way, task.parsed) for cached in lists]
    batches = partner_dialects.preferred(batches)
    work = _Items(task, way, batches[0], told)
    for batch in batches:
        work.of_list(batch)
    for cached in told.values():
        if cached.role == "page" and cached.key not in work.details:
            work.of_page(cached)
    gone = tuple(
        cached.url for cached in told.values() if cached.role == "gone" and cached.url not in work.seen
    )
    problems = tuple(problem for batch in batches for problem in batch.problems)
    parts = {key for cached in lists for key in (cached.key, (cached.final_url, ""))}
    left = any(lead[:2] not in told for batch in batches for lead in batch.pages)
    left = left or any(lead[:2] not in parts for batch in batches for lead in batch.next)
    return PartnerReading(
        tuple(work.readings),
        (*work.seen, *work.waiting),
        gone,
        tuple(work.locator(id_) for batch in batches for id_ in batch.deleted),
        _is_complete(batches) if not (left or work.waiting) else False,
        batches[0].wait,
        problems=(*problems, *work.problems),
        dialect=dialect,
    )


def _is_complete(batches: list[Batch]) -> bool | None:
    """Say whether lists prove to hold all there is; None if they do not say."""
    said = {batch.complete for batch in batches}
    total = next((batch.total for batch in batches if batch.total is not None), None)
    if total is not None:
        return sum(len(batch.items) for batch in batches) >= total
    return True if True in said and False not in said else False if False in said else None


def _markdown(task: PartnerTask, cached: CachedDocument) -> ParsedDocument:
    from feeds.normalise import item_to_post
    from feeds.normalise.dialects import DIALECTS

    stamp = Stamp(len(cached.body), 0, 0, cached.fingerprint)
    post, problems = DIALECTS["job_markdown"](
        document(task.source, cached)._replace(locator=task.source.url), task.context
    )
    if post:  # the addresses of this site are not others' to give
        job = replace(post.job, title=item_to_post.plain_name(post.job.title)) if post.job else None
        post = replace(post, title=item_to_post.plain_name(post.title), job=job, slug="", aliases=())
    return ParsedDocument(
        task.source.url, stamp, problems, facts(task.context, post, task.source.url, ()) if post else None
    )


class _Items:
    """The entries of one partner as they are read, each once."""

    def __init__(
        self,
        task: PartnerTask,
        way: SourceOptions,
        first: Batch,
        told: Mapping[tuple[str, str], CachedDocument],
    ) -> None:
        from feeds.normalise import identity, item_to_post

        self.task, self.way, self.told = task, way, told
        self.readings: list[ParsedDocument] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, None] = {}
        self.waiting: dict[str, None] = {}
        home = first.home if first.home.startswith(("https://", "http://")) else task.source.url
        sites = (first.home, task.source.url) if not task.source.preset else ()
        self.homes = frozenset(filter(None, map(identity.site_of, sites)))
        self.publisher = Via(home, item_to_post.plain_name(first.title), task.source.url)
        self.details: set[tuple[str, str]] = set()
        self.context = replace(
            task.context,
            language=task.source.language
            or item_to_post.parse_language(first.language)
            or task.context.language,
        )

    def of_list(self, batch: Batch) -> None:
        """Take the entries of a list, each with what its own page tells."""
        shared, unnamed = _several(batch), _unnamed(batch)
        for item in batch.items:
            if item.url in unnamed and not item.id:
                item = replace(item, id=_words_of(item))  # noqa: PLW2901 - its address does not tell it apart
            key = item.detail[:2] if item.detail else None
            cached = self.told.get(key) if key else None
            if key:
                self.details.add(key)
            locator = self.locator(item.id or item.url)
            whole = self._joined(item, cached) if cached else None
            if whole or not key or item.content_html:
                self._take(whole or item, locator, shared)
            else:
                self.waiting[locator] = None

    def of_page(self, cached: CachedDocument) -> None:
        """Take the entries of a page that a list led to."""
        source = self.task.source
        try:
            batch = parse(source, cached, given(source), self.task.parsed)
        except PostError as error:
            self.problems.append(replace(error.problem, file=cached.url, severity="note"))
            return
        for number, item in enumerate(batch.items):
            self._take(item, cached.url if number == 0 else f"{cached.url}#{number + 1}", frozenset())

    def _joined(self, item: Item, cached: CachedDocument) -> Item | None:
        """Give an entry with what its own document tells; None when that cannot be read."""
        try:
            return records.more(item, document(self.task.source, cached), self.way)
        except PostError as error:
            self.problems.append(replace(error.problem, file=cached.url, severity="note"))
            return None

    def locator(self, name: str) -> str:
        """Name the document that an entry is, by the id or the page that its publisher gives it."""
        return name if name.startswith(("https://", "http://")) else f"{self.task.source.url}#{name}"

    def _take(self, item: Item, locator: str, shared: frozenset[str]) -> None:
        if locator in self.seen:
            found = f"{item.title[:60]!r} with the id of another"
            self.problems.append(
                Problem(locator, "each entry once", found, "the first counts", "id", severity="note")
            )
            return
        self.seen[locator] = None
        fingerprint = digest(self.task.version, *_said(item))
        stamp = Stamp(0, 0, 0, fingerprint)
        if self.task.known.get(locator) == fingerprint:
            self.readings.append(ParsedDocument(locator, stamp, unchanged=True))
            return
        try:
            self.readings.append(self._reading(item, locator, stamp, shared))
        except Exception as error:  # noqa: BLE001 - one bad entry must not stop the others
            self.readings.append(ParsedDocument(locator, stamp, (unexpected(locator, "an entry", error),)))

    def _reading(self, item: Item, locator: str, stamp: Stamp, shared: frozenset[str]) -> ParsedDocument:
        from feeds.normalise import identity, item_to_post
        from feeds.normalise.dialects.syndication import json_feed_extension

        task = self.task
        site = task.context.site.url
        back = any(identity.is_within(url, site) for url in (item.url, item.external_url) if url)
        if back or json_feed_extension.ours(item, site):
            found = "one of ours that came back"
            problem = Problem(locator, "an entry of its own", found, "it was left out", severity="note")
            return ParsedDocument(locator, stamp, (problem,))
        post, problems = item_to_post.to_post(
            item, self.context, source=task.source.name, locator=locator, file=locator
        )
        if post is None:
            return ParsedDocument(locator, stamp, problems)
        post = json_feed_extension.overlay(post, item, self.publisher)
        keys = tuple(
            (key, rank) for key, rank in identity.match_keys(item, post, self.homes) if key not in shared
        )
        return ParsedDocument(
            locator, stamp, problems, facts(task.context, post, item.id or item.url or locator, keys)
        )


def _said(item: Item) -> Iterator[object]:
    """Give all that an item says: texts that are long as they are, for to write them out takes long."""
    return (getattr(item, name) for name in item.__slots__)


def _unnamed(batch: Batch) -> frozenset[str]:
    """Name the addresses that stand for several entries which have no id either."""
    titles: dict[str, set[str]] = {"": {"", "none"}}
    for item in batch.items:
        if not item.id:
            titles.setdefault(item.url, set()).add(item.title)
    return frozenset(url for url, known in titles.items() if len(known) > 1)


def _words_of(item: Item) -> str:
    """Name an entry without a name by its title, or else by its text."""
    return digest(item.title or item.content_html or item.summary_html)


def _several(batch: Batch) -> frozenset[str]:
    """Name the addresses that several entries of a list share: they tell none of them from the others."""
    from feeds.normalise import identity

    counts: dict[str, int] = {}
    for item in batch.items:
        for key in {identity.page_key(url) for url in (item.url, item.apply_url, item.external_url) if url}:
            counts[key] = counts.get(key, 0) + 1
    return frozenset(key for key, count in counts.items() if count > 1)
