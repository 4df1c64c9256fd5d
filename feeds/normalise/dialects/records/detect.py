"""In which notation a document of records is written, by its first signs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects.records import csv_records, json_records, xml_records
from feeds.normalise.dialects.records.record import LARGEST, Tree, refusal

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # what may stand before the first sign, in any encoding
_HEAD = re.compile(
    rb"(?s)(?:\s|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[.{0,20000}?\]\s*)?>)*",
    re.IGNORECASE,
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]{0,100}:)?([A-Za-z_][\w.-]{0,100})")
_PAGE = re.compile(rb"(?i)\s*<!doctype\s+html|<html[\s>]")
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_LINKED_DATA = re.compile(rb'[\[{\s]*"@(?:context|graph|type)"\s*:')
# What an error of a web server begins with when it is no page of its own.
_FRAGMENTS = frozenset(
    b"html head body title meta br hr p b a i h1 h2 h3 pre div span table center font script style".split()
)
# What other dialects read: feeds, sitemaps, pages.
_OTHERS = frozenset({b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"opml", b"svg"})
_LOGIN = re.compile(rb"(?i)type\s*=\s*[\"']?password")


def notation(body: bytes) -> str:
    """Name the notation: `json`, `xml`, `csv`; empty for a page and for what is none of them."""
    start = body[:100_000].replace(b"\x00", b"").lstrip(_MARKS)
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<"):
        return "" if _PAGE.match(start) or _root(start) in _FRAGMENTS else "xml"
    return "csv" if start and csv_records.is_table(body) else ""


def recognises(body: bytes) -> bool:
    """Tell whether a document may hold records: JSON, XML or a table that no other dialect reads."""
    found = notation(body)
    start = body[:100_000].replace(b"\x00", b"").lstrip(_MARKS)
    if found == "json":
        return not _JSON_FEED.search(body) and not _LINKED_DATA.match(start)
    return found == "csv" or (found == "xml" and _root(start) not in _OTHERS)


def _root(start: bytes) -> bytes:
    head = _HEAD.match(start)
    root = _ROOT.match(start, head.end() if head else 0)
    return root[2].lower() if root else b""


def opened(document: Document, format_: str, namespaces: Mapping[str, str]) -> Tree:
    """Read a document in the notation that it says, or that is seen; raises PostError."""
    size = len(document.body)
    if size > LARGEST:
        found = f"{size / 1_000_000:.1f} MB"
        raise refusal(document, found, f"cut it into documents of at most {LARGEST // 1_000_000} MB")
    seen = notation(document.body)
    wanted = format_ or seen
    if not seen and (wanted != "csv" or document.body.lstrip(_MARKS)[:1] in (b"<", b"")):
        raise _nothing(document)
    if wanted == "csv":
        return csv_records.opened(document)
    if wanted != seen:
        raise refusal(document, f"{_NAMES[seen]}, no {_NAMES[wanted]}", "look at what the address gives")
    return json_records.opened(document) if wanted == "json" else xml_records.opened(document, namespaces)


_NAMES = {"json": "JSON", "xml": "XML", "csv": "a table"}


def _nothing(document: Document) -> PostError:
    start = document.body[:100_000].lstrip(_MARKS)
    if not start:
        return refusal(document, "nothing: it is empty", "fetch or export it again")
    if start.startswith(b"<"):
        page = "a page to log in" if _LOGIN.search(document.body[:1_000_000]) else "an HTML page"
        return refusal(document, page, "give the address of the list itself")
    words = " ".join(start[:400].decode("utf-8", "replace").split())
    return refusal(
        document, f"a text that is no list: “{words[:60]}…”", "give the address of the list itself"
    )
