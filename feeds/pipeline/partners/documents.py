"""Parsing the documents of partners, each once in a run.

Documents that may link to others are parsed while they are fetched. The result is kept until their entries
are normalised: some MB in memory, the rest in a temporary file.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from threading import Lock

from feeds.collect import Web
from feeds.model.errors import FetchError, PostError
from feeds.model.hashing import digest
from feeds.model.post import Document
from feeds.model.problem import Message, Problem, phrase
from feeds.model.source_state import CachedDocument, FollowUp, FollowUps
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import full_text, records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.records import json_records

IN_MEMORY = 16_000_000  # bytes of parsed documents


def document(source: Web, cached: CachedDocument) -> Document:
    """Return a cached document as one to parse."""
    media_type, charset, sent = cached.media_type, cached.charset, cached.request_body
    return Document(source.name, cached.final_url, cached.body, cached.fingerprint, media_type, charset, sent)


def parse_options(source: Web, mapping: str = "") -> SourceOptions:
    """Return how a source is parsed; the URL of a recruiting system's page is replaced by that of its API.

    `mapping` is what is kept of an earlier list with `mapping: auto`.
    """
    url, body = source.url, str(source.body)
    if source.dialect in ("", "records"):
        url = records.api_for(url) or url
    seed = {} if isinstance(source.mapping, str) else source.mapping
    options = SourceOptions(url, source.dialect, source.preset, body=body, links=source.links)
    options = replace(options, full_text=source.full_text)
    if not isinstance(source.mapping, str) and (source.preset or not records.is_seed(seed)):
        return replace(options, mapping=seed)
    from feeds.normalise.dialects.records import recognised

    return recognised.decode(mapping, replace(options, recognise=True, seed=seed))


def first_request(source: Web) -> FollowUp:
    """Return what is fetched of a source first."""
    options = parse_options(source)
    return records.first_request(options) if source.dialect in ("", "records") else FollowUp(options.url, options.body)


def list_options(options: SourceOptions, document: Document) -> SourceOptions:
    """Return how all documents of a list are parsed, with the preset that one of them shows, or the mapping.

    Raises:
        PostError: the document is in no known dialect.
    """
    dialect = partner_dialects.recognise(document, options)
    if dialect == "job_posting" and options.recognise and not _has_items(options, document):
        from feeds.normalise.dialects.records import recognised

        return recognised.find(document, options)
    if dialect != "records" or options.preset or (options.recognise and options.mapping):
        return options
    if not options.seed:
        options = replace(options, preset=records.preset_for(options.url, document.body))
    if options.preset or not options.recognise:
        return options
    from feeds.normalise.dialects.records import recognised

    return recognised.find(document, options)


def _has_items(options: SourceOptions, document: Document) -> bool:
    """Return whether a page has entries itself, so that no list in its data is needed."""
    try:
        return bool(partner_dialects.read(document, options).items)
    except PostError:
        return False


def _key(cached: CachedDocument, options: SourceOptions) -> tuple[str, ...]:
    mapping = digest(sorted(options.mapping.items())) if options.recognise else ""
    return (*cached.key, cached.fingerprint, options.preset, mapping)


class ParsedDocuments:
    """The documents of a run that were parsed while they were fetched; it may be used by any thread."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - open as long as the run needs it
        self._index: dict[tuple[str, ...], tuple[int, int]] = {}  # offset and size in the file
        self._lock = Lock()

    def __del__(self) -> None:
        self._file.close()

    def add(self, source: str, cached: CachedDocument, options: SourceOptions, batch: Batch) -> None:
        """Add a document of a source that was parsed with some options."""
        data, key = pickle.dumps(batch), (source, *_key(cached, options))
        with self._lock:
            self._file.seek(0, SEEK_END)
            self._index[key] = self._file.tell(), len(data)
            self._file.write(data)

    def of(self, source: str, documents: Iterable[CachedDocument]) -> dict[tuple[str, ...], bytes]:
        """Return some documents of a source, for `parse` in any process."""
        wanted = {(*cached.key, cached.fingerprint) for cached in documents}
        found = {}
        for (name, *key), (start, size) in self._index.items():
            if name == source and tuple(key[:3]) in wanted:
                self._file.seek(start)
                found[tuple(key)] = self._file.read(size)
        return found


