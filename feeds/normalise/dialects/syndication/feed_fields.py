"""What the readers of feed formats share: what they give, and how names, texts and addresses are taken."""

from __future__ import annotations

import re
from html import escape, unescape
from html.entities import html5
from typing import Any, NamedTuple
from urllib.parse import urljoin

from feeds.model.errors import PostError
from feeds.model.post import Author, Document
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUp
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.item import Batch

GIVE = "give the address or the file of the feed itself"
AGAIN = "fetch or export it again"
CUT = "cut it into several documents"
MOST_ENTRIES = 20_000  # in one document: no feed is meant to have as many
LONGEST_WAIT = 7 * 86_400  # seconds: who asks for more forgot about it
_BLANK_LINE = re.compile(r"\n\s*\n")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]{1,31};)")
_REFERENCE = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")
_IN_BRACKETS = re.compile(r"[^()\w]*\(([^()]+)\)[^()\w]*")
_AROUND = " -–—,;:<>()[]\"'|/"
_LONGEST_NAME = 300  # characters: what is longer is a text


class Feed(NamedTuple):
    """A document: what it holds, and what only feeds that were published before are asked for.

    `id` is that of an Atom feed, to the letter; `older` the document with older entries.
    """

    batch: Batch
    id: str = ""
    older: str = ""


def refusal(document: Document, found: str, remedy: str, line: int | None = None) -> PostError:
    """Say that a document is no feed, or not whole."""
    expected = "a feed (RSS, Atom or JSON Feed)"
    return PostError(Problem(document.locator, expected, found, remedy, line=line, severity="error"))


def bounded(document: Document, count: int) -> None:
    """Refuse a document of more entries than can be kept in mind."""
    if count > MOST_ENTRIES:
        raise refusal(document, f"{count:,} entries, where at most {MOST_ENTRIES:,} can be read", CUT)


def letters(value: Any) -> str:
    """Give a text without the blanks around it; what is no text says nothing."""
    return value.strip() if isinstance(value, str) else ""


def paragraphs(plain: str) -> str:
    """Write plain text as HTML; a blank line parts two paragraphs."""
    parts = (part.strip() for part in _BLANK_LINE.split(plain.replace("\r\n", "\n")))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)


def loose(value: str) -> str:
    """Give a text that may be HTML or plain (an RSS description) as HTML: only paragraphs make it plain."""
    return paragraphs(value) if "\n" in value and not _MARKUP.search(value) else value


def decoded(fact: str) -> str:
    """Read all references of HTML in a name or another short fact, which is never about them."""
    return _REFERENCE.sub(_character, fact) if "&" in fact else fact


def _character(found: re.Match[str]) -> str:
    # The library would take "&nothing;" for "¬hing;", as browsers do.
    return unescape(found[0]) if found[1][0] == "#" or f"{found[1]};" in html5 else found[0]


def name(written: str) -> str:
    """Find the name in what should be one: "mail (Name)" and "Name <mail>" (RFC 822 §6.1), never the mail."""
    if len(written) > _LONGEST_NAME:
        return ""
    found = " ".join(decoded(written).split())
    if "@" in found:
        found = _MAIL.sub(" ", found)
        inside = _IN_BRACKETS.fullmatch(found)
        found = (inside[1] if inside else found).strip(_AROUND)
    return found if any(map(str.isalpha, found)) else ""


def authors(*persons: tuple[str, str]) -> tuple[Author, ...]:
    """Make authors of names and addresses as written; a name that comes again is the same person."""
    found: dict[str, Author] = {}
    for written, url in persons:
        if said := name(written):
            found.setdefault(said, Author(said, url))
    return tuple(found.values())


def number(value: Any) -> int | None:
    """Read a size in bytes, or any count; None for what is none."""
    digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None  # noqa: PLR2004


def origin(*addresses: str) -> str:
    """Give the first address on the web: what those in a document are relative to."""
    return next(filter(is_web_url, addresses), "")


def joined(base: str, url: str) -> str:
    """Resolve an `xml:base`, which may itself be relative; an empty or wrong one changes nothing."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return base


def further(url: str, own: str) -> tuple[FollowUp, ...]:
    """Ask for the next part of a list, unless it is this one again."""
    return (FollowUp(url),) if url and url != own else ()
