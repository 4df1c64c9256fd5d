"""The stream of React's server components in a page: rows of JSON and of texts that refer to each other.

`1a:{"jobs":"$1b"}` is a row of JSON, `1b:T2f,…` a text with its length in bytes; see ReactFlightClient in
https://github.com/facebook/react.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from feeds.normalise.dialects.job_posting.script_data import literals

MARK = "__next_f"
_PUSH = re.compile(r'__next_f\.push\(\[1,\s*+"((?:[^"\\]|\\.)*+)(?:"|\Z)')
_ROW = re.compile(rb"([0-9a-f]{1,6}):(?:T([0-9a-f]{1,7}),|([A-Z]{0,2})(?=[\[{\"]))")
_MAX_VALUES = 500_000  # a row may be part of many others
_MAX_DEPTH = 60
_DIGITS = 6  # of a position in a list
_ELEMENT = 4  # `["$", type, key, properties]`
_DECODER = json.JSONDecoder(
    strict=False, parse_int=literals.integer, parse_float=literals.fraction, parse_constant=lambda _: None
)


def stream(scripts: Iterable[str]) -> str:
    """Return the stream that several scripts push in parts."""
    return "".join(literals.unquoted(part) for script in scripts for part in _PUSH.findall(script))


def values(text: str) -> list[Any]:
    """Return the values of a stream: its rows, and the properties of each element in them."""
    rows = _rows(text.encode("utf-8", "replace"))
    resolver = _Resolver(rows)
    roots = [resolver.value(value) for value in rows.values() if isinstance(value, dict | list)]
    return [value for value in (*resolver.properties, *roots) if isinstance(value, dict | list) and value]


def _rows(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 0
    while at < len(data):
        row = _ROW.match(data, at)
        if row and row[2]:
            at = row.end() + int(row[2], 16)
            found[row[1].decode()] = data[row.end() : at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if row and not row[3]:
            with suppress(ValueError, RecursionError):
                found[row[1].decode()] = _DECODER.decode(data[row.end() : end].decode("utf-8", "replace"))
        at = end + 1
    return found


class _Resolver:
    """Replaces references to rows; `properties` are those of the elements."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.rows, self.left = rows, _MAX_VALUES
        self.around: list[str] = []  # rows that the value is part of
        self.properties: list[Any] = []

    def value(self, value: Any, depth: int = 0) -> Any:
        """Return a value with what it refers to; elements are left out of it."""
        self.left -= 1
        if self.left < 0 or depth > _MAX_DEPTH:
            return None
        if isinstance(value, dict):
            return {name: self.value(part, depth + 1) for name, part in value.items()}
        if isinstance(value, list):
            if len(value) >= _ELEMENT and value[0] == "$" and isinstance(value[3], dict):
                self.properties.append(self.value(value[3], depth + 1))
                return None
            return [self.value(part, depth + 1) for part in value]
        return self._text(value, depth) if isinstance(value, str) and value.startswith("$") else value

    def _text(self, value: str, depth: int) -> Any:
        if value.startswith("$$"):
            return value[1:]
        if value.startswith("$D"):
            return value[2:]
        name, *path = value[1:].lstrip("L@Q").split(":")
        if name in self.around:
            return None
        found = self.rows.get(name)
        for key in path:
            found = _inside(found, key)
        self.around.append(name)
        whole = found if isinstance(found, str) and not path else self.value(found, depth + 1)
        self.around.pop()
        return whole


def _inside(value: Any, key: str) -> Any:
    """Return the value at one step of a reference."""
    if isinstance(value, dict):
        return value.get(key)
    if not isinstance(value, list):
        return None
    if key == "props" and len(value) >= _ELEMENT and value[0] == "$":
        return value[3]
    return value[int(key)] if key.isdecimal() and len(key) <= _DIGITS and int(key) < len(value) else None
