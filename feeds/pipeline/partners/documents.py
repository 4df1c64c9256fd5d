"""Documents of partners: how they are parsed, each once in a run.

The documents that may lead to others are parsed while they are fetched. What was parsed is kept for the
normalising that follows: some MB in memory, the rest in a temporary file.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import replace
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from threading import Lock

from feeds.collect import Web
from feeds.model.errors import FetchError, PostError
from feeds.model.post import Document
from feeds.model.source_state import CachedDocument, FollowUp, FollowUps
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Batch, SourceOptions

IN_MEMORY = 16_000_000  # bytes of parsed documents


def document(source: Web, cached: CachedDocument) -> Document:
    """Return a cached document as one to parse."""
    return Document(
        source.name, cached.final_url, cached.body, cached.fingerprint, cached.media_type, cached.charset
    )


def given(source: Web) -> SourceOptions:
    """Return how a source is parsed; the page of a recruiting system stands for its API."""
    url = source.url
    if source.dialect in ("", "records"):
        url = records.api_for(url) or url
    return SourceOptions(url, source.dialect, source.preset, source.mapping)


def first(source: Web) -> FollowUp:
    """Return what is fetched of a source first."""
    way = given(source)
    return records.first_request(way) if source.dialect in ("", "records") else FollowUp(way.url)


def for_list(way: SourceOptions, root: Document) -> SourceOptions:
    """Return how all documents of a list are parsed, by the shape of one; details do not show it.

    Raises:
        PostError: the document is in no known dialect.
    """
    if partner_dialects.recognise(root, way) != "records" or way.preset:
        return way
    return replace(way, preset=records.preset_for(way.url, root.body))


class ParsedDocuments:
    """The documents of a run that were parsed while they were fetched; any thread may keep one."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - open as long as the run needs it
        self._places: dict[tuple[str, ...], tuple[int, int]] = {}
        self._lock = Lock()

    def __del__(self) -> None:
        self._file.close()

    def keep(self, source: str, cached: CachedDocument, way: SourceOptions, batch: Batch) -> None:
        """Keep a document that was parsed in a `way`."""
        packed = pickle.dumps(batch)
        with self._lock:
            self._file.seek(0, SEEK_END)
            self._places[source, *cached.key, cached.fingerprint, way.preset] = (
                self._file.tell(),
                len(packed),
            )
            self._file.write(packed)

    def of(self, source: str, cached: Iterable[CachedDocument]) -> dict[tuple[str, ...], bytes]:
        """Return what is kept of some documents of a source, for `parse` in any process."""
        wanted = {(*cached.key, cached.fingerprint) for cached in cached}
        found = {}
        for (name, *key), (start, size) in self._places.items():
            if name == source and tuple(key[:3]) in wanted:
                self._file.seek(start)
                found[tuple(key)] = self._file.read(size)
        return found


def parse(
    source: Web, cached: CachedDocument, way: SourceOptions, parsed: Mapping[tuple[str, ...], bytes]
) -> Batch:
    """Return a document parsed, as it was kept or now.

    Raises:
        PostError: it is not what it should be, or not whole.
    """
    kept = parsed.get((*cached.key, cached.fingerprint, way.preset))
    if kept is not None:
        batch: Batch = pickle.loads(kept)  # noqa: S301 - written by this very run
        return batch
    return partner_dialects.read(document(source, cached), way)


class LinkParser:
    """Finds the links of the documents of one source, and keeps what it parsed for that."""

    def __init__(self, source: Web, parsed: ParsedDocuments) -> None:
        self.source, self.parsed = source, parsed
        self.way = self.list_way = given(source)

    def follow_ups(self, cached: CachedDocument) -> FollowUps:
        """Return what a document links to; a page with a full record links to nothing.

        Raises:
            FetchError: the document is not what it should be, as far as it was parsed.
        """
        if cached.role == "page" and records.recognises(cached.body):
            return FollowUps()
        text = document(self.source, cached)
        try:
            if cached.role == "list":
                self.list_way = for_list(self.list_way, text)
            way = self.list_way if cached.role == "list" else self.way
            batch = partner_dialects.read_ahead(text, way)
        except PostError as error:
            problem = error.problem
            line = f" (line {problem.line})" if problem.line else ""
            raise FetchError(f"it does not give {problem.expected}, but {problem.found}{line}") from error
        if batch is None:
            return FollowUps()
        self.parsed.keep(self.source.name, cached, way, batch)
        return partner_dialects.follow_ups(batch, text, way)
