"""Export and import of the ledger as JSON Lines.

The first line is the version, `{"ledger": 5}`, the last one the number of rows, `{"rows": 12}`, by which a
truncated file is recognised. Each line between them is `{"table": …, "row": {…}}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from feeds.ledger.store import DERIVED, TABLES, VERSION, Store, damage
from feeds.model.errors import LedgerError
from feeds.model.problem import Message

HEADER = {"ledger": VERSION}
# Derived values, and documents that can be fetched again, are left out.
EXPORTED_TABLES = tuple(name for name in TABLES if name not in ("meta", "cached_documents", *DERIVED))


def dump(store: Store) -> Iterator[str]:
    """Yield the lines of an export, always in the same order."""
    rows = 0
    yield json.dumps(HEADER)
    for table in EXPORTED_TABLES:
        for row in store.table(table):
            yield json.dumps({"table": table, "row": row}, ensure_ascii=False)
            rows += 1
    yield json.dumps({"rows": rows})


def load(store: Store, lines: Iterable[str], name: str) -> int:
    """Import the lines of an export into an empty ledger, and return the number of rows.

    `name` is the file name in errors.

    Raises:
        LedgerError: the ledger is not empty, or a line is wrong; then nothing is imported.
    """
    if not store.is_empty():
        raise LedgerError(Message("%(path)s: the ledger is not empty (move it away, then import)", path=store.path))
    count, number, expected_count = 0, 0, None
    with store.transaction():
        for table in EXPORTED_TABLES:
            store.clear(table)
        try:
            for number, line in enumerate(lines, 1):
                if number == 1:
                    _check_header(json.loads(line), name)
                elif "rows" in (row := json.loads(line)):
                    expected_count = row["rows"]
                else:
                    _insert(store, row)
                    count += 1
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            message = Message(
                "%(name)s:%(number)s: expected a line of `feeds ledger export`, found %(error)s "
                "(export it again; nothing was imported)",
                name=name,
                number=number,
                error=error,
            )
            raise LedgerError(message) from error
        _check_count(name, number, count, expected_count)
        _check(store, name)
    return count


def _check_count(name: str, lines: int, count: int, expected_count: int | None) -> None:
    if not lines:
        raise LedgerError(
            Message("%(name)s: expected the output of `feeds ledger export`, found an empty file", name=name)
        )
    if expected_count != count:
        message = Message(
            "%(name)s: expected a complete export, found one truncated after %(count)s rows "
            "(export it again; nothing was imported)",
            name=name,
            count=count,
        )
        raise LedgerError(message)


def _check_header(header: Any, name: str) -> None:
    version = header.get("ledger")
    if isinstance(version, int) and 0 < version < VERSION:
        raise LedgerError(
            Message(
                "%(name)s:1: expected an export of ledger version %(version)s, found version %(found)s, whose tables "
                "and columns have other names (copy `.feeds/ledger.sqlite`: opening it migrates it)",
                name=name,
                version=VERSION,
                found=version,
            )
        )
    if header != HEADER:
        raise ValueError(f"{json.dumps(header)[:80]} instead of {json.dumps(HEADER)}")


def _insert(store: Store, line: Any) -> None:
    table, row = line["table"], line["row"]
    columns = store.columns(table) if table in EXPORTED_TABLES else {}
    if not columns:
        raise ValueError(f"the table {table!r}")
    if row.keys() != columns.keys():
        other = ", ".join(sorted(row.keys() ^ columns.keys()))
        raise ValueError(f"other columns than those of {table}: {other}")
    for column, kinds in columns.items():
        if not isinstance(row[column], kinds) or isinstance(row[column], bool):
            raise ValueError(f"{row[column]!r} as {column}")  # noqa: TRY004 - one kind of error for all wrong lines
    store.insert(table, row)


def _check(store: Store, name: str) -> None:
    """Read every row back, as a run does."""
    if found := damage.find(store):
        raise LedgerError(
            Message(
                "%(name)s: expected readable rows, found %(found)s (export it again; nothing was imported)",
                name=name,
                found=found,
            )
        )
