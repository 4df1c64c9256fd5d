"""Feeds and the outputs they are written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from feeds.model.entry import Entry, Listed, Listing
from feeds.model.settings import Content, History


class FeedLink(NamedTuple):
    """A feed as links to it need it: its title and the formats that it is published in.

    group: of a feed for one value of a facet, the name with the placeholders: `tags/{tag}`. values: their labels.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    group: str = ""
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return its name within its group: the values, or else its title."""
        return ", ".join(self.values) or self.title


class Pages(NamedTuple):
    """The other documents of a paged feed (RFC 5005 §3), by name; "" where there is none.

    first: the live document. next: the one with the next older entries. previous: with the next newer ones.
    parts: of the live document, all others, the newest first. total: of the live document, the entries in all.
    """

    first: str
    next: str = ""
    previous: str = ""
    parts: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed document: its metadata, and its entries in order.

    name: the path without its ending (`jobs`, `tags/python`).
    archive: the number of an archive document (RFC 5005 §4).
    current: of an archive document, or a part of a paged feed, the name of the live document.
    previous: the name of the next older archive document, or empty.
    pages: of a paged feed, the other documents.
    id: never changes; all documents of a feed share it.
    deleted: entries that left it recently, the latest first (RFC 6721).
    hubs: URLs of the WebSub hubs that notify its subscribers.
    content: how much of each entry it has.
    """

    name: str
    title: str
    description: str
    language: str
    updated: datetime
    history: History
    entries: tuple[Entry, ...] = field(default=())
    archive: int | None = None
    current: str = ""
    previous: str = ""
    id: str = ""
    deleted: tuple[Listing, ...] = ()
    hubs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    content: Content = "full"
    pages: Pages | None = None

    @property
    def is_live(self) -> bool:
        """Return whether it is the document that readers subscribe to, and no archive document or part."""
        return self.archive is None and not self.current

    @property
    def is_complete(self) -> bool:
        """Return whether it has all entries of the feed (RFC 5005 §2)."""
        return self.is_live and self.history == "complete" and self.pages is None


class Cut(NamedTuple):
    """The upper bound of a page: its number, and its newest entry when it was cut.

    published: the instant by which the list is ordered. entry: what orders entries of the same instant, as the id.
    """

    number: int
    published: datetime
    entry: str


class Page(NamedTuple):
    """A page of a list: its entries, newest first, and the newest instant that may be on it; None for the first."""

    number: int
    until: datetime | None
    entries: tuple[Listed, ...]


class Sizes(NamedTuple):
    """Sizes of pages, as weights: by default each entry weighs 1.

    most: a page of that weight is cut. cut: the least weight of what is cut off, the oldest entries.
    first: the least weight of the first page. least: that of the others; the entries of one that weighs less are moved
    to the next newer one. together: so are those of a page that weighs no more than that with the newer one.
    """

    most: int
    cut: int
    first: int
    least: int = 1
    together: int = 0


class Value(NamedTuple):
    """A value of a facet; `name` is its part of addresses."""

    facet: str
    name: str
    label: str


class Filter(NamedTuple):
    """A link to the list at `path`, which has those jobs of a list that have a value; `jobs` is their number."""

    value: Value
    path: str
    jobs: int


class EntryList(NamedTuple):
    """A list of open entries at the address `path`.

    feed: the name of the feed with the same entries, if there is one.
    chosen: the values that all its entries have.
    filters: those of its first page, the most frequent values first.
    wider: values of `chosen`, each with the path of the list without it.
    """

    path: str
    title: str
    entries: tuple[Listed, ...]
    feed: str = ""
    chosen: tuple[Value, ...] = ()
    filters: tuple[Filter, ...] = ()
    wider: tuple[tuple[Value, str], ...] = ()


class Output(NamedTuple):
    """A file to publish: `path` is relative to the output, with `/` between its parts."""

    path: str
    media_type: str
    body: bytes
