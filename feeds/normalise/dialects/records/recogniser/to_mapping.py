"""Mapping of records from the paths that were recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feeds.normalise.dialects.records.field_mapping import FIELDS, PARTS
from feeds.normalise.dialects.records.recogniser import value_shapes
from feeds.normalise.dialects.records.recogniser.candidates import Candidate

_TOWN = ("locality", "postal_code")  # parts that make an address
_SOME = 0.3  # of the texts
Fields = Mapping[str, Sequence[Candidate]]


def mapping(notation: str, items: str, fields: Fields) -> dict[str, Any]:
    """Return the mapping that reads the chosen paths."""
    made: dict[str, Any] = {"format": notation}
    if notation != "csv" and items not in ("", "@"):
        made["items"] = items
    found: dict[str, Any] = {}
    for field in FIELDS:
        if field == "place":
            value = _place(fields)
        elif field == "description":
            value = list(_description(fields.get(field, ())))
        elif field in PARTS:
            value = _parts(field, fields)
        else:
            value = [one.place.expression for one in fields.get(field, ())]
        if value:
            found[field] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return {**made, "fields": found}


def _description(texts: Sequence[Candidate]) -> Iterator[Any]:
    """Yield the parts of a text; in a list of parts, short texts are headings."""
    for one in texts:
        inner = one.place.inner_list
        beside = [other for other in texts if inner and other.place.inner_list == inner]
        headings = [other for other in beside if not _is_long(other)] if any(map(_is_long, beside)) else []
        if one in headings:
            continue
        if not headings:
            yield one.place.expression
            continue
        heading, text = (_within(other.place.expression, inner) for other in (headings[0], one))
        yield {"items": inner, "heading": heading, "text": text}


def _is_long(one: Candidate) -> bool:
    return value_shapes.share(value_shapes.is_text, [text for texts in one.values for text in texts]) > _SOME


def _parts(field: str, fields: Fields) -> Any:
    parts = {
        part: fields[f"{field}.{part}"][0].place.expression for part in PARTS[field] if f"{field}.{part}" in fields
    }
    if field == "organization":
        return parts if len(parts) > 1 and "name" in parts else parts.get("name")
    if field == "pay" and not {"min", "max", "text"} & {*parts}:
        return None
    return parts["text"] if list(parts) == ["text"] else parts


def _place(fields: Fields) -> Any:
    """Return where places are: the parts of an address, then a text, which counts without an address."""
    text = fields.get("place", ())
    parts = {part: fields[f"place.{part}"][0] for part in PARTS["place"] if f"place.{part}" in fields}
    if "locality" not in parts and text and value_shapes.fits("place.locality", text[0].values):
        parts["locality"] = text[0]
    texts = [one.place.expression for one in text if one is not parts.get("locality")]
    if not parts or (texts and "locality" not in parts):
        return texts
    inner = {parts[part].place.inner_list for part in _TOWN if part in parts}
    inner = inner or {one.place.inner_list for one in parts.values()}
    list_ = inner.pop() if len(inner) == 1 else ""
    address: dict[str, str] = {"items": list_} if list_ else {}
    for part in PARTS["place"]:
        if part in parts and parts[part].place.inner_list == list_:
            address[part] = _within(parts[part].place.expression, list_)
    return [address, *texts]


def _within(expression: str, list_: str) -> str:
    """Return an expression relative to an item of a list that it passes."""
    return expression[len(list_) :].removeprefix("[]").lstrip("./") if list_ else expression
