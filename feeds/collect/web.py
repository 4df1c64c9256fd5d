"""Source kind `web`: the options of a partner, and when it is due. `crawl` fetches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from feeds.collect import poll_interval
from feeds.model.hashing import digest

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

Completeness = Literal["", "snapshot", "partial", "events"]

MAX_WAIT = timedelta(days=7)  # whatever a server requests


@dataclass(frozen=True, slots=True)
class Web:
    """The options of one partner; `url` is what it publishes.

    `dialect`, and for records `preset` or `mapping`, select the parser; an empty one is detected.
    `completeness` is what its list means: `snapshot` (all that is open), `partial` (some of it) or `events`
    (changes only); by its dialect if empty. It is fetched every `every` seconds at most, or by that cron
    line, with at most `follow` linked pages in a run. Its entries are stale after `max_age_days` without a
    valid response. `headers` and `url` may name environment variables, as `${TOKEN}`. `organization` is the
    employer where an offer has none; `posts` is the kind of all its entries.
    """

    url: str
    name: str = ""
    kind: Literal["web"] = "web"
    dialect: Literal["", "job_markdown", "job_posting", "records", "syndication"] = ""
    preset: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    completeness: Completeness = ""
    every: int | str = 3600
    language: str = ""
    organization: str = ""
    posts: Literal["", "job", "article"] = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    follow: int = 100
    max_bytes: int = 20_000_000
    max_age_days: int = 14


@dataclass(frozen=True, slots=True)
class Network:
    """How partners are fetched.

    `contact` is a URL or mail address, sent in the User-Agent header. `allow` lists `host:port`s that may be
    in a private network. One run takes `seconds` and `megabytes` at most, with `workers` hosts at a
    time and `spacing` seconds between two requests to one of them.
    """

    contact: str = ""
    allow: tuple[str, ...] = ()
    workers: int = 16
    seconds: int = 300
    megabytes: int = 500
    spacing: float = 1.0


def is_due(source: Web, state: SourceState | None, now: datetime) -> bool:
    """Return whether a source may be fetched now; a changed URL is a new source.

    A due time too far ahead was computed by a wrong clock, and does not count.
    """
    if state is None or state.url != source.url or state.parser_key != parser_key(source):
        return True
    if state.gone_since or state.next_poll is None:
        return state.gone_since is None
    longest = MAX_WAIT + poll_interval.longest(source.every)
    return state.next_poll <= now or state.next_poll > now + longest


def parser_key(source: Web) -> str:
    """Return a digest of the options that decide how a source is parsed, and so which links are found."""
    return digest((source.dialect, source.preset, sorted(source.mapping.items())), size=6)
