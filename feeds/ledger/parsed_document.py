"""Parsed documents, as the ledger records them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from feeds.ledger.store.rows import EntryRow, Stamp
from feeds.model.post import Link, Stated
from feeds.model.problem import Message, Problem, Severity


class EntryFacts(NamedTuple):
    """A post for the ledger: the values of a listing, and the whole post as bytes.

    id, slug: for a new entry. has_explicit_id: its author wrote the id. requested_slug: written by its
    author. text_digest: of its words. day: of `published`, in the author's time zone. aliases: former URLs.
    updated: the stated time of its last change. keys: of the offer, each with a rank (see `duplicates`).
    links: the relative ones. permalink: the path of the page, relative to the site, as its author chose it.
    missing, stated_dates: for the quality of its source (see `public.quality`).
    """

    id: str
    slug: str
    kind: str
    title: str
    language: str
    organization: str
    tags: tuple[str, ...]
    published: datetime | None
    stated: Stated
    digest: str
    payload: bytes
    text_digest: str = ""
    has_explicit_id: bool = False
    requested_slug: str = ""
    day: date | None = None
    aliases: tuple[str, ...] = ()
    updated: datetime | None = None
    keys: tuple[tuple[str, int], ...] = ()
    links: tuple[Link, ...] = ()
    permalink: str = ""
    missing: str | None = None
    stated_dates: str = ""


class ParsedDocument(NamedTuple):
    """The result of parsing one document; without `facts` it was refused, or is `unchanged`.

    open_end: whether its last line does not end, so that the document may have been cut short.
    lacks_reference: whether it names an organisation whose file cannot be read, and is not known from before.
    records: of a file of records, which has no facts itself, the locators of all its records; None if it does not prove
        that others are gone.
    """

    locator: str
    stamp: Stamp
    problems: tuple[Problem, ...] = ()
    facts: EntryFacts | None = None
    unchanged: bool = False
    open_end: bool = False
    lacks_reference: bool = False
    records: tuple[str, ...] | None = None

    def refused_as_cut_short(self) -> ParsedDocument:
        """Return the document without its post, whose text ends too early."""
        found = Message("one that ends in the middle of what was published, which stays")
        problem = Problem(
            self.locator, Message("a whole text"), found, Message("complete it, or end its last line"), severity="error"
        )
        return self._replace(facts=None, problems=(*self.problems, problem))

    def duplicate_id(self, row: EntryRow) -> Problem:
        """Return the problem of a document with the id of another entry."""
        is_partner = "://" in self.locator
        remedy = Message("it is ignored") if is_partner else Message("remove `id:`, or the copy of the post")
        severity: Severity = "note" if is_partner else "error"
        found = belongs_to(row.id, row.locator)
        return Problem(self.locator, Message("an id of its own"), found, remedy, field="id", severity=severity)


def belongs_to(value: str, other: str) -> Message:
    """Return the phrase that a value is that of another document."""
    return Message("%(value)s, which belongs to %(other)s", value=f"{value!r}", other=other)
