"""The wall around feedgen: what RSS and Atom share, and what feedgen falls short of.

feedgen 1.0.0 puts new entries first unless told otherwise, stamps feeds with the time of the run,
drops all but the address of an entry's links (lkiesow/python-feedgen#135), and switches the locale
of the whole process to write a date. `More` is our extension, registered at feedgen's own door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from feeds.emit.entry_content import address, check_ids, content
from feeds.emit.formats import json_feed
from feeds.emit.xml_document import read
from feeds.model.entry import Entry
from feeds.model.errors import OutputError
from feeds.model.feed import Feed
from feeds.model.settings import Site

Kind = Literal["rss", "atom"]

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Element(NamedTuple):
    """An element that feedgen does not know; `tag` is in lxml's notation."""

    tag: str
    text: str | None = None
    attributes: Mapping[str, str] = {}
    children: tuple[Element, ...] = ()


class _Unwritten(datetime):
    """A time that feedgen leaves out: it writes `lastBuildDate` only if it is true.

    Its own way to write RFC 822 dates switches the process's locale, which all threads share.
    """

    def __bool__(self) -> bool:
        return False


@cache
def _library() -> tuple[Any, Any]:
    """Import feedgen, and make the extension of it that stands in every feed and entry."""
    from feedgen.ext.base import BaseEntryExtension
    from feedgen.feed import FeedGenerator
    from feedgen.util import xml_elem

    class More(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
        """Adds `elements` at the end, sets `attributes`, and completes the links that feedgen cut short."""

        def __init__(self) -> None:
            self.namespaces: dict[str, str] = {}
            self.elements: list[Element] = []
            self.attributes: dict[str, str] = {}
            self.links: list[dict[str, str]] = []

        def extend_ns(self) -> dict[str, str]:
            return self.namespaces

        def extend_rss(self, element: Any) -> Any:
            return self._extend(element.find("channel") if element.tag == "rss" else element)

        def extend_atom(self, element: Any) -> Any:
            return self._extend(element)

        def _extend(self, element: Any) -> Any:
            element.attrib.update(self.attributes)
            if self.links:
                for written, meant in zip(element.iterfind("link"), self.links, strict=True):
                    written.attrib.update(meant)
            self._append(element, self.elements)
            return element

        def _append(self, parent: Any, elements: Iterable[Element]) -> None:
            for tag, text, attributes, children in elements:
                added = xml_elem(tag, parent, **attributes)
                added.text = text
                self._append(added, children)

    return FeedGenerator, More


def start(feed: Feed, namespaces: Mapping[str, str]) -> Any:
    """Start a document: what RSS and Atom say alike of a feed, at its head."""
    generator_class, more = _library()
    generator = generator_class()
    generator.register_extension("more", more, more)
    generator.more.namespaces = {**namespaces, "fh": HISTORY}
    generator.title(feed.title)
    generator.language(feed.language)
    generator.generator("feeds")
    generator.updated(_Unwritten(1970, 1, 1, tzinfo=UTC))
    if feed.archive is not None:  # RFC 5005 §4
        generator.more.elements.append(Element(f"{{{HISTORY}}}archive"))
    elif feed.history == "complete":  # RFC 5005 §2
        generator.more.elements.append(Element(f"{{{HISTORY}}}complete"))
    return generator


def links(site: Site, feed: Feed, ending: str, media_type: str) -> Iterator[dict[str, str]]:
    """Return the links of a document: itself, its history (RFC 5005 §4), its hubs (WebSub §4), its JSON Feed.

    An archive document does not name its JSON Feed: it is never written again, even if that format goes.
    """
    related = {
        "self": feed.name,
        "current": feed.current if feed.archive is not None else "",
        "prev-archive": feed.previous,
    }
    for rel, name in related.items():
        if name:
            yield {"href": address(site, name + ending), "rel": rel, "type": media_type}
    for hub in feed.hubs:
        yield {"href": hub, "rel": "hub"}
    if "json_feed" in feed.formats and feed.archive is None:
        where = address(site, feed.name + json_feed.ENDING)
        yield {"href": where, "rel": "alternate", "type": json_feed.MEDIA_TYPE}


def add(generator: Any, site: Site, entry: Entry, addresses: list[dict[str, str]]) -> Any:
    """Add an entry after the others, with what RSS and Atom say alike."""
    added = generator.add_entry(order="append")
    added.id(entry.listing.id)
    added.title(entry.listing.title)
    added.link(addresses)
    if text := content(site, entry):
        added.content(text, type="html")
    if tags := [{"term": tag} for tag in entry.post.tags if tag]:
        added.category(tags)
    return added


def render(generator: Any, feed: Feed, path: str, kind: Kind) -> bytes:
    """Write the document, read it back, and compare the ids of its entries with the feed's.

    Raises OutputError, naming the entry, for what XML cannot hold.
    """
    try:
        body: bytes = getattr(generator, f"{kind}_str")(pretty=True)
    except ValueError as error:
        raise OutputError(f"{path}: {_culprit(generator, kind)}: {error}") from error
    ids = "channel/item/guid" if kind == "rss" else f"{{{ATOM}}}entry/{{{ATOM}}}id"
    check_ids(
        path,
        [element.text for element in read(path, body).iterfind(ids)],
        [entry.listing.id for entry in feed.entries],
    )
    return body


def _culprit(generator: Any, kind: Kind) -> str:
    for entry in generator.entry():
        try:
            getattr(entry, f"{kind}_entry")()
        except ValueError:
            return f"entry {entry.id()!a}"
    return "its head"
