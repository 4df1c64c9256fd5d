"""Job records in a table: CSV with any of the usual delimiters and encodings (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any

from feeds.model.post import Document
from feeds.model.problem import Message, Phrase
from feeds.normalise.dialects.records.record import AGAIN, EMPTY, Tree, refusal
from feeds.normalise.values.text import fold

DELIMITERS = (",", ";", "\t", "|")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LITERAL = re.compile(r"'(.*)'", re.DOTALL)
_SNIFF_LENGTH = 64_000  # characters
_MIN_COLUMNS = 3  # names of columns that are a table without any row
_MAX_HEADING = 80  # characters: a longer first cell is a text, not the name of a column


class CsvTree(Tree):
    """A table; an expression is the name of a column, in upper or lower case, or a text in single quotes."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.names, self.rows = _parsed(document)

    def find(self, expression: str, at: Any = None) -> list[Any]:
        """See `Tree`."""
        if literal := _LITERAL.fullmatch(expression.strip()):
            return [literal[1]]
        if isinstance(at, str):  # the cell itself
            return [at]
        cell = at.get(fold(expression), "") if isinstance(at, dict) else ""
        return [cell] if cell.strip() else []

    def has_shape(self, expression: str) -> bool:
        """See `Tree`; it has a column of that name."""
        return bool(expression) and fold(expression) in map(fold, self.names)

    def raw_text(self, node: Any) -> str:
        """See `Tree`."""
        return node.strip() if isinstance(node, str) else ""

    def records(self, items: str) -> list[Any]:
        """See `Tree`; all rows are records."""
        del items
        return self.check_count(self.rows)

    def is_empty(self) -> bool:
        """See `Tree`."""
        return not self.rows

    def describe(self) -> Phrase:
        """See `Tree`."""
        columns = ", ".join(f"`{name}`" for name in self.names[:12])
        return Message("a table with the columns %(columns)s", columns=columns)


def _parsed(document: Document) -> tuple[list[str], list[dict[str, str]]]:
    written = decoded(document.body, document.charset)
    try:
        lines = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter(written))
        names = next((line for line in lines if any(cell.strip() for cell in line)), [])
        columns = [fold(name) for name in names]
        rows = []
        for line in lines:
            if any(cell.strip() for cell in line):
                row: dict[str, str] = {}
                for column, cell in zip(columns, line, strict=False):
                    row.setdefault(column, cell)
                rows.append(row)
    except csv.Error as error:
        found = Message("a table that cannot be read: %(error)s", error=str(error))
        raise refusal(document, found, Message("export it again")) from error
    if not names:
        raise refusal(document, EMPTY, AGAIN)
    return [" ".join(name.split())[:_MAX_HEADING] for name in names], rows


def decoded(body: bytes, charset: str = "") -> str:
    """Return bytes as text: by their BOM, as UTF-8, in the encoding of the server, or as windows-1252."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    for name in ("utf-8-sig", charset, "cp1252"):
        try:
            return body.decode(name)
        except (LookupError, ValueError):  # no such encoding, or the document is in another one
            continue
    return body.decode("latin-1")


def delimiter(written: str) -> str:
    """Return the delimiter of a table: the most frequent one outside quotes in its first line."""
    head = _QUOTED.sub("", written[:_SNIFF_LENGTH].lstrip("\r\n"))
    first = head.splitlines()[0] if head.strip() else ""
    counted = Counter(mark for mark in first if mark in DELIMITERS)
    return max(DELIMITERS, key=lambda mark: counted[mark])


def is_cut_short(document: Document) -> bool:
    """Return whether a table ends within quotes, or with fewer cells than columns in a line that does not end."""
    written = decoded(document.body, document.charset)
    try:
        lines = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter(written), strict=True)
        found = [len(line) for line in lines if any(cell.strip() for cell in line)]
    except csv.Error as error:
        return "unexpected end" in str(error)
    return bool(found) and found[-1] < found[0] and not written.endswith(("\n", "\r"))


def is_table(body: bytes) -> bool:
    """Return whether a document begins with a line of headings, and the next line has as many cells."""
    written = decoded(body[:_SNIFF_LENGTH])
    mark = delimiter(written)
    try:
        lines = csv.reader(io.StringIO(written, newline=""), delimiter=mark)
        found = [line for _, line in zip(range(3), (line for line in lines if line), strict=False)]
    except csv.Error:
        return False
    if not found or len(found[0]) == 1:
        return False
    head = [cell.strip() for cell in found[0]]
    if len({*head}) < len(head) or not all(0 < len(cell) <= _MAX_HEADING and "<" not in cell for cell in head):
        return False
    if len(found) > 1:
        return len(found[1]) == len(head)
    return len(head) >= _MIN_COLUMNS and all(re.fullmatch(r"[\w .()/-]+", cell) for cell in head)


def parse(document: Document) -> Tree:
    """Parse a document; raises PostError."""
    return CsvTree(document)
