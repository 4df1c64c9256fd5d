"""Elements of RSS and Atom by short names, and the elements that both formats have.

Publishers write namespaces in many ways, so a short name is a fixed prefix and the local name in lower case
(`dc:creator`). Elements of RSS have no prefix, those of unknown namespaces begin with `?`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from feeds.model.post import Attachment
from feeds.model.source_state import FollowUp
from feeds.normalise.dialects import xml
from feeds.normalise.dialects.syndication.feed_fields import MAX_INTERVAL, joined, number, seconds
from feeds.normalise.dialects.xml import Node, text_of
from feeds.normalise.values.links import web_page

# Without what varies: the scheme, upper case and a slash or `#` at the end.
_PREFIXES = {
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "purl.org/net/rss1.1": "",
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "www.w3.org/1999/xhtml": "xhtml",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/rss/1.0/modules/event": "ev",
    "purl.org/rss/1.0/modules/slash": "slash",
    "purl.org/rss/1.0/modules/syndication": "sy",
    "purl.org/syndication/history/1.0": "fh",
    "purl.org/syndication/thread/1.0": "thr",
    "search.yahoo.com/mrss": "media",
    "video.search.yahoo.com/mrss": "media",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "podcastindex.org/namespace/1.0": "podcast",
    "www.georss.org/georss": "georss",
    "www.w3.org/2003/01/geo/wgs84_pos": "geo",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "a9.com/-/spec/opensearch/1.1": "opensearch",
    "a9.com/-/spec/opensearchrss/1.0": "opensearch",
    "wellformedweb.org/commentapi": "wfw",
    "purl.org/atompub/tombstones/1.0": "at",
}
_RELATIONS = "http://www.iana.org/assignments/relation/"  # the long form of a relation (RFC 4287 §4.2.7.2)
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
HTML = ("", "text/html", "application/xhtml+xml")
JSON_FEED = "application/feed+json"

Elements = Mapping[str, list[Node]]


class ShortNames(dict[Any, str]):
    """The short name of each tag; that of a comment is empty.

    bare: the prefix of elements without a namespace: `atom` in a feed that forgot its `xmlns`.
    """

    def __init__(self, bare: str = "") -> None:
        super().__init__()
        self.bare = bare

    def __missing__(self, tag: Any) -> str:
        self[tag] = short = self._short(tag) if isinstance(tag, str) else ""
        return short

    def _short(self, tag: str) -> str:
        namespace, brace, local = tag.rpartition("}")
        if not brace:  # a prefix here was never declared
            return f"{self.bare}:{local.lower()}" if self.bare and ":" not in local else local.lower()
        address = namespace[1:].lower().removeprefix("http://").removeprefix("https://").rstrip("/#")
        prefix = _PREFIXES.get(address)
        if prefix is None:
            return f"?{local.lower()}"
        return f"{prefix}:{local.lower()}" if prefix else local.lower()


class AtomLink(NamedTuple):
    """A link of Atom, as written."""

    relation: str
    url: str
    type: str
    title: str
    length: str


class Head(NamedTuple):
    """Metadata of a feed, in RSS and in Atom; see `Batch`."""

    links: Mapping[str, str]
    complete: bool | None
    total: int | None
    min_interval: int | None


def children(element: Node, names: ShortNames) -> dict[str, list[Node]]:
    """Return the child elements by short name, in document order."""
    elements: dict[str, list[Node]] = {}
    for child in element:
        short = names[child.tag]
        if short in elements:
            elements[short].append(child)
        else:
            elements[short] = [child]
    return elements


def first(elements: Elements, *shorts: str) -> str:
    """Return the first text that is not empty, in the order of the short names."""
    for short in shorts:
        for element in elements.get(short, ()):
            if text := text_of(element):
                return text
    return ""


def texts(elements: Elements, *shorts: str) -> tuple[str, ...]:
    """Return all texts that are not empty, each once."""
    found = (text_of(element) for short in shorts for element in elements.get(short, ()))
    return tuple(dict.fromkeys(filter(None, found)))


def links(elements: Elements) -> list[AtomLink]:
    """Return the links of Atom."""
    found = []
    for element in elements.get("atom:link", ()):
        if url := (element.get("href") or "").strip():
            relation = (element.get("rel") or "alternate").strip().removeprefix(_RELATIONS).lower()
            kind, title, length = (element.get(key) or "" for key in ("type", "title", "length"))
            found.append(AtomLink(relation, joined(element.get(xml.BASE, ""), url), kind.lower(), title, length))
    return found


def page(found: Iterable[AtomLink]) -> str:
    """Return an entry's page: of several alternates (RFC 4287 §4.1.2) the first in HTML, else the first."""
    pages = [(link.type not in HTML, link.url) for link in found if link.relation == "alternate"]
    return min(pages, key=lambda one: one[0], default=(True, ""))[1]


