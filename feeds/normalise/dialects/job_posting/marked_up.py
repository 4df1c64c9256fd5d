"""Parse JobPostings in microdata and RDFa, as the objects that JSON-LD would have.

Microdata: https://html.spec.whatwg.org/multipage/microdata.html §5.2.4 (values), §5.2.5 (names and items). RDFa:
https://www.w3.org/TR/rdfa-lite/, and `rel` with a prefix, as Drupal writes it. Both are read as publishers mean them:
a link that is the title of a job is its words and its address, `content` counts on any element, and `description` is
HTML. Of the libraries, `extruct` needs five more for it, among them an RDF store, and `microdata` an HTML parser in
Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from feeds.normalise.values.coerce import SCHEMA_ORG
from feeds.normalise.values.text import one_line

_MAX_ITEMS = 5_000  # JobPostings of one page; the rest is ignored
_MAX_ELEMENTS = 1_000_000  # visited in one page: several items may refer to one element
_MAX_BETWEEN = 100  # elements between `rel` and the item that it is about
_MAX_CHARACTERS = 30_000_000  # in values of one page: an element may be in the value of each one around it
_MAX_DEPTH = 12
# Attributes with a URL, https://html.spec.whatwg.org/multipage/microdata.html#values
_LINKS = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
}
_URLS = frozenset({"url", "sameAs", "image", "logo", "mainEntityOfPage", "contentUrl"})
_NAMES = frozenset({"title", "name"})
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "td", "th", "dt", "dd", "section", *(f"h{n}" for n in range(1, 7))})
_HIDDEN = frozenset({"script", "style", "template"})
_PREFIX = re.compile(r"([\w.-]+):\s*https?://schema\.org/")


def read(root: HtmlElement, base: str) -> Iterator[dict[str, Any]]:
    """Yield the JobPostings of a page, of its microdata or else of its RDFa; `base` is that of its links."""
    found = False
    for syntax in (_Microdata(), _Rdfa(root)):
        reader = _Reader(root, base, syntax)
        for element in root.iter(etree.Element):
            if not syntax.is_item(element) or "jobposting" not in " ".join(syntax.types(element)).lower():
                continue
            if element in reader.read or next(element.iterancestors("template"), None) is not None:
                continue
            found = True
            yield reader.item(element)
            if len(reader.read) > _MAX_ITEMS * _MAX_DEPTH or reader.elements <= 0 or reader.characters <= 0:
                return
        if found:
            return


class _Microdata:
    def is_item(self, element: HtmlElement) -> bool:
        return "itemscope" in element.attrib

    def types(self, element: HtmlElement) -> list[str]:
        return [SCHEMA_ORG.sub("", name) for name in element.get("itemtype", "").split()]

    def names(self, element: HtmlElement) -> list[str]:
        return [SCHEMA_ORG.sub("", name) for name in element.get("itemprop", "").split()]

    def id(self, element: HtmlElement) -> str:
        return str(element.get("itemid", ""))

    def item(self, element: HtmlElement) -> HtmlElement | None:
        """Return the item that is the value of a property; None if it has another value."""
        return element if self.is_item(element) else None


class _Rdfa:
    def __init__(self, root: HtmlElement) -> None:
        self.prefixes = {"schema"}
        for element in root.iter(etree.Element):
            self.prefixes.update(_PREFIX.findall(element.get("prefix", "")))
            for name, value in element.items():
                if name.startswith("xmlns:") and SCHEMA_ORG.fullmatch(value):
                    self.prefixes.add(name.removeprefix("xmlns:"))

    def is_item(self, element: HtmlElement) -> bool:
        return "typeof" in element.attrib

    def types(self, element: HtmlElement) -> list[str]:
        return self._terms(element.get("typeof", ""))

    def names(self, element: HtmlElement) -> list[str]:
        related = " ".join(term for term in element.get("rel", "").split() if ":" in term)
        return self._terms(f"{element.get('property', '')} {related}")

    def id(self, element: HtmlElement) -> str:
        return str(element.get("resource") or element.get("about") or "")

    def item(self, element: HtmlElement) -> HtmlElement | None:
        """Return the item that is the value of a property: the element, or the first one in it after `rel`."""
        if self.is_item(element):
            return element
        inner = element.iter(etree.Element) if ":" in element.get("rel", "") else ()
        return next(filter(self.is_item, islice(inner, _MAX_BETWEEN)), None)

    def _terms(self, written: str) -> list[str]:
        """Return the terms of schema.org; those of other vocabularies (`og:title`) are left out."""
        terms = []
        for term in written.split():
            prefix, colon, name = term.partition(":")
            if not colon or prefix in self.prefixes:
                terms.append(name or term)
            elif (plain := SCHEMA_ORG.sub("", term)) != term:
                terms.append(plain)
        return terms


class _Reader:
    """Reads the items of one page; `read` are the elements of those that were read."""

    def __init__(self, root: HtmlElement, base: str, syntax: _Microdata | _Rdfa) -> None:
        self.root, self.base, self.syntax = root, base, syntax
        self.read = set[HtmlElement]()
        self.elements, self.characters = _MAX_ELEMENTS, _MAX_CHARACTERS
        self._by_id: dict[str, HtmlElement] | None = None

    def item(self, element: HtmlElement, depth: int = 0) -> dict[str, Any]:
        """Return an item: a property with several values has a list of them."""
        self.read.add(element)
        values: dict[str, list[Any]] = {}
        link = ""
        for part in self._properties(element):
            for name in self.syntax.names(part):
                value = self._value(part, name, depth)
                if value:
                    values.setdefault(name, []).append(value)
                if name in _NAMES and not link:
                    link = self._link_of(part)
        found: dict[str, Any] = {name: some[0] if len(some) == 1 else some for name, some in values.items()}
        if link and depth == 0:
            found.setdefault("url", link)
        if identity := self.syntax.id(element):
            found["@id"] = self._url(identity)
        types = self.syntax.types(element)
        return {"@type": types[0] if len(types) == 1 else types, **found}

    def _properties(self, item: HtmlElement) -> Iterator[HtmlElement]:
        """Yield the elements with a property of an item, in order, and those that its `itemref` names."""
        waiting = [*reversed(item), *reversed(self._referred(item))]
        seen = {item}
        while waiting and self.elements > 0:
            element = waiting.pop()
            if not isinstance(element.tag, str) or element.tag in _HIDDEN or element in seen:
                continue
            seen.add(element)
            self.elements -= 1
            if self.syntax.names(element):
                yield element
            if not self.syntax.is_item(element):
                waiting += reversed(element)

    def _referred(self, item: HtmlElement) -> list[HtmlElement]:
        names = item.get("itemref", "").split()
        if not names:
            return []
        if self._by_id is None:
            elements = self.root.iter(etree.Element)
            self._by_id = {name: element for element in elements if (name := element.get("id"))}
        return [self._by_id[name] for name in names if name in self._by_id]

    def _value(self, element: HtmlElement, name: str, depth: int) -> Any:
        inner = self.syntax.item(element)
        if inner is not None:
            return self.item(inner, depth + 1) if depth < _MAX_DEPTH and inner not in self.read else None
        if (stated := element.get("content")) is not None:
            return stated
        tag = str(element.tag)
        if stated := element.get("value" if tag in ("data", "meter") else "datetime"):
            return stated
        url = self._url(element.get("resource") or element.get(_LINKS.get(tag, "resource")) or "")
        if url and (name in _URLS or tag == "link"):
            return url
        if self.characters <= 0 or self.elements <= 0:
            return ""
        value = self._markup(element) if name == "description" else self._text(element)
        return value or element.get("alt") or url

    def _link_of(self, element: HtmlElement) -> str:
        """Return where the words of a title link to, or ""."""
        anchor, around = element if element.tag == "a" else element.find(".//a"), element.getparent()
        if anchor is None and around is not None and around.tag == "a":
            anchor = around
        href = "" if anchor is None else anchor.get("href", "").strip()
        return "" if href.startswith("#") else self._url(href)

    def _url(self, written: str) -> str:
        try:
            return urljoin(self.base, written.strip()) if written.strip() else ""
        except ValueError:
            return ""

    def _markup(self, element: HtmlElement) -> str:
        pieces = [escape(element.text or "", quote=False)]
        pieces += (etree.tostring(part, encoding="unicode", method="html") for part in element)
        markup = "".join(pieces).strip()
        self.characters -= len(markup)
        return markup

    def _text(self, element: HtmlElement) -> str:
        """Return the text of an element, with blanks between its lines."""
        pieces, hidden = list[str](), 0
        for event, part in etree.iterwalk(element, events=("start", "end")):
            hidden += (part.tag in _HIDDEN) * (1 if event == "start" else -1)
            pieces.append(" " if part.tag in _BREAKS else "")
            piece = part.text if event == "start" else part.tail if part is not element else ""
            if piece and not hidden:
                pieces.append(piece)
        self.elements -= len(pieces) // 2
        text = one_line("".join(pieces))
        self.characters -= len(text)
        return text
