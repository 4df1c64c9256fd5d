"""Source kind `web`: the options of a partner, and whether it is due. `crawl` fetches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from feeds.collect import poll_interval
from feeds.model.hashing import digest
from feeds.model.settings import OfferFilter

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

Completeness = Literal["", "snapshot", "partial", "events"]

MAX_WAIT = timedelta(days=7)  # upper limit of Retry-After and max-age


@dataclass(frozen=True, slots=True)
class Auth:
    """OAuth 2.0 client credentials of a source (RFC 6749, section 4.4); all may contain environment variables."""

    token_url: str
    client_id: str
    client_secret: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Web:
    """The options of one partner; `url` is its feed, list or API.

    dialect, preset, mapping: select the parser (the latter two for records); detected if empty.
        The mapping `auto` is found by names and values, and kept in the source state.
    completeness: the list has all open entries (`snapshot`), some of them (`partial`) or only changes
        (`events`); by the dialect if empty.
    every: seconds between two polls, or a cron line after its time zone.
    follow: linked pages to fetch in a run, at most. links: patterns of the paths of those with jobs; if there are none,
        they are found by trying. full_text: the pages behind truncated entries are read, too.
    max_age_days: days without a valid response after which the entries are stale.
    headers: as `url`, may contain environment variables, as `${TOKEN}`. auth: where to get a token for its requests.
    body: JSON that is sent by POST to request the list, which may contain environment variables; GET if empty.
    organization: the employer of jobs that have none. posts: the kind of all entries.
    country: ISO 3166-1 alpha-2 code of the country of places that name none; unknown if empty.
    dates: the order of day and month in dates such as 05/01/2027; if empty that of the country, else of other dates.
    markdown: the engine for texts in Markdown; that of the site if empty.
    keep: what its entries must be to be published, each of the keys that are set. drop: those that are not, by any key.
    """

    url: str
    name: str = ""
    kind: Literal["web"] = "web"
    dialect: Literal["", "job_markdown", "job_posting", "records", "syndication"] = ""
    preset: str = ""
    mapping: Mapping[str, Any] | Literal["auto"] = field(default_factory=dict)
    completeness: Completeness = ""
    every: int | str = 3600
    language: str = ""
    country: str = ""
    dates: Literal["", "day-first", "month-first"] = ""
    organization: str = ""
    posts: Literal["", "job", "article"] = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth | None = None
    body: Mapping[str, Any] | str = ""
    follow: int = 100
    links: tuple[str, ...] = ()
    full_text: bool = False
    max_bytes: int = 20_000_000
    max_age_days: int = 14
    markdown: Literal["", "python", "gfm"] = ""
    keep: OfferFilter = field(default_factory=OfferFilter)
    drop: OfferFilter = field(default_factory=OfferFilter)


@dataclass(frozen=True, slots=True)
class Network:
    """Options of all requests to partners.

    contact: URL or mail address for the User-Agent header.
    allow: `host:port` of servers that may have private addresses.
    workers: hosts to fetch from at the same time.
    seconds, megabytes: limits of one run.
    spacing: seconds between two requests to a host.
    """

    contact: str = ""
    allow: tuple[str, ...] = ()
    workers: int = 16
    seconds: int = 300
    megabytes: int = 500
    spacing: float = 1.0


def is_due(source: Web, state: SourceState | None, now: datetime) -> bool:
    """Return whether a source may be fetched now; a changed URL is a new source.

    A `next_poll` too far ahead was computed with a wrong clock, and is ignored.
    """
    if state is None or state.url != source.url or state.parser_key != parser_key(source):
        return True
    if state.gone_since or state.next_poll is None:
        return state.gone_since is None
    longest = MAX_WAIT + poll_interval.longest_interval(source.every)
    return state.next_poll <= now or state.next_poll > now + longest


def parser_key(source: Web) -> str:
    """Return a digest of the options that select the parser; another one finds other links."""
    mapping = source.mapping if isinstance(source.mapping, str) else sorted(source.mapping.items())
    options = (source.dialect, source.preset, mapping)
    more = [value for value in (source.body, source.links, "full_text" * source.full_text) if value]
    return digest((*options, *more), size=6)
