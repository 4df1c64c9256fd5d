"""XML through lxml: small documents built, every document read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feeds.model.errors import OutputError

if TYPE_CHECKING:
    from lxml.etree import _Element


@contextmanager
def building(path: str) -> Iterator[None]:
    """Turn what XML cannot hold into an OutputError that names the document."""
    try:
        yield
    except ValueError as error:
        raise OutputError(f"{path}: {error}") from error


def root(tag: str, namespace: str = "", attributes: Mapping[str, str] | None = None) -> _Element:
    """Start a document whose elements are all in one namespace, or in none."""
    from lxml import etree

    nsmap = {None: namespace} if namespace else None
    return etree.Element(f"{{{namespace}}}{tag}" if namespace else tag, attributes or {}, nsmap=nsmap)


def child(
    parent: _Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> _Element:
    """Add an element in its parent's namespace."""
    from lxml import etree

    element = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, tag), attributes or {})
    element.text = text or None
    return element


def render(path: str, element: _Element) -> bytes:
    """Write a document in UTF-8, one element a line, and read it back."""
    from lxml import etree

    body = etree.tostring(element, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    read(path, body)
    return body


def read(path: str, body: bytes) -> _Element:
    """Read a document as a careful reader would, without entities or the network.

    Raises OutputError when it is not well-formed.
    """
    from lxml import etree

    careful = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, careful)
    except etree.XMLSyntaxError as error:
        raise OutputError(f"{path}: read back, it is not well-formed: {error}") from error
