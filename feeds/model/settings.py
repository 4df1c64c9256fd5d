"""Settings of a site, its jobs, its policy and its feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from feeds.model.entry import Kind, State

History = Literal["complete", "archived", "window"]


Order = Literal["newest", "oldest", "updated"]


Facet = Literal["tag", "organization"]


@dataclass(frozen=True, slots=True)
class Place:
    """A schema.org `PostalAddress`; `country` is an ISO 3166-1 alpha-2 code."""

    street: str = ""
    postal_code: str = ""
    locality: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """A schema.org `Organization`: `url` is its own site, `parent` the one it belongs to."""

    name: str
    url: str = ""
    logo: str = ""
    parent: Organization | None = None
    address: Place | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes, and where. `url` ends with a slash; `timezone` is an IANA name."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    publisher: Organization = Organization("")
    permalink: str = "posts/{slug}/"


@dataclass(frozen=True, slots=True)
class JobDefaults:
    """What the publisher states of all its jobs, for those that do not say it themselves.

    `country` (ISO 3166-1 alpha-2) is where all jobs are; `place` where they are unless they say
    otherwise. `assume_full_time`: an indefinite contract is full time unless written otherwise, as
    French law has it. `contacts` are the mailboxes that may be shown; any other address stays private.
    """

    country: str = ""
    place: Place | None = None
    assume_full_time: bool = True
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """How long what is over is still told of, and how much one run may change without being asked.

    In days: an Atom feed tells of a deletion for `tombstone_days` (RFC 6721); the page of a closed post
    stays for `closed_page_days` and is then gone (410); what a source that proves nothing no longer
    mentions is lost after `stale_after_days`. A post that a complete source leaves out is closed when it
    was missed `confirmations` times in a row. A run that would close or change at least `min_changes`
    posts, and more than the part `max_change_ratio` (0 to 1) of those that are open, is held back.
    """

    tombstone_days: int = 30
    closed_page_days: int = 365
    stale_after_days: int = 14
    confirmations: int = 2
    max_change_ratio: float = 0.3
    min_changes: int = 10


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries a feed takes. An empty tuple means "any"; days bound `published`, both included."""

    kind: tuple[Kind, ...] = ()
    state: tuple[State, ...] = ("open",)
    tag: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed as the configuration asks for it.

    `history`: `complete` holds all that is selected and says so (RFC 5005 §2); `archived` holds the
    newest `limit` and links archive documents (RFC 5005 §4); `window` holds the newest `limit` alone.
    With `each`, one feed comes for every tag or organisation, and `name` and `title` hold its
    placeholder (`{tag}` or `{organization}`).
    """

    name: str
    title: str
    description: str = ""
    select: Selection = Selection()
    formats: tuple[str, ...] = ("rss", "atom", "json_feed")
    order: Order = "newest"
    limit: int | None = None
    history: History = "complete"
    each: Facet | None = None


@dataclass(frozen=True, slots=True)
class Monitor:
    """Whom each run tells how it went; nobody, unless it is said.

    `ping` is an address that is asked for after each run, and may name environment variables as `${NAME}`;
    `metrics` is a file for Prometheus; with `status`, `status.json` lies beside the feeds.
    """

    ping: str = ""
    metrics: str = ""
    status: bool = False
