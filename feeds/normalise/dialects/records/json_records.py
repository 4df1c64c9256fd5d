"""Job records in JSON (wrapper of JMESPath, jmespath.org)."""

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
from feeds.model.problem import Message, Phrase, verbatim
from feeds.normalise.dialects.records import wrapped_json
from feeds.normalise.dialects.records.record import AGAIN, Tree, quote, refusal

MAX_LENGTH = 1_000  # characters of an expression
_MAX_KEYS = 8  # keys named in a message; the others are counted
_MAX_NESTING = 3  # lists in lists that an expression may find
_MAX_DIGITS = 18  # of an integer; a longer one stays text: it is an id
_ERROR_KEYS = ("error", "errors", "message", "detail")  # of a response that reports an error
_FAILURES = (
    exceptions.JMESPathError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class JsonTree(Tree):
    """A document in JSON; an expression is JMESPath, a node any of its values."""

    depth = 5  # in which the recogniser searches lists of records
    names: tuple[str, ...] = ()  # that the document has where it was found

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.root = self.parsed(document)

    def parsed(self, document: Document) -> Any:
        """Return the value of a document; raises PostError."""
        return _parsed(document)

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`; the values of a list are nodes."""
        try:
            found = _compiled(expression).search(self.root if at is None else at)
        except _FAILURES:
            return []
        return list(_flat(found, 0))

    def raw_text(self, node: Any) -> str:
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
            phrase = self.describe()
            if items and items != "@":
                phrase = Message("no list at `%(items)s` in %(document)s", items=items, document=phrase)
            raise refusal(self.document, phrase, Message("set `items` to the list of records"))
        if not found and isinstance(self.root, dict) and self.root.get("errors") and not self.root.get("data"):
            raise refusal(self.document, self.describe(), AGAIN)  # GraphQL, spec.graphql.org/October2021/#sec-Errors
        return self.check_count(found)

    def has_list(self, items: str) -> bool:
        """Return whether an expression finds a list."""
        try:
            return isinstance(_compiled(items).search(self.root), list)
        except _FAILURES:
            return False

    def is_empty(self) -> bool:
        """See `Tree`: a list, or one in a mapping, is empty, and there is no other one."""
        inside = list(self.root.values()) if isinstance(self.root, dict) else [self.root]
        inside += [value for one in inside if isinstance(one, dict) for value in one.values()]
        lists = [one for one in inside if isinstance(one, list)]
        return bool(lists) and not any(lists)

    def describe(self) -> Phrase:
        """See `Tree`; the message of an error response is quoted."""
        root = self.root
        if not isinstance(root, dict):
            return Message("a JSON list") if isinstance(root, list) else Message("a JSON value that is no list")
        for key in _ERROR_KEYS:
            value = root.get(key)
            value = value[0] if isinstance(value, list) and value else value
            value = value.get("message") if isinstance(value, dict) else value
            if isinstance(value, str) and value.strip():
                return Message("a response with `%(key)s`: %(text)s", key=key, text=quote(value))
        return Message("JSON with the keys %(keys)s", keys=_key_list(list(root))) if root else Message("empty JSON")


class ValueTree(JsonTree):
    """A value of JSON that a page contains: state objects are deep."""

    depth = 12

    def __init__(self, document: Document, value: Any, names: tuple[str, ...] = ()) -> None:
        self._value, self.names = value, names
        super().__init__(document)

    def parsed(self, document: Document) -> Any:
        """See `JsonTree`."""
        del document
        return self._value


def holds_list(value: Any, depth: int = ValueTree.depth) -> bool:
    """Return whether a value has a list of objects in it."""
    if isinstance(value, list):
        return any(isinstance(one, dict) for one in value) or any(holds_list(one, depth - 1) for one in value[:1])
    return depth > 0 and isinstance(value, dict) and any(holds_list(one, depth - 1) for one in value.values())


def _key_list(keys: list[Any]) -> Phrase:
    shown = ", ".join(f"`{' '.join(str(key).split())[:40]}`" for key in keys[:_MAX_KEYS])
    more = len(keys) - _MAX_KEYS
    return Message("%(keys)s and %(count)s more", keys=shown, count=more) if more > 0 else verbatim(shown)


def _parsed(document: Document) -> Any:
    try:
        written = wrapped_json.unwrap(_decoded(document))
        root = json.loads(written, parse_int=_integer, parse_float=_fraction, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        found = Message("JSON that is invalid or incomplete: %(error)s", error=error.msg)
        raise refusal(document, found, AGAIN, line=error.lineno) from error
    except RecursionError as error:
        raise refusal(document, Message("JSON nested too deeply"), Message("report it to its publisher")) from error
    return wrapped_json.records(root)


def _decoded(document: Document) -> str:
    body = document.body
    for name in (json.detect_encoding(body), document.charset, "cp1252"):
        try:
            return body.decode(name).removeprefix("\ufeff")
        except (LookupError, ValueError):  # no such encoding, or the document is in another one
            continue
    return body.decode("latin-1")


def _integer(written: str) -> int | str:
    return int(written) if len(written) <= _MAX_DIGITS else written


def _fraction(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


def _decimal(value: float) -> str:
    if not math.isfinite(value):
        return ""
    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _flat(found: Any, depth: int) -> Iterator[Any]:
    if isinstance(found, list) and depth < _MAX_NESTING:
        for one in found:
            yield from _flat(one, depth + 1)
    elif found is not None and found is not False and found not in ("", {}, []):
        yield found


@cache
def _compiled(expression: str) -> parser.ParsedResult:
    if len(expression) > MAX_LENGTH:
        raise ValueError(expression)
    return jmespath.compile(expression)


def fault(expression: str) -> Phrase:
    """Return why a JMESPath expression is invalid, and where; "" if it is valid."""
    if len(expression) > MAX_LENGTH:
        return Message("%(count)s characters", count=len(expression))
    try:
        tree = _compiled(expression)
    except exceptions.ParseError as error:
        place = error.lex_position + 1
        if place > len(expression):
            return Message("it is incomplete (character %(place)s)", place=place)
        rest = expression[place - 1 :]
        return Message("invalid from `%(rest)s` (character %(place)s)", rest=rest, place=place)
    except _FAILURES as error:
        return verbatim(re.sub(r"^Invalid JMESPath expression: ", "", str(error).splitlines()[0]))
    return next(_calls(tree.parsed), "")


def _calls(node: Any) -> Iterator[Phrase]:
    """Yield the faults of calls of unknown functions, or with a wrong number of arguments."""
    if node["type"] == "function_expression":
        known = functions.Functions.FUNCTION_TABLE.get(node["value"])
        if known is None:
            yield Message("unknown function `%(name)s`", name=node["value"])
        else:
            signature = known["signature"]
            takes, count = len(signature), len(node["children"])
            variadic = bool(signature) and signature[-1].get("variadic", False)
            if count < takes or (count > takes and not variadic):
                values = {"count": count, "name": node["value"], "takes": takes}
                yield Message("%(count)s arguments for `%(name)s`, which takes %(takes)s", **values)
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _calls(child)


def parse(document: Document) -> Tree:
    """Parse a document; raises PostError."""
    return JsonTree(document)
