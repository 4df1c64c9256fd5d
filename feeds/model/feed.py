"""Feeds and the outputs they are written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from feeds.model.entry import Entry, Listing
from feeds.model.settings import Content, History


class FeedLink(NamedTuple):
    """A feed as links to it need it: its title and the formats that it is published in.

    group: of a feed for one value of a facet, the name with the placeholders: `tags/{tag}`.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed document: its metadata, and its entries in order.

    name: the path without its ending (`jobs`, `tags/python`).
    archive: the number of an archive document (RFC 5005 §4), whose live document is `current`.
    previous: the name of the next older archive document, or empty.
    id: never changes; archive documents share it.
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


class Cut(NamedTuple):
    """The upper bound of a page of a list: its number, and its newest entry when it was cut."""

    number: int
    published: datetime
    entry: str


class Output(NamedTuple):
    """A file to publish: `path` is relative to the output, with `/` between its parts."""

    path: str
    media_type: str
    body: bytes
