"""XML as feeds write it, through lxml: strictly where that can be done, else mended, else as far as it goes.

Nothing outside the document is ever opened, no entity is expanded by the parser, and depth, length of texts
and number of elements have limits: a bomb costs no more than its own bytes.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lxml import etree

from feeds.model.errors import FeedsError
from feeds.normalise.dialects import xml_repair
from feeds.normalise.dialects.syndication.feed_fields import AGAIN, CUT, GIVE

Node = Any  # an element: lxml's stubs give more kinds than a feed has
DEEPEST = 256  # elements inside each other: libxml2's own limit
MOST = 2_000_000  # marks of tags, each of which may cost a hundred bytes of memory
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
_NAME = re.compile(r"[^\W\d][\w.-]*")
_PREFIXED = re.compile(r"</?[\w.-]+:")
_EMPTY = re.compile(r"<(br|hr|img|wbr|col|area|source|track)((?: [^<>]*)?)></\1>")
_CODES = etree.ErrorTypes
_ENDINGS = {
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
_SAID: dict[Any, str] = {
    _CODES.ERR_UNDECLARED_ENTITY: "undefined entity",
    _CODES.WAR_UNDECLARED_ENTITY: "undefined entity",
    _CODES.ERR_NAME_REQUIRED: "not well-formed (invalid token): a bare & or <",
    _CODES.ERR_ENTITYREF_SEMICOL_MISSING: "not well-formed (invalid token): a bare &",
    _CODES.ERR_INVALID_CHAR: "a character that XML forbids",
    _CODES.ERR_DOCUMENT_END: "more after its end",
    _CODES.ERR_DOCUMENT_EMPTY: "something before its beginning",
    _CODES.ERR_RESERVED_XML_NAME: "something before its beginning",
    _CODES.NS_ERR_UNDEFINED_NAMESPACE: "a prefix that stands for no namespace",
}


class Parsed(NamedTuple):
    """The root of a document; `trouble` says why it is not well-formed, at `line`."""

    root: Node
    trouble: str = ""
    line: int | None = None


class UnreadError(FeedsError):
    """The document was not read to its end: it breaks off on `line`, or is too deep or too large."""

    def __init__(self, what: str, remedy: str, line: int | None = None) -> None:
        super().__init__(what)
        self.remedy = remedy
        self.line = line


def parse(text: str) -> Parsed:
    """Read a document; raises UnreadError when it is cut off, or goes beyond the limits."""
    if text.count("<") > MOST:
        raise UnreadError(f"XML with more than {MOST:,} tags", CUT)
    source = xml_repair.references(text) if "<!DOCTYPE" in text else text
    try:
        return Parsed(_strict(source))
    except etree.XMLSyntaxError as error:
        _limits(error)
        found = Parsed(None, _phrase(error), error.lineno)
        code = error.code
    if code in _NAMESPACES:
        root, codes = _forgiving(source)
        if codes <= _NAMESPACES and root is not None:
            return found._replace(root=root)
    mended = xml_repair.whole(text)
    if mended is None:
        raise UnreadError(
            "XML that breaks off" if code in _ENDINGS else "wrong XML that does not end as a feed does",
            AGAIN,
            found.line,
        )
    return found._replace(root=_mended(mended, found.line))


def _mended(text: str, line: int | None) -> Node:
    """Read what was mended, and balance its tags if need be."""
    try:
        return _strict(text)
    except etree.XMLSyntaxError as error:
        _limits(error)
    text = xml_repair.balanced(text)
    try:
        return _strict(text)
    except etree.XMLSyntaxError as error:
        _limits(error)
    root, _ = _forgiving(text)
    if root is None:
        raise UnreadError("wrong XML", AGAIN, line)
    return root


def parser(encoding: str | None = "utf-8", *, recover: bool = False) -> etree.XMLParser[Any]:
    """Give the parser of all XML that others publish: nothing is loaded, no entity grows.

    What was decoded already is `utf-8`, whatever it declares of its encoding.
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


def _forgiving(text: str) -> tuple[Node, set[int]]:
    """Read as far as it goes, and give the kinds of what was wrong."""
    forgiving = parser(recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), forgiving)
    except etree.XMLSyntaxError:
        return None, set()
    return root, {entry.type for entry in forgiving.error_log}


def _limits(error: etree.XMLSyntaxError) -> None:
    if "XML_PARSE_HUGE" not in (said := str(error)):
        return
    if "depth" in said:
        raise UnreadError(f"XML with more than {DEEPEST} elements inside each other", GIVE, error.lineno)
    raise UnreadError("XML with a text of more than 10 MB", CUT, error.lineno)


def _phrase(error: etree.XMLSyntaxError) -> str:
    said = str(error.msg or "not well-formed").partition(", line ")[0]
    return _SAID.get(error.code, said)


def words(element: Node) -> str:
    """Give the text of an element, whatever stands in it, without the blanks around it."""
    text = "".join(element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def markup(element: Node) -> str:
    """Give what stands in an element as HTML: its text is HTML already, unless it has elements of its own."""
    if len(element):
        return inner(element)
    return element.text.strip() if element.text else ""


def inner(element: Node) -> str:
    """Write what stands in an element of XHTML as HTML."""
    written = _written(element)
    if _PREFIXED.search(written):
        bare = etree.Element("div")
        _copy(element, bare)
        written = _written(bare)
    # libxml2 takes elements in a namespace for none of HTML's, in which `<br></br>` is two line breaks.
    written = _EMPTY.sub(r"<\1\2>", written[written.index(">") + 1 :])
    return written[: written.rindex("</")].strip() if "</" in written else ""


def _written(element: Node) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _copy(element: Node, into: Node) -> None:
    """Copy what stands in an element, without namespaces, which HTML does not have."""
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
    """Give a name without its namespace; empty when that leaves none, as in `a:` and `a:1`."""
    local = name.rpartition("}")[2].rpartition(":")[2]
    return local if _NAME.fullmatch(local) else ""
