"""Where a ledger is damaged: every value is read as a run reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from feeds.ledger.store import codec, rows, shapes
from feeds.ledger.store.sources import QUALITY
from feeds.model.errors import DamagedError

if TYPE_CHECKING:
    from feeds.ledger.store import Store

# Values of the table meta; each is read by one module, which knows its shape too.
TIMES = ("clock", "next_transition")
NUMBER, PROBLEMS = "last_notification", ("reference_problems", "taken_addresses")
JSON = {"entry_counts": {"": int}, "source_order": [str], "quality": QUALITY}


def find(store: Store) -> str:
    """Return which table is damaged, and what was found there; "" if every row can be read."""
    for table, read in _readers(store).items():
        try:
            if found := _wrong_type(store, table):
                return found
            read()
        except (DamagedError, store.engine.Error, ValueError) as error:
            return f"{table}: {error}"
    return ""


def _readers(store: Store) -> dict[str, Callable[[], object]]:
    """Return what reads each table; the values of the others are free."""
    from feeds.ledger.store import TABLES

    readers: dict[str, Callable[[], object]] = dict.fromkeys(TABLES, bool)
    return readers | {
        "meta": lambda: _read_meta(store),
        "documents": lambda: _read_problems(store),
        "entries": lambda: _read_entries(store),
        "posts": lambda: _read_posts(store),
        "withheld": lambda: _read_withheld(store),
        "previous_entries": store.previous_entries,
        "reference_files": lambda: _read_references(store),
        "source_states": store.source_states,
        "cached_documents": lambda: [store.cached_documents(name) for name in store.source_states()],
        "notifications": store.notifications,
        "list_pages": lambda: [store.list_cuts(path) for path in store.cut_lists()],
        "post_facts": store.post_facts,
        "listed": lambda: store.listed_of(row["entry"] for row in store.table("listed")),
        "members": lambda: list(store.table("members")),
        "collections": lambda: list(store.table("collections")),
        "acknowledged": lambda: [store.paused_until(*target) for target in store.targets()],
    }


def _wrong_type(store: Store, table: str) -> str:
    names = {str: "text", int: "integer", type(None): "null"}
    for column, kinds in store.columns(table).items():
        listed = ", ".join(f"'{names[kind]}'" for kind in kinds)
        found = store.sql.execute(f"select {column} from {table} where typeof({column}) not in ({listed})").fetchone()  # noqa: S608 - names of the schema
        if found:
            return f"{table}.{column}: expected {' or '.join(names[kind] for kind in kinds)}, found {found[0]!r}"
    return ""


def _read_entries(store: Store) -> None:
    for *row, job in store.raw_rows():
        rows.from_entry_columns(row)
        codec.decode_job(job or "null")


def _read_meta(store: Store) -> None:
    for name in TIMES:
        store.meta_time(name)
    store.meta_number(NUMBER)
    for name, shape in JSON.items():
        store.meta_json(name, shape, None)
    for name in PROBLEMS:
        _check_problems(store.meta(name))


def _read_problems(store: Store) -> None:
    for problems in store.problems():
        _check_problems(problems)


def _read_references(store: Store) -> None:
    for row in store.reference_files():
        _check_problems(row.problems)
        if row.organization:
            shapes.parse(row.organization, list)


def _check_problems(text: str) -> None:
    for problem in codec.decode_problems(text):
        try:
            str(problem)
        except (KeyError, TypeError, ValueError) as error:  # a phrase without its values
            raise DamagedError(f"expected a phrase with values, found {problem!r}") from error


def _read_posts(store: Store) -> None:
    for payload in store.payloads(row.id for row in store.rows()).values():
        codec.decode(payload)


def _read_withheld(store: Store) -> None:
    from feeds.ledger.parsed_document import EntryFacts

    for (facts,) in store.sql.execute("select facts from withheld"):
        codec.from_text(facts, EntryFacts)
