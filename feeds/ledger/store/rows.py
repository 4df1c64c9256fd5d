"""Rows of the store: columns, statements, and values as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar, get_args

from feeds.ledger.lifecycle import Lifecycle, Proof
from feeds.ledger.store import shapes
from feeds.ledger.store.engines.sqlite import Connection
from feeds.model.entry import Kind, State
from feeds.model.errors import DamagedError
from feeds.model.instant import rfc3339

BATCH = 500  # rows: a statement of SQLite before 3.32 has at most 999 placeholders
Value = TypeVar("Value")

COLUMNS = (
    "id, source, locator, slug, kind, title, language, organization, tags, page, state, reason, closed, "
    "next_transition, first_seen, published, updated, digest, text_digest, changes, shown, times_missed, "
    "missing_since, edition, links_digest, permalink, leaves"
)
LIFECYCLE = (
    "state, reason, closed, next_transition, published, updated, changes, shown, times_missed, missing_since, leaves"
)


READ = "read "  # before the fingerprint of a file of records that was read whole: it has no entry itself


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
    links_digest: of where its links lead; "" without links.
    permalink: the path of its page that its author chose, relative to the site.
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
    links_digest: str = ""
    permalink: str = ""


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


REQUIRED = frozenset({"first_seen", "fetched"})  # times
OPTIONAL = frozenset(
    {"closed", "next_transition", "published", "updated", "missing_since", "leaves"}
    | {"gone_since", "last_fetch", "next_poll", "last_success", "last_change"}
    | {"released", "next_attempt"}
)

INTEGERS = frozenset(
    {"failures", "entries", "min_interval", "number", "attempts", "size", "mtime", "inode"}
    | {"shown", "published_here", "times_missed"}
)
CHOICES: dict[str, frozenset[str]] = {
    "state": frozenset(get_args(State)),
    "proof": frozenset(get_args(Proof)),
    "role": frozenset({"list", "page", "gone", "other"}),  # `source_state.Role`, which most runs do not import
}

KIND, STATE = (COLUMNS.split(", ").index(name) for name in ("kind", "state"))
_KNOWN_KINDS: set[tuple[Any, ...]] = set()  # types and state of the rows that were checked


def format_time(time: datetime | None) -> str | None:
    """Return a time as stored."""
    return rfc3339(time) if time else None


def parse_time(text: str | None) -> datetime | None:
    """Return a stored time."""
    return required_time(text) if text else None


def required_time(text: str) -> datetime:
    """Return a stored time that must not be empty.

    Raises:
        DamagedError: it is no time with a zone.
    """
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise DamagedError(f"expected a time, found {text!r}") from error
    if time.tzinfo is None:
        raise DamagedError(f"expected a time with a zone, found {text!r}")
    return time


def to_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as stored: times as text, flags as 0 or 1, tuples of words separated by spaces."""
    return {name: value if type(value) in _AS_THEY_ARE else _stored(value) for name, value in values.items()}


_AS_THEY_ARE = frozenset({str, int, type(None)})  # nearly all, and there are thirty in an entry


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, bool):
        return int(value)
    return " ".join(value) if isinstance(value, tuple) else value


def from_columns(columns: str, row: Iterable[Any]) -> dict[str, Any]:
    """Return the values that `to_columns` wrote, by name.

    Raises:
        DamagedError: one of them is damaged.
    """
    plan, row = _plan(columns), tuple(row)
    values = dict(zip(plan.names, row, strict=True))
    # Nearly all rows have the same types, and a run with partners reads thousands of them.
    kinds = (columns, *map(type, row), *(values[name] for name in plan.choices))
    if kinds not in _KNOWN_KINDS:
        for name, value in values.items():
            _check(name, value)
        _KNOWN_KINDS.add(kinds)
    for name in plan.optional:
        if values[name] is not None:
            values[name] = parse_time(values[name])
    for name in plan.required:
        values[name] = required_time(values[name])
    for name in plan.flags:
        values[name] = bool(values[name])
    return values | ({"changes": tuple(values["changes"].split())} if "changes" in values else {})