def parse(
    source: Web, cached: CachedDocument, options: SourceOptions, parsed: Mapping[tuple[str, ...], bytes]
) -> Batch:
    """Parse a document, unless it is among those that were parsed before.

    Raises:
        PostError: it is in another dialect, or incomplete.
    """
    data = parsed.get(_key(cached, options))
    if data is not None:
        batch: Batch = pickle.loads(data)  # noqa: S301 - written by this very run
        return batch
    return partner_dialects.read(document(source, cached), options)


def with_page(source: Web, item: Item, page: CachedDocument) -> tuple[Item, tuple[Problem, ...]]:
    """Return an entry with the text of the page behind it (`full_text`), or as it is, with a note."""
    text = document(source, page)
    try:
        jobs = partner_dialects.read(text, SourceOptions(page.url)).items
    except PostError:
        jobs = ()  # the page of an article
    if whole := full_text.completed(item, text, jobs):
        return whole, ()
    expected, found = Message("the text of the entry in its page"), Message("none")
    return item, (Problem(page.url, expected, found, Message("that of the list is used"), severity="note"),)


class LinkParser:
    """Finds the links of the documents of one source, and keeps what it parsed for that.

    `mapping` is what is kept of an earlier list with `mapping: auto`. `problem` is why a list cannot be parsed.
    """

    def __init__(self, source: Web, parsed: ParsedDocuments, mapping: str = "") -> None:
        self.source, self.parsed, self.mapping = source, parsed, mapping
        self.problem: Problem | None = None

    @cached_property
    def options(self) -> SourceOptions:
        """How the source is parsed; not needed if none of its documents changed."""
        return parse_options(self.source, self.mapping)

    @cached_property
    def list_options(self) -> SourceOptions:
        """How its lists are parsed: by what the first of them shows."""
        return self.options

    def follow_ups(self, cached: CachedDocument) -> FollowUps:
        """Return what a document links to; a page links to nothing, and has a number of jobs.

        Raises:
            FetchError: the document cannot be parsed.
        """
        text = document(self.source, cached)
        try:
            if cached.role == "page" and (self.options.mapping or records.recognises(cached.body)):
                if cached.body.lstrip()[:1] in (b"{", b"["):
                    json_records.parse(text)  # what is cut off is not kept
                return FollowUps()
            if cached.role == "list":
                self.list_options = list_options(self.list_options, text)
            options = self.list_options if cached.role == "list" else self.options
            batch = partner_dialects.read_ahead(text, options)
        except PostError as error:
            if cached.role == "list" and self._has_another_structure(text):
                return FollowUps()  # quarantined when it is recorded, so that it can be accepted
            if cached.role == "page" and self.source.full_text:
                return FollowUps()  # the page of an article
            if cached.role == "list":
                self.problem = error.problem
            raise FetchError(phrase(reason(error))) from error
        if batch is None:
            return FollowUps()
        jobs = sum(item.job is not None for item in batch.items)
        if cached.role == "page" and not jobs:
            return FollowUps()
        self.parsed.add(self.source.name, cached, options, batch)
        return FollowUps(entries=jobs) if cached.role == "page" else partner_dialects.follow_ups(batch, text, options)

    def _has_another_structure(self, text: Document) -> bool:
        """Return whether a list that does not fit the recognised mapping fits another one."""
        if not (self.list_options.recognise and self.list_options.mapping):
            return False
        from feeds.normalise.dialects.records import recognised

        try:
            unknown = replace(self.list_options, mapping={}, expected=())
            return bool(recognised.find(text, unknown).mapping)
        except PostError:
            return False


def reason(error: PostError) -> str:
    """Return why a document cannot be parsed, without its name."""
    problem = error.problem
    line = f" (line {problem.line})" if problem.line else ""
    return f"expected {problem.expected}, found {problem.found}{line}"
