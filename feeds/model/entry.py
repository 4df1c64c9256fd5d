"""Entries: posts with their ids, dates and states from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.model.problem import Message, Phrase, marked

if TYPE_CHECKING:
    from feeds.model.job import Job
    from feeds.model.post import Post

Kind = Literal["job", "article"]
State = Literal[
    "draft", "scheduled", "unlisted", "open", "filled", "withdrawn", "expired", "closed", "stale", "removed"
]
Change = Literal["", "new", "changed", "closed", "reopened", "removed"]
Cause = Literal["edit", "stated", "clock", "reading"]

# Reasons are stored and published in English, so `cli` finds those with a day by their templates.
CLOSED_ON = marked("it closed on %(day)s")
OPENS_ON = marked("it opens on %(day)s")
LIVE: frozenset[State] = frozenset({"open", "stale"})  # in the feeds
HIDDEN: frozenset[State] = frozenset({"draft", "scheduled"})
NOT_LISTED: frozenset[State] = HIDDEN | {"unlisted"}
CLOSED: frozenset[State] = frozenset({"filled", "withdrawn", "expired", "closed", "removed"})


class Listing(NamedTuple):
    """An entry without its content, as lists show it.

    id: never changes.
    url: of its page. path: of that page below `output/`, if it has one.
    revision: changes with anything that an output of this entry could show: a digest of the content, and
        after a dot one of its state.
    closed: when it left the open feeds. reason: why, in a phrase.
    changes: what its last update changed: title, contract, place, pay, deadline, text, tags.
    edition: the fingerprint of its document when its content was last edited.
    unconfirmed: since when its source does not confirm it, if it is stale.
    ended: when it closed for subscribers; leaves: when it leaves, or left, the feeds that showed it closed.
    job: of a job, what lists show of it (`Job.in_lists`).
    changed_at: when it was first seen, published or changed last, whichever is the latest; None is `updated`.
    keywords, authors, places: those that feeds select by; without such feeds they are empty. Keywords are in the normal
        form of `normalise.values.keywords`, places in that of `normalise.places.search_names`.
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
    next_transition: datetime | None = None
    text_digest: str = ""
    document_digest: str = ""
    edition: str = ""
    unconfirmed: datetime | None = None
    leaves: datetime | None = None
    job: Job | None = None
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    changed_at: datetime | None = None

    @property
    def left(self) -> datetime | None:
        """Return when it left the feeds, or is to leave them; None if it is open."""
        return self.leaves or self.ended

    @property
    def public_state(self) -> tuple[State, str]:
        """Return the state and its reason as outputs state them: that a post is hidden again is private."""
        return ("withdrawn", marked("it was taken back")) if self.state in NOT_LISTED else (self.state, self.reason)

    @property
    def content_revision(self) -> str:
        """Return the part of the revision that is about the content."""
        return self.revision.partition(".")[0]

    @property
    def state_revision(self) -> str:
        """Return the part of the revision that is not about the content: state, dates and URL."""
        return self.revision.partition(".")[2]


class Listed(NamedTuple):
    """What decides the place of an entry in lists and feeds; the fields are those of its listing.

    path: "" without a page. closed: when it is listed as closed, if it is. weight: see `assemble.parts.weight`.
    """

    id: str
    revision: str
    path: str
    url: str
    state: State
    published: datetime
    updated: datetime
    changed_at: datetime
    closed: datetime | None = None
    ended: datetime | None = None
    leaves: datetime | None = None
    shown: bool = False
    weight: int = 1

    @classmethod
    def of(cls, listing: Listing, weight: int = 1) -> Listed:
        """Return what decides the place of an entry."""
        own = {name: getattr(listing, name) for name in cls._fields if name not in ("changed_at", "weight")}
        return cls(**own, changed_at=listing.changed_at or listing.updated, weight=weight)

    @property
    def left(self) -> datetime | None:
        """Return when it left the feeds, or is to leave them; None if it is open."""
        return self.leaves or self.ended


class Member(NamedTuple):
    """An entry that belongs to a collection, and how it writes the name of that.

    included: False if only its state keeps it out.
    """

    collection: str
    included: bool = True
    label: str = ""


class Removal(NamedTuple):
    """An entry that its source states to have ended: its id or locator, its state and the reason, if stated."""

    id: str
    state: State = "closed"
    reason: str = ""


class Transition(NamedTuple):
    """A change of state that subscribers will notice.

    detail: a phrase: the reason, or what changed.
    cause: an `edit` of the source (which includes what it adds and leaves out), a removal that it `stated`, the
        `clock`, or another `reading` of an unchanged document by a new release or configuration.
    """

    change: Change
    id: str
    title: str
    locator: str
    detail: str = ""
    source: str = ""
    cause: Cause = "edit"


class Entry(NamedTuple):
    """A listing together with its post."""

    listing: Listing
    post: Post


@dataclass(frozen=True, slots=True)
class PreviousEntry:
    """An entry of a feed that was published before this ledger, by this program or by another.

    What the feed does not state is empty or None; the rest is as in a `Listing`.

    id: kept to the letter. url: the page that it had. addresses: former URLs of that page.
    shown: whether it ever was open.
    source: the name of its source, if that is known and still configured.
    post: its content, as far as it was published.
    unconfirmed, ends: of a stale entry: since when it is not confirmed, and when it closes for that.
    leaves: when it leaves the feeds that show it closed.
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
    language: str = ""
    text_digest: str = ""
    document_digest: str = ""
    addresses: tuple[str, ...] = ()
    edition: str = ""
    source: str = ""
    post: Post | None = None
    unconfirmed: datetime | None = None
    ends: datetime | None = None
    leaves: datetime | None = None


class Redirect(NamedTuple):
    """A former URL below the site's host: `path` begins with a slash and is not percent-encoded.

    `url` is where the page is now, absolute; without one the page is gone for good (410).
    """

    path: str
    url: str = ""


def reason(stored: str) -> Phrase:
    """Return the reason of a state, which is stored and published in English, as a phrase."""
    for template in (CLOSED_ON, OPENS_ON):
        before, after = template.split("%(day)s")
        if stored.startswith(before) and stored.endswith(after):
            return Message(template, day=stored.removeprefix(before).removesuffix(after))
    return Message(stored.replace("%", "%%"))
