"""Items: entries exactly as a partner states them, before they are validated.

    Document | a dialect → Batch of Items | item_to_post.make → Post

A dialect parses its format; `item_to_post` cleans and validates. So each rule on dates, places, contracts
and HTML is in one place, whatever the dialect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feeds.model.entry import Removal
from feeds.model.post import Attachment, Author
from feeds.model.problem import Problem
from feeds.model.source_state import FollowUp


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How the documents of a source are parsed, as configured; what is empty is detected.

    url: of the source. mapping: where the fields of a record are (see `records`).
    body: JSON that its list is requested with, by POST.
    preset: the name of a mapping that comes with the program.
    recognise: find the mapping by names and values (`mapping: auto`), unless `mapping` is what was found before.
    expected: with `recognise`, the fields that all records had when it was found. unclear: those that are left
        empty because two paths fit them as well. seed: what is configured of the mapping (`json_in`).
    links: patterns of the paths of job pages (see `job_links.matches`); found by trying if there are none.
    full_text: the pages of truncated entries are read, too.
    """

    url: str = ""
    dialect: str = ""
    preset: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    recognise: bool = False
    expected: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    seed: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry exactly as stated: nothing is cleaned, resolved or checked; what is not stated is empty.

    id: the publisher's: an Atom id, a guid, a number in a recruiting system.
    url: its page. base: the base of relative URLs in it.
    external_url: the page that it is about, such as the employer's own (JSON Feed).
    related: a page that has to do with it (Atom's `rel="related"`).
    title: plain text. content_html, summary_html: HTML (plain text is escaped).
    published, updated: dates as written.
    episode: the number of a podcast's.
    state: in the publisher's word (`open`, `closed`, `filled`…).
    job: makes it a job offer: schema.org's JobPosting, by its own names, with values as loose as publishers
        write them: a place may be a text, an address or a Place, a contract any words, a date any form.
    apply_url: where to apply.
    extension: the item's `_feeds` if another `feeds` published it.
    detail: a document with the rest of it, if there is one.
    atom_id: the id of an Atom entry, which no entry of another publisher may have (RFC 4287 §4.2.6).
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
    episode: int | None = None
    state: str = ""
    job: Mapping[str, Any] | None = None
    extension: Mapping[str, Any] | None = None
    detail: FollowUp | None = None
    related: str = ""
    atom_id: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """One parsed document: its items in order, and what it states of the whole list.

    complete: True if it holds the whole list (RFC 5005 §2), False if it holds a part, None if it states
        neither.
    total: the number of items in all parts of the list.
    next: further parts of the list. pages: documents of single items in full.
    likely, others: links that may lead to pages of single items; the others do not look like it.
    min_interval: seconds between two polls that it wants (RSS `ttl`, `sy:updatePeriod`).
    title, home, language: the publisher's.
    deleted: entries that it states as deleted (RFC 6721).
    alternates: JSON Feeds that it names as the same entries, or as its site's.
    extended: it is itself the JSON Feed of another `feeds`.
    full_text: the `detail` of an item is its page (see `full_text`), without which it is published as it is.
    independent: each part of `next` counts without the others, as in the index of a sitemap.
    site: that the response came from (see `values.links.site`); set by the caller of the dialect.
    """

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool | None = None
    total: int | None = None
    next: tuple[FollowUp, ...] = ()
    pages: tuple[FollowUp, ...] = ()
    likely: tuple[FollowUp, ...] = ()
    others: tuple[FollowUp, ...] = ()
    min_interval: int | None = None
    title: str = ""
    home: str = ""
    language: str = ""
    deleted: tuple[Removal, ...] = ()
    alternates: tuple[FollowUp, ...] = ()
    extended: bool = False
    site: str = ""
    independent: bool = False
    full_text: bool = False
