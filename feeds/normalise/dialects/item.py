"""Items: entries exactly as partners state them, as the dialects return them.

    Document | a dialect → Batch of Items | item_to_post → Post

A dialect parses a document; `item_to_post` cleans and validates. So each rule on dates, places, contracts and
HTML is in one place, whatever the dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feeds.model.post import Attachment, Author
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUp


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """The configuration of a source's parser; what is empty is detected.

    `url` is the source's own URL. `mapping` maps the fields of a record (see `records`), `preset` is the name
    of a mapping that comes with the program.
    """

    url: str = ""
    dialect: str = ""
    preset: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, to the letter: nothing is cleaned, resolved or checked, what is missing is empty.

    `id` is its publisher's: an Atom id, a guid, a number in a recruiting system. `url` is its page, `base`
    what relative URLs in it are relative to. `title` is plain text; `content_html` and
    `summary_html` are HTML (plain text is escaped). Dates are as written. `state` is the publisher's word
    for what has become of it (`open`, `closed`, `filled`…).

    `job` makes it a job offer: it holds schema.org's JobPosting, by its own names, with values as loose as
    publishers write them: a place may be a text, an address or a Place, a contract any words, a date any
    form. `apply_url` is where to apply. `extension` is the item's `_feeds` if another `feeds` published
    it. `detail` links to the rest of it, if it is not here.
    """

    id: str = ""
    url: str = ""
    base: str = ""
    title: str = ""
    content_html: str = ""
    summary_html: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    external_url: str = ""
    apply_url: str = ""
    attachments: tuple[Attachment, ...] = ()
    state: str = ""
    job: Mapping[str, Any] | None = None
    extension: Mapping[str, Any] | None = None
    detail: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A parsed document: its items in their order, and what it states about the whole list.

    `complete` is True if it states that it has all items (RFC 5005 §2), False if it states that it has a
    part, else None. `total` is the number of items in all its parts. `next` are further parts of the same
    list, `pages` those of single items in full. `wait` is the requested poll interval in seconds (RSS `ttl`,
    `sy:updatePeriod`). `title` and `home` are the publisher's. `deleted` are the ids of removed entries
    (RFC 6721). `alternates` are JSON Feeds with the same entries, or of its site; `extended`: it is itself
    the JSON Feed of another `feeds`.
    """

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool | None = None
    total: int | None = None
    next: tuple[FollowUp, ...] = ()
    pages: tuple[FollowUp, ...] = ()
    wait: int | None = None
    title: str = ""
    home: str = ""
    language: str = ""
    deleted: tuple[str, ...] = ()
    alternates: tuple[FollowUp, ...] = ()
    extended: bool = False
