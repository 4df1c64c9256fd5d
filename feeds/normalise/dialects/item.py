"""What the dialects of partners give: entries as their publishers state them, before anything is believed.

    Document | a dialect → Batch of Items | posts.make → Post

A dialect reads what a document is written in; `posts` decides what of it holds. So each rule on dates,
places, contracts and HTML stands in one place, whatever a partner speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feeds.model.post import Attachment, Author
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUp


@dataclass(frozen=True, slots=True)
class Given:
    """What the configuration says of how a source is to be read; what is empty is found out.

    `url` is the source's own address. `mapping` says where the fields of a record are (see `records`),
    `preset` names one that comes with the program.
    """

    url: str = ""
    dialect: str = ""
    preset: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, to the letter: nothing is cleaned, resolved or checked, what is not said is empty.

    `id` is what its publisher calls it: an Atom id, a guid, a number in a recruiting system. `url` is its
    page, `base` what relative addresses in it are relative to. `title` is plain text; `content_html` and
    `summary_html` are HTML (plain text is escaped). Dates are as written. `state` is the publisher's word
    for what has become of it (`open`, `closed`, `filled`…).

    `job` makes it a job offer: it holds schema.org's JobPosting, by its own names, with values as loose as
    publishers write them: a place may be a text, an address or a Place, a contract any words, a date any
    form. `apply_url` is where one applies. `extension` is the item's `_feeds` if another `feeds` published
    it. `detail` is where the rest of it is told, if not here.
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
    """One document read: its items in their order, and what it says of the whole.

    It is `complete` when it says that it holds all there is (RFC 5005 §2), not when it says that it holds
    a part, and None when it does not say. `total` is how many items there are in all its parts. `next` are
    further parts of the same list, `pages` those where single items are told in full. `wait` is for how many
    seconds it asks to be left alone (RSS `ttl`, `sy:updatePeriod`). `title` and `home` are the publisher's.
    `deleted` are the ids of entries that it says are no more (RFC 6721). `alternates` are the JSON Feeds that
    it names as the same entries, or as its site's; `extended`: it is itself the JSON Feed of another `feeds`.
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
