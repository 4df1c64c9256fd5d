"""Tables of GFM (GitHub Flavored Markdown 0.29 §4.10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from feeds.normalise.markdown.blocks import BlockParser

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = re.compile(r"((?:\\.|[^\\|])*)\|", re.DOTALL)
_MAX_CELLS = 200_000  # of one table, empty ones that no author wrote included


def head(line: str, delimiters: str) -> tuple[list[str], list[str]] | None:
    """Return the cells of a header row and the alignments of the columns, or None if it begins no table."""
    if "|" not in line and "|" not in delimiters:
        return None
    if not _DELIMITERS.match(delimiters):
        return None
    columns = [_alignment(cell) for cell in cells(delimiters)]
    names = cells(line)
    return (names, columns) if len(names) == len(columns) else None


def _alignment(cell: str) -> str:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left" if cell.startswith(":") else ""


def cells(line: str) -> list[str]:
    """Return the texts of a row's cells; a bar after a backslash is part of the text, in code too."""
    line = line.strip(" \t").removeprefix("|")
    found = []
    at = 0
    for cell in _BAR.finditer(line):
        found.append(cell[1])
        at = cell.end()
    if line[at:].strip():
        found.append(line[at:])
    return [cell.strip(" \t").replace("\\|", "|") for cell in found]


class Table:
    """A table, to which rows are added."""

    def __init__(self, parser: BlockParser, parent: Element, names: list[str], columns: list[str]) -> None:
        self.element = SubElement(parent, "table")
        self.columns = columns
        self.body: Element | None = None
        self.left = _MAX_CELLS
        self._row(parser, SubElement(self.element, "thead"), "th", names)

    def take(self, _line: str) -> bool:
        """Return False: any line may be the beginning of another block."""
        return False

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Do nothing: the table is part of its parent from its start."""

    def add(self, parser: BlockParser, text: str) -> None:
        """Add a row, with as many cells as there are columns."""
        if self.body is None:
            self.body = SubElement(self.element, "tbody")
        self._row(parser, self.body, "td", cells(text))

    def _row(self, parser: BlockParser, parent: Element, tag: str, texts: list[str]) -> None:
        row = SubElement(parent, "tr")
        for index, column in enumerate(self.columns):
            if index >= len(texts) and self.left <= 0:
                break
            self.left -= 1
            cell = SubElement(row, tag)
            cell.text = parser.inline(texts[index]) if index < len(texts) else ""
            if column:
                cell.set("style", f"text-align: {column}")
