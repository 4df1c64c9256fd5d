"""Parse JSON-LD scripts of pages, which are often invalid JSON.

Repaired are raw control characters and wrong escapes in texts, comments, surplus commas, entities, wrappers
of CDATA or of an HTML comment, and several objects in one script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from json import JSONDecodeError, JSONDecoder
from typing import Any

from feeds.normalise.values.coerce import SCHEMA_ORG

_MAX_NODES = 50_000  # objects in one script; the rest is ignored
_MAX_DEPTH = 12
# Wrappers for very old browsers; the end is searched in the last _END characters alone.
_OPENING = re.compile(r"[\s\ufeff;]*+(?:(?://|/\*)?\s*+(?:<!--|<!\[CDATA\[)\s*+(?:\*/|//)?\s*+)*+")
_CLOSING = re.compile(r"(?:(?://|/\*)\s*+)?(?:-->|\]\]>)(?:\s*+\*/)?\Z")
_END = 40  # characters
_MAX_WRAPPERS = 4
_EDGES = " \t\r\n\f\v\ufeff;"
# A string is matched whole, so that nothing in it is taken for a comment or a comma. An unclosed one ends
# with the script: else the search would be quadratic.
_TEXT = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_COMMENT = re.compile(rf"({_TEXT})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_COMMA = re.compile(rf"({_TEXT})|,(?=\s*+[,}}\]])|(?<=[\[{{])\s*+,", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_BETWEEN = re.compile(r"[\s,;\ufeff]*")
_MAX_DIGITS = 300  # of an integer: Python refuses more than 4,300


def _number(written: str) -> int | float:
    return int(written) if len(written) <= _MAX_DIGITS else float(written)


_DECODER = JSONDecoder(strict=False, parse_int=_number)


def read(script: str) -> tuple[list[Any], str]:
    """Return the values of a script, and why the rest of it is invalid, or ""."""
    text = _unwrapped(script)
    found, wrong = _values(text)
    if not wrong:
        return found, ""
    repaired, still_wrong = _values(_repaired(text))
    return (repaired, still_wrong) if len(repaired) >= len(found) else (found, wrong)


def _unwrapped(script: str) -> str:
    text = _OPENING.sub("", script, count=1).rstrip(_EDGES)
    for _ in range(_MAX_WRAPPERS):
        found = _CLOSING.search(text, max(len(text) - _END, 0))
        if not found:
            break
        text = text[: found.start()].rstrip(_EDGES)
    return text


def _values(text: str) -> tuple[list[Any], str]:
    found: list[Any] = []
    at = 0
    while (at := _BETWEEN.match(text, at).end()) < len(text):  # type: ignore[union-attr]  # it matches nothing, too
        try:
            value, at = _DECODER.raw_decode(text, at)
        except JSONDecodeError as error:
            return found, f"{error.msg.lower()} on line {error.lineno}"
        except (ValueError, RecursionError):
            return found, "nested too deeply"
        found.append(value)
    return found, ""


def _repaired(text: str) -> str:
    if '"' not in text:
        text = unescape(text)
    text = _COMMENT.sub(lambda part: _text(part[1]) if part[1] else " ", text)
    return _COMMA.sub(lambda part: part[1] or ("" if part[0] == "," else part[0][:-1]), text)


def _text(quoted: str) -> str:
    return _ESCAPE.sub(lambda part: part[0] if part[1][0] in 'u"\\/bfnrt' and part[1] != "u" else part[1], quoted)


def postings(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield each JobPosting at any depth, with the objects it refers to by `@id`."""
    nodes = list(_nodes(values))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for node in nodes:
        if _has_type(node, "JobPosting"):
            plain = {SCHEMA_ORG.sub("", name): _strip_vocabulary(value) for name, value in node.items()}
            yield {name: _resolved(value, named) for name, value in plain.items()}


def listed(values: list[Any]) -> Iterator[str]:
    """Yield the URLs in lists (https://schema.org/ItemList), in order."""
    for node in _nodes(values):
        if not _has_type(node, "ListItem"):
            continue
        item = node.get("item")
        candidates = (node.get("url"), item, *(item.get(key) for key in ("url", "@id") if isinstance(item, Mapping)))
        if url := next((one for one in candidates if isinstance(one, str)), ""):
            yield url


def _nodes(values: list[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(reversed(values))
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            if not _has_type(value, "JobPosting"):
                waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _has_type(node: Mapping[str, Any], kind: str) -> bool:
    types = node.get("@type", node.get("type"))
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and SCHEMA_ORG.sub("", name).strip().lower() == kind.lower() for name in named)


def _strip_vocabulary(value: Any, deep: int = 0) -> Any:
    """Return a value with the names of properties without their vocabulary, and texts without their language."""
    if deep > _MAX_DEPTH:
        return None
    if isinstance(value, dict) and isinstance(
        value.get("@value"), str
    ):  # https://www.w3.org/TR/json-ld11/#value-objects
        return value["@value"]
    if isinstance(value, dict):
        return {SCHEMA_ORG.sub("", name): _strip_vocabulary(part, deep + 1) for name, part in value.items()}
    return [_strip_vocabulary(part, deep + 1) for part in value] if isinstance(value, list) else value


def _resolved(value: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(part, named) if isinstance(part, dict) else part for part in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return _strip_vocabulary(named.get(value["@id"], value))
    return value
