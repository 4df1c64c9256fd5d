"""Settings of a site, its jobs, its policy and its feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from feeds.model.entry import Kind, State
from feeds.model.problem import Problem

PUBLISHER = "publisher"  # as `jobs.employer`: the publisher of the site hires

History = Literal["complete", "archived", "window"]
Content = Literal["full", "text", "summary"]


Order = Literal["newest", "oldest", "updated"]


Facet = Literal["tag", "organization", "contract", "telework", "place", "domain", "author", "language"]
# Those by which pages list open jobs, in the order of addresses and filters.
LIST_FACETS: tuple[Facet, ...] = ("domain", "contract", "telework", "place", "organization")


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
class Theme:
    """Files of the publisher in place of built-in ones; `folder` is where they are, for messages.

    templates: names with their texts. digest: of these, and of what else pages show of the theme.
    style: the style sheet in place of the built-in one; additions: what is appended to it.
    problem: why no page can be rendered.
    """

    folder: str = ""
    digest: str = ""
    templates: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    style: str = field(default="", repr=False)
    additions: str = field(default="", repr=False)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A link in the header or the footer of all pages."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """How pages look. Its `repr` has what pages depend on, and not what the style sheet alone does.

    logo: the output with it, or its URL; logo_file: the file of the project that it is made of.
    picture: the URL of the logo if it is a picture that others may show for a page, such as a PNG.
    accent: the colour of links and buttons on a light page, and that on a dark one.
    """

    theme: Theme = Theme()
    logo: str = ""
    logo_file: str = field(default="", repr=False)
    picture: str = ""
    accent: tuple[str, ...] = field(default=(), repr=False)
    header: tuple[MenuLink, ...] = ()
    footer: tuple[MenuLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The published site. `url` ends with a slash; `timezone` is an IANA name; `slugs` are `ascii` or `unicode`.

    `look` is not in its `repr`, of which the keys of outputs are made: feeds do not depend on it, and those of pages
    have it besides.
    """

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    publisher: Organization = Organization("")
    permalink: str = "posts/{slug}/"
    slugs: str = "ascii"
    look: Look = field(default=Look(), repr=False)


@dataclass(frozen=True, slots=True)
class JobDefaults:
    """Defaults for jobs that do not state a value themselves.

    country: ISO 3166-1 alpha-2; where all jobs are. place: where they are unless they state another.
    assume_full_time: an indefinite contract is full time unless written otherwise, as in French law.
    contacts: mailboxes that may be shown; any other mail address stays private.
    extra: keys without a meaning to this program that are published nevertheless.
    employer: the name of who hires, PUBLISHER for the site's publisher, or "" if posts must name it.
    """

    country: str = ""
    place: Place | None = None
    assume_full_time: bool = True
    contacts: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Retention of what is over, and limits of the change guard.

    closed_entry_days: how long the feeds that a job was in show that it closed; then it leaves them.
    tombstone_days: how long an Atom feed lists a deletion (RFC 6721).
    closed_page_days: how long the page of a closed post stays; then it is gone (410).
    stale_after_days: after which an entry that its source no longer lists is stale, if that proves nothing.
    confirmations: how often in a row a complete source must leave out a post before it is closed.
    min_changes, max_change_ratio: a run that would close or change at least so many posts, and more than
        this fraction (0 to 1) of the open ones, is held back.
    """

    closed_entry_days: int = 7
    tombstone_days: int = 30
    closed_page_days: int = 365
    stale_after_days: int = 14
    confirmations: int = 2
    max_change_ratio: float = 0.3
    min_changes: int = 10


@dataclass(frozen=True, slots=True)
class Filter:
    """Filter by what entries are: one of the values of each key; an empty tuple means "any".

    keywords: in the normal form of `normalise.values.keywords`. contract: kinds as in `Job.contract_kinds`, or
        `full_time` or `part_time`. telework: classes as in `Job.remote`. place: names as in `Listing.places`.
    """

    kind: tuple[Kind, ...] = ()
    tag: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    telework: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """Filter of the offers of a source, by the keys of `Filter` of the same meaning; an empty tuple means "any"."""

    keyword: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection(Filter):
    """Filter of the entries of a feed; days bound `published`, both included.

    excluded: entries with any of these values are left out.
    """

    state: tuple[State, ...] = ("open",)
    since: date | None = None
    until: date | None = None
    excluded: Filter = Filter()


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed as configured.

    history: `complete` holds all selected entries and is marked so (RFC 5005 §2); `archived` holds the
        newest `limit` and links archive documents (RFC 5005 §4); `window` holds the newest `limit` alone.
    parts_above: entries; with more, one that is complete is published in parts (RFC 5005 §3). 0: never.
    content: `full`: the facts of a job, then its text; `text`: without the facts; `summary`: the facts and the summary.
    each: one feed for every combination of values of these facets, whose placeholders (`{tag}`) are in `name`.
    group: of a feed for one combination, the name of the configured feed. values: the labels of that combination.
    """

    name: str
    title: str
    description: str = ""
    select: Selection = Selection()
    formats: tuple[str, ...] = ("rss", "atom", "json_feed")
    order: Order = "newest"
    limit: int | None = None
    history: History = "complete"
    parts_above: int = 1000
    each: tuple[Facet, ...] = ()
    content: Content = "full"
    group: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Monitor:
    """Monitoring targets of each run; none by default.

    ping: a URL fetched after each run; may name environment variables as `${NAME}`.
    metrics: a file for Prometheus.
    status: whether `status.json` is written beside the feeds.
    """

    ping: str = ""
    metrics: str = ""
    status: bool = False
