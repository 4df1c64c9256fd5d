"""Keys of a mapping of job records, and their validation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from feeds.model.problem import Message, Path, Phrase, both, verbatim
from feeds.model.safe_text import suggestion
from feeds.normalise.values.text import shorten

_MAX_SHOWN = 60  # characters
FORMATS = ("json", "xml", "csv", "html")
KEYS = (
    *("format", "json_in", "items", "namespaces", "total", "complete"),
    *("body", "next", "detail", "common", "fields", "values"),
)
NEXT = (*(KINDS := ("url", "parameter", "range", "body")), "value", "first", "step", "size")
DETAIL = ("url", "format", "json_in", "record", "fields")
# One text: of several expressions, the first that finds one is used.
TEXTS = (
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
# All texts that all the expressions find.
LISTS = ("contract", "category", "skills", "tags")
# Fields that may have parts.
PARTS = {
    "description": ("items", "heading", "text"),
    "place": ("items", "name", "street", "postal_code", "locality", "region", "country"),
    "organization": ("name", "url", "logo"),
    "pay": ("text", "min", "max", "currency", "unit", "divided_by"),
}
FIELDS = (*TEXTS, *LISTS, *PARTS)
PLACEHOLDER = re.compile(r"\{([^{}:]+)\}")
POSITION = "{position}"

_TRANSLATED = (*FIELDS, *(f"{name}.{part}" for name, parts in PARTS.items() for part in parts))


class Fault(NamedTuple):
    """An error at a path below the mapping; the phrases are those of a `Problem`."""

    path: Path
    expected: Phrase
    found: Phrase
    remedy: Phrase


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another one merged into it: single fields and values replace their namesakes."""
    both = {**under, **over}
    for key in ("fields", "values", "common", "namespaces"):
        if isinstance(under.get(key), Mapping) and isinstance(over.get(key), Mapping):
            both[key] = {**under[key], **over[key]}
    return both


