"""What the three notations of job records have in common: records, and texts found in them by expressions."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise.values import text as texts

LARGEST = 20_000_000  # bytes of one document
MOST = 20_000  # records in one document
# Characters that all expressions together may find: a record may repeat what is outside it.
_TEXT = 100_000_000
_EACH = 50  # what finding one costs, in characters
_CITED = 80  # characters

_BLANK_LINE = re.compile(r"\n\s*\n")
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*>|!--)")
# Of the elements that texts are made of: "&lt;3" and "a &lt;b&gt; c" are meant to be read.
_ESCAPED_TAG = re.compile(
    r"&(?:lt|#60|#x3c);/?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|em|b|i|a|table|section)(?:[\s/]|&gt;|&#62;|&#x3e;)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def refusal(document: Document, found: str, remedy: str, line: int | None = None) -> PostError:
    """Say that a document is no list of job records, or not whole."""
    expected = "a list of job records (JSON, XML or CSV)"
    return PostError(Problem(document.locator, expected, found, remedy, line=line, severity="error"))


class Tree(ABC):
    """A document of records. A node is whatever the notation has: a record, or something in one.

    `trouble` says what had to be mended to read it.
    """

    trouble: Problem | None = None

    def __init__(self, document: Document) -> None:
        self.document = document
        self._left = _TEXT

    @abstractmethod
    def find(self, expression: str, at: Any = None) -> list[Any]:
        """Give the nodes that an expression finds, in the whole document or `at` a node.

        What is empty, null or false is not found, and neither is anything by an expression that is none.
        """

    @abstractmethod
    def letters(self, node: Any) -> str:
        """Give the text of a node without the blanks around it; a node that holds others may have none."""

    @abstractmethod
    def records(self, items: str) -> list[Any]:
        """Give the records; raises PostError when there is no list of them, while an empty one is fine."""

    @abstractmethod
    def looks(self) -> str:
        """Say in a phrase what the document holds at its top."""

    def is_record(self, node: Any) -> bool:
        """Tell whether a node can have fields."""
        return isinstance(node, Mapping)

    def text(self, node: Any) -> str:
        """Give the text of a node as it may be published; raises PostError when all of them grow too long."""
        found = texts.drop_forbidden(self.letters(node))
        self._left -= len(found) + _EACH
        if self._left < 0:
            raise refusal(
                self.document, "records that repeat each other's texts", "look at what is asked of it"
            )
        return found

    def html(self, node: Any) -> str:
        """Give the text of a node as HTML."""
        return markup(self.text(node))

    def limited(self, records: list[Any]) -> list[Any]:
        """Give the records back; raises PostError when there are more than anybody publishes."""
        if len(records) > MOST:
            raise refusal(self.document, f"{len(records):,} records", f"cut it into parts of {MOST:,}")
        return records


def cited(words: str) -> str:
    """Cite what a document says, on one line and cut where it would fill more."""
    return f"“{texts.shorten(texts.one_line(words), _CITED)}”"


def plain(written: str) -> str:
    """Give a text on one line, with the characters that HTML's entities in it stand for."""
    return texts.one_line(unescape(written) if _ENTITY.search(written) else written)


def markup(written: str) -> str:
    """Give as HTML what is HTML, HTML that was escaped once more (Greenhouse), or plain text."""
    if not _TAG.search(written) and _ESCAPED_TAG.search(written):
        written = unescape(written).strip()
    if _TAG.search(written):
        # Lever's lists are items without a list around them.
        return f"<ul>{written}</ul>" if re.match(r"<li[\s>]", written, re.IGNORECASE) else written
    if _ENTITY.search(written):
        written = unescape(written)
    parts = (part.strip() for part in _BLANK_LINE.split(texts.drop_forbidden(written)))
    return "".join(f"<p>{_lines(part)}</p>" for part in parts if part)


def _lines(paragraph: str) -> str:
    return "<br>".join(escape(line.strip(), quote=False) for line in paragraph.split("\n") if line.strip())
