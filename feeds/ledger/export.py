"""The ledger as text: a line of JSON for each row, to look at, to keep, or to move elsewhere.

The first line names the version, `{"ledger": 5}`, the last one how many rows stand between them, so that a
copy that broke off is known; each other line is `{"table": …, "row": {…}}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from feeds.ledger.store import TABLES, VERSION, Store, codec
from feeds.model.errors import LedgerError

HEAD = {"ledger": VERSION}
# What a run works out for the next, and what partners give again when asked, is not knowledge.
COPIED = tuple(name for name in TABLES if name not in ("meta", "cached_documents"))


def dump(store: Store) -> Iterator[str]:
    """Write all that a store holds, in an order that is always the same."""
    rows = 0
    yield json.dumps(HEAD)
    for table in COPIED:
        for row in store.table(table):
            yield json.dumps({"table": table, "row": row}, ensure_ascii=False)
            rows += 1
    yield json.dumps({"rows": rows})


def load(store: Store, lines: Iterable[str], name: str) -> int:
    """Take in what `dump` wrote, into a ledger that knows nothing yet; give how many rows there were.

    `name` is what the lines are said to come from.

    Raises:
        LedgerError: the ledger is not empty, or a line is wrong; then nothing is taken in.
    """
    if not store.is_empty():
        raise LedgerError(f"{store.path}: the ledger is not empty (move it away first)")
    count, number, told = 0, 0, None
    with store.transaction():
        for table in COPIED:
            store.clear(table)
        try:
            for number, line in enumerate(lines, 1):
                if number == 1:
                    _check_head(json.loads(line), name)
                elif "rows" in (row := json.loads(line)):
                    told = row["rows"]
                else:
                    _insert(store, row)
                    count += 1
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise LedgerError(
                f"{name}:{number}: expected a line of `feeds ledger export`, found {error} "
                "(export it again; nothing was taken in)"
            ) from error
        if not number:
            raise LedgerError(f"{name}: expected what `feeds ledger export` writes, found nothing")
        if told != count:
            raise LedgerError(
                f"{name}: it breaks off after {count} rows (export it again; nothing was taken in)"
            )
        _check(store, name)
    return count


def _check_head(head: Any, name: str) -> None:
    version = head.get("ledger")
    if isinstance(version, int) and 0 < version < VERSION:
        raise LedgerError(
            f"{name}:1: expected an export of ledger version {VERSION}, found version {version}, whose "
            "tables and columns have other names (copy `.feeds/ledger.sqlite`: opening it migrates it)"
        )
    if head != HEAD:
        raise ValueError(f"{json.dumps(head)[:80]} instead of {json.dumps(HEAD)}")


def _insert(store: Store, line: Any) -> None:
    table, row = line["table"], line["row"]
    columns = store.columns(table) if table in COPIED else {}
    if not columns:
        raise ValueError(f"the table {table!r}")
    if row.keys() != columns.keys():
        other = ", ".join(sorted(row.keys() ^ columns.keys()))
        raise ValueError(f"other columns than those of {table}: {other}")
    for column, kinds in columns.items():
        if not isinstance(row[column], kinds) or isinstance(row[column], bool):
            raise ValueError(f"{row[column]!r} as {column}")  # noqa: TRY004 - one error for all that is wrong
    store.insert(table, row)


def _check(store: Store, name: str) -> None:
    """Read back what was taken in, as a run will."""
    try:
        rows = store.rows()
        for payload in store.payloads(row.id for row in rows).values():
            codec.decode(payload)
        store.previous_entries()
        for problems in store.problems():
            codec.decode_problems(problems)
    except (ValueError, TypeError) as error:
        raise LedgerError(f"{name}: it does not read back: {error} (nothing was taken in)") from error
