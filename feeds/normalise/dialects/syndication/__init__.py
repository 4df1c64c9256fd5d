"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1; of partners, and previous feeds to migrate.

    Document | decoded | XML: rss or atom, JSON: json_feed → Batch of Items
    Items of a feed that was published before → PreviousEntry: id as readers know it, dates, text

The format is detected by the body, never by name or media type: both are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from feeds.model.entry import CLOSED, PreviousEntry
from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.urls import is_web_url
from feeds.normalise.dialects.encoding import decode
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.syndication import facts_card
from feeds.normalise.dialects.syndication.feed_fields import SPLIT, USE_FEED_URL, Feed, refusal, removal
from feeds.normalise.values import text
from feeds.normalise.values.feed_dates import instant
from feeds.normalise.values.links import web_page
from feeds.normalise.values.text import quoted

__all__ = ["PreviousFeed", "found_in", "previous_feed", "read", "recognises"]

MAX_BYTES = 20_000_000  # bytes

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # BOMs and blanks before the first character, in any encoding
# What may be before the first element; possessive, so that none of it is scanned twice.
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
_JSON_FEED = re.compile(r"(?<!\\)\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org\\?/version\\?/1\b")
# Only the number of the version, which other JSON has too, and a key that only JSON Feed has.
_BARE_VERSION = re.compile(r"(?<!\\)\"version\"\s*:\s*(?:\"1(?:\.[01])?\"|1(?:\.[01])?)\s*[,}]")
_JSON_FEED_KEY = re.compile(r"(?<!\\)\"(?:content_html|content_text|home_page_url|feed_url)\"\s*:")
# An entry of Atom in a feed that declares no namespace.
_BARE_ENTRY = re.compile(r"<entry[\s>](?:(?!</entry>).){0,4000}?<(?:id|updated|link)[\s/>]", re.DOTALL)
_HEAD = 64_000  # bytes in which the root of a document is searched


@dataclass(frozen=True, slots=True)
class PreviousFeed:
    """One document of a previous feed: its entries in document order, and problems.

    `id` is that of an Atom feed, exactly as written. `older` is the URL of the document with older entries,
    if the feed is archived (RFC 5005 §4) or paged (§3, or JSON Feed's `next_url`); empty in the last one.
    `items` are all items as they are written.
    """

    entries: tuple[PreviousEntry, ...]
    problems: tuple[Problem, ...] = ()
    id: str = ""
    older: str = ""
    items: tuple[Item, ...] = field(default=(), compare=False)


def recognises(body: bytes) -> bool:
    """Return whether a document is a feed, by its root element, or the `version` of a JSON Feed."""
    if body.lstrip(_MARKS)[:1] == b"{":
        plain = body.replace(b"\0", b"")
        if not (b"jsonfeed" in plain or (b'"version"' in plain and b'"items"' in plain)):
            return False
        text_ = decode(body).text
        bare = _BARE_VERSION.search(text_) and _JSON_FEED_KEY.search(text_)
        return bool(_JSON_FEED.search(text_) or bare)
    head = decode(body[:_HEAD]).text.lstrip("\ufeff")
    if _PAGE.match(head):
        return False
    found = _ROOT.match(head)
    known = _NAMESPACES.get(found[2].lower()) if found else None
    if found and found[1].startswith("feed") and "xmlns" not in found[1]:
        return bool(_BARE_ENTRY.search(head))
    return bool(found and known and known.search(found[1] if found[2] != "RDF" else head))


def found_in(body: bytes) -> tuple[Message, Message]:
    """Return the format of a feed, and by what it was detected."""
    if body.lstrip(_MARKS)[:1] in (b"{", b"["):
        return verbatim("JSON Feed"), Message("by its `version`")
    root = _ROOT.match(decode(body[:_HEAD]).text.lstrip("\ufeff"))
    name = root[2] if root else ""
    format_ = {"rss": "RSS", "rdf": "RSS 1.0", "feed": "Atom"}.get(name.lower(), "XML")
    return verbatim(format_), Message("by its element `<%(name)s>`", name=name)


def read(document: Document, options: SourceOptions) -> Batch:
    """Parse a partner's feed.

    An entry whose id has characters that no feed can hold is left out, all others are kept as written. One that a feed
    of this program shows closed is a removal.

    Raises:
        PostError: the document is no feed, or not whole: half a feed would close the other half.
    """
    batch = _feed(document, options.url).batch
    ended = {removal.id for removal in batch.deleted}
    if batch.deleted:
        open_items = (item for item in batch.items if not (item.state in CLOSED and item.id in ended))
        batch = replace(batch, items=tuple(open_items))
    marks = [(number, item, text.find_forbidden(item.id)) for number, item in enumerate(batch.items, 1)]
    wrong = tuple(_invalid_id(document.locator, number, item.id, mark[1]) for number, item, mark in marks if mark)
    if not wrong:
        return batch
    kept = tuple(item for _, item, mark in marks if not mark)
    return replace(batch, items=kept, problems=(*batch.problems, *wrong))


