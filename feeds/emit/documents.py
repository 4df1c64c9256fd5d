"""XML and JSON documents: written, and read back before they are published."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from feeds.emit.entry_content import check_ids
from feeds.model.errors import OutputError
from feeds.model.problem import Message

if TYPE_CHECKING:
    from lxml.etree import _Element


@contextmanager
def output_errors(path: str) -> Iterator[None]:
    """Turn a ValueError of lxml (text that XML cannot hold) into an OutputError that names the document."""
    try:
        yield
    except ValueError as error:
        raise OutputError(Message("%(path)s: %(error)s", path=path, error=error)) from error


def root(tag: str, namespace: str = "", attributes: Mapping[str, str] | None = None) -> _Element:
    """Return the root element of a document whose elements are all in one namespace, or in none."""
    from lxml import etree

    nsmap = {None: namespace} if namespace else None
    return etree.Element(f"{{{namespace}}}{tag}" if namespace else tag, attributes or {}, nsmap=nsmap)


def child(parent: _Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> _Element:
    """Append an element in its parent's namespace, and return it."""
    from lxml import etree

    element = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, tag), attributes or {})
    element.text = text or None
    return element


def render(path: str, element: _Element) -> bytes:
    """Return a document as UTF-8, one element a line, checked by reading it back."""
    from lxml import etree

    body = etree.tostring(element, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    read(path, body)
    return body


def read(path: str, body: bytes) -> _Element:
    """Parse a document without resolving entities or using the network, as a careful reader does.

    Raises:
        OutputError: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise OutputError(
            Message("%(path)s: when read back: expected well-formed XML, found: %(error)s", path=path, error=error)
        ) from error


_EMPTY_VALUES: tuple[object, ...] = (None, "", (), [], {})
# The bytes around the only item of a list under the key "", and the end of an object whose list is empty.
_BEFORE, _AFTER, _EMPTY = b'{\n "": [\n', b"\n ]\n}\n", b"[]\n}\n"


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
    check_ids(path, list(map(_id, _read_items(body, key))), ids)
    return body


class _Ids(TypedDict, total=False):
    """The keys of an item that its id may be in; when read back, it has no others."""

    id: Any
    identifier: Any
    url: Any


def _read_items(body: bytes, key: str) -> list[_Ids]:
    from msgspec import Raw, json

    return json.decode(json.decode(body, type=dict[str, Raw])[key], type=list[_Ids])


def _id(item: Any) -> Any:
    """Return the `id` of an item, the identifier of a JobPosting, or of an item without either its URL."""
    if "id" in item:
        return item["id"]
    return item["identifier"]["value"] if "identifier" in item else item["url"]


def _dump(value: Any, where: str) -> bytes:
    """Return a value as indented JSON, one value a line; `json.dumps(indent=1)` takes three times as long."""
    from msgspec.json import format as indented

    try:
        return indented(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), indent=1) + b"\n"
    except ValueError as error:
        raise OutputError(Message("%(where)s: %(error)s", where=where, error=error)) from error
