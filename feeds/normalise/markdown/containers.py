"""Containers of blocks: quotations, list items, notes and definitions; alerts and task lists of GFM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_BOXES = {" ": "\u2610 "}  # an empty ballot box; a checked one for all others
_CHECKED = "\u2611 "
_ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)", re.IGNORECASE)


@dataclass(slots=True)
class List:
    """A list, and its last item; `sign` is what the items of one list have in common (CommonMark §5.3)."""

    sign: str
    element: Element
    is_loose: bool = False
    item: Container | None = None


@dataclass(slots=True)
class Container:
    """An open container: `content` and `near` are the columns that its lines have, and at least have."""

    sign: str
    element: Element
    content: int = 0
    near: int = 0
    row: int = -1  # in which it began
    blank: int = -2  # the row of the last blank line
    filled: bool = False
    after_html: bool = False
    list: List | None = None  # that it is an item of
    last_list: List | None = None  # its last child, if that is a list


def is_literal(element: Element) -> bool:
    """Return whether an element is a paragraph that stands for HTML."""
    return type(element.text) is not str


def finish(made: List) -> None:
    """Mark tasks, and remove the paragraphs of a tight list (CommonMark §5.3)."""
    for item in made.element:
        first = item[0] if len(item) and item.tag == "li" else None
        if first is not None and first.tag == "p" and (box := _TASK.match(first.text or "")):
            first.text = _BOXES.get(box[1], _CHECKED) + box.string[box.end() :]
        if not made.is_loose:
            _unwrap(item)


def _unwrap(item: Element) -> None:
    previous: Element | None = None
    for child in list(item):
        if child.tag != "p" or is_literal(child):
            previous = child
        elif previous is None:
            item.text = f"{item.text}\n{child.text}" if item.text else child.text
            item.remove(child)
        else:
            previous.tail = f"{previous.tail}\n{child.text}" if previous.tail else f"\n{child.text}"
            item.remove(child)


def name_alert(quotation: Element) -> None:
    """Replace the mark of an alert (`[!NOTE]`) at the start of a quotation by its name."""
    first = quotation[0] if len(quotation) else None
    found = _ALERT.match(first.text or "") if first is not None and first.tag == "p" else None
    if first is None or not found:
        return
    rest = (first.text or "")[found.end() :]
    if not rest and len(quotation) == 1:
        return
    first.text = f"**{found[1].capitalize()}**"
    if rest:
        below = Element("p")
        below.text = rest
        quotation.insert(1, below)
