"""JSON that is wrapped: in a call of a function (JSONP), and tables of the Google Visualization API in it.

A Google Sheet that is shared publishes such tables (`gviz/tq?tqx=out:json`); their format:
developers.google.com/chart/interactive/docs/dev/implementing_data_source#jsondatatable
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_START = r"(?:/\*[^*]{0,100}\*/\s*)?[A-Za-z_$][\w.$]{0,100}\s?\(\s*(?=[{\[])"
CALL = re.compile(_START.encode())
_CALL = re.compile(_START)
_DATE = re.compile(r"Date\((\d{4}),(\d{1,2}),(\d{1,2})(?:,(\d{1,2}),(\d{1,2}),(\d{1,2})(?:,\d+)?)?\)")


def unwrap(written: str) -> str:
    """Return the argument of a call as written; anything else unchanged."""
    written = written.strip()
    if call := _CALL.match(written):
        return written[call.end() : written.rfind(")")]
    return written


def records(root: Any) -> Any:
    """Return the rows of a table as mappings by the labels of its columns; anything else unchanged."""
    table = root.get("table") if isinstance(root, dict) else None
    if not isinstance(table, dict) or not all(isinstance(table.get(key), list) for key in ("cols", "rows")):
        return root
    rows = [list(map(_value, _list(row, "c"))) for row in table["rows"]]
    names = [_text(column, "label") for column in table["cols"]]
    if not any(names) and rows:  # the sheet has no row of headings that was recognised as one
        names, rows = [str(value or "").strip() for value in rows[0]], rows[1:]
    return [dict(_named(names, row)) for row in rows]


def _named(names: list[str], row: list[Any]) -> Iterator[tuple[str, Any]]:
    for place, (name, value) in enumerate(zip(names, row, strict=False)):
        if name and name not in names[:place]:
            yield name, value


def _list(row: Any, key: str) -> list[Any]:
    found = row.get(key) if isinstance(row, dict) else None
    return found if isinstance(found, list) else []


def _text(column: Any, key: str) -> str:
    found = column.get(key) if isinstance(column, dict) else None
    return found.strip() if isinstance(found, str) else ""


def _value(cell: Any) -> Any:
    """Return the value of a cell; months of dates are counted from 0."""
    value = cell.get("v") if isinstance(cell, dict) else None
    if isinstance(value, str) and (date := _DATE.fullmatch(value)):
        year, month, day, *time = date.groups()
        clock = "T" + ":".join(f"{int(part):02}" for part in time) if time[0] else ""
        return f"{year}-{int(month) + 1:02}-{int(day):02}{clock}"
    return value
