"""Entries: posts with the id, dates and state that the ledger gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from feeds.model.post import Post

Kind = Literal["job", "article"]
State = Literal["draft", "scheduled", "open", "filled", "withdrawn", "expired", "closed", "stale", "removed"]
Change = Literal["", "new", "changed", "closed", "reopened", "removed"]

CLOSED: frozenset[State] = frozenset({"filled", "withdrawn", "expired", "closed", "removed"})


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
    next_transition: datetime | None = None
    text_digest: str = ""
    document_digest: str = ""

    @property
    def state_revision(self) -> str:
        """Name how it stands, whatever it says: state, dates and address."""
        return self.revision.partition(".")[2]


class Transition(NamedTuple):
    """A change of state that subscribers will notice, and why or in what, in a phrase."""

    change: Change
    id: str
    title: str
    locator: str
    detail: str = ""
    source: str = ""


class Entry(NamedTuple):
    """A listing together with its post."""

    listing: Listing
    post: Post


@dataclass(frozen=True, slots=True)
class PreviousEntry:
    """An entry as a feed shows it that was published before, by this program or by another.

    `id` is to be kept to the letter; `url` is the page it had. What the feed does not say is empty or
    None. `state`, `reason` and `closed` tell of one that is over already and `shown` whether it ever was
    open, `changes` of its last update; `addresses` its page had before. `text_digest` and
    `document_digest` are as in a `Listing`.
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
    text_digest: str = ""
    document_digest: str = ""
    addresses: tuple[str, ...] = ()


class Redirect(NamedTuple):
    """A former address below the site's host: `path` begins with a slash and is not percent-encoded.

    `url` is where the page lies now, absolute; without one the page is gone for good (410).
    """

    path: str
    url: str = ""
