"""A mapping of job records: its keys, and what is wrong with one that somebody wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from feeds.model.safe_text import suggestion
from feeds.normalise.values.text import shorten

_SHOWN = 60  # characters
FORMATS = ("json", "xml", "csv")
KEYS = ("format", "items", "namespaces", "total", "complete", "next", "detail", "common", "fields", "values")
NEXT = ("url", "parameter", "body", "value", "first", "step", "size")
DETAIL = ("url", "record", "fields")
# One text: of several expressions, the first that finds one counts.
ONE = (
    "id",
    "url",
    "title",
    "summary",
    "published",
    "updated",
    "deadline",
    "state",
    "language",
    "image",
    "apply_url",
    "reference",
    "telework",
    "hours",
    "duration",
    "start",
    "openings",
    "department",
    "industry",
    "experience",
    "education",
    "benefits",
)
# All that all the expressions find.
MANY = ("contract", "category", "skills", "tags")
# What may be told in parts.
PARTS = {
    "description": ("items", "heading", "text"),
    "place": ("items", "name", "street", "postal_code", "locality", "region", "country"),
    "organization": ("name", "url", "logo"),
    "pay": ("text", "min", "max", "currency", "unit", "divided_by"),
}
FIELDS = (*ONE, *MANY, *PARTS)
HOLE = re.compile(r"\{([^{}:]+)\}")
POSITION = "{position}"

_TRANSLATED = (*FIELDS, *(f"{name}.{part}" for name, parts in PARTS.items() for part in parts))


class Fault(NamedTuple):
    """Something wrong at a path below the mapping; the phrases are those of a `Problem`."""

    path: tuple[str | int, ...]
    expected: str
    found: str
    remedy: str


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another: single fields and values replace those of the same name."""
    both = {**under, **over}
    for key in ("fields", "values", "common", "namespaces"):
        if isinstance(under.get(key), Mapping) and isinstance(over.get(key), Mapping):
            both[key] = {**under[key], **over[key]}
    return both


def shown(value: Any) -> str:
    """Write a value as it stands in a mapping, cut where it would fill the line."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping | list):
        return "keys with values" if isinstance(value, Mapping) else "a list"
    written = " ".join(str(value).split())
    return f"'{shorten(written, _SHOWN)}'"


def faults(mapping: Any, under: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong with a mapping that is laid over a preset's (`under`, or nothing)."""
    if not isinstance(mapping, Mapping):
        yield Fault((), "keys with values", shown(mapping), "write `fields:` with what is where")
        return
    whole = merged(under, mapping)
    yield from _unknown((), mapping, KEYS)
    if (named := mapping.get("format")) is not None and named not in FORMATS:
        yield Fault(("format",), f"one of {', '.join(FORMATS)}", shown(named), _near(str(named), FORMATS))
    spaces = mapping.get("namespaces", {})
    if not (
        isinstance(spaces, Mapping)
        and all(isinstance(one, str) and one for one in (*spaces, *spaces.values()))
    ):
        remedy = "write for example `job: https://example.org/ns`"
        yield Fault(("namespaces",), "prefixes with addresses", shown(spaces), remedy)
        spaces = {}
    if not isinstance(mapping.get("complete", False), bool):
        yield Fault(("complete",), "true or false", shown(mapping["complete"]), "")
    check = _Expressions(whole.get("format"), spaces)
    for key in ("items", "total"):
        if key in mapping:
            yield from check.one((key,), mapping[key])
    yield from _next(check, mapping.get("next"))
    yield from _detail(check, mapping.get("detail"))
    for key in ("common", "fields"):
        yield from _fields(check, (key,), mapping.get(key))
    yield from _values(mapping.get("values"))
    fields = whole.get("fields")
    if not isinstance(fields, Mapping) or not {"id", "url"} & {*fields}:
        expected, remedy = "an `id` or a `url`", "say how records are told apart"
        yield Fault(("fields",), expected, "neither", remedy)
    elif "title" not in fields:
        yield Fault(("fields",), "a `title`", "none", "say what the job is called")


class _Expressions:
    """The check of single expressions, in the language of the document."""

    def __init__(self, notation: Any, namespaces: Mapping[str, str]) -> None:
        self.notation = notation if notation in FORMATS else ""
        self.namespaces = namespaces

    def one(self, path: tuple[str | int, ...], written: Any) -> Iterator[Fault]:
        """Check a text that is an expression, or holds some between braces."""
        if not isinstance(written, str) or not written.strip():
            yield Fault(path, f"an expression ({self._language()})", shown(written), "")
            return
        for piece in HOLE.findall(written) or [written]:
            if wrong := self._fault(piece):
                yield Fault(path, self._language(), f"{shown(piece)}: {wrong}", "")

    def _language(self) -> str:
        return {"json": "JMESPath", "xml": "XPath", "csv": "the name of a column"}.get(
            self.notation, "JMESPath, XPath or the name of a column"
        )

    def _fault(self, expression: str) -> str:
        from feeds.normalise.dialects.records import json_records, xml_records

        if self.notation == "csv":
            return ""
        wrong = json_records.fault(expression) if self.notation != "xml" else ""
        if self.notation == "json" or (self.notation != "xml" and not wrong):
            return wrong
        return xml_records.fault(expression, self.namespaces)


