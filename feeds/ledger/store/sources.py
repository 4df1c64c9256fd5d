"""Source states and cached documents of partners."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from feeds.ledger.store import shapes
from feeds.ledger.store.rows import Tables, format_time, from_columns, to_columns, upsert
from feeds.model.errors import DamagedError

if TYPE_CHECKING:
    from feeds.model.source_state import CachedDocument, FollowUp, FollowUps, SourceState

STATE = (
    "name, url, moved_to, gone_since, last_fetch, next_poll, last_success, last_change, failures, "
    "last_error, quarantined, recorded, entries, parser_key, proof, min_interval, mapping, day_order"
)
STATE_NAMES = STATE.split(", ")
HEAD = (
    "url, request_body, role, final_url, media_type, charset, etag, last_modified, listed_modified, "
    "fetched, fingerprint, links, shape"
)
DOCUMENT = f"{HEAD}, body"
KEY = "source = :source and url = :url and request_body = :request_body"
COUNTS = {"open": int, "closed": int, "wrong_closings": int, "moved_dates": int, "days_to_close": (int, None)}
QUALITY = {"": {**COUNTS, "missing_fields": {"": int}}}  # by source: the shape of the value `quality` of the table meta
FEW_LINKS = 200  # characters
FAST = 1  # zlib level: documents are written more often than read


class SourceTables(Tables):
    """The tables source_states and cached_documents."""

    def source_states(self) -> dict[str, SourceState]:
        """Return the state of each source, by name."""
        from feeds.model.source_state import SourceState  # imported late: most sites have no partners

        rows = self._all(f"select {STATE} from source_states order by name")  # noqa: S608 - a constant
        return {row[0]: SourceState(**from_columns(STATE, row)) for row in rows}

    def save_source_state(self, state: SourceState) -> None:
        self.save_source_states([state])

    def save_source_states(self, states: Iterable[SourceState]) -> None:
        values = [to_columns({name: getattr(state, name) for name in STATE_NAMES}) for state in states]
        self.sql.executemany(upsert("source_states", STATE, "name"), values)

    def forget_source(self, name: str) -> None:
        """Delete a source that the configuration no longer has, with its cached documents and its events."""
        self._run("delete from source_states where name = :name", name=name)
        self._run("delete from cached_documents where source = :name", name=name)
        self._run("delete from quality_events where source = :name", name=name)

    def reread_source(self, name: str) -> None:
        """Have the cached documents of a source parsed again in the next run."""
        self._run("update source_states set recorded = '' where name = :name", name=name)

    def cached_documents(self, source: str) -> list[CachedDocument]:
        """Return the cached documents of a source, lists before pages."""
        rows = self._all(
            f"select {DOCUMENT} from cached_documents where source = :source order by role, url, request_body",  # noqa: S608 - a constant
            source=source,
        )
        return [_document(DOCUMENT, row) for row in rows]

    def cached_heads(self, sources: Iterable[str]) -> dict[str, list[CachedDocument]]:
        """Return the cached documents of some sources without their bodies, by source."""
        found: dict[str, list[CachedDocument]] = {}
        some = f"select source, {HEAD} from cached_documents where source in (:in)"  # noqa: S608 - a constant
        for source, *row in self._in(f"{some} order by role, url, request_body", sources):
            found.setdefault(source, []).append(_document(HEAD, row))
        return found

    def save_cached_heads(self, source: str, documents: Iterable[CachedDocument]) -> None:
        """Save the new validators of unchanged documents."""
        self.sql.executemany(
            "update cached_documents set etag = :etag, last_modified = :last_modified, shape = :shape, "  # noqa: S608 - a constant
            f"listed_modified = :listed_modified, role = :role, fetched = :fetched, links = :links where {KEY}",
            [
                {"source": source, "url": one.url, "request_body": one.request_body, "etag": one.etag}
                | {"last_modified": one.last_modified, "listed_modified": one.listed_modified, "shape": one.shape}
                | {"fetched": format_time(one.fetched), "role": one.role, "links": json.dumps(one.links)}
                for one in documents
            ],
        )

    def save_cached_documents(self, source: str, documents: Iterable[CachedDocument]) -> None:
        self.sql.executemany(
            upsert("cached_documents", f"source, {DOCUMENT}", "source, url, request_body"),
            [{"source": source, **_columns(one)} for one in documents],
        )

    def forget_cached_documents(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(f"delete from cached_documents where {KEY}", _keys(source, keys))  # noqa: S608 - a constant

    def mark_cached_gone(self, source: str, keys: Iterable[tuple[str, str]]) -> None:
        self.sql.executemany(
            f"update cached_documents set role = 'gone' where {KEY}",  # noqa: S608 - a constant
            _keys(source, keys),
        )


class QualityTables(Tables):
    """The table quality_events, and what it counts beside it for `ledger.public.quality`."""

    def save_job_facts(self, source: str, locator: str, missing: str | None, dates: str) -> None:
        """Save which fields a document of a job lacks (None: it is no job), and the dates that it states."""
        self._run(
            "update documents set missing_fields = :missing, stated_dates = :dates "
            "where source = :source and locator = :locator",
            source=source,
            locator=locator,
            missing=missing,
            dates=dates,
        )

    def stated_dates(self, source: str) -> dict[str, tuple[str, str]]:
        """Return the entry of each document of a source that stated dates, and these, by locator."""
        rows = self._all(
            "select locator, entry, stated_dates from documents where source = :source and stated_dates <> ''",
            source=source,
        )
        return {locator: (entry, dates) for locator, entry, dates in rows}

    def save_quality_event(self, source: str, entry: str, event: str, at: datetime) -> None:
        values = {"source": source, "entry": entry, "event": event, "at": format_time(at)}
        self._run(upsert("quality_events", "source, entry, event, at", "source, entry, event"), **values)

    def closed_entries(self, since: datetime) -> list[tuple[str, str, str]]:
        """Return source, locator and id of each entry that a source closed since a time, and that is not back."""
        return self._all(
            "select q.source, e.locator, q.entry from quality_events q join entries e on e.id = q.entry "
            "where q.event = 'closed' and q.at >= :since order by q.source, q.entry",
            since=format_time(since),
        )

    def forget_quality_events(self, before: datetime) -> None:
        self._run("delete from quality_events where at < :before", before=format_time(before))

    def forget_closing(self, entry: str) -> None:
        """Delete that an entry closed: it is open again."""
        self._run("delete from quality_events where entry = :entry and event = 'closed'", entry=entry)

    def count_quality_events(self) -> list[tuple[str, str, int]]:
        """Return source, event and number of entries of all events, of jobs."""
        return self._all(
            "select q.source, q.event, count(*) from quality_events q join entries e on e.id = q.entry "
            "where e.kind = 'job' group by q.source, q.event order by 1, 2"
        )

    def count_missing_fields(self) -> list[tuple[str, str, int]]:
        """Return source, missing fields and number of the documents of open jobs."""
        return self._all(
            "select d.source, d.missing_fields, count(*) from documents d join entries e on e.id = d.entry "
            "where d.missing_fields is not null and e.state in ('open', 'stale') "
            "group by d.source, d.missing_fields order by 1, 2"
        )

    def closings(self) -> list[tuple[str, str, str]]:
        """Return, of each job that a source closed, the source and the times of its publication and its end."""
        return self._all(
            "select q.source, e.published, e.closed from quality_events q join entries e on e.id = q.entry "
            "where q.event = 'closed' and e.kind = 'job' and e.closed is not null order by 1, 2, 3"
        )


def _keys(source: str, keys: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"source": source, "url": url, "request_body": body} for url, body in keys]


def _document(columns: str, row: Iterable[Any]) -> CachedDocument:
    from feeds.model.source_state import CachedDocument

    values = {"body": ""} | from_columns(columns, row)
    try:
        links, packed = values["links"], values["body"]
        links = _known_follow_ups(links) if len(links) <= FEW_LINKS else _follow_ups(links)
        body = zlib.decompress(b64decode(packed)) if packed else b""
        return CachedDocument(**{**values, "links": links, "body": body})
    except (TypeError, ValueError, zlib.error) as error:
        raise DamagedError(f"expected a cached document, found {error}") from error


def _follow_ups(text: str) -> FollowUps:
    from feeds.model.source_state import FollowUps

    # Those that an earlier version saved have fewer values.
    links = shapes.parse(text, [([[str]], bool, int, None)])
    stored: list[Any] = [_links(value) if isinstance(value, list) else value for value in links]
    return FollowUps(*stored)


_known_follow_ups = lru_cache(100)(_follow_ups)  # most documents link to nothing


def _links(part: Iterable[list[str]]) -> tuple[FollowUp, ...]:
    from feeds.model.source_state import FollowUp

    return tuple(FollowUp(*link) for link in part)


def _columns(document: CachedDocument) -> dict[str, Any]:
    values = {name: getattr(document, name) for name in DOCUMENT.split(", ")}
    values |= {"fetched": format_time(document.fetched), "links": json.dumps(document.links)}
    return values | {"body": b64encode(zlib.compress(document.body, FAST)).decode()}
