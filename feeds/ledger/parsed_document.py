"""What the ledger is told of a document."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from feeds.ledger.store.rows import Stamp
from feeds.model.post import Stated
from feeds.model.problem import Problem


class EntryFacts(NamedTuple):
    """A post as the ledger takes it: what lists need of it, and the whole of it as bytes.

    `id` and `slug` are what a newcomer would get; `asked_slug` is the one its author wrote; `text_digest`
    names the text; `day` is that of `published` as its author would say it; `aliases` are former addresses;
    `updated` is when its publisher says it last changed. `keys` name the very offer wherever it is told:
    each with how well this document knows it (see `duplicates`).
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
    claimed: bool = False
    asked_slug: str = ""
    day: date | None = None
    aliases: tuple[str, ...] = ()
    updated: datetime | None = None
    keys: tuple[tuple[str, int], ...] = ()


class ParsedDocument(NamedTuple):
    """What came of one document; without `facts` it was refused, or is the `same` as it was."""

    locator: str
    stamp: Stamp
    problems: tuple[Problem, ...] = ()
    facts: EntryFacts | None = None
    same: bool = False
