"""What must hold of any document: it is read or refused, in time, and nothing harmful comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import html5lib
import lxml.html
from fuzz.seeds import Seed
from lxml import etree
from support.lists import home

from feeds.emit import pages
from feeds.emit.formats import FORMATS
from feeds.ledger.store import codec
from feeds.model.entry import Entry, Listing
from feeds.model.errors import PostError
from feeds.model.feed import Feed, FeedLink
from feeds.model.post import Document, Post, Via
from feeds.model.problem import Problem
from feeds.model.settings import JobDefaults, Organization, Site
from feeds.normalise import item_to_post
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS, records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.syndication import json_feed_extension
from feeds.normalise.partner_dialects import read, read_ahead, recognise
from feeds.pipeline.sources.local import facts

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SITE = Site(
    "Jobs & news",
    "https://jobs.example.org/",
    "All of it",
    "fr",
    "Europe/Paris",
    Organization("Works", "https://w.example/"),
)
CONTEXT = Context(SITE, JobDefaults(country="FR"), language="fr", base_url="https://partner.example/")
FEEDS = (FeedLink("jobs", "Jobs", ("rss", "atom", "json_feed")),)
HERE = "https://partner.example/jobs"
_RISKY = re.compile(
    r"(?i)<[\s/]*(?:script|i?frame|form|base\b|object|embed|style|svg|math|template|noscript|xmp|plaintext)"
    r"|[\s\"'/]on[a-z]+\s*=|script\s*:|style\s*=|data\s*:|srcdoc|http-equiv"
)
_OURS = '<script type="application/ld+json">'
_LONG = 20_000  # characters
_ENTRIES = 12  # of one document, which are published
_NAMES = """
script style iframe frame frameset form base object embed applet meta link input button textarea select
template noscript svg math portal xmp plaintext
"""
_HARMFUL = frozenset(_NAMES.split())
_ADDRESSED = "href src action formaction poster background cite data srcset longdesc xlink:href"
_ADDRESSES = frozenset(_ADDRESSED.split())
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*)[\x00-\x20]*:", re.IGNORECASE)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTENTS = (
    *("description", "{http://purl.org/rss/1.0/modules/content/}encoded"),
    *("{http://www.w3.org/2005/Atom}content", "{http://www.w3.org/2005/Atom}summary"),
)


class HarmError(AssertionError):
    """Something that must not be published was."""


class Tried(NamedTuple):
    """What came of a document: what it led the program to do, in a few words, and what is published of it."""

    seen: frozenset[str]
    pages: tuple[bytes, ...] = ()
    feeds: tuple[tuple[str, bytes], ...] = ()


def try_out(seed: Seed, body: bytes) -> Tried:
    """Read a document and publish what is in it.

    Raises what the program raises and never should.
    """
    document = Document("partner", HERE, body, "f")
    given = SourceOptions(HERE, preset=seed.preset, mapping=seed.mapping)
    seen: set[str] = set()
    made: list[Post] = []
    try:
        dialect = recognise(document, given)
        seen.add(dialect)
        if dialect == "job_markdown":
            post, problems = DIALECTS["job_markdown"](document, CONTEXT)
            _note(seen, problems)
            made += [post] if post else []
        else:
            read_ahead(document, given)
            batch = read(document, given)
            _note(seen, batch.problems)
            made += _made(batch, document, given, seen)
    except PostError as error:
        seen.add(f"{error.problem.expected} {str(error.problem.found)[:12]}")
    if not made:
        return Tried(frozenset(seen))
    entries = tuple(_entry(post, number) for number, post in enumerate(made))
    shown = [entry.listing for entry in entries]
    bodies = [pages.post(SITE, entry, FEEDS).body for entry in entries]
    bodies.append(home(SITE, shown, shown, FEEDS).body)
    feed = Feed("jobs", "Jobs", "All jobs", "fr", max(one.updated for one in shown), "complete", entries)
    outputs = ((name, one.body) for name, kind in FORMATS.items() for one in kind.emit(SITE, feed))
    return Tried(frozenset(seen), tuple(bodies), tuple(outputs))


def look(tried: Tried) -> None:
    """Look at all that is published as a browser would; raises HarmError."""
    for body in tried.pages:
        _look_at_page(body)
    for name, body in tried.feeds:
        for content in _contents(name, body):
            _look_at(content)


def _made(batch: Batch, document: Document, given: SourceOptions, seen: set[str]) -> Iterator[Post]:
    for number, item in enumerate(batch.items[:_ENTRIES]):
        whole = _in_full(item, document, given)
        post, problems = item_to_post.to_post(whole, CONTEXT, source="partner", locator=f"{HERE}#{number}", file=HERE)
        _note(seen, problems)
        if post:
            yield json_feed_extension.overlay(post, whole, Via(HERE, batch.title, HERE))


def _in_full(item: Item, document: Document, given: SourceOptions) -> Item:
    """Take the document as the detail that an item leads to, too."""
    if not item.detail:
        return item
    try:
        return records.add_detail(item, document, given)
    except PostError:
        return item


def _note(seen: set[str], problems: tuple[Problem, ...]) -> None:
    seen.update(f"{problem.field}: {problem.expected}" for problem in problems)


def _entry(post: Post, number: int) -> Entry:
    known = facts(CONTEXT, post, str(number), ())
    if codec.decode(known.payload) != post:
        raise HarmError("what is kept of a post is not the post")
    at = min(known.published or NOW, NOW)
    listing = Listing(
        *(f"urn:uuid:00000000-0000-5000-8000-{number:012}", f"{SITE.url}posts/{number}/"),
        *(f"posts/{number}/index.html", post.kind, "open", post.title, at, max(at, NOW), post.language),
        *(post.source, post.locator, "r"),
        organization=known.organization,
        tags=post.tags,
    )
    return Entry(listing, post)


def _contents(name: str, body: bytes) -> Iterator[str]:
    """Return every piece of HTML in a feed."""
    if _FORBIDDEN.search(body.decode()):
        raise HarmError(f"{name}: a character that no document may hold")
    if name in ("rss", "atom"):
        for element in etree.fromstring(body).iter(*_CONTENTS):
            if element.get("type") != "text":  # plain text may speak of anything
                yield element.text or ""
            for child in element:
                yield etree.tostring(child, encoding="unicode")
    else:
        yield from _texts(json.loads(body))


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, key)
    elif isinstance(value, str) and key in ("content_html", "description"):
        yield value
    elif isinstance(value, str) and key in ("url", "external_url", "image", "sameAs", "logo", "avatar"):
        _look_at_address(value)


def _parsed(content: str) -> Iterable[Any]:
    """Read a piece of HTML as browsers do; one that is long or plainly harmless faster, and almost so."""
    if len(content) > _LONG or not _RISKY.search(unescape(content)):
        return [lxml.html.fragment_fromstring(content, create_parent="div")]
    return html5lib.parseFragment(content, treebuilder="lxml", namespaceHTMLElements=False)


def _page(text: str) -> Any:
    if len(text) > _LONG or not _RISKY.search(unescape(text.replace(_OURS, ""))):
        return lxml.html.document_fromstring(text.encode(), lxml.html.HTMLParser(encoding="utf-8"))
    return html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False)


def _look_at(content: str) -> None:
    """Find in a piece of HTML what has no place in a feed."""
    for top in _parsed(content):
        for element in top.iter(etree.Element) if etree.iselement(top) else ():
            name = str(element.tag).rpartition("}")[2].lower()
            if name in _HARMFUL:
                raise HarmError(f"<{name}> in a feed")
            _look_at_attributes(element)


def _look_at_page(body: bytes) -> None:
    """Find in one of our pages what our templates do not write."""
    for element in _page(body.decode()).iter(etree.Element):
        name = str(element.tag).rpartition("}")[2].lower()
        if name == "script":
            if dict(element.attrib) == {"src": "lists.js", "defer": ""}:
                continue
            if element.get("type") != "application/ld+json" or dict(element.attrib).keys() - {"type"}:
                raise HarmError("a script on a page")
            json.loads(element.text or "")
        elif name in ("link", "meta"):
            if name == "link" and not urljoin(SITE.url, element.get("href") or "").startswith(SITE.url):
                raise HarmError("a link to what is not ours in the head of a page")
            if element.get("http-equiv"):
                raise HarmError("<meta http-equiv> on a page")
        elif name in _HARMFUL:
            raise HarmError(f"<{name}> on a page")
        _look_at_attributes(element)


def _look_at_attributes(element: Any) -> None:
    for key, value in element.attrib.items():
        name = str(key).lower()
        is_aligned = name == "style" and re.fullmatch("text-align:(left|right|center)", value)
        if name.startswith("on") or name == "srcdoc" or (name == "style" and not is_aligned):
            raise HarmError(f"{name}= on <{element.tag}>")
        if name in _ADDRESSES:
            for part in value.split(",") if name == "srcset" else (value,):
                _look_at_address(part)


def _look_at_address(address: str) -> None:
    scheme = _SCHEME.match(re.sub("[\t\n\r]", "", address))  # which browsers do not see
    if scheme and scheme[1].lower() not in _SCHEMES:
        raise HarmError(f"the address {address[:80]!r}")
    urlsplit(address)