def _unknown(
    path: tuple[str | int, ...], found: Mapping[Any, Any], known: tuple[str, ...]
) -> Iterator[Fault]:
    for key in found:
        if key not in known:
            yield Fault((*path, str(key)), "a known key", f"'{key}'", _near(str(key), known))


def _near(word: str, known: tuple[str, ...]) -> str:
    return suggestion(word, known) or f"known: {', '.join(known)}"


def _next(check: _Expressions, found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        remedy = "write for example `next: {parameter: offset}`"
        yield Fault(("next",), "keys with values", shown(found), remedy)
        return
    yield from _unknown(("next",), found, NEXT)
    ways = [key for key in ("url", "parameter", "body") if key in found]
    if len(ways) != 1:
        expected = "one of `url`, `parameter`, `body`"
        yield Fault(("next",), expected, " and ".join(f"`{way}`" for way in ways) or "none", "keep one")
    for key in ("url", "value"):
        if key in found:
            yield from check.one(("next", key), found[key])
    for key in ("first", "step", "size"):
        if key in found and not (type(found[key]) is int and found[key] >= (key != "first")):
            yield Fault(("next", key), "a whole number", shown(found[key]), "")
    if "parameter" in found and not (isinstance(found["parameter"], str) and found["parameter"]):
        yield Fault(("next", "parameter"), "the name of a parameter", shown(found["parameter"]), "")
    if "body" in found:
        yield from _body(found)


def _body(found: Mapping[str, Any]) -> Iterator[Fault]:
    body = found["body"]
    if not isinstance(body, str) or POSITION not in body:
        yield Fault(("next", "body"), f"a text with {POSITION}", shown(body), "say where the position goes")
        return
    try:
        json.loads(body.replace(POSITION, "0"))
    except ValueError as error:
        yield Fault(("next", "body"), "JSON", f"{shown(body)}: {error}", "")
    if "size" not in found:
        yield Fault(("next",), "`size`", "none", "say how many records an answer holds")


def _detail(check: _Expressions, found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        yield Fault(("detail",), "keys with values", shown(found), "write `url:` and `fields:`")
        return
    yield from _unknown(("detail",), found, DETAIL)
    if "url" not in found:
        yield Fault(("detail",), "a `url`", "none", "say where a record is told in full")
    for path, written in _each(("detail", "url"), found.get("url")):
        yield from check.one(path, written)
    if "record" in found:
        yield from check.one(("detail", "record"), found["record"])
    yield from _fields(check, ("detail", "fields"), found.get("fields"))


def _fields(check: _Expressions, path: tuple[str | int, ...], found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        yield Fault(path, "fields with expressions", shown(found), "write for example `title: title`")
        return
    yield from _unknown(path, found, FIELDS)
    for name, value in found.items():
        if name in FIELDS:
            for where, written in _each((*path, name), value):
                if isinstance(written, Mapping) and name in PARTS:
                    yield from _parts(check, where, name, written)
                else:
                    yield from check.one(where, written)


def _parts(
    check: _Expressions, path: tuple[str | int, ...], name: str, found: Mapping[str, Any]
) -> Iterator[Fault]:
    yield from _unknown(path, found, PARTS[name])
    for part, value in found.items():
        if part == "divided_by":
            if type(value) is not int or value < 1:
                yield Fault((*path, part), "a whole number", shown(value), "write 100 for cents")
        elif part in PARTS[name]:
            for where, written in _each((*path, part), value):
                yield from check.one(where, written)


def _each(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, list) and value:
        for place, one in enumerate(value):
            yield (*path, place), one
    elif value is not None or path[-1] != "url":
        yield path, value


def _values(found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        remedy = "write for example `contract: {FT: full time}`"
        yield Fault(("values",), "fields with words", shown(found), remedy)
        return
    yield from _unknown(("values",), found, _TRANSLATED)
    for name, words in found.items():
        if not isinstance(words, Mapping):
            yield Fault(("values", str(name)), "words with what they mean", shown(words), "")
            continue
        for word, meant in words.items():
            if not isinstance(meant, str | int | float | bool | None):
                yield Fault(("values", str(name), str(word)), "a text", shown(meant), "")
