"""Job records in XML, without entities and network (wrapper of XPath 1.0, lxml)."""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any

from lxml import etree

from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.normalise.dialects import xml, xml_repair
from feeds.normalise.dialects.encoding import decode
from feeds.normalise.dialects.records.record import AGAIN, Tree, markup, quote, refusal

MAX_LENGTH = 1_000  # characters of an expression
_MARKS = re.compile(r"[_.\W]")


class ElementsTree(Tree):
    """A document of elements below `root`."""

    root: Any

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._absolute: dict[str, list[Any]] = {}

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`; an absolute expression finds the same at every node, so it is evaluated once."""
        if not expression.lstrip().startswith("/"):
            return self._found(expression, self.root if at is None else at)
        if expression not in self._absolute:
            self._absolute[expression] = self._found(expression, self.root)
        return self._absolute[expression]

    @abstractmethod
    def _found(self, expression: str, at: Any) -> list[Any]:
        """Return the nodes that an expression finds at a node."""


class XmlTree(ElementsTree):
    """A document in XML; an expression is XPath, a node an element or a text.

    Without `namespaces` (prefix to URI), elements are known by their local names; if these are `folded`, by their
    letters and digits in lower case.
    """

    def __init__(
        self, document: Document, namespaces: Mapping[str, str] | None = None, *, folded: bool = False
    ) -> None:
        super().__init__(document)
        self.root, self.problem = _parsed(document)
        self._namespaces = dict(namespaces or {})
        self._compiled: dict[str, etree.XPath | None] = {}
        if not self._namespaces:
            _unprefix(self.root)
        if folded:
            _fold(self.root)

    def _found(self, expression: str, at: Any) -> list[Any]:
        if expression not in self._compiled:
            self._compiled[expression] = _path(expression, self._namespaces)
        path = self._compiled[expression]
        if path is None or not etree.iselement(at):
            return [at] if expression == "." else []
        return nodes(path, at)

    def raw_text(self, node: Any) -> str:
        """See `Tree`; the text of an element includes that of its descendants."""
        if etree.iselement(node):
            return "".join(node.itertext()).strip()
        if isinstance(node, bool):
            return "true" if node else ""
        return node.strip() if isinstance(node, str) else ""

    def html(self, node: Any) -> str:
        """See `Tree`; elements inside the element are its markup."""
        if not etree.iselement(node) or not len(node):
            return super().html(node)
        self.text(node)  # counted against the limit
        inside = (etree.tostring(child, method="html", encoding="unicode") for child in node)
        return markup((escape(node.text or "", quote=False) + "".join(inside)).strip())

    def records(self, items: str) -> list[Any]:
        """See `Tree`; an empty list is an element that could hold records and holds nothing."""
        found = self.find(items) if items else list(self.root)
        if not found and not self._could_hold(items):
            reason = Message("nothing at `%(items)s` in %(document)s", items=items, document=self.describe())
            raise refusal(self.document, reason, Message("set `items` to the records"))
        return self.check_count(found)

    def _could_hold(self, items: str) -> bool:
        parent = items.rpartition("/")[0] if items else "."
        if parent and not parent.endswith("/"):
            return bool(self.find(parent))
        return not len(self.root) and not (self.root.text or "").strip()

    def is_record(self, node: Any) -> bool:
        """See `Tree`."""
        return etree.iselement(node)

    def is_empty(self) -> bool:
        """See `Tree`."""
        return self._could_hold("")

    def describe(self) -> Phrase:
        """See `Tree`."""
        name = etree.QName(self.root).localname
        if name.lower() in {"error", "errors", "fault", "exception"}:
            text = quote(self.raw_text(self.root))
            return Message("a response `<%(name)s>`: %(text)s", name=name, text=text)
        inside = list(dict.fromkeys(etree.QName(child).localname for child in self.root[:50]))[:8]
        if not inside:
            return Message("XML `<%(name)s>`", name=name)
        children = ", ".join(f"`<{one}>`" for one in inside)
        return Message("XML `<%(name)s>` of %(children)s", name=name, children=children)


def _parsed(document: Document) -> tuple[etree._Element, Problem | None]:
    """Parse a document strictly, or else repaired; raises PostError."""
    failed: etree.XMLSyntaxError | None = None
    for encoding in (None, document.charset or "cp1252"):
        try:
            root = etree.fromstring(document.body.lstrip(), xml.parser(encoding))
        except etree.XMLSyntaxError as error:
            failed = failed or error
            if "encoding" not in str(error).lower() and "utf-8" not in str(error).lower():
                break
        except (LookupError, ValueError):
            break
        else:
            if root is not None:
                return root, None
    reason = verbatim(failed.msg.partition(", line ")[0]) if failed and failed.msg else Message("nothing in it")
    line = failed.lineno if failed else None
    root = _repaired(document)
    if root is None:
        found = Message("XML that is invalid or incomplete: %(error)s", error=reason)
        raise refusal(document, found, AGAIN, line=line) from failed
    return root, Problem(
        document.locator,
        Message("well-formed XML"),
        reason,
        Message("it was repaired and read"),
        line=line,
        severity="note",
    )


def _repaired(document: Document) -> etree._Element | None:
    """Parse a document with stray `&`, HTML entities or characters that XML forbids; None if that fails."""
    text = xml_repair.references(xml_repair.allowed(decode(document.body, document.charset).text))
    try:
        # The text was decoded already: the encoding that it declares no longer applies.
        root: etree._Element | None = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode(), xml.parser("utf-8"))
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _unprefix(root: etree._Element) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.startswith("{"):
            element.tag = etree.QName(element).localname
        for name in [name for name in element.attrib if str(name).startswith("{")]:
            element.set(etree.QName(str(name)).localname, element.attrib.pop(name))
    etree.cleanup_namespaces(root)


def _fold(root: etree._Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = _folded(element.tag)
            for name in [name for name in map(str, element.attrib) if name != _folded(name)]:
                element.set(_folded(name), element.attrib.pop(name))


def _folded(name: str) -> str:
    return _MARKS.sub("", name.lower()) or "_"


def nodes(path: etree.XPath, at: Any) -> list[Any]:
    """Return what XPath finds at a node: elements and texts; one text where it is a number."""
    try:
        found = path(at)
    except (etree.XPathError, ValueError):
        return []
    if isinstance(found, list):
        return found
    if isinstance(found, float):
        return [] if not math.isfinite(found) else [f"{found:f}".rstrip("0").rstrip(".")]
    return [found] if found else []


def _path(expression: str, namespaces: Mapping[str, str]) -> etree.XPath | None:
    if len(expression) > MAX_LENGTH:
        return None
    try:
        return etree.XPath(expression, namespaces=dict(namespaces), regexp=False, smart_strings=False)
    except (etree.XPathError, TypeError, ValueError):  # a TypeError: a prefix or an address that is empty
        return None


def fault(expression: str, namespaces: Mapping[str, str]) -> Phrase:
    """Return why an XPath expression is invalid, and where; "" if it is valid."""
    if len(expression) > MAX_LENGTH:
        return Message("%(count)s characters", count=len(expression))
    try:
        etree.XPath(expression, namespaces=dict(namespaces), regexp=False)(etree.Element("record"))
    except etree.XPathSyntaxError as error:
        place = max((entry.column for entry in error.error_log), default=0)
        reason = str(error).partition(",")[0].lower()
        if not place:
            return verbatim(reason)
        return Message("%(reason)s (character %(place)s)", reason=reason, place=place)
    except (etree.XPathError, ValueError, TypeError) as error:
        return verbatim(str(error)[:1].lower() + str(error)[1:])
    return ""


def written(element: etree._Element) -> str:
    """Return the content of an element as written, with the elements in it."""
    return etree.tostring(element, encoding="unicode", with_tail=False) if len(element) else element.text or ""


def parse(document: Document, namespaces: Mapping[str, str], *, folded: bool = False) -> Tree:
    """Parse a document; raises PostError."""
    return XmlTree(document, namespaces, folded=folded)
