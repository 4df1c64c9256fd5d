"""XML documents: built, written and read back (the wrapper of lxml for outputs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feeds.model.errors import OutputError

if TYPE_CHECKING:
    from lxml.etree import _Element


@contextmanager
def output_errors(path: str) -> Iterator[None]:
    """Turn a ValueError of lxml (text that XML cannot hold) into an OutputError that names the document."""
    try:
        yield
    except ValueError as error:
        raise OutputError(f"{path}: {error}") from error


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
        raise OutputError(f"{path}: when read back: expected well-formed XML, found: {error}") from error