def previous_feed(document: Document) -> PreviousFeed:
    """Parse a document of a feed that was published before.

    The id of an entry without one is its link, as in feed readers. Of entries with the same id the first is
    used. The HTML of an entry is not sanitised yet.

    Raises:
        PostError: the document is no feed, or not whole: half a feed would lose the ids of the other half.
    """
    feed = _feed(document, "")
    entries, problems = _entries(document.locator, feed.batch.items)
    return PreviousFeed(entries, (*feed.batch.problems, *problems), feed.id, feed.older, feed.batch.items)


def _feed(document: Document, url: str) -> Feed:
    """Parse a document in the format of its body; the lists of facts of another `feeds` are no part of the entries."""
    feed = _as_written(document, url)
    found = [facts_card.split(item.content_html) for item in feed.batch.items]
    if not any(one.has_card for one in found):
        return feed
    pairs = list(zip(feed.batch.items, found, strict=True))
    items = (replace(item, content_html=one.content_html, state=one.state or item.state) for item, one in pairs)
    ended = (removal(item.id, one.state, one.reason) for item, one in pairs if one.state)
    return feed._replace(batch=replace(feed.batch, items=tuple(items), deleted=(*feed.batch.deleted, *ended)))


def _as_written(document: Document, url: str) -> Feed:
    """Parse a document in the format of its body."""
    from feeds.normalise.dialects.syndication import json_feed

    size = len(document.body)
    if size > MAX_BYTES:
        expected = Message("a feed of at most %(size)s MB", size=MAX_BYTES // 1_000_000)
        found = Message("%(size)s MB", size=f"{size / 1_000_000:.1f}")
        raise PostError(Problem(document.locator, expected, found, SPLIT, severity="error"))
    body = document.body.lstrip(_MARKS)
    if body.startswith((b"{", b"[")):
        return json_feed.read(document, url)
    if b"<" not in body:
        raise refusal(document, Message("neither XML nor JSON") if body else Message("an empty document"), USE_FEED_URL)
    decoded = decode(document.body, document.charset)
    if _PAGE.match(decoded.text.lstrip("\ufeff")):
        raise refusal(
            document, Message("an HTML page"), Message("open it and use the URL of the feed that it links to")
        )
    if not body.startswith(b"<") and not _SOMEWHERE.search(decoded.text):
        raise refusal(document, Message("neither XML nor JSON"), USE_FEED_URL)
    from feeds.normalise.dialects.syndication import xml_feed

    return xml_feed.read(document, decoded, url)


def _invalid_id(file: str, number: int, name: str, mark: str) -> Problem:
    found = Message("the character %(mark)s in %(id)s", mark=mark, id=quoted(name))
    return Problem(file, Message("an id that XML allows"), found, Message("it was left out"), f"entry {number}")


def _entries(file: str, items: Iterable[Item]) -> tuple[tuple[PreviousEntry, ...], tuple[Problem, ...]]:
    entries: list[PreviousEntry] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    left_out = Message("it was left out")
    for number, item in enumerate(items, 1):
        place = f"entry {number}"
        entry, invalid_dates = _previous(item)
        if not entry.id:
            found: Phrase = Message("neither")
            if entry.title:
                found = Message("neither in %(title)s", title=quoted(entry.title))
            problems.append(Problem(file, Message("an id or a link"), found, left_out, place))
        elif mark := text.find_forbidden(entry.id):
            problems.append(_invalid_id(file, number, entry.id, mark[1]))
        elif entry.id in numbers:
            values: dict[str, str | int | Message] = {"id": quoted(entry.id), "number": numbers[entry.id]}
            found, remedy = (
                Message("%(id)s, as entry %(number)s", **values),
                Message("it was left out: the first one is used"),
            )
            problems.append(Problem(file, Message("an id of its own"), found, remedy, place))
        else:
            numbers[entry.id] = number
            entries.append(entry)
            problems += [
                Problem(file, Message("a date of RFC 822 or RFC 3339"), quoted(date), left_out, place)
                for date in invalid_dates
            ]
    return tuple(entries), tuple(problems)


def _previous(item: Item) -> tuple[PreviousEntry, list[str]]:
    """Return an item as a previous entry, and its invalid dates.

    The id stays as written, since feed readers compare it character by character (RFC 4287 §4.2.6.1),
    whatever `isPermaLink` is; so does a link that replaces one.
    """
    url = web_page(item.url, item.base)
    name = item.id or (item.url if is_web_url(item.url) else url)
    published, updated = instant(item.published), instant(item.updated)
    pairs = ((item.published, published), (item.updated, updated))
    content = text.drop_forbidden(item.content_html)
    entry = PreviousEntry(name, url, text.one_line(item.title), content, published, updated)
    return entry, [written for written, at in pairs if written and not at]
