"""The nouns: what passes from room to room.

Everything here is a frozen value. A `datetime` is always aware and in UTC; a calendar day that the
author gave without a time stays a day (see `Moment`). Nothing here reads a file, a clock or the
configuration.

    Source → Document → Post → Listing / Entry → Feed → Output

A `Post` is what a document *says*; an `Entry` is a post that the ledger has given an identity,
dates and a state. `Listing` is an entry without its text: enough to choose, order and link.

What a publisher decides, and what is wrong, are nouns, too: they are made in `basics`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from feeds.basics import (
    CLOSED,
    Facet,
    FeedSpec,
    History,
    JobDefaults,
    Kind,
    Order,
    Organization,
    Place,
    Policy,
    Problem,
    Selection,
    Severity,
    Site,
    State,
    rfc3339,
)

__all__ = [
    "CLOSED",
    "Attachment",
    "Author",
    "Document",
    "Entry",
    "Facet",
    "Feed",
    "FeedLink",
    "FeedSpec",
    "Former",
    "History",
    "Job",
    "JobDefaults",
    "Kind",
    "Listing",
    "Moment",
    "Order",
    "Organization",
    "Origin",
    "Output",
    "Pay",
    "Place",
    "Policy",
    "Post",
    "Problem",
    "Redirect",
    "Selection",
    "Severity",
    "Site",
    "State",
    "Stated",
    "Via",
    "rfc3339",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and the calendar day when the author gave no more than a day.

    `at` is the instant that counts in comparisons: the start of the day in the site's time zone
    for an opening, its end for a closing.
    """

    at: datetime
    day: date | None = None

    def text(self) -> str:
        """The ISO 8601 form that says no more than the author did."""
        return self.day.isoformat() if self.day else rfc3339(self.at)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of one field came from.

    `how` is one of `key` (front matter), `body`, `file name`, `reference` (an organisation file),
    `default` (configuration) or `inferred` (worked out from other fields); `detail` names the key,
    the file or the rule; `line` counts from 1 in the document.
    """

    field: str
    how: Literal["key", "body", "file name", "reference", "default", "inferred"]
    detail: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a post: `size` in bytes, if it is known."""

    url: str
    media_type: str = ""
    size: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Via:
    """A site that a post came through: its home page, and the feed that it was read from with its own id."""

    url: str
    title: str = ""
    feed: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pay:
    """What the employer states: gross, in `currency` (ISO 4217) per `unit`; `text` is as written.

    `unit` is one of schema.org's HOUR, DAY, WEEK, MONTH, YEAR. Either bound may be unknown.
    """

    currency: str
    unit: str
    minimum: float | None = None
    maximum: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job offer, under the names of schema.org's `JobPosting`.

    `employment_type` holds Google's eight values, in the order written; `contract` is the author's
    own wording. `job_location_type` is `TELECOMMUTE` or empty. `remote` is the class of telework:
    `full`, `hybrid`, `occasional`, `none` or `unknown`. `extra` are the front matter keys that no
    rule knows, with their values as text. `pointer` marks a text that only points to the employer's page.
    `same_as` are other pages of the very same offer, `apply_url` is where one applies; `reference` is what
    the employer's recruiting system calls it, after the name of the system: `lever:acme:123`.
    """

    title: str
    hiring_organization: Organization
    employment_type: tuple[str, ...] = ()
    contract: str = ""
    job_duration: str = ""
    employment_unit: str = ""
    job_location: tuple[Place, ...] = ()
    job_location_type: str = ""
    applicant_location_requirements: tuple[str, ...] = ()
    remote: str = "unknown"
    date_posted: Moment | None = None
    valid_through: Moment | None = None
    base_salary: Pay | None = None
    direct_apply: bool | None = None
    skills: tuple[str, ...] = ()
    occupational_category: tuple[str, ...] = ()
    total_job_openings: int | None = None
    application_contact: str = ""
    experience_requirements: str = ""
    pointer: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, ...] = ()
    apply_url: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a post says of its own life, before any clock is read (see `ledger.lifecycle`)."""

    draft: bool = False
    open: bool | None = None
    filled: bool | None = None
    status: Literal["open", "closed"] | None = None
    opens: Moment | None = None
    closes: Moment | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What a document says, whatever it was written in.

    `title`, `summary` are plain text, `content_html` is sanitised HTML with absolute addresses and
    headings from level 2. `published` is unknown (None) when neither the text nor the file name
    gives a date; `updated` is when its publisher says it last changed. `claimed_id` and `slug` are the
    author's own wishes, `aliases` former addresses. `origins` names, for each field, where its value
    came from; what is unknown is left out. `via` are the sites that it was copied from, the first one first.
    """

    source: str
    locator: str
    kind: Kind
    title: str
    content_html: str
    language: str
    summary: str = ""
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    external_url: str = ""
    image: str = ""
    attachments: tuple[Attachment, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    stated: Stated = Stated()
    job: Job | None = None
    claimed_id: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    via: tuple[Via, ...] = ()
    origins: tuple[Origin, ...] = ()


class Document(NamedTuple):
    """What a source gave: `locator` is a path relative to the project, or a URL.

    `charset` is what the server called its encoding, if it did.
    """

    source: str
    locator: str
    body: bytes
    fingerprint: str
    media_type: str = "text/markdown"
    charset: str = ""


class Listing(NamedTuple):
    """One entry as a list shows it: `path` is its page below `output/`, if it has one; `url` its address.

    `id` was given once and never changes; `revision` changes with anything that an output of this
    entry could show: it names the content, and after a dot how the entry stands. `closed` is when it left
    the open feeds, `reason` why, in a phrase. `changes` are the aspects in which its last update differed:
    title, contract, place, pay, deadline, text.
    """

    id: str
    url: str
    path: str
    kind: Kind
    state: State
    title: str
    published: datetime
    updated: datetime
    language: str
    source: str
    locator: str
    revision: str
    reason: str = ""
    closed: datetime | None = None
    organization: str = ""
    tags: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    ended: datetime | None = None
    shown: bool = False
    was: str = ""
    until: datetime | None = None
    words: str = ""
    document: str = ""

    @property
    def standing(self) -> str:
        """Name how it stands, whatever it says: state, dates and address."""
        return self.revision.partition(".")[2]


class Entry(NamedTuple):
    """A listing together with its post."""

    listing: Listing
    post: Post


@dataclass(frozen=True, slots=True)
class Former:
    """An entry as a feed shows it that was published before, by this program or by another.

    `id` is to be kept to the letter; `url` is the page it had. What the feed does not say is empty or
    None. `state`, `reason` and `closed` tell of one that is over already and `shown` whether it ever was
    open, `changes` of its last update; `addresses` its page had before. `words` and `document` are as in a
    `Listing`.
    """

    id: str
    url: str = ""
    title: str = ""
    content_html: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    kind: Kind = "article"
    state: State = "open"
    reason: str = ""
    closed: datetime | None = None
    changes: tuple[str, ...] = ()
    shown: bool = True
    words: str = ""
    document: str = ""
    addresses: tuple[str, ...] = ()


class Redirect(NamedTuple):
    """A former address below the site's host: `path` begins with a slash and is not percent-encoded.

    `url` is where the page lies now, absolute; without one the page is gone for good (410).
    """

    path: str
    url: str = ""


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
    `deleted` are entries that left it lately, the latest first (RFC 6721); `hubs` tell subscribers (WebSub).
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


class Output(NamedTuple):
    """A file to publish: `path` is relative to the output, with `/` between its parts."""

    path: str
    media_type: str
    body: bytes
