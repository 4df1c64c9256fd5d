"""Footnotes: numbered by their first use, and listed at the end; a note without a use comes last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from feeds.normalise.markdown import references

if TYPE_CHECKING:
    from markdown import Markdown

_USE = r"\[\^([^\]\s]+)\]"
_MARK = "footnote"


def register(md: Markdown, notes: dict[str, Element]) -> None:
    """Add footnotes to an engine; `notes` are those of the document, by label."""
    md.inlinePatterns.register(_Use(_USE, notes), "footnote", 175)
    md.treeprocessors.register(_List(notes), "footnote_list", 50)  # before inline (20)
    md.treeprocessors.register(_Numbers(), "footnote_numbers", 19)


class _Use(InlineProcessor):
    def __init__(self, pattern: str, notes: dict[str, Element]) -> None:
        super().__init__(pattern)
        self.notes = notes

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[Element | None, int | None, int | None]:
        label = references.label(m[1])
        if label not in self.notes:
            return None, None, None
        use = Element("sup", {_MARK: label})
        use.text = AtomicString("")
        return use, m.start(), m.end()


class _List(Treeprocessor):
    """Add the notes to the end of the tree, so that inline patterns apply to them."""

    def __init__(self, notes: dict[str, Element]) -> None:
        super().__init__()
        self.notes = notes

    def run(self, root: Element) -> None:
        if not self.notes:
            return
        section = SubElement(root, "div", {"class": "footnote"})
        SubElement(section, "hr")
        listed = SubElement(section, "ol")
        for label, note in self.notes.items():
            note.set(_MARK, label)
            listed.append(note)


class _Numbers(Treeprocessor):
    """Number the uses in the order of the text, and put the notes into the same order."""

    def run(self, root: Element) -> None:
        last = root[-1] if len(root) else None
        if last is None or last.get("class") != "footnote":
            return
        listed = last[1]
        notes = {note.attrib.pop(_MARK): note for note in listed}
        numbers: dict[str, int] = {}
        pending = list(root[:-1])
        seen = 0
        while pending:
            for element in pending:
                for use in element.iter("sup"):
                    if label := use.attrib.pop(_MARK, ""):
                        use.set("class", "footnote-ref")  # as the other engine has it; summaries leave it out
                        use.text = AtomicString(str(numbers.setdefault(label, len(numbers) + 1)))
            pending = [notes[label] for label in list(numbers)[seen:]]
            seen = len(numbers)
            if not pending and len(numbers) < len(notes):
                label = next(label for label in notes if label not in numbers)
                numbers[label] = len(numbers) + 1
                pending, seen = [notes[label]], len(numbers)
        listed[:] = [notes[label] for label in numbers]
