"""What RSS and Atom share (the wrapper of feedgen).

feedgen 1.0.0 inserts new entries first by default, dates feeds with the time of the run, drops all
attributes but `href` of an entry's links (lkiesow/python-feedgen#135), and switches the locale of the
whole process to write a date. `More` is an extension, registered through feedgen's API, that adds what
feedgen cannot write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feeds.emit.documents import read
from feeds.emit.entry_content import check_ids, entry_html, entry_title, output_url, typed_attachments
from feeds.emit.formats import json_feed
from feeds.model.entry import Entry
from feeds.model.errors import OutputError
from feeds.model.feed import Feed, Pages
from feeds.model.post import Attachment, Post
from feeds.model.problem import Message
from feeds.model.settings import Site

Kind = Literal["rss", "atom"]

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Element(NamedTuple):
    """An element that feedgen does not know; `tag` is in lxml's notation."""

    tag: str
    text: str | None = None
    attributes: Mapping[str, str] = {}
    children: tuple[Element, ...] = ()


class _OmittedDate(datetime):
    """A date that feedgen does not write, because it is false.

    To write `lastBuildDate`, feedgen switches the locale of the process, which all threads share.
    """

    def __bool__(self) -> bool:
        return False


@cache
def _library() -> tuple[Any, Any]:
    """Return feedgen's generator class, and the extension class for feeds and entries."""
    from feedgen.ext.base import BaseEntryExtension
    from feedgen.feed import FeedGenerator
    from feedgen.util import xml_elem

    class More(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
        """Appends `elements`, sets `attributes`, and restores the attributes of links that feedgen drops."""

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
                for link, attributes in zip(element.iterfind("link"), self.links, strict=True):
                    link.attrib.update(attributes)
            self._append(element, self.elements)
            return element

        def _append(self, parent: Any, elements: Iterable[Element]) -> None:
            for tag, text, attributes, children in elements:
                added = xml_elem(tag, parent, **attributes)
                added.text = text
                self._append(added, children)

    return FeedGenerator, More


def start(feed: Feed, namespaces: Mapping[str, str]) -> Any:
    """Return a feedgen generator with the elements of a feed that RSS and Atom share."""
    generator_class, more = _library()
    generator = generator_class()
    generator.register_extension("more", more, more)
    if any(podcast(entry.post) for entry in feed.entries):
        generator.load_extension("podcast", atom=False)
    total = feed.pages.total if feed.pages else 0
    generator.more.namespaces = {**namespaces, "fh": HISTORY, **({"opensearch": SEARCH} if total else {})}
    generator.title(feed.title)
    generator.language(feed.language)
    generator.generator("feeds")
    generator.updated(_OmittedDate(1970, 1, 1, tzinfo=UTC))
    if feed.archive is not None:  # RFC 5005 §4
        generator.more.elements.append(Element(f"{{{HISTORY}}}archive"))
    elif feed.is_complete:  # RFC 5005 §2
        generator.more.elements.append(Element(f"{{{HISTORY}}}complete"))
    if total:  # by it readers know whether they have all (OpenSearch 1.1)
        generator.more.elements.append(Element(f"{{{SEARCH}}}totalResults", str(total)))
    return generator


def links(site: Site, feed: Feed, ending: str, media_type: str) -> Iterator[dict[str, str]]:
    """Yield the links of a document: itself, its history or pages (RFC 5005 §3, §4), hubs (WebSub §4) and JSON Feed.

    An archive document has no link to its JSON Feed: it is never rewritten, even if that format is removed. Nor has a
    part: the JSON Feed of its feed is that of the live document.
    """
    pages = feed.pages or Pages("")
    related = {
        "self": feed.name,
        "current": feed.current if feed.archive is not None else "",
        "prev-archive": feed.previous,
        "first": pages.first,
        "next": pages.next,
        "previous": pages.previous,
    }
    for rel, name in related.items():
        if name:
            yield {"href": output_url(site, name + ending), "rel": rel, "type": media_type}
    for hub in feed.hubs:
        yield {"href": hub, "rel": "hub"}
    if "json_feed" in feed.formats and feed.is_live:
        url = output_url(site, feed.name + json_feed.ENDING)
        yield {"href": url, "rel": "alternate", "type": json_feed.MEDIA_TYPE}


_IRI = re.compile(  # with a scheme (RFC 3987 §2.2); brackets are for an address of IPv6 only
    r"[A-Za-z][A-Za-z0-9+.-]*:(?=.)(?://(?:[^\s<>\"{}|\\^`\[\]/@]*@)?\[[0-9A-Fa-f:.]+\])?(?:%[0-9A-Fa-f]{2}|[^\s<>\"{}|\\^`\[\]%])*"
)


def add_entry(generator: Any, site: Site, feed: Feed, entry: Entry, entry_links: list[dict[str, str]]) -> Any:
    """Append an entry with the elements that RSS and Atom share, and return feedgen's entry."""
    added = generator.add_entry(order="append")
    added.id(entry.listing.id)
    added.title(entry_title(site, entry.listing))
    added.link(entry_links)
    if text := entry_html(site, entry, feed.content, feed.language):
        added.content(text, type="html")
    if tags := [{"term": tag} for tag in entry.post.tags if tag]:
        added.category(tags)
    return added


def podcast(post: Post) -> Attachment | None:
    """Return the sound or video of a post, if it has one."""
    media = (file for file in typed_attachments(post) if file.media_type.startswith(("audio/", "video/")))
    return next(media, None)


def add_podcast(item: Any, post: Post) -> None:
    """Add the elements of podcasts to an item of RSS, if it has sound or video (feedgen's extension)."""
    file = podcast(post)
    if file is None:
        return
    if file.duration:
        item.podcast.itunes_duration(file.duration)
    if post.episode:
        item.podcast.itunes_episode(post.episode)
    if post.image.lower().endswith((".jpg", ".png")):  # the kinds that Apple takes
        item.podcast.itunes_image(post.image)


def render(generator: Any, feed: Feed, path: str, kind: Kind) -> bytes:
    """Return the document, read back and checked to hold the entries of the feed in their order.

    Raises:
        OutputError: XML cannot hold a text (the message names the entry), or the check failed.
    """
    try:
        body: bytes = getattr(generator, f"{kind}_str")(pretty=True)
    except ValueError as error:
        raise OutputError(
            Message(
                "%(path)s: %(failing_part)s: %(error)s",
                path=path,
                failing_part=_failing_part(generator, kind),
                error=error,
            )
        ) from error
    ids = "channel/item/guid" if kind == "rss" else f"{{{ATOM}}}entry/{{{ATOM}}}id"
    found = [element.text for element in read(path, body).iterfind(ids)]
    check_ids(path, found, [iri(entry.listing.id) if kind == "atom" else entry.listing.id for entry in feed.entries])
    return body


def iri(id_: str) -> str:
    """Return an id as Atom requires it, an IRI (RFC 4287 §4.2.6): one of another program may be any text."""
    return id_ if _IRI.fullmatch(id_) else f"urn:uuid:{uuid5(NAMESPACE_URL, id_)}"


def _failing_part(generator: Any, kind: Kind) -> str:
    for entry in generator.entry():
        try:
            getattr(entry, f"{kind}_entry")()
        except ValueError:
            return f"entry {entry.id()!a}"
    return "elements of the feed"
