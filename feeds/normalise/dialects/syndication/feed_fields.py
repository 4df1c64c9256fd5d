"""Shared by the parsers of feed formats: their result, and names, texts and URLs."""

from __future__ import annotations

import re
from html import escape, unescape
from html.entities import html5
from typing import Any, NamedTuple
from urllib.parse import urljoin

from feeds.model.entry import CLOSED, Removal, State
from feeds.model.errors import PostError
from feeds.model.post import Author, Document
from feeds.model.problem import Message, Phrase, Problem
from feeds.model.source_state import FollowUp
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.item import Batch
from feeds.normalise.values.text import one_line, shorten

USE_FEED_URL = Message("use the URL or the file of the feed itself")
FETCH_AGAIN = Message("fetch or export it again")
SPLIT = Message("split it into several documents")
MAX_ENTRIES = 20_000  # in one document: no feed is meant to have as many
MAX_INTERVAL = 7 * 86_400  # seconds; a longer interval is taken for an error
_BLANK_LINE = re.compile(r"\n\s*\n")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z][A-Za-z0-9]{1,31};)")
_REFERENCE = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")
_IN_BRACKETS = re.compile(r"[^()\w]*\(([^()]+)\)[^()\w]*")
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:\.\d{1,6})?", re.ASCII)
_MAX_SECONDS = 7 * 86_400  # of a recording; more is a mistake
_EDGES = " -–—,;:<>()[]\"'|/"
_MAX_NAME = 300  # characters; a longer text is no name


class Feed(NamedTuple):
    """A parsed feed document: its batch, and what only the migration of a previous feed needs.

    `id` is that of an Atom feed, exactly as written; `older` the URL of the document with older entries.
    """

    batch: Batch
    id: str = ""
    older: str = ""


def refusal(document: Document, found: Phrase, remedy: Phrase, line: int | None = None) -> PostError:
    """Return the error of a document that is no feed, or not whole."""
    expected = Message("a feed (RSS, Atom or JSON Feed)")
    return PostError(Problem(document.locator, expected, found, remedy, line=line, severity="error"))


def check_count(document: Document, count: int) -> None:
    """Raise PostError for a document of more than MAX_ENTRIES entries."""
    if count > MAX_ENTRIES:
        counts = {"count": f"{count:,}", "most": f"{MAX_ENTRIES:,}"}
        found = Message("%(count)s entries, where at most %(most)s can be read", **counts)
        raise refusal(document, found, SPLIT)


def stripped(value: Any) -> str:
    """Return a stripped text; "" for any other value."""
    return value.strip() if isinstance(value, str) else ""


def paragraphs(plain: str) -> str:
    """Return plain text as HTML; paragraphs are separated by blank lines."""
    parts = (part.strip() for part in _BLANK_LINE.split(plain.replace("\r\n", "\n")))
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part)


def as_html(value: str) -> str:
    """Return a text that may be HTML or plain (an RSS description) as HTML; it is plain if it has lines."""
    return paragraphs(value) if "\n" in value and not _MARKUP.search(value) else value


def decode_references(fact: str) -> str:
    """Return a short text, such as a name, with its HTML character references decoded."""
    return _REFERENCE.sub(_character, fact) if "&" in fact else fact


def decode_title(written: str) -> str:
    """Return a title of RSS with the character references decoded that were escaped twice: "R&amp;D".

    Those of `<` and `>` stay, as do all of a title with tags (see `item_to_post`).
    """
    if "&" not in written or "<" in written:
        return written
    return _REFERENCE.sub(lambda found: found[0] if _character(found) in "<>" else _character(found), written)


def _character(found: re.Match[str]) -> str:
    # `unescape` decodes "&nothing;" to "¬hing;", as browsers do.
    return unescape(found[0]) if found[1][0] == "#" or f"{found[1]};" in html5 else found[0]


def person_name(written: str) -> str:
    """Return the name of "Name", "mail (Name)" or "Name <mail>" (RFC 822 §6.1), never the mail address."""
    if len(written) > _MAX_NAME:
        return ""
    found = " ".join(decode_references(written).split())
    if "@" in found:
        found = _MAIL.sub(" ", found)
        inside = _IN_BRACKETS.fullmatch(found)
        found = (inside[1] if inside else found).strip(_EDGES)
    return found if any(map(str.isalpha, found)) else ""


def authors(*persons: tuple[str, str]) -> tuple[Author, ...]:
    """Return authors of pairs of name and URL as written; equal names are the same person."""
    found: dict[str, Author] = {}
    for written, url in persons:
        if plain := person_name(written):
            found.setdefault(plain, Author(plain, url))
    return tuple(found.values())


def number(value: Any) -> int | None:
    """Return a size in bytes, or any count; None for what is none."""
    digits = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None  # noqa: PLR2004


def seconds(written: str) -> int | None:
    """Return a duration in seconds: `3723`, `93.5`, `62:03` or `1:02:03`; None for any other text."""
    found = _DURATION.fullmatch(written.strip())
    if not found:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + rest
    return total if 0 < total <= _MAX_SECONDS else None


def first_web_url(*addresses: str) -> str:
    """Return the first URL of http or https: the base of a document's relative URLs."""
    return next(filter(is_web_url, addresses), "")


def joined(base: str, url: str) -> str:
    """Return a URL resolved, as for a nested `xml:base`; an empty or invalid one is the base itself."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return base


def next_link(url: str, own: str) -> tuple[FollowUp, ...]:
    """Return the link to the next part of a list, unless it is this one again."""
    return (FollowUp(url),) if url and url != own else ()


MAX_REASON = 200  # characters


def removal(id_: str, state: object, reason: str) -> Removal:
    """Return a stated removal; a state that no entry ends in is taken as closed."""
    known: State = next((one for one in CLOSED if one == state), "closed")
    return Removal(id_, known, shorten(one_line(reason), MAX_REASON))