def head(elements: Elements) -> Head:
    """Return the metadata of RFC 5005, OpenSearch, `ttl` and the RSS 1.0 syndication module."""
    relations = {link.relation: link.url for link in reversed(links(elements))}
    partial = "next" in relations or "prev-archive" in relations or "fh:archive" in elements
    complete = False if partial else True if "fh:complete" in elements else None
    return Head(relations, complete, number(first(elements, "opensearch:totalresults")), _wait(elements))


def json_feeds(elements: Elements, base: str) -> tuple[FollowUp, ...]:
    """Return the JSON Feeds that a feed names as alternates of itself."""
    named = [link for link in links(elements) if link.relation == "alternate" and link.type == JSON_FEED]
    return tuple(FollowUp(url) for link in named if (url := web_page(link.url, base)))


def _wait(elements: Elements) -> int | None:
    """Return the seconds of `ttl` (minutes, RSS 2.0), else of `sy:updatePeriod` / `sy:updateFrequency`."""
    minutes = number(first(elements, "ttl"))
    seconds = minutes * 60 if minutes else 0
    if not seconds and (period := _PERIODS.get(first(elements, "sy:updateperiod").lower())):
        seconds = period // max(number(first(elements, "sy:updatefrequency")) or 1, 1)
    return min(seconds, MAX_INTERVAL) if seconds else None


def enclosures(elements: Elements, found: Iterable[AtomLink], names: ShortNames) -> tuple[Attachment, ...]:
    """Return the files of an entry: `enclosure` of RSS, links of Atom, `media:content`; each once."""
    files: dict[str, Attachment] = {}
    for element in elements.get("enclosure", ()):
        if url := (element.get("url") or "").strip():
            size = number(element.get("length"))
            files.setdefault(url, Attachment(url, element.get("type") or "", size or None))
    for link in found:
        if link.relation == "enclosure":
            size = number(link.length) or None
            files.setdefault(link.url, Attachment(link.url, link.type, size, link.title))
    for element in _media(elements, names, "media:content"):
        if url := (element.get("url") or "").strip():
            size = number(element.get("filesize") or element.get("fileSize"))
            title = first(children(element, names), "media:title")
            length = seconds(element.get("duration") or "")
            known = files.setdefault(url, Attachment(url, element.get("type") or "", size or None, title, length))
            files[url] = replace(known, title=known.title or title, duration=known.duration or length)
    return _with_duration(tuple(files.values()), seconds(first(elements, "itunes:duration")))


def _with_duration(files: tuple[Attachment, ...], length: int | None) -> tuple[Attachment, ...]:
    """Return files of which the first of sound or video has the duration of its entry (`itunes:duration`)."""
    at = next((at for at, one in enumerate(files) if one.media_type.lower().startswith(("audio/", "video/"))), None)
    if at is None or not length or files[at].duration:
        return files
    return (*files[:at], replace(files[at], duration=length), *files[at + 1 :])


def description(elements: Elements, names: ShortNames) -> str:
    """Return the description of Media RSS, for an entry without a text of its own; that of a file is another."""
    groups = (children(group, names) for group in elements.get("media:group", ()))
    return next(filter(None, (first(part, "media:description") for part in (elements, *groups))), "")


def title(elements: Elements, names: ShortNames) -> str:
    """Return the title of Dublin Core or Media RSS, for an entry without one of its own.

    That of a `media:content` is the title of a file.
    """
    groups = (children(group, names) for group in elements.get("media:group", ()))
    return next(filter(None, (first(part, "dc:title", "media:title") for part in (elements, *groups))), "")


def image(elements: Elements, names: ShortNames) -> str:
    """Return the image of an entry: `media:thumbnail` or `itunes:image`."""
    for element in _media(elements, names, "media:thumbnail"):
        if url := (element.get("url") or "").strip():
            return url
    return next((url for one in elements.get("itunes:image", ()) if (url := (one.get("href") or "").strip())), "")


def _media(elements: Elements, names: ShortNames, short: str) -> list[Node]:
    """Return elements of Media RSS: those of an entry, of its groups and of its contents."""
    if not ("media:content" in elements or "media:group" in elements or short in elements):
        return []
    found = list(elements.get(short, ()))
    for outer in (*elements.get("media:group", ()), *elements.get("media:content", ())):
        within = children(outer, names)
        found += within.get(short, ())
        for content in within.get("media:content", ()) if short != "media:content" else ():
            found += children(content, names).get(short, ())
    return found
