"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1, of partners and of former times.

    Document | decoded | XML: _rss or _atom, JSON: _json_feed → Batch of Items
    Items of a feed that was published before → Former: the id by which readers know it, dates, text

A document is known by its body, never by its name or media type: both are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from feeds.model.entry import PreviousEntry
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.encoding import decode
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.syndication.feed_fields import CUT, GIVE, Feed, refusal
from feeds.normalise.values import text
from feeds.normalise.values.feed_dates import instant
from feeds.normalise.values.links import web_page
from feeds.normalise.values.text import quoted

__all__ = ["PreviousFeed", "previous_feed", "read", "recognises"]

LARGEST = 20_000_000  # bytes

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # what may stand before the first sign, in any encoding
# What may stand before the first element; none of it is gone over twice.
_ABOVE = r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+"
_PAGE = re.compile(rf"(?is){_ABOVE}<(?:!doctype\s+html\b|html\b)")
_DOCTYPE = r"(?><!DOCTYPE\s[^\[>]*+(?:\[.*?\]\s*)?>)?+"
_ROOT = re.compile(
    rf"(?is)(?!---\s)(?:.{{0,2000}}?<\?xml\s[^>]*+>|[^<]*+){_ABOVE}{_DOCTYPE}{_ABOVE}<((?:[\w.-]+:)?(\w+)\b[^>]*+)"
)
_SOMEWHERE = re.compile(r"(?i)<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed)[\s>]")
_NAMESPACES = {
    "rss": re.compile(r""),
    "rdf": re.compile(r"purl\.org/(?:rss/1\.0|net/rss)|netscape\.com/(?:rdf/simple|publish)"),
    "feed": re.compile(r"(?i)[\"']https?://(?:www\.w3\.org/2005/atom|purl\.org/atom/ns)"),
}
_JSON_FEED = re.compile(
    r"(?<!\\)\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org\\?/version\\?/1\b"
)
_HEAD = 64_000  # bytes in which the root of a document stands


@dataclass(frozen=True, slots=True)
class PreviousFeed:
    """One document of a feed: its entries in the order they stand in, and what was wrong with it.

    `id` is that of an Atom feed, to the letter. `older` is where the document with older entries lies, for a
    feed that is archived (RFC 5005 §4) or paged (§3, or JSON Feed's `next_url`); empty in the last one.
    """

    entries: tuple[PreviousEntry, ...]
    problems: tuple[Problem, ...] = ()
    id: str = ""
    older: str = ""


def recognises(body: bytes) -> bool:
    """Tell whether a document is a feed, by how it begins: its root, or the `version` of a JSON Feed."""
    if body.lstrip(_MARKS)[:1] == b"{":
        return b"jsonfeed" in body.replace(b"\0", b"") and bool(_JSON_FEED.search(decode(body).text))
    head = decode(body[:_HEAD]).text.lstrip("\ufeff")
    if _PAGE.match(head):
        return False
    found = _ROOT.match(head)
    known = _NAMESPACES.get(found[2].lower()) if found else None
    return bool(found and known and known.search(found[1] if found[2] != "RDF" else head))


def read(document: Document, given: SourceOptions) -> Batch:
    """Read a partner's feed.

    Raises PostError when the document is no feed, or not whole: half a feed would look as if the other half
    were closed. An entry whose id no feed could hold is left out, all others are given as they stand.
    """
    batch = _feed(document, given.url).batch
    marks = [(number, item, text.find_forbidden(item.id)) for number, item in enumerate(batch.items, 1)]
    wrong = tuple(_unfit(document.locator, number, item.id, mark[1]) for number, item, mark in marks if mark)
    if not wrong:
        return batch
    kept = tuple(item for _, item, mark in marks if not mark)
    return replace(batch, items=kept, problems=(*batch.problems, *wrong))


def previous_feed(document: Document) -> PreviousFeed:
    """Read a document of a feed that was published before.

    An entry without an id is known by its link, as readers know it. Of entries with the same id the first
    counts. The HTML of an entry stays as it is, and has to be sanitised before it is published again. Raises
    PostError when the document is no feed, or not whole: half a feed would hide that the other half ever was.
    """
    feed = _feed(document, "")
    entries, problems = _entries(document.locator, feed.batch.items)
    return PreviousFeed(entries, (*feed.batch.problems, *problems), feed.id, feed.older)


def _feed(document: Document, url: str) -> Feed:
    """Tell the formats apart."""
    from feeds.normalise.dialects.syndication import json_feed

    size = len(document.body)
    if size > LARGEST:
        expected, found = f"a feed of at most {LARGEST // 1_000_000} MB", f"{size / 1_000_000:.1f} MB"
        raise PostError(Problem(document.locator, expected, found, CUT, severity="error"))
    body = document.body.lstrip(_MARKS)
    if body.startswith((b"{", b"[")):
        return json_feed.read(document, url)
    if b"<" not in body:
        raise refusal(document, "neither XML nor JSON" if body else "nothing: it is empty", GIVE)
    decoded = decode(document.body, document.charset)
    if _PAGE.match(decoded.text.lstrip("\ufeff")):
        raise refusal(document, "an HTML page", "open it and give the address of the feed that it links to")
    if not body.startswith(b"<") and not _SOMEWHERE.search(decoded.text):
        raise refusal(document, "neither XML nor JSON", GIVE)
    from feeds.normalise.dialects.syndication import xml_feed

    return xml_feed.read(document, decoded, url)


def _unfit(file: str, number: int, name: str, mark: str) -> Problem:
    found = f"the character {mark} in {quoted(name)}"
    return Problem(file, "an id that XML can hold", found, "it was left out", f"entry {number}")


def _entries(file: str, items: Iterable[Item]) -> tuple[tuple[PreviousEntry, ...], tuple[Problem, ...]]:
    entries: list[PreviousEntry] = []
    problems: list[Problem] = []
    places: dict[str, int] = {}
    left_out = "it was left out"
    for number, item in enumerate(items, 1):
        place = f"entry {number}"
        entry, wrong = _previous(item)
        if not entry.id:
            found = f"neither in {quoted(entry.title)}" if entry.title else "neither"
            problems.append(Problem(file, "an id or a link", found, left_out, place))
        elif mark := text.find_forbidden(entry.id):
            problems.append(_unfit(file, number, entry.id, mark[1]))
        elif entry.id in places:
            found = f"{quoted(entry.id)} of entry {places[entry.id]} again"
            problems.append(Problem(file, "an id of its own", found, f"{left_out}: the first counts", place))
        else:
            places[entry.id] = number
            entries.append(entry)
            problems += [
                Problem(file, "a date as RFC 822 or RFC 3339 has it", quoted(date), left_out, place)
                for date in wrong
            ]
    return tuple(entries), tuple(problems)


def _previous(item: Item) -> tuple[PreviousEntry, list[str]]:
    """Make an entry of an item, and name the dates that are none.

    The id stays as it is written, since readers compare it letter by letter (RFC 4287 §4.2.6.1), whatever
    `isPermaLink` says; so does a link that stands for one.
    """
    url = web_page(item.url, item.base)
    name = item.id or (item.url if is_web_url(item.url) else url)
    published, updated = instant(item.published), instant(item.updated)
    pairs = ((item.published, published), (item.updated, updated))
    content = text.drop_forbidden(item.content_html)
    entry = PreviousEntry(name, url, text.one_line(item.title), content, published, updated)
    return entry, [written for written, at in pairs if written and not at]
