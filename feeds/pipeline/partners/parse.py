"""Parsing and normalising the entries of a partner, in any process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from feeds.collect import Web
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import codec
from feeds.ledger.store.rows import Stamp
from feeds.model.entry import Removal
from feeds.model.errors import PostError, installation
from feeds.model.hashing import digest
from feeds.model.post import Via
from feeds.model.problem import Message, Problem, unexpected
from feeds.model.source_state import BEHIND, CONFIGURED, CachedDocument, FollowUp
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import records
from feeds.normalise.dialects.records import recognised
from feeds.pipeline.partners import date_order, documents, filters, shared_urls
from feeds.pipeline.partners.date_order import MARKS, SourceOrder
from feeds.pipeline.partners.documents import document, list_options, parse_options, reason
from feeds.pipeline.partners.filters import Filtered
from feeds.pipeline.sources.local import facts

if TYPE_CHECKING:
    from feeds.normalise.context import Context
    from feeds.normalise.dialects.item import Batch, Item, SourceOptions
    from feeds.normalise.values.day_order import DayOrder


@dataclass(frozen=True, slots=True)
class PartnerTask:
    """The cached documents of one partner.

    known: fingerprints of entries by locator; those that still have them are not normalised again.
    version: digest of all that normalising depends on besides the document.
    parsed: the documents that were parsed before (see `documents.parse`).
    mapping: what is kept of an earlier list with `mapping: auto`.
    filtered: entries that were filtered away before, by locator.
    day_order: that of the source's dates until now, as it is kept.
    """

    source: Web
    context: Context
    documents: tuple[CachedDocument, ...]
    known: Mapping[str, str]
    version: str
    parsed: Mapping[tuple[str, ...], bytes]
    mapping: str = ""
    filtered: Mapping[str, Filtered] = field(default_factory=dict)
    day_order: str = ""


@dataclass(frozen=True, slots=True)
class ParsedPartner:
    """What the documents of a partner state.

    entries: those that could be read, and the problems of those that could not.
    seen: locators of all entries, also of those whose pages were not fetched yet. filtered: the other ones, which
        the filters of the source leave out.
    gone: URLs of pages that were removed. deleted: entries that the partner states as deleted, with their locators.
    complete: True if the documents prove to contain all entries, False if they state that they do not.
    min_interval: the seconds between two polls that they ask for.
    error: why nothing can be read.
    mapping: the mapping that was recognised, as it is kept. preset: the name of the one that was detected.
    day_order: that of the source's dates, with those of these documents, to be kept.
    unused: URLs of pages behind entries that are no longer in the list.
    """

    entries: tuple[ParsedDocument, ...] = ()
    seen: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    deleted: tuple[Removal, ...] = ()
    complete: bool | None = None
    min_interval: int | None = None
    error: str = ""
    problems: tuple[Problem, ...] = ()
    dialect: str = ""
    mapping: str = ""
    preset: str = ""
    filtered: tuple[Filtered, ...] = ()
    day_order: str = ""
    unused: tuple[str, ...] = ()


def prepare() -> None:
    """Load what normalising needs."""
    from feeds.normalise import html

    html.render_html("<p>ready</p><p>steady", "https://example.org/", None)


def parse_encoded(task: PartnerTask) -> bytes:
    """Return the encoded result of `parse`, for another process."""
    return codec.pack(parse(task))


def parse(task: PartnerTask) -> ParsedPartner:
    """Parse the documents of a partner; what is wrong with them is in the result."""
    try:
        return _parse(task)
    except PostError as error:
        return ParsedPartner(error=reason(error))


def _parse(task: PartnerTask) -> ParsedPartner:
    lists = [cached for cached in task.documents if cached.role == "list"]
    pages = {cached.key: cached for cached in task.documents if cached.role != "list"}
    root = document(task.source, lists[0])
    options = list_options(parse_options(task.source, task.mapping), root)
    dialect = partner_dialects.recognise(root, options)
    if dialect == "job_markdown":
        parsed = _markdown(task, lists[0])
        if isinstance(parsed, Filtered):
            return ParsedPartner(complete=True, dialect=dialect, filtered=(parsed,))
        return ParsedPartner((parsed,), (parsed.locator,), complete=True, dialect=dialect)
    batches = [_parse_document(task, cached, options) for cached in lists]
    batches = partner_dialects.preferred(batches)
    entries = Entries(task, options, batches, pages)
    for batch in batches:
        entries.add_list(batch)
    behind = {key for key, cached in pages.items() if cached.listed_modified.startswith(BEHIND)}
    for cached in pages.values():
        if cached.role == "page" and cached.key not in behind | entries.details:
            entries.add_page(cached)
    order = entries.read()
    gone = (cached.url for cached in pages.values() if cached.role == "gone" and cached.key not in behind)
    problems = tuple(problem for batch in batches for problem in batch.problems)
    parts = {key for cached in lists for key in (cached.key, (cached.final_url, ""))}
    unsettled = any(cached.links.unsettled for cached in lists)
    listed = (link for batch in batches for link in batch.pages)
    without_page = any(link[:2] not in pages for link in (*listed, *_with_jobs(batches, pages)))
    without_page = without_page or bool(entries.without_page)
    further = [*(batch.next for batch in batches), *(cached.links.parts for cached in lists)]
    missing = any(link[:2] not in parts for links in further for link in links)
    return ParsedPartner(
        tuple(entries.parsed),
        (*(locator for locator in entries.seen if locator not in entries.filtered), *entries.without_page),
        tuple(url for url in gone if url not in entries.seen),
        tuple(one._replace(id=entries.locator(one.id)) for batch in batches for one in batch.deleted),
        False if without_page or unsettled else _is_complete(batches, lists[0].links.total, missing=missing),
        batches[0].min_interval,
        problems=(*problems, *entries.problems, *order.problems()),
        dialect=dialect,
        mapping=recognised.encode(options) if options.recognise else "",
        preset=options.preset,
        filtered=tuple(entries.filtered.values()),
        day_order=order.kept,
        unused=tuple(sorted(url for url, _ in behind - entries.details)),
    )


def _with_jobs(batches: Iterable[Batch], pages: Mapping[tuple[str, str], CachedDocument]) -> Iterator[FollowUp]:
    """Yield the links whose shape, or that itself, is known to lead to jobs."""
    links = [link for batch in batches for link in (*batch.likely, *batch.others)]
    shapes = {link.shape for link in links if (page := pages.get(link[:2])) and page.role == "page"} | {CONFIGURED}
    yield from (link for link in links if link.shape in shapes)


def _parse_document(task: PartnerTask, cached: CachedDocument, options: SourceOptions) -> Batch:
    from feeds.normalise.values import links

    batch = documents.parse(task.source, cached, options, task.parsed)
    return replace(batch, site=links.site(cached.final_url))


def _is_complete(batches: list[Batch], total: int | None, *, missing: bool) -> bool | None:
    """Return whether lists prove to contain all entries; None if they do not state it.

    `total` is that of the headers of the first one. `missing`: a part that one of them names is not there, such as
    the one beyond the last, which is full.
    """
    total = next((batch.total for batch in batches if batch.total is not None), total)
    if total is not None:
        return sum(len(batch.items) for batch in batches) >= total
    if missing:
        return False
    stated = {batch.complete for batch in batches} - {None}
    return None if not stated else False not in stated


def _markdown(task: PartnerTask, cached: CachedDocument) -> ParsedDocument | Filtered:
    from feeds.normalise import item_to_post
    from feeds.normalise.dialects import DIALECTS

    fingerprint = (
        f"{cached.fingerprint}.{filters.version(task.source)}" if filters.version(task.source) else cached.fingerprint
    )
    stamp = Stamp(len(cached.body), 0, 0, fingerprint)
    post, problems = DIALECTS["job_markdown"](
        document(task.source, cached)._replace(locator=task.source.url),
        replace(task.context, day_order=date_order.configured(task.source)),
    )
    if post:  # a partner must not choose the URLs of this site
        job = replace(post.job, title=item_to_post.plain_name(post.job.title)) if post.job else None
        post = replace(post, title=item_to_post.plain_name(post.title), job=job, slug="", aliases=())
    found = facts(task.context, post, task.source.url, ()) if post else None
    if post and found and (key := filters.deciding_key(task.source, post, found)):
        return Filtered(task.source.url, fingerprint, post.external_url, post.title, key)
    return ParsedDocument(task.source.url, stamp, problems, found)


class Entries:
    """Collects the entries of one partner, each once, and reads them when the order of all their dates is known.

    parsed: the entries. seen: their locators. without_page: locators of entries whose pages are missing.
    filtered: those that the filters of the source leave out, by locator.
    unread: entries, each with its locator, the site of its document, and the page behind it.
    details: keys of the documents that complete entries of lists. shared: see `shared_urls`.
    elsewhere: whether entries of this site are left out.
    """

    elsewhere = True

    def __init__(
        self,
        task: PartnerTask,
        options: SourceOptions,
        batches: Sequence[Batch],
        pages: Mapping[tuple[str, str], CachedDocument],
    ) -> None:
        from feeds.normalise import item_to_post

        self.task, self.options, self.pages = task, options, pages
        self.parsed: list[ParsedDocument] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, None] = {}
        self.filtered: dict[str, Filtered] = {}
        self.unread: list[tuple[Item, str, str, CachedDocument | None]] = []
        self.without_page: dict[str, None] = {}
        first, self.shared = batches[0], shared_urls.shared(batches, are_jobs=bool(pages) or task.context.kind == "job")
        home = first.home if first.home.startswith(("https://", "http://")) else task.source.url
        self.publisher = Via(home, item_to_post.plain_name(first.title), task.source.url)
        self.details: set[tuple[str, str]] = set()
        self.context = replace(
            task.context,
            language=task.context.language or item_to_post.parse_language(first.language),
        )
        self.contexts: dict[DayOrder, Context] = {}

    def add_list(self, batch: Batch) -> None:
        """Add the entries of a list, each completed by its own page."""
        ambiguous = shared_urls.ambiguous(batch)
        for item in batch.items:
            if item.url in ambiguous and not item.id:
                id_ = digest(item.title or item.content_html or item.summary_html)
                item = replace(item, id=id_)  # noqa: PLW2901 - its URL does not identify it
            key = item.detail[:2] if item.detail else None
            cached = self.pages.get(key) if key else None
            if key:
                self.details.add(key)
            locator = self.locator(item.id or item.url)
            if batch.full_text:
                self._add(item, locator, batch.site, cached if cached and cached.body else None)
                continue
            whole = self._completed(item, cached) if cached else None
            if whole or not key or item.content_html:
                self._add(whole or item, locator, batch.site)
            else:
                self.without_page[locator] = None

    def add_page(self, cached: CachedDocument) -> None:
        """Add the entries of a page that a list links to."""
        source = self.task.source
        try:
            batch = _parse_document(self.task, cached, parse_options(source))
        except PostError as error:
            self.problems.append(replace(error.problem, file=cached.url, severity="note"))
            return
        self.shared |= shared_urls.shared([batch], are_jobs=self.task.context.kind == "job")
        for number, item in enumerate(item for item in batch.items if item.job is not None):
            locator = cached.url if number == 0 else f"{cached.url}#{number + 1}"
            # Those without a page or id of their own are named by what they state.
            self._add(item, item.id if item.id.startswith(f"{cached.final_url}#job-") else locator, batch.site)

    def _completed(self, item: Item, cached: CachedDocument) -> Item | None:
        """Return an entry of a list with what its own document states; None if that cannot be parsed."""
        try:
            return records.add_detail(item, document(self.task.source, cached), self.options)
        except PostError as error:
            self.problems.append(replace(error.problem, file=cached.url, severity="note"))
            return None

    def locator(self, name: str) -> str:
        """Return the locator of an entry, from its id or its URL."""
        return name if name.startswith(("https://", "http://")) else f"{self.task.source.url}#{name}"

    def _add(self, item: Item, locator: str, site: str, page: CachedDocument | None = None) -> None:
        if locator in self.seen:
            found = Message("%(title)s with the id of another", title=f"{item.title[:60]!r}")
            self.problems.append(
                Problem(locator, Message("each entry once"), found, Message("the first is used"), "id", severity="note")
            )
            return
        self.seen[locator] = None
        self.unread.append((item, locator, site, page))

    def read(self) -> SourceOrder:
        """Read all entries; return the order of their dates."""
        items = (item for item, *_ in self.unread)
        order = SourceOrder(self.task.source, self.task.day_order, items, self.context.language, self.options.preset)
        for item, locator, site, page in self.unread:
            self._read(item, locator, site, order.of(item), page)
        return order

    def _read(self, item: Item, locator: str, site: str, order: DayOrder, page: CachedDocument | None) -> None:
        # All fields as they are: to format long texts takes long.
        fields = digest(*(getattr(item, name) for name in item.__slots__))
        parser = f"{self.task.version}{MARKS[order]}{filters.version(self.task.source)}"
        # See `change_detection.is_edit` and `filters.had_other_filters`.
        fingerprint = f"{fields}~{page.fingerprint}.{parser}" if page else f"{fields}.{parser}"
        known = self.task.known.get(locator, "")
        # Without its page, an entry whose list did not change keeps the text of that.
        if known == fingerprint or (not page and known.startswith(f"{fields}~") and known.endswith(f".{parser}")):
            self.parsed.append(ParsedDocument(locator, Stamp(0, 0, 0, known), unchanged=True))
            return
        stamp = Stamp(0, 0, 0, fingerprint)
        if (filtered := self.task.filtered.get(locator)) and filtered.fingerprint == fingerprint:
            self.filtered[locator] = filtered
            return
        try:
            whole, notes = documents.with_page(self.task.source, item, page) if page else (item, ())
            entry = self._normalised(whole, locator, stamp, site, order)
            if isinstance(entry, Filtered):
                self.filtered[locator] = entry
            else:
                self.parsed.append(entry._replace(problems=(*entry.problems, *notes)))
        except Exception as error:  # noqa: BLE001 - one bad entry must not stop the others
            installation.check(error)
            self.parsed.append(ParsedDocument(locator, stamp, (unexpected(locator, Message("an entry"), error),)))

    def _normalised(
        self, item: Item, locator: str, stamp: Stamp, site: str, order: DayOrder
    ) -> ParsedDocument | Filtered:
        from feeds.normalise import item_to_post, match_keys
        from feeds.normalise.dialects.syndication import json_feed_extension
        from feeds.normalise.values import links

        task = self.task
        home = task.context.site.url
        ours = any(links.is_within(url, home) for url in (item.url, item.external_url) if url)
        if self.elsewhere and (ours or json_feed_extension.is_own(item, home)):
            expected, ours_ = Message("an entry of another site"), Message("an entry of this site")
            problem = Problem(locator, expected, ours_, Message("it was left out"), severity="note")
            return ParsedDocument(locator, stamp, (problem,))
        if (context := self.contexts.get(order)) is None:
            context = self.contexts[order] = replace(self.context, day_order=order)
        post, problems = item_to_post.to_post(item, context, source=task.source.name, locator=locator, file=locator)
        if post is None:
            return ParsedDocument(locator, stamp, problems)
        post = json_feed_extension.overlay(post, item, self.publisher, task.context.jobs.extra)
        every = match_keys.match_keys(item, post, site)
        keys = tuple((key, rank) for key, rank in every if key.partition(" ")[0] not in self.shared)
        found = facts(task.context, post, item.id or item.url or locator, keys)
        if key := filters.deciding_key(task.source, post, found):
            return Filtered(locator, stamp.fingerprint, post.external_url, post.title, key)
        return ParsedDocument(locator, stamp, problems, found)
