"""Rows of the store: columns, statements, and values as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.store.engines.sqlite import Connection
from feeds.model.entry import State
from feeds.model.errors import LedgerError
from feeds.model.instant import rfc3339

COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, page, state, reason, closed, "
    "next_transition, first_seen, published, updated, digest, text_digest, changes, shown, times_missed, "
    "missing_since, edition"
)
LIFECYCLE = "state, reason, closed, next_transition, published, updated, changes, shown, times_missed, missing_since"


class Stamp(NamedTuple):
    """File status of a document (mtime in ns), the digest of its content, and its entry."""

    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str = ""


class EntryRow(NamedTuple):
    """An entry without its post.

    page: the path of its page as last published, relative to the host.
    edition: the fingerprint of its document when its content was last edited.
    """

    id: str
    source: str
    locator: str
    slug: str
    kind: str
    title: str
    language: str
    organization: str
    tags: tuple[str, ...]
    lifecycle: Lifecycle
    page: str = ""
    text_digest: str = ""
    edition: str = ""


class PreviousEntryRow(NamedTuple):
    """An entry published before this ledger, and not yet matched to a document.

    path: of its page, relative to the host. text_digest: see `change_detection.digest_words`; empty if the
        feed had only an excerpt. published_here: by this site, not by another program. edition: see `EntryRow`.
    """

    id: str
    path: str
    title: str
    text_digest: str
    document_digest: str
    published: datetime | None
    updated: datetime | None
    kind: str
    state: State
    reason: str
    closed: datetime | None
    changes: tuple[str, ...]
    shown: bool
    published_here: bool
    edition: str = ""


PREVIOUS = ", ".join(PreviousEntryRow._fields)


class OutputRecord(NamedTuple):
    """A published file as it was written (mtime in ns); `input_digest` is of everything it was made of.

    Without a `digest`, the run was interrupted before the file was written.
    """

    path: str
    input_digest: str
    digest: str
    size: int
    mtime: int


TIMES = frozenset(
    {"closed", "next_transition", "first_seen", "published", "updated", "missing_since"}
    | {"gone_since", "last_fetch", "next_poll", "last_success", "last_change", "fetched"}
    | {"released", "next_attempt"}
)


def format_time(time: datetime | None) -> str | None:
    """Return a time as stored."""
    return rfc3339(time) if time else None


def parse_time(text: str | None) -> datetime | None:
    """Return a stored time."""
    return required_time(text) if text else None


def required_time(text: str) -> datetime:
    """Return a stored time that must not be empty.

    Raises:
        LedgerError: it is no time.
    """
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"the ledger is damaged: expected a time, found {text!r} (restore a backup, or remove the ledger)"
        ) from error


def to_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as stored: times as text, flags as 0 or 1, tuples of words separated by spaces."""
    return {
        name: format_time(value)
        if isinstance(value, datetime)
        else int(value)
        if isinstance(value, bool)
        else " ".join(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }


def from_columns(columns: str, row: Iterable[Any]) -> dict[str, Any]:
    """Return the values that `to_columns` wrote, by name."""
    values = dict(zip(columns.split(", "), row, strict=True))
    values |= {name: parse_time(values[name]) for name in TIMES & values.keys()}
    values |= {name: bool(values[name]) for name in ("shown", "published_here") if name in values}
    return values | ({"changes": tuple(values["changes"].split())} if "changes" in values else {})


def to_entry_columns(row: EntryRow) -> dict[str, Any]:
    """Return the columns of an entry."""
    values = {**row._asdict(), "tags": json.dumps(row.tags, ensure_ascii=False)}
    return to_columns(values | values.pop("lifecycle")._asdict())


def from_entry_columns(row: Iterable[Any]) -> EntryRow:
    """Return the entry of a row with the columns `COLUMNS`.

    Raises:
        LedgerError: a required time is missing.
    """
    values = from_columns(COLUMNS, row)
    for name in ("first_seen", "published", "updated"):
        if values[name] is None:
            required_time("")
    lifecycle = Lifecycle(**{name: values.pop(name) for name in Lifecycle._fields})
    return EntryRow(**{**values, "tags": tuple(json.loads(values["tags"])), "lifecycle": lifecycle})


def placeholders(columns: str) -> str:
    """Return a named placeholder for each column."""
    return ", ".join(f":{name}" for name in columns.split(", "))


def upsert(table: str, columns: str, key: str, keep: str = "") -> str:
    """Return the statement that inserts a row or, where its key exists, updates it except for `keep`."""
    fixed = f"{key}, {keep}".split(", ")
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ") if name not in fixed)
    return (
        f"insert into {table} ({columns}) values ({placeholders(columns)}) "  # noqa: S608 - constants
        f"on conflict ({key}) do {f'update set {changes}' if changes else 'nothing'}"
    )


class Tables:
    """A group of tables: rows in, rows out, no rules."""

    sql: Connection

    def _all(self, statement: str, /, **values: Any) -> list[Any]:
        return self.sql.execute(statement, values).fetchall()

    def _one(self, statement: str, /, **values: Any) -> Any:
        return self.sql.execute(statement, values).fetchone()

    def _run(self, statement: str, /, **values: Any) -> None:
        self.sql.execute(statement, values)
