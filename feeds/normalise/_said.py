"""What a feed says, as written: what the readers of its formats give to `syndication`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

from feeds.errors import PostError
from feeds.model import Document, Problem

GIVE = "give the address or the file of the feed itself"
AGAIN = "fetch or export it again"
_BLANK_LINE = re.compile(r"\n\s*\n")


class Said(NamedTuple):
    """An entry: id, address and dates to the letter, and empty where nothing is said."""

    id: str
    url: str
    title: str
    content_html: str
    published: str
    updated: str


class Feed(NamedTuple):
    """A document: its entries in their order, and the addresses that it gives of itself, as written."""

    entries: Iterable[Said]
    id: str = ""
    itself: str = ""
    home: str = ""
    older: str = ""
    problems: tuple[Problem, ...] = ()


def refusal(document: Document, found: str, remedy: str, line: int | None = None) -> PostError:
    """Say that a document is no feed, or not whole."""
    expected = "a feed (RSS, Atom or JSON Feed)"
    return PostError(Problem(document.locator, expected, found, remedy, line=line, severity="error"))


def letters(value: Any) -> str:
    """Give a text without the blanks around it; what is no text says nothing."""
    return value.strip() if isinstance(value, str) else ""


def paragraphs(plain: str) -> str:
    """Write plain text as HTML; a blank line parts two paragraphs."""
    parts = (part.strip() for part in _BLANK_LINE.split(plain.replace("\r\n", "\n")))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)
