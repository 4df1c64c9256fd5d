"""Detect the notation of job records (JSON, XML or CSV) by the first characters; HTML is configured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message
from feeds.normalise.dialects.records import csv_records, json_records, wrapped_json, xml_records
from feeds.normalise.dialects.records.record import AGAIN, EMPTY, MAX_BYTES, Tree, refusal

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # BOMs and blanks before the first character, in any encoding
_HEAD = re.compile(
    rb"(?s)(?:\s|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[.{0,20000}?\]\s*)?>)*", re.IGNORECASE
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]{0,100}:)?([A-Za-z_][\w.-]{0,100})")
_PAGE = re.compile(rb"(?i)\s*<!doctype\s+html|<html[\s>]")
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_LINKED_DATA = re.compile(rb'[\[{\s]*"@(?:context|graph|type)"\s*:')
# First elements of the error messages of web servers that are no whole page.
_FRAGMENTS = frozenset(
    b"html head body title meta br hr p b a i h1 h2 h3 pre div span table center font script style".split()
)
# Roots of other dialects: feeds, sitemaps, pages.
_OTHERS = frozenset({b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"opml", b"svg"})
PUBLIC = Message("use the address of a public list, or that of an API with a key in `headers` or `auth` of the source")
_LOGIN = re.compile(rb"(?i)type\s*=\s*[\"']?password")


def notation(body: bytes) -> str:
    """Return the notation: `json`, `xml`, `csv`; empty for an HTML page and anything else."""
    start = body[:100_000].replace(b"\x00", b"").lstrip(_MARKS)
    if start.startswith((b"{", b"[")) or wrapped_json.CALL.match(start):
        return "json"
    if start.startswith(b"<"):
        return "" if _PAGE.match(start) or _root(start) in _FRAGMENTS else "xml"
    return "csv" if start and csv_records.is_table(body) else ""


def recognises(body: bytes) -> bool:
    """Return whether a document may hold records: JSON, XML or a table that no other dialect reads."""
    found = notation(body)
    start = body[:100_000].replace(b"\x00", b"").lstrip(_MARKS)
    if found == "json":
        return not _JSON_FEED.search(body) and not _LINKED_DATA.match(start)
    return found == "csv" or (found == "xml" and _root(start) not in _OTHERS)


def _root(start: bytes) -> bytes:
    head = _HEAD.match(start)
    root = _ROOT.match(start, head.end() if head else 0)
    return root[2].lower() if root else b""


def parse(document: Document, mapping: Mapping[str, Any], here: str = "") -> Tree:
    """Parse a document in the notation of a mapping, else in the one detected; raises PostError.

    `here` is its address, by which links in a page are resolved. With `names: folded`, elements of XML are known by the
    letters and digits of their names, in lower case.
    """
    size = len(document.body)
    if size > MAX_BYTES:
        found = Message("%(size)s MB", size=f"{size / 1_000_000:.1f}")
        remedy = Message("split it into documents of at most %(size)s MB", size=MAX_BYTES // 1_000_000)
        raise refusal(document, found, remedy)
    if isinstance(selector := mapping.get("json_in"), str):
        from feeds.normalise.dialects.records import html_records

        return html_records.json_in(document, selector, mapping.get("items"))
    detected = notation(document.body)
    format_ = mapping.get("format")
    wanted = format_ if isinstance(format_, str) and format_ else detected
    if wanted == "html" and detected in ("", "xml"):  # XHTML begins as XML does
        return _page(document, here)
    if not detected and (wanted != "csv" or document.body.lstrip(_MARKS)[:1] in (b"<", b"")):
        raise _no_records(document)
    if wanted == "csv":
        return csv_records.parse(document)
    if wanted != detected:
        names = {"found": _NAMES[detected], "wanted": _NAMES[wanted]}
        raise refusal(document, Message("%(found)s instead of %(wanted)s", **names), Message("correct `format`"))
    if wanted == "json":
        return json_records.parse(document)
    spaces = mapping.get("namespaces")
    spaces = {str(one): str(to) for one, to in spaces.items()} if isinstance(spaces, Mapping) else {}
    return xml_records.parse(document, spaces, folded=mapping.get("names") == "folded")


_NAMES = {"json": "JSON", "xml": "XML", "csv": "a table", "html": "HTML"}


def _page(document: Document, here: str) -> Tree:
    from feeds.normalise.dialects.records import html_records

    if not document.body.lstrip(_MARKS).startswith(b"<"):
        raise _no_records(document)
    return html_records.parse(document, here)


def is_login(body: bytes) -> bool:
    """Return whether a page has a field for a password."""
    return bool(_LOGIN.search(body[:1_000_000]))


def _no_records(document: Document) -> PostError:
    start = document.body[:100_000].lstrip(_MARKS)
    if not start:
        return refusal(document, EMPTY, AGAIN)
    remedy = Message("use the URL of the list itself, or set `format: html` in the mapping")
    if start.startswith(b"<"):
        page = Message("a login page") if is_login(document.body) else Message("an HTML page")
        return refusal(document, page, PUBLIC if is_login(document.body) else remedy)
    words = " ".join(start[:400].decode("utf-8", "replace").split())
    return refusal(document, Message("a text that is no list: “%(text)s…”", text=words[:60]), remedy)
