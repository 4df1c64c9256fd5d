"""The wall around JMESPath (jmespath.org): job records in JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import jmespath
from jmespath import exceptions, functions, parser

from feeds.model.post import Document
from feeds.normalise.dialects.records.record import Tree, cited, refusal

LONGEST = 1_000  # characters of an expression
_NAMED = 8  # keys, before the others are counted
_NESTED = 3  # lists in lists that an expression may find
_DIGITS = 18  # of a whole number; longer ones are names, to the letter
_TOLD = ("error", "errors", "message", "detail")  # where an answer tells of an error
_FAILURES = (
    exceptions.JMESPathError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class Json(Tree):
    """A document in JSON; an expression is JMESPath, a node any of its values."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.root = _parsed(document)

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`; a list gives its values."""
        try:
            found = _compiled(expression).search(self.root if at is None else at)
        except _FAILURES:
            return []
        return list(_flat(found, 0))

    def letters(self, node: Any) -> str:
        """See `Tree`; a list and a mapping have no text."""
        if isinstance(node, str):
            return node.strip()
        if isinstance(node, bool):
            return "true" if node else ""
        if isinstance(node, int):
            return str(node)
        return _decimal(node) if isinstance(node, float) else ""

    def records(self, items: str) -> list[Any]:
        """See `Tree`."""
        try:
            found = _compiled(items or "@").search(self.root)
        except _FAILURES:
            found = None
        if not isinstance(found, list):
            place = f"no list at `{items}` in " if items and items != "@" else ""
            raise refusal(self.document, place + self.looks(), "say where the records are with `items`")
        return self.limited(found)

    def looks(self) -> str:
        """See `Tree`; an answer that tells of an error is cited."""
        root = self.root
        if not isinstance(root, dict):
            return "a JSON list" if isinstance(root, list) else "a JSON value that is no list"
        for key in _TOLD:
            said = root.get(key)
            said = said[0] if isinstance(said, list) and said else said
            said = said.get("message") if isinstance(said, dict) else said
            if isinstance(said, str) and said.strip():
                return f"an answer that says `{key}`: {cited(said)}"
        return f"JSON with the keys {_named(list(root))}" if root else "JSON that holds nothing"


def _named(keys: list[Any]) -> str:
    shown = ", ".join(f"`{' '.join(str(key).split())[:40]}`" for key in keys[:_NAMED])
    return f"{shown} and {len(keys) - _NAMED} more" if keys[_NAMED:] else shown


def _parsed(document: Document) -> Any:
    try:
        return json.loads(
            _decoded(document), parse_int=_whole, parse_float=_fraction, parse_constant=lambda _: None
        )
    except json.JSONDecodeError as error:
        found = f"JSON that is wrong or breaks off: {error.msg}"
        raise refusal(document, found, "fetch or export it again", line=error.lineno) from error
    except RecursionError as error:
        found = "JSON with too many lists inside each other"
        raise refusal(document, found, "ask who publishes it") from error


def _decoded(document: Document) -> str:
    body = document.body
    for name in (json.detect_encoding(body), document.charset, "cp1252"):
        try:
            return body.decode(name).removeprefix("\ufeff")
        except (LookupError, ValueError):  # no such encoding, or the document is in another one
            continue
    return body.decode("latin-1")


def _whole(written: str) -> int | str:
    return int(written) if len(written) <= _DIGITS else written


def _fraction(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


def _decimal(value: float) -> str:
    if not math.isfinite(value):
        return ""
    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _flat(found: Any, depth: int) -> Iterator[Any]:
    if isinstance(found, list) and depth < _NESTED:
        for one in found:
            yield from _flat(one, depth + 1)
    elif found is not None and found is not False and found not in ("", {}, []):
        yield found


@cache
def _compiled(expression: str) -> parser.ParsedResult:
    if len(expression) > LONGEST:
        raise ValueError(expression)
    return jmespath.compile(expression)


def fault(expression: str) -> str:
    """Say what is wrong with a JMESPath expression, and where; empty when nothing is."""
    if len(expression) > LONGEST:
        return f"{len(expression)} characters"
    try:
        tree = _compiled(expression)
    except exceptions.ParseError as error:
        place = error.lex_position + 1
        reason = (
            "it breaks off" if place > len(expression) else f"not understood from `{expression[place - 1 :]}`"
        )
        return f"{reason} (character {place})"
    except _FAILURES as error:
        return re.sub(r"^Invalid JMESPath expression: ", "", str(error).splitlines()[0])
    return next(_calls(tree.parsed), "")


def _calls(node: Any) -> Iterator[str]:
    """Find calls of functions that do not exist, or with the wrong number of arguments."""
    if node["type"] == "function_expression":
        known = functions.Functions.FUNCTION_TABLE.get(node["value"])
        if known is None:
            yield f"no function `{node['value']}`"
        else:
            signature = known["signature"]
            wanted, given = len(signature), len(node["children"])
            variadic = bool(signature) and signature[-1].get("variadic", False)
            if given < wanted or (given > wanted and not variadic):
                yield f"{given} arguments for `{node['value']}`, which takes {wanted}"
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _calls(child)


def opened(document: Document) -> Tree:
    """Read a document; raises PostError."""
    return Json(document)
