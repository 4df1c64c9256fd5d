"""JSON documents, written item by item and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from feeds.emit.entry_content import check_ids
from feeds.model.errors import OutputError

_NOTHING: tuple[object, ...] = (None, "", (), [], {})
# What stands around the items of a list in an object: for one without a name, and for an empty one.
_BEFORE, _AFTER, _EMPTY = b'{\n "": [\n', b"\n ]\n}\n", b"[]\n}\n"
_OF_AN_ID = ("id", "identifier", "value")


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are known; zero and False are."""
    return {key: value for key, value in values.items() if value not in _NOTHING}


def to_json(path: str, head: Mapping[str, Any], key: str, items: Iterable[tuple[str, Any]]) -> bytes:
    """Write a JSON document: `head`, then under `key` a list of items, each given with its entry's id.

    Item by item: held whole, a feed of thousands of jobs takes many times the memory of its text.
    Raises OutputError, naming the entry, for what JSON or UTF-8 cannot hold.
    """
    ids, pieces = [], []
    for entry_id, item in items:
        ids.append(_id(item))
        alone = _dump({"": [item]}, f"{path}: entry {entry_id!a}")
        pieces.append(alone[len(_BEFORE) : -len(_AFTER)])
    body = _dump({**head, key: []}, f"{path}: its head")
    if pieces:
        body = b"".join((body.removesuffix(_EMPTY), b"[\n", b",\n".join(pieces), _AFTER))
    pieces.clear()
    kept = {key, *_OF_AN_ID}
    read = json.loads(body, object_hook=lambda part: {name: part[name] for name in kept & part.keys()})
    check_ids(path, [_id(item) for item in read[key]], ids)
    return body


def _id(item: Any) -> Any:
    """Return the `id` of an item, or the identifier of a JobPosting."""
    return item["id"] if "id" in item else item["identifier"]["value"]


def _dump(value: Any, where: str) -> bytes:
    """Write a value, one a line; asked to indent, `json` takes three times as long and writes the same."""
    from msgspec.json import format as indented

    try:
        return indented(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), indent=1) + b"\n"
    except ValueError as error:
        raise OutputError(f"{where}: {error}") from error
