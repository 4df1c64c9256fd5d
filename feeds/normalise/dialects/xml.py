"""Parse the XML of feeds (wrapper of lxml): strictly, else repaired, else as far as libxml2 recovers.

Nothing outside the document is ever loaded, the parser expands no entity, and depth, length of texts and
number of elements are limited: a bomb costs no more than its own bytes.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lxml import etree

from feeds.model.errors import FeedsError
from feeds.model.problem import Message, Phrase, phrase
from feeds.normalise.dialects import xml_repair
from feeds.normalise.dialects.syndication.feed_fields import FETCH_AGAIN, SPLIT, USE_FEED_URL

Node = Any  # an element: lxml's stubs have more kinds of nodes than a feed
MAX_DEPTH = 256  # elements inside each other: libxml2's own limit
MAX_TAGS = 2_000_000  # characters `<`, each of which may cost a hundred bytes of memory
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
_NAME = re.compile(r"[^\W\d][\w.-]*")
_PREFIXED = re.compile(r"</?[\w.-]+:")
_EMPTY = re.compile(r"<(br|hr|img|wbr|col|area|source|track)((?: [^<>]*)?)></\1>")
_CODES = etree.ErrorTypes
_INCOMPLETE = {
    _CODES.ERR_DOCUMENT_EMPTY,
    _CODES.ERR_TAG_NOT_FINISHED,
    _CODES.ERR_CDATA_NOT_FINISHED,
    _CODES.ERR_COMMENT_NOT_FINISHED,
    _CODES.ERR_PI_NOT_FINISHED,
    _CODES.ERR_GT_REQUIRED,
    _CODES.ERR_ATTRIBUTE_NOT_STARTED,
    _CODES.ERR_ATTRIBUTE_NOT_FINISHED,
}
_NAMESPACES = {_CODES.NS_ERR_UNDEFINED_NAMESPACE, _CODES.NS_ERR_XML_NAMESPACE, _CODES.NS_ERR_QNAME}
_PHRASES: dict[Any, str] = {
    _CODES.ERR_UNDECLARED_ENTITY: "undefined entity",
    _CODES.WAR_UNDECLARED_ENTITY: "undefined entity",
    _CODES.ERR_NAME_REQUIRED: "not well-formed (invalid token): a bare & or <",
    _CODES.ERR_ENTITYREF_SEMICOL_MISSING: "not well-formed (invalid token): a bare &",
    _CODES.ERR_INVALID_CHAR: "a character that XML forbids",
    _CODES.ERR_DOCUMENT_END: "more after its end",
    _CODES.ERR_DOCUMENT_EMPTY: "something before its beginning",
    _CODES.ERR_RESERVED_XML_NAME: "something before its beginning",
    _CODES.NS_ERR_UNDEFINED_NAMESPACE: "an undeclared namespace prefix",
}


class Parsed(NamedTuple):
    """The root of a document; `error` is why it is not well-formed, at `line`, or ""."""

    root: Node
    error: str = ""
    line: int | None = None


class XmlError(FeedsError):
    """The document could not be parsed to its end: it is incomplete at `line`, too deep or too large."""

    def __init__(self, found: Phrase, remedy: Phrase, line: int | None = None) -> None:
        super().__init__(phrase(found))
        self.found, self.remedy, self.line = found, remedy, line


def parse(text: str) -> Parsed:
    """Parse a document; raises XmlError when it is incomplete, or exceeds the limits."""
    if text.count("<") > MAX_TAGS:
        raise XmlError(Message("XML with more than %(count)s tags", count=f"{MAX_TAGS:,}"), SPLIT)
    source = xml_repair.references(text) if "<!DOCTYPE" in text else text
    try:
        return Parsed(_strict(source))
    except etree.XMLSyntaxError as error:
        _check_limits(error)
        found = Parsed(None, _phrase(error), error.lineno)
        code = error.code
    if code in _NAMESPACES:
        root, codes = _recover(source)
        if codes <= _NAMESPACES and root is not None:
            return found._replace(root=root)
    repaired = xml_repair.whole(text)
    if repaired is None:
        raise XmlError(
            Message("incomplete XML") if code in _INCOMPLETE else Message("invalid XML without the end of a feed"),
            FETCH_AGAIN,
            found.line,
        )
    return found._replace(root=_repaired(repaired, found.line))


def _repaired(text: str, line: int | None) -> Node:
    """Parse a repaired text, its tags balanced if need be."""
    try:
        return _strict(text)
    except etree.XMLSyntaxError as error:
        _check_limits(error)
    text = xml_repair.balanced(text)
    try:
        return _strict(text)
    except etree.XMLSyntaxError as error:
        _check_limits(error)
    root, _ = _recover(text)
    if root is None:
        raise XmlError(Message("invalid XML"), FETCH_AGAIN, line)
    return root


def parser(encoding: str | None = "utf-8", *, recover: bool = False) -> etree.XMLParser[Any]:
    """Return a parser of untrusted XML: nothing is loaded, no entity is expanded.

    A text that was decoded already is passed as `utf-8`, whatever encoding it declares.
    """
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _strict(text: str) -> Node:
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser())


def _recover(text: str) -> tuple[Node, set[int]]:
    """Return the root, parsed as far as libxml2 recovers, and the codes of the errors."""
    forgiving = parser(recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), forgiving)
    except etree.XMLSyntaxError:
        return None, set()
    return root, {entry.type for entry in forgiving.error_log}


def _check_limits(error: etree.XMLSyntaxError) -> None:
    if "XML_PARSE_HUGE" not in (message := str(error)):
        return
    if "depth" in message:
        found = Message("XML nested deeper than %(count)s elements", count=MAX_DEPTH)
        raise XmlError(found, USE_FEED_URL, error.lineno)
    raise XmlError(Message("XML with a text of more than 10 MB"), SPLIT, error.lineno)


def _phrase(error: etree.XMLSyntaxError) -> str:
    message = str(error.msg or "not well-formed").partition(", line ")[0]
    return _PHRASES.get(error.code, message)


def text_of(element: Node) -> str:
    """Return the stripped text of an element and its descendants."""
    text = "".join(element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def markup_of(element: Node) -> str:
    """Return the content of an element as HTML: its text is HTML already, unless it has child elements."""
    if len(element):
        return inner_html(element)
    return element.text.strip() if element.text else ""


def inner_html(element: Node) -> str:
    """Return the content of an element of XHTML as HTML."""
    written = _written(element)
    if _PREFIXED.search(written):
        bare = etree.Element("div")
        _copy(element, bare)
        written = _written(bare)
    # libxml2 writes end tags for void elements in a namespace; in HTML `<br></br>` is two line breaks.
    written = _EMPTY.sub(r"<\1\2>", written[written.index(">") + 1 :])
    return written[: written.rindex("</")].strip() if "</" in written else ""


def _written(element: Node) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _copy(element: Node, into: Node) -> None:
    """Copy the content of an element without namespaces, which HTML does not have."""
    into.text = element.text
    for child in element:
        if not isinstance(child.tag, str):
            continue
        copy = etree.SubElement(into, _local(child.tag) or "span")
        for name, value in child.attrib.items():
            if local := _local(name):
                copy.set(local, value)
        copy.tail = child.tail
        _copy(child, copy)


def _local(name: str) -> str:
    """Return a name without its namespace; "" when that leaves none, as in `a:` and `a:1`."""
    local = name.rpartition("}")[2].rpartition(":")[2]
    return local if _NAME.fullmatch(local) else ""
