"""Feeds and the outputs they are written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from feeds.model.entry import Entry, Listing
from feeds.model.settings import History


class FeedLink(NamedTuple):
    """A feed as others name it: its title and the address of each format."""

    name: str
    title: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of one feed document, in order, with what its head says.

    `name` is the address without its ending (`jobs`, `tags/python`). For an archive document
    `archive` is its number and `current` the name of the live feed; `previous` is the name of the
    next older archive document, or empty. `id` was given to the feed once (archive documents share it);
    `deleted` are entries that left it lately, the latest first (RFC 6721); `hubs` tell subscribers (WebSub);
    `formats` are those that it is published in.
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


class Output(NamedTuple):
    """A file to publish: `path` is relative to the output, with `/` between its parts."""

    path: str
    media_type: str
    body: bytes
