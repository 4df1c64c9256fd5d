"""JSON-LD as it stands in pages: hardly ever checked by those who write it, and often no JSON.

What is forgiven: raw control characters and wrong escapes in texts, comments, commas too many, entities,
wrappers of CDATA or of an HTML comment, several objects in one script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from json import JSONDecodeError, JSONDecoder
from typing import Any

from feeds.normalise.values.coerce import SCHEMA_ORG

_MOST_NODES = 50_000  # things in one script, before the rest of it is let be
_DEEPEST = 12
# What scripts were wrapped in for browsers of old; the end is looked for in a few characters alone.
_OPENING = re.compile(r"[\s\ufeff;]*+(?:(?://|/\*)?\s*+(?:<!--|<!\[CDATA\[)\s*+(?:\*/|//)?\s*+)*+")
_CLOSING = re.compile(r"(?:(?://|/\*)\s*+)?(?:-->|\]\]>)(?:\s*+\*/)?\Z")
_END = 40  # characters
_MOST_WRAPPERS = 4
_AROUND = " \t\r\n\f\v\ufeff;"
# A text is passed over whole, so that nothing in it is taken for a comment or a comma. Each ends with the
# script at the latest: what is not closed would be looked for again and again.
_TEXT = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
_COMMENT = re.compile(rf"({_TEXT})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_COMMA = re.compile(rf"({_TEXT})|,(?=\s*+[,}}\]])|(?<=[\[{{])\s*+,", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_BETWEEN = re.compile(r"[\s,;\ufeff]*")
_LONGEST_NUMBER = 300  # digits: Python refuses some thousand, and nobody means them


def _number(written: str) -> int | float:
    return int(written) if len(written) <= _LONGEST_NUMBER else float(written)


_DECODER = JSONDecoder(strict=False, parse_int=_number)


def read(script: str) -> tuple[list[Any], str]:
    """Give the values in a script, and what is wrong with the rest of it, if anything is."""
    text = _unwrapped(script)
    found, wrong = _values(text)
    if not wrong:
        return found, ""
    mended, still_wrong = _values(_mended(text))
    return (mended, still_wrong) if len(mended) >= len(found) else (found, wrong)


def _unwrapped(script: str) -> str:
    text = _OPENING.sub("", script, count=1).rstrip(_AROUND)
    for _ in range(_MOST_WRAPPERS):
        found = _CLOSING.search(text, max(len(text) - _END, 0))
        if not found:
            break
        text = text[: found.start()].rstrip(_AROUND)
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
            return found, "lists too deep inside each other"
        found.append(value)
    return found, ""


def _mended(text: str) -> str:
    if '"' not in text:
        text = unescape(text)
    text = _COMMENT.sub(lambda part: _text(part[1]) if part[1] else " ", text)
    return _COMMA.sub(lambda part: part[1] or ("" if part[0] == "," else part[0][:-1]), text)


def _text(quoted: str) -> str:
    return _ESCAPE.sub(
        lambda part: part[0] if part[1][0] in 'u"\\/bfnrt' and part[1] != "u" else part[1], quoted
    )


def postings(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Give each JobPosting in its order, wherever it stands, with the things it refers to by `@id`."""
    nodes = list(_nodes(values))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for node in nodes:
        if _is(node, "JobPosting"):
            plain = {SCHEMA_ORG.sub("", name): _plain(value) for name, value in node.items()}
            yield {name: _resolved(value, named) for name, value in plain.items()}


def listed(values: list[Any]) -> Iterator[str]:
    """Give the addresses of what the lists name (https://schema.org/ItemList), in their order."""
    for node in _nodes(values):
        if not _is(node, "ListItem"):
            continue
        item = node.get("item")
        ways = (
            node.get("url"),
            item,
            *(item.get(key) for key in ("url", "@id") if isinstance(item, Mapping)),
        )
        if url := next((way for way in ways if isinstance(way, str)), ""):
            yield url


def _nodes(values: list[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(reversed(values))
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            if not _is(value, "JobPosting"):
                waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _is(node: Mapping[str, Any], kind: str) -> bool:
    types = node.get("@type", node.get("type"))
    named = types if isinstance(types, list) else [types]
    return any(
        isinstance(name, str) and SCHEMA_ORG.sub("", name).strip().lower() == kind.lower() for name in named
    )


def _plain(value: Any, deep: int = 0) -> Any:
    """Write names of properties without their vocabulary."""
    if deep > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {SCHEMA_ORG.sub("", name): _plain(part, deep + 1) for name, part in value.items()}
    return [_plain(part, deep + 1) for part in value] if isinstance(value, list) else value


def _resolved(value: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(part, named) if isinstance(part, dict) else part for part in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return _plain(named.get(value["@id"], value))
    return value
