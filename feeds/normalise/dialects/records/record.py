"""Base class of the notations of job records: records, and texts found in them by expressions."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem
from feeds.normalise.values import text as texts

MAX_BYTES = 20_000_000  # bytes of one document
MAX_RECORDS = 20_000  # records in one document
# Characters that all expressions together may find: a record may repeat what is outside it.
_MAX_CHARACTERS = 100_000_000
TEXT_COST = 50  # of finding one text, in characters
EMPTY = Message("an empty document")
AGAIN = Message("fetch or export it again")
_MAX_QUOTE = 80  # characters

_BLANK_LINE = re.compile(r"\n\s*\n")
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*>|!--)")
# Only elements of texts: "&lt;3" and "a &lt;b&gt; c" are meant to be read.
_ESCAPED_TAG = re.compile(
    r"&(?:lt|#60|#x3c);/?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|em|b|i|a|table|section)(?:[\s/]|&gt;|&#62;|&#x3e;)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def refusal(document: Document, found: Phrase, remedy: Phrase, line: int | None = None) -> PostError:
    """Return the error of a document that is no list of job records, or not whole."""
    expected = Message("a list of job records (JSON, XML, CSV or HTML)")
    return PostError(Problem(document.locator, expected, found, remedy, line=line, severity="error"))


class Tree(ABC):
    """A document of records. A node is a value of its notation: a record, or something in one.

    `problem` is what had to be repaired to read it, if anything.
    """

    problem: Problem | None = None
    base = ""  # of relative links, if the document states it

    def __init__(self, document: Document) -> None:
        self.document = document
        self._characters_left = _MAX_CHARACTERS

    @abstractmethod
    def find(self, expression: str, at: Any = None) -> list[Any]:
        """Return the nodes that an expression finds, in the whole document or `at` a node.

        Empty, null and false nodes are left out. An invalid expression finds none.
        """

    def has_shape(self, expression: str) -> bool:
        """Return whether the expression of a shape finds something in the whole document."""
        return bool(self.find(expression))

    @abstractmethod
    def raw_text(self, node: Any) -> str:
        """Return the stripped text of a node; a node that holds others may have none."""

    @abstractmethod
    def records(self, items: str) -> list[Any]:
        """Return the records; raises PostError when there is no list of them, while an empty one is fine."""

    @abstractmethod
    def describe(self) -> Phrase:
        """Return a phrase on the top level of the document, for messages."""

    def is_empty(self) -> bool:
        """Return whether a document has a place for records, and none."""
        return False

    def is_record(self, node: Any) -> bool:
        """Return whether a node can have fields."""
        return isinstance(node, Mapping)

    def text(self, node: Any) -> str:
        """Return the publishable text of a node; raises PostError when all texts together grow too long."""
        found = texts.drop_forbidden(self.raw_text(node))
        self.charge(len(found) + TEXT_COST)
        return found

    def charge(self, characters: int) -> None:
        """Count work as characters of text; raises PostError when all together are too many."""
        self._characters_left -= characters
        if self._characters_left < 0:
            raise refusal(
                self.document,
                Message("records that repeat each other's texts"),
                Message("check the expressions of the mapping"),
            )

    def value(self, node: Any, field: str) -> str:
        """Return the text of a node for a field of a mapping, such as `url` or `detail.url`."""
        del field
        return self.text(node)

    def html(self, node: Any) -> str:
        """Return the text of a node as HTML."""
        return markup(self.text(node))

    def check_count(self, records: list[Any]) -> list[Any]:
        """Return the records; raises PostError when there are more than MAX_RECORDS."""
        if len(records) > MAX_RECORDS:
            found = Message("%(count)s records", count=f"{len(records):,}")
            remedy = Message("split it into parts of %(count)s", count=f"{MAX_RECORDS:,}")
            raise refusal(self.document, found, remedy)
        return records


def quote(words: str) -> str:
    """Return a text of a document in quotation marks, on one line and shortened."""
    return f"“{texts.shorten(texts.one_line(words), _MAX_QUOTE)}”"


def plain(written: str) -> str:
    """Return a text on one line, its HTML character references decoded."""
    return texts.one_line(unescape(written) if _ENTITY.search(written) else written)


def markup(written: str) -> str:
    """Return as HTML what is HTML, HTML that was escaped once more (Greenhouse), or plain text."""
    if not _TAG.search(written) and _ESCAPED_TAG.search(written):
        written = unescape(written).strip()
    if _TAG.search(written):
        # Lever's lists are `<li>` without a `<ul>`.
        return f"<ul>{written}</ul>" if re.match(r"<li[\s>]", written, re.IGNORECASE) else written
    if _ENTITY.search(written):
        written = unescape(written)
    parts = (part.strip() for part in _BLANK_LINE.split(texts.drop_forbidden(written)))
    return "".join(f"<p>{_lines(part)}</p>" for part in parts if part)


def _lines(paragraph: str) -> str:
    return "<br>".join(escape(line.strip(), quote=False) for line in paragraph.split("\n") if line.strip())
