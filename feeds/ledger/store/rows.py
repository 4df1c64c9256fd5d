"""What stands in the rows of the store, and how it is written there: times as text, lists as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.lifecycle import Lifecycle
from feeds.model.entry import State
from feeds.model.errors import LedgerError
from feeds.model.instant import rfc3339

COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, page, state, reason, closed, "
    "next_transition, first_seen, published, updated, digest, text_digest, changes, shown, times_missed, missing_since"
)
LIFECYCLE = (
    "state, reason, closed, next_transition, published, updated, changes, shown, times_missed, missing_since"
)
PREVIOUS = "id, path, title, text_digest, document_digest, published, updated, kind, state, reason, closed, changes, shown, published_here"


class Stamp(NamedTuple):
    """What tells that a document was not touched, its content's name and the entry it became."""

    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str = ""


class EntryRow(NamedTuple):
    """One entry as it is stored, without its text; `page` is where its page was last, below the host."""

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

    `path` is its page's address below the host, `text_digest` the name of its text (see `significance.named`),
    empty if the feed has not the whole of it. `published_here` says whether this site published it.
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


class Written(NamedTuple):
    """A published file as it was written: `input_digest` names all that went into it.

    One without a digest was about to be written when the run was cut off.
    """

    path: str
    input_digest: str
    digest: str
    size: int
    mtime: int


def text(at: datetime | None) -> str | None:
    """Write a time down."""
    return rfc3339(at) if at else None


def time(written: str | None) -> datetime | None:
    """Read what `text` wrote."""
    return known(written) if written else None


def of_lifecycle(lifecycle: Lifecycle) -> dict[str, Any]:
    """Give the columns of a life, save those that `save_entry` alone writes."""
    times = {
        "closed": lifecycle.closed,
        "next_transition": lifecycle.next_transition,
        "published": lifecycle.published,
    }
    times |= {"updated": lifecycle.updated, "missing_since": lifecycle.missing_since}
    return {
        **{name: text(at) for name, at in times.items()},
        "state": lifecycle.state,
        "reason": lifecycle.reason,
        "changes": " ".join(lifecycle.changes),
        "shown": int(lifecycle.shown),
        "times_missed": lifecycle.times_missed,
    }


def of_entry(row: EntryRow) -> dict[str, Any]:
    """Give the columns of an entry."""
    values = {"id": row.id, "source": row.source, "locator": row.locator, "slug": row.slug}
    values |= {"kind": row.kind, "title": row.title, "language": row.language, "page": row.page}
    values |= {"organization": row.organization, "tags": json.dumps(row.tags, ensure_ascii=False)}
    values |= {
        "text_digest": row.text_digest,
        "digest": row.lifecycle.digest,
        "first_seen": rfc3339(row.lifecycle.first_seen),
    }
    return values | of_lifecycle(row.lifecycle)


def previous(row: tuple[Any, ...]) -> PreviousRow:
    """Read a row of `PREVIOUS`."""
    values = dict(zip(PREVIOUS.split(", "), row, strict=True))
    values |= {name: time(values[name]) for name in ("published", "updated", "closed")}
    values |= {name: bool(values[name]) for name in ("shown", "published_here")}
    return PreviousRow(**{**values, "changes": tuple(values["changes"].split())})


def entry(row: tuple[Any, ...]) -> EntryRow:
    """Read a row of `COLUMNS`."""
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    lifecycle = Lifecycle(
        state=values.pop("state"),
        reason=values.pop("reason"),
        first_seen=known(values.pop("first_seen")),
        published=known(values.pop("published")),
        updated=known(values.pop("updated")),
        digest=values.pop("digest"),
        closed=time(values.pop("closed")),
        next_transition=time(values.pop("next_transition")),
        changes=tuple(values.pop("changes").split()),
        shown=bool(values.pop("shown")),
        times_missed=values.pop("times_missed"),
        missing_since=time(values.pop("missing_since")),
    )
    return EntryRow(**{**values, "tags": tuple(json.loads(values["tags"])), "lifecycle": lifecycle})


def known(written: str) -> datetime:
    """Read a time that must be there.

    Raises:
        LedgerError: it is none.
    """
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"the ledger is damaged: {written!r} stands for a time (remove the ledger, or bring back a copy)"
        ) from error