class _Plan(NamedTuple):
    """The columns of a statement, and those that are choices, times and flags."""

    names: tuple[str, ...]
    choices: tuple[str, ...]
    optional: tuple[str, ...]
    required: tuple[str, ...]
    flags: tuple[str, ...]


@cache
def _plan(columns: str) -> _Plan:
    names = tuple(columns.split(", "))
    kinds = (CHOICES, OPTIONAL, REQUIRED, ("shown", "published_here"))
    return _Plan(names, *(tuple(name for name in names if name in kind) for kind in kinds))


def to_entry_columns(row: EntryRow) -> dict[str, Any]:
    """Return the columns of an entry."""
    values = {**row._asdict(), "tags": json.dumps(row.tags, ensure_ascii=False)}
    return to_columns(values | values.pop("lifecycle")._asdict())


def from_entry_columns(row: Iterable[Any]) -> EntryRow:
    """Return the entry of a row with the columns `COLUMNS`.

    Raises:
        DamagedError: a required time is missing.
    """
    values = from_columns(COLUMNS, row)
    for name in ("published", "updated"):
        if values[name] is None:
            required_time("")
    check_kind(values["kind"])
    lifecycle = Lifecycle(**{name: values.pop(name) for name in Lifecycle._fields})
    return EntryRow(**{**values, "tags": parse_tags(values["tags"]), "lifecycle": lifecycle})


def payload(text: str) -> bytes:
    """Return a stored post, still encoded.

    Raises:
        DamagedError: it is no text.
    """
    if not isinstance(text, str):
        raise DamagedError(f"expected a post, found {text!r}")
    return text.encode()


def parse_tags(text: str) -> tuple[str, ...]:
    """Return stored tags.

    Raises:
        DamagedError: they are no list of texts.
    """
    return tuple(shapes.parse(text, [str])) if text != "[]" else ()


def _check(name: str, value: Any) -> None:
    """Check the type of a value, and that it is one of those that a column may have."""
    if name in INTEGERS:
        valid = type(value) is int
    elif name in CHOICES:
        valid = value in CHOICES[name]
    else:
        valid = type(value) is str or (value is None and name in OPTIONAL)
    if not valid:
        raise DamagedError(f"expected another value of {name}, found {value!r}")


def check_types(row: tuple[Any, ...]) -> None:
    """Check the values of a row with the columns `COLUMNS`.

    Raises:
        DamagedError: one of them is damaged.
    """
    # Nearly all rows have the same types and states, and a run with changes reads every row.
    kinds = (*map(type, row), row[KIND], row[STATE])
    if kinds not in _KNOWN_KINDS:
        for name, value in zip(COLUMNS.split(", "), row, strict=True):
            _check(name, value)
        check_kind(row[KIND])
        _KNOWN_KINDS.add(kinds)


def check_kind(kind: Any) -> None:
    """Check that an entry is a job or an article.

    Raises:
        DamagedError: it is neither.
    """
    if kind not in get_args(Kind):
        raise DamagedError(f"expected the kind of an entry, found {kind!r}")


def placeholders(columns: str) -> str:
    """Return a named placeholder for each column."""
    return ", ".join(f":{name}" for name in columns.split(", "))


@cache
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

    def _in(self, statement: str, values: Iterable[str], **others: Any) -> Iterator[Any]:
        """Yield the rows of a statement with `:in` in the place of many values."""
        for chunk in batches(dict.fromkeys(values)):
            named = {f"in{number}": value for number, value in enumerate(chunk)}
            yield from self._all(statement.replace(":in", _placeholders(len(chunk))), **others, **named)


def batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield values in lists of at most `BATCH`."""
    pending = iter(values)
    while batch := list(islice(pending, BATCH)):
        yield batch


@cache
def _placeholders(count: int) -> str:
    return ", ".join(f":in{number}" for number in range(count))
