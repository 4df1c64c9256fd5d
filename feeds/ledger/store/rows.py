"""Rows of the store, and how their values are written: times as text, lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.lifecycle import Lifecycle
from feeds.model.entry import State
from feeds.model.errors import LedgerError
from feeds.model.instant import rfc3339

COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, page, state, reason, closed, "
    "next_transition, first_seen, published, updated, digest, text_digest, changes, shown, times_missed, "
    "missing_since"
)
LIFECYCLE = (
    "state, reason, closed, next_transition, published, updated, changes, shown, times_missed, missing_since"
)


class Stamp(NamedTuple):
    """What shows that a document was not touched, the digest of its content and the entry it became."""

    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str = ""


class EntryRow(NamedTuple):
    """An entry without its post; `page` is the path of its page as last published, below the host."""

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


class PreviousRow(NamedTuple):
    """An entry of a feed that was published before, waiting for the document it was made of.

    path: of its page, below the host. text_digest: as `change_detection.named` returns it; empty if the feed
        does not hold the whole text. published_here: by this site, not by another program.
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


PREVIOUS = ", ".join(PreviousRow._fields)


class Written(NamedTuple):
    """A published file as it was written; `input_digest` is that of all that went into it.

    One without a `digest` was about to be written when the run was cut off.
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


def text(at: datetime | None) -> str | None:
    """Return a time as the store has it."""
    return rfc3339(at) if at else None


def time(written: str | None) -> datetime | None:
    """Return the time that `text` wrote."""
    return known(written) if written else None


def known(written: str) -> datetime:
    """Return a time that must be there.

    Raises:
        LedgerError: it is none.
    """
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"the ledger is damaged: {written!r} stands for a time (remove the ledger, or bring back a copy)"
        ) from error


def to_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the store has them: times as text, flags as 0 or 1, a tuple of words as one text."""
    return {
        name: text(value)
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
    values |= {name: time(values[name]) for name in TIMES & values.keys()}
    values |= {name: bool(values[name]) for name in ("shown", "published_here") if name in values}
    return values | ({"changes": tuple(values["changes"].split())} if "changes" in values else {})


def of_entry(row: EntryRow) -> dict[str, Any]:
    """Return the columns of an entry."""
    values = {**row._asdict(), "tags": json.dumps(row.tags, ensure_ascii=False)}
    return to_columns(values | values.pop("lifecycle")._asdict())


def entry(row: Iterable[Any]) -> EntryRow:
    """Return the entry in a row of `COLUMNS`.

    Raises:
        LedgerError: a time that each entry has is none.
    """
    values = from_columns(COLUMNS, row)
    for name in ("first_seen", "published", "updated"):
        if values[name] is None:
            known("")
    lifecycle = Lifecycle(**{name: values.pop(name) for name in Lifecycle._fields})
    return EntryRow(**{**values, "tags": tuple(json.loads(values["tags"])), "lifecycle": lifecycle})
