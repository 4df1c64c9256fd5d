"""What stands in the rows of the store, and how it is written there: times as text, lists as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from feeds.ledger.lifecycle import Life
from feeds.model.entry import State
from feeds.model.errors import LedgerError
from feeds.model.instant import rfc3339

COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, page, state, reason, closed, "
    "until, first_seen, published, updated, digest, words, changes, shown, missed, missing"
)
LIFE = "state, reason, closed, until, published, updated, changes, shown, missed, missing"
FORMER = (
    "id, path, title, words, document, published, updated, kind, state, reason, closed, changes, shown, ours"
)


class Stamp(NamedTuple):
    """What tells that a document was not touched, its content's name and the entry it became."""

    size: int
    mtime: int
    inode: int
    fingerprint: str
    entry: str = ""


class Row(NamedTuple):
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
    life: Life
    page: str = ""
    words: str = ""


class Waiting(NamedTuple):
    """An entry of a feed that was published before, waiting for the document it was made of.

    `path` is its page's address below the host, `words` the name of its text (see `significance.named`),
    empty if the feed has not the whole of it. `ours` says whether this site published it.
    """

    id: str
    path: str
    title: str
    words: str
    document: str
    published: datetime | None
    updated: datetime | None
    kind: str
    state: State
    reason: str
    closed: datetime | None
    changes: tuple[str, ...]
    shown: bool
    ours: bool


class Written(NamedTuple):
    """A published file as it was written: `source_key` names all that went into it.

    One without a digest was about to be written when the run was cut off.
    """

    path: str
    source_key: str
    digest: str
    size: int
    mtime: int


def text(at: datetime | None) -> str | None:
    """Write a time down."""
    return rfc3339(at) if at else None


def time(written: str | None) -> datetime | None:
    """Read what `text` wrote."""
    return known(written) if written else None


def of_life(life: Life) -> dict[str, Any]:
    """Give the columns of a life, save those that `save_entry` alone writes."""
    times = {"closed": life.closed, "until": life.until, "published": life.published}
    times |= {"updated": life.updated, "missing": life.missing}
    return {
        **{name: text(at) for name, at in times.items()},
        "state": life.state,
        "reason": life.reason,
        "changes": " ".join(life.changes),
        "shown": int(life.shown),
        "missed": life.missed,
    }


def of_entry(row: Row) -> dict[str, Any]:
    """Give the columns of an entry."""
    values = {"id": row.id, "source": row.source, "locator": row.locator, "slug": row.slug}
    values |= {"kind": row.kind, "title": row.title, "language": row.language, "page": row.page}
    values |= {"organization": row.organization, "tags": json.dumps(row.tags, ensure_ascii=False)}
    values |= {"words": row.words, "digest": row.life.digest, "first_seen": rfc3339(row.life.first_seen)}
    return values | of_life(row.life)


def waiting(row: tuple[Any, ...]) -> Waiting:
    """Read a row of `FORMER`."""
    values = dict(zip(FORMER.split(", "), row, strict=True))
    values |= {name: time(values[name]) for name in ("published", "updated", "closed")}
    values |= {name: bool(values[name]) for name in ("shown", "ours")}
    return Waiting(**{**values, "changes": tuple(values["changes"].split())})


def entry(row: tuple[Any, ...]) -> Row:
    """Read a row of `COLUMNS`."""
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    life = Life(
        state=values.pop("state"),
        reason=values.pop("reason"),
        first_seen=known(values.pop("first_seen")),
        published=known(values.pop("published")),
        updated=known(values.pop("updated")),
        digest=values.pop("digest"),
        closed=time(values.pop("closed")),
        until=time(values.pop("until")),
        changes=tuple(values.pop("changes").split()),
        shown=bool(values.pop("shown")),
        missed=values.pop("missed"),
        missing=time(values.pop("missing")),
    )
    return Row(**{**values, "tags": tuple(json.loads(values["tags"])), "life": life})


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
