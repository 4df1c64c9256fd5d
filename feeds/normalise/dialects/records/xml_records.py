"""The wall around XPath 1.0: job records in XML, without entities and network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

from lxml import etree

from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise.dialects import xml, xml_repair
from feeds.normalise.dialects.encoding import decode
from feeds.normalise.dialects.records.record import Tree, cited, markup, refusal

LONGEST = 1_000  # characters of an expression


class Xml(Tree):
    """A document in XML; an expression is XPath, a node an element or a text.

    Without `namespaces` (prefix to URI), names are those that stand after the prefix, whatever it means.
    """

    def __init__(self, document: Document, namespaces: Mapping[str, str] | None = None) -> None:
        super().__init__(document)
        self.root, self.trouble = _parsed(document)
        self._namespaces = dict(namespaces or {})
        self._compiled: dict[str, etree.XPath | None] = {}
        self._absolute: dict[str, list[Any]] = {}
        if not self._namespaces:
            _unprefix(self.root)

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`; what is asked from the root is the same at every node."""
        if not expression.lstrip().startswith("/"):
            return self._found(expression, self.root if at is None else at)
        if expression not in self._absolute:
            self._absolute[expression] = self._found(expression, self.root)
        return self._absolute[expression]

    def _found(self, expression: str, at: Any) -> list[Any]:
        if expression not in self._compiled:
            self._compiled[expression] = _path(expression, self._namespaces)
        path = self._compiled[expression]
        if path is None or not etree.iselement(at):
            return [at] if expression == "." else []
        try:
            found = path(at)
        except (etree.XPathError, ValueError):
            return []
        if isinstance(found, list):
            return found
        if isinstance(found, float):
            return [] if not math.isfinite(found) else [f"{found:f}".rstrip("0").rstrip(".")]
        return [found] if found else []

    def letters(self, node: Any) -> str:
        """See `Tree`; an element has the text of all that it holds."""
        if etree.iselement(node):
            return "".join(node.itertext()).strip()
        if isinstance(node, bool):
            return "true" if node else ""
        return node.strip() if isinstance(node, str) else ""

    def html(self, node: Any) -> str:
        """See `Tree`; elements inside the element are its markup."""
        if not etree.iselement(node) or not len(node):
            return super().html(node)
        self.text(node)  # counts against the limit
        inside = (etree.tostring(child, method="html", encoding="unicode") for child in node)
        return markup((escape(node.text or "", quote=False) + "".join(inside)).strip())

    def records(self, items: str) -> list[Any]:
        """See `Tree`; an empty list is an element that could hold records and holds nothing."""
        found = self.find(items) if items else list(self.root)
        if not found and not self._could_hold(items):
            remedy = "say where the records are with `items`"
            raise refusal(self.document, f"nothing at `{items}` in {self.looks()}", remedy)
        return self.limited(found)

    def _could_hold(self, items: str) -> bool:
        parent = items.rpartition("/")[0] if items else "."
        if parent and not parent.endswith("/"):
            return bool(self.find(parent))
        return not len(self.root) and not (self.root.text or "").strip()

    def is_record(self, node: Any) -> bool:
        """See `Tree`."""
        return etree.iselement(node)

    def looks(self) -> str:
        """See `Tree`."""
        name = etree.QName(self.root).localname
        if name.lower() in {"error", "errors", "fault", "exception"}:
            return f"an answer `<{name}>`: {cited(self.letters(self.root))}"
        inside = list(dict.fromkeys(etree.QName(child).localname for child in self.root[:50]))[:8]
        return f"XML `<{name}>`" + (f" of {', '.join(f'`<{one}>`' for one in inside)}" if inside else "")


def _parsed(document: Document) -> tuple[etree._Element, Problem | None]:
    """Read a document strictly, or else with what its authors forgot put in; raises PostError."""
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
    said = (failed.msg if failed and failed.msg else "nothing in it").partition(", line ")[0]
    line = failed.lineno if failed else None
    root = _mended(document)
    if root is None:
        found = f"XML that is wrong or breaks off: {said}"
        raise refusal(document, found, "fetch or export it again", line=line) from failed
    return root, Problem(
        document.locator, "well-formed XML", said, "it was read as it was meant", line=line, severity="note"
    )


def _mended(document: Document) -> etree._Element | None:
    """Read a document that is whole, with a stray `&`, entities of HTML or characters that XML forbids."""
    text = xml_repair.references(xml_repair.allowed(decode(document.body, document.charset).text))
    try:
        # The text was decoded already: what it declares of its encoding no longer holds.
        root: etree._Element | None = etree.fromstring(
            text.lstrip("\ufeff \t\r\n").encode(), xml.parser("utf-8")
        )
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


def _path(expression: str, namespaces: Mapping[str, str]) -> etree.XPath | None:
    if len(expression) > LONGEST:
        return None
    try:
        return etree.XPath(expression, namespaces=dict(namespaces), regexp=False, smart_strings=False)
    except (etree.XPathError, TypeError, ValueError):  # a TypeError: a prefix or an address that is empty
        return None


def fault(expression: str, namespaces: Mapping[str, str]) -> str:
    """Say what is wrong with an XPath expression, and where; empty when nothing is."""
    if len(expression) > LONGEST:
        return f"{len(expression)} characters"
    try:
        etree.XPath(expression, namespaces=dict(namespaces), regexp=False)(etree.Element("record"))
    except etree.XPathSyntaxError as error:
        place = max((entry.column for entry in error.error_log), default=0)
        reason = str(error).partition(",")[0].lower()
        return f"{reason} (character {place})" if place else reason
    except (etree.XPathError, ValueError, TypeError) as error:
        return str(error)[:1].lower() + str(error)[1:]
    return ""


def opened(document: Document, namespaces: Mapping[str, str]) -> Tree:
    """Read a document; raises PostError."""
    return Xml(document, namespaces)
