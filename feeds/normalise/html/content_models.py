"""HTML content models: repair elements in a wrong place or with wrong children (HTML standard §4).

Every function takes an element whose descendants are valid already.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from lxml.html import Element

Node = Any  # an HTML element: lxml's stubs have types for tags and attributes that only XML has
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PHRASING_TAGS = "a abbr b br cite code del em i img ins kbd mark q s samp small strong sub sup u var"
_PHRASING = frozenset(_PHRASING_TAGS.split())
_TRANSPARENT = frozenset({"a", "ins", "del"})
_PHRASING_ONLY = (_PHRASING - _TRANSPARENT) | {"p", "pre", *HEADINGS}
_NO_HEADING = ("th", "dt", "caption")
_KEPT_EMPTY = frozenset({"br", "hr", "img", "td", "th"})
_TABLE = re.compile("c?h?b*f?")
_GROUPS = ("thead", "tbody", "tfoot")
_PARTS = {"caption": "c", "thead": "h", "tbody": "b", "tfoot": "f"}


def is_block(element: Node) -> bool:
    """Return whether an element is a block, or transparent around one."""
    return element.tag not in _PHRASING or (element.tag in _TRANSPARENT and any(map(is_block, element)))


def is_empty(element: Node) -> bool:
    """Return whether an element has no visible content."""
    if element.tag in _KEPT_EMPTY or (element.text or "").strip():
        return False
    return all(child.tag == "br" and not (child.tail or "").strip() for child in element)


def repair(element: Node) -> None:
    """Rename, wrap or unwrap an element whose parent or children its content model does not allow."""
    tag, parent = element.tag, element.getparent()
    if (tag in _PHRASING_ONLY and any(map(is_block, element))) or (tag in HEADINGS and _is_invalid_heading(element)):
        element.drop_tag()
    elif _misplaced(tag, parent.tag):
        element.tag = "div"
    elif repair_element := _REPAIRS.get(tag):
        repair_element(element)


def _is_invalid_heading(heading: Node) -> bool:
    """Return whether a heading is empty, or inside an element that allows none."""
    has_content = "".join(heading.itertext()).strip() or heading.xpath(".//img[@alt != '']")
    return not has_content or next(heading.iterancestors(*_NO_HEADING), None) is not None


def _misplaced(tag: str, parent: str) -> bool:
    if tag == "li":
        return parent not in {"ul", "ol"}
    if tag in {"dt", "dd"}:
        return parent != "dl"
    return (tag == "summary" and parent != "details") or (tag == "figcaption" and parent != "figure")


def _list(element: Node) -> None:
    """Wrap children of a list that are not items, and text between items, in items."""
    if not re.fullmatch(r"-?[0-9]{1,9}", element.get("start", "1")):
        del element.attrib["start"]
    lead, element.text = element.text or "", None
    for part in list(element):
        child = part
        tail, child.tail = child.tail or "", None
        if child.tag != "li":
            item = _new_element("li")
            child.addprevious(item)
            item.append(child)
            child = item
        if tail.strip():
            element.insert(element.index(child) + 1, _new_element("li", tail))
    if lead.strip():
        element.insert(0, _new_element("li", lead))


def _new_element(tag: str, text: str | None = None) -> Node:
    element: Node = Element(tag)
    element.text = text
    return element


def _definitions(element: Node) -> None:
    """Turn a definition list with missing terms or foreign children into plain `div`s."""
    order = "".join({"dt": "t", "dd": "d"}.get(child.tag, "x") for child in element)
    loose = chain([element.text], (child.tail for child in element))
    if not re.fullmatch("(?:t+d+)+", order) or any(text and text.strip() for text in loose):
        element.tag = "div"
        for child in element.iterchildren("dt", "dd"):
            child.tag = "div"


def _details(element: Node) -> None:
    summaries = element.findall("summary")
    kept = bool(summaries) and element[0] is summaries[0] and not (element.text or "").strip()
    if kept:
        for block in [child for child in summaries.pop(0).iterdescendants() if is_block(child)]:
            block.drop_tag()
    else:
        element.tag = "div"
    for summary in summaries:
        summary.tag = "div"


def _figure(element: Node) -> None:
    captions = element.findall("figcaption")
    first = bool(captions) and (element[0] is captions[0] or element[-1] is captions[0])
    for caption in captions[first:]:
        caption.tag = "div"


def _code(element: Node) -> None:
    # HTML parsers drop a line break right after <pre>.
    element.text = (element.text or "").lstrip("\n")


def _paragraph(element: Node) -> None:
    element.text = (element.text or "").lstrip()
    if not len(element):
        element.text = element.text.rstrip()
    elif element[-1].tail:
        element[-1].tail = element[-1].tail.rstrip()


def _table(element: Node) -> None:
    if not _TABLE.fullmatch("".join(_PARTS.get(child.tag, "x") for child in element)):
        _reorder(element)
    first = element.find(".//tr")
    if first is None:
        element.tag = "div"
        return
    for cell in element.iter("th"):
        row = cell.getparent()
        cell.set("scope", "col" if row is first or row.getparent().tag == "thead" else "row")
    if not _is_grid(element):
        for cell in element.iter("td", "th"):
            cell.attrib.pop("rowspan", None)
            cell.attrib.pop("colspan", None)


def _reorder(table: Node) -> None:
    for group in table.iterchildren("thead", "tfoot"):
        group.tag = "tbody"
    for caption in table.findall("caption"):
        caption.tag = "div"
        table.addprevious(caption)


def _is_grid(table: Node) -> bool:
    """Return whether cell spans are valid: no overlap, none beyond its group, no column without a cell."""
    if not table.xpath(".//@rowspan|.//@colspan"):
        return True
    begun: set[int] = set()
    width = 0
    for group in table.iterchildren(*_GROUPS):
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(group):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                down, across = _span(cell, "rowspan"), _span(cell, "colspan")
                area = {(y + i, x + j) for i in range(down) for j in range(across)}
                if not area or area & taken or y + down > len(group):
                    return False
                taken |= area
                begun.add(x)
                width = max(width, x + across)
    return begun == set(range(width))


def _span(cell: Node, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if re.fullmatch("[1-9][0-9]?", value) else 0


_REPAIRS = {
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "details": _details,
    "figure": _figure,
    "p": _paragraph,
    "pre": _code,
    "table": _table,
}
