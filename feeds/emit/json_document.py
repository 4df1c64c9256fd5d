"""JSON writer for feeds: item by item, checked by reading the document back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from feeds.emit.entry_content import check_ids
from feeds.model.errors import OutputError

_EMPTY_VALUES: tuple[object, ...] = (None, "", (), [], {})
# The bytes around the only item of a list under the key "", and the end of an object whose list is empty.
_BEFORE, _AFTER, _EMPTY = b'{\n "": [\n', b"\n ]\n}\n", b"[]\n}\n"
_ID_KEYS = ("id", "identifier", "value")


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are not empty (None, "" or an empty collection); zero and False are kept."""
    return {key: value for key, value in values.items() if value not in _EMPTY_VALUES}


def to_json(path: str, head: Mapping[str, Any], key: str, items: Iterable[tuple[str, Any]]) -> bytes:
    """Return a JSON document: the keys of `head`, then a list of items under `key`.

    Items are encoded one by one: as one object, a feed of thousands of jobs takes many times its size in
    memory.

    Args:
        path: the path of the output, for errors.
        head: keys and values before the list.
        key: the key of the list.
        items: pairs of entry id and item.

    Raises:
        OutputError: a value cannot be written as JSON or UTF-8; the message names the entry.
    """
    ids, pieces = [], []
    for entry_id, item in items:
        ids.append(_id(item))
        encoded = _dump({"": [item]}, f"{path}: entry {entry_id!a}")
        pieces.append(encoded[len(_BEFORE) : -len(_AFTER)])
    body = _dump({**head, key: []}, f"{path}: top-level keys")
    if pieces:
        body = b"".join((body.removesuffix(_EMPTY), b"[\n", b",\n".join(pieces), _AFTER))
    pieces.clear()
    kept = {key, *_ID_KEYS}
    read = json.loads(body, object_hook=lambda part: {name: part[name] for name in kept & part.keys()})
    check_ids(path, [_id(item) for item in read[key]], ids)
    return body


def _id(item: Any) -> Any:
    """Return the `id` of an item, or the identifier of a JobPosting."""
    return item["id"] if "id" in item else item["identifier"]["value"]


def _dump(value: Any, where: str) -> bytes:
    """Return a value as indented JSON, one value a line; `json.dumps(indent=1)` takes three times as long."""
    from msgspec.json import format as indented

    try:
        return indented(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), indent=1) + b"\n"
    except ValueError as error:
        raise OutputError(f"{where}: {error}") from error