def of_detail(mapping: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the keys on the notation of the documents of single records; by default that of the list."""
    detail = mapping.get("detail")
    if not isinstance(detail, Mapping) or not {"format", "json_in"} & {*detail}:
        return mapping
    return {**{key: detail[key] for key in ("format", "json_in") if key in detail}, "items": detail.get("record")}


def shown(value: Any) -> Message:
    """Return a value of a mapping for a message, shortened."""
    if value is None:
        return Message("nothing")
    if isinstance(value, Mapping | list):
        return Message("keys with values") if isinstance(value, Mapping) else Message("a list")
    written = " ".join(str(value).split())
    return Message("'%(value)s'", value=shorten(written, _MAX_SHOWN))


def faults(mapping: Any, under: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a mapping that is merged into a preset's (`under`; empty without a preset)."""
    if not isinstance(mapping, Mapping):
        yield Fault(
            (), Message("keys with values"), shown(mapping), Message("write `fields:` with an expression for each")
        )
        return
    whole = merged(under, mapping)
    yield from _unknown((), mapping, KEYS)
    yield from _notation((), mapping)
    spaces = mapping.get("namespaces", {})
    if not (isinstance(spaces, Mapping) and all(isinstance(one, str) and one for one in (*spaces, *spaces.values()))):
        remedy = Message("write for example `job: https://example.org/ns`")
        yield Fault(("namespaces",), Message("prefixes with URIs"), shown(spaces), remedy)
        spaces = {}
    if not isinstance(mapping.get("complete", False), bool):
        yield Fault(("complete",), Message("true or false"), shown(mapping["complete"]), "")
    expressions = _Expressions(_language_of(whole), spaces)
    if expressions.notation == "html" and "items" not in whole:
        remedy = Message("set it to the elements that hold one job each, such as `li.job`")
        yield Fault((), Message("`items`"), Message("none"), remedy)
    for key in ("items", "total"):
        if key in mapping:
            yield from expressions.check((key,), mapping[key])
    if (body := mapping.get("body")) is not None and not _is_body(body):
        yield Fault(("body",), Message("keys with values, or JSON"), shown(body), Message("write its keys below it"))
    yield from _next(expressions, mapping.get("next"))
    yield from _detail(expressions, mapping.get("detail"))
    for key in ("common", "fields"):
        yield from _fields(expressions, (key,), mapping.get(key))
    yield from _values(mapping.get("values"))
    if "json_in" in mapping and mapping.keys() <= {"json_in", "format"}:
        return  # the rest is recognised
    fields = whole.get("fields")
    if not isinstance(fields, Mapping) or not {"id", "url"} & {*fields}:
        yield Fault(
            ("fields",), Message("an `id` or a `url`"), Message("neither"), Message("add one: it identifies a record")
        )
    elif "title" not in fields:
        yield Fault(("fields",), Message("a `title`"), Message("none"), Message("add one: it names the job"))


def _language_of(mapping: Mapping[str, Any]) -> Any:
    return "json" if "json_in" in mapping else mapping.get("format")


def _notation(path: Path, found: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of `format` and `json_in`."""
    if (named := found.get("format")) is not None and named not in FORMATS:
        expected = Message("one of %(formats)s", formats=", ".join(FORMATS))
        yield Fault((*path, "format"), expected, shown(named), _near(str(named), FORMATS))
    if "json_in" not in found:
        return
    yield from _Expressions("html", {}).check((*path, "json_in"), found["json_in"])
    if named not in (None, "json"):
        remedy = Message("remove `format`: what is in the page is JSON")
        yield Fault((*path, "format"), Message("`format: json` with `json_in`"), shown(named), remedy)


class _Expressions:
    """Validation of single expressions, in the language of the notation."""

    def __init__(self, notation: Any, namespaces: Mapping[str, str]) -> None:
        self.notation = notation if notation in FORMATS else ""
        self.namespaces = namespaces

    def check(self, path: Path, written: Any) -> Iterator[Fault]:
        """Yield the faults of a text that is an expression, or holds some between braces."""
        if not isinstance(written, str) or not written.strip():
            expected = Message("an expression (%(language)s)", language=self._language())
            yield Fault(path, expected, shown(written), "")
            return
        for expression in PLACEHOLDER.findall(written) or [written]:
            if reason := self._fault(expression):
                found = Message("%(value)s: %(reason)s", value=shown(expression), reason=reason)
                yield Fault(path, self._language(), found, self._remedy(expression))

    def _language(self) -> Message:
        languages = {
            "json": verbatim("JMESPath"),
            "xml": verbatim("XPath"),
            "csv": Message("the name of a column"),
            "html": Message("a CSS selector or XPath"),
        }
        return languages.get(self.notation) or Message("JMESPath, XPath or the name of a column")

    def _remedy(self, expression: str) -> Phrase:
        from feeds.normalise.dialects.records import html_records

        if self.notation or html_records.fault(expression):
            return ""
        return Message("to select elements of a page, set `format: html` in the mapping")

    def _fault(self, expression: str) -> Phrase:
        from feeds.normalise.dialects.records import html_records, json_records, xml_records

        if self.notation == "csv":
            return ""
        if self.notation == "html":
            return html_records.fault(expression)
        reason = json_records.fault(expression) if self.notation != "xml" else ""
        if self.notation == "json" or (self.notation != "xml" and not reason):
            return reason
        return xml_records.fault(expression, self.namespaces)


def _unknown(path: Path, found: Mapping[Any, Any], known: tuple[str, ...]) -> Iterator[Fault]:
    for key in found:
        if key not in known:
            yield Fault(
                (*path, str(key)), Message("a known key"), Message("'%(key)s'", key=key), _near(str(key), known)
            )


def _near(word: str, known: tuple[str, ...]) -> Phrase:
    return suggestion(word, known) or Message("known: %(keys)s", keys=", ".join(known))


def _next(expressions: _Expressions, found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if isinstance(found, str):
        yield from expressions.check(("next",), found)
        return
    if not isinstance(found, Mapping):
        remedy = Message("write for example `next: {parameter: offset}`")
        yield Fault(("next",), Message("keys with values"), shown(found), remedy)
        return
    yield from _unknown(("next",), found, NEXT)
    kinds = [key for key in KINDS if key in found]
    if len(kinds) != 1:
        expected = Message("one of %(keys)s", keys=", ".join(f"`{key}`" for key in KINDS))
        yield Fault(
            ("next",),
            expected,
            both([f"`{kind}`" for kind in kinds]) if kinds else Message("none"),
            Message("keep one"),
        )
    for key in ("url", "value"):
        if key in found:
            yield from expressions.check(("next", key), found[key])
    for key in ("first", "step", "size"):
        if key in found and not (type(found[key]) is int and found[key] >= (key != "first")):
            yield Fault(("next", key), Message("a whole number"), shown(found[key]), "")
    for key in ("parameter", "range"):
        if key in found and not (isinstance(found[key], str) and found[key]):
            yield Fault(("next", key), Message("the name of a parameter"), shown(found[key]), "")
    if "size" not in found and ("range" in found or "body" in found):
        remedy = Message("set it to the number of records in one response")
        yield Fault(("next",), Message("`size`"), Message("none"), remedy)
    if "body" in found:
        yield from _body(found)


def _body(found: Mapping[str, Any]) -> Iterator[Fault]:
    body = found["body"]
    if isinstance(body, Mapping):
        body = positioned(body)
    if not isinstance(body, str) or POSITION not in body:
        remedy = Message("write %(position)s where the position belongs", position=POSITION)
        yield Fault(("next", "body"), Message("a text with %(position)s", position=POSITION), shown(body), remedy)
        return
    try:
        json.loads(body.replace(POSITION, "0"))
    except ValueError as error:
        found_ = Message("%(value)s: %(reason)s", value=shown(body), reason=str(error))
        yield Fault(("next", "body"), Message("JSON"), found_, "")


def positioned(body: Mapping[str, Any]) -> str:
    """Return a body as JSON in which `{position}` may be a number."""
    return json.dumps(body, ensure_ascii=False, default=str).replace(f'"{POSITION}"', POSITION)


def _is_body(body: Any) -> bool:
    try:
        return isinstance(body, Mapping) or isinstance(json.loads(body), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def _detail(expressions: _Expressions, found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        yield Fault(("detail",), Message("keys with values"), shown(found), Message("write `url:` and `fields:`"))
        return
    yield from _unknown(("detail",), found, DETAIL)
    if "url" not in found:
        yield Fault(
            ("detail",), Message("a `url`"), Message("none"), Message("set it to the URL of a record's own document")
        )
    for path, written in _each(("detail", "url"), found.get("url")):
        yield from expressions.check(path, written)
    yield from _notation(("detail",), found)
    inside = expressions
    if {"format", "json_in"} & {*found}:
        inside = _Expressions(_language_of(found), expressions.namespaces)
    if "record" in found:
        yield from inside.check(("detail", "record"), found["record"])
    yield from _fields(inside, ("detail", "fields"), found.get("fields"))


def _fields(expressions: _Expressions, path: Path, found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        yield Fault(path, Message("fields with expressions"), shown(found), Message("write for example `title: title`"))
        return
    yield from _unknown(path, found, FIELDS)
    for name, value in found.items():
        if name in FIELDS:
            for where, written in _each((*path, name), value):
                if isinstance(written, Mapping) and name in PARTS:
                    yield from _parts(expressions, where, name, written)
                else:
                    yield from expressions.check(where, written)


def _parts(expressions: _Expressions, path: Path, name: str, found: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _unknown(path, found, PARTS[name])
    for part, value in found.items():
        if part == "divided_by":
            if type(value) is not int or value < 1:
                yield Fault((*path, part), Message("a whole number"), shown(value), Message("write 100 for cents"))
        elif part in PARTS[name]:
            for where, written in _each((*path, part), value):
                yield from expressions.check(where, written)


def _each(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list) and value:
        for place, one in enumerate(value):
            yield (*path, place), one
    elif value is not None or path[-1] != "url":
        yield path, value


def _values(found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, Mapping):
        remedy = Message("write for example `contract: {FT: full time}`")
        yield Fault(("values",), Message("fields with words"), shown(found), remedy)
        return
    yield from _unknown(("values",), found, _TRANSLATED)
    for name, words in found.items():
        if not isinstance(words, Mapping):
            yield Fault(("values", str(name)), Message("words with what they mean"), shown(words), "")
            continue
        for word, meant in words.items():
            if not isinstance(meant, str | int | float | bool | None):
                yield Fault(("values", str(name), str(word)), Message("a text"), shown(meant), "")
