"""Source kind `web`: what a partner publishes, and when it may be asked. How it is asked: `visit`."""

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

LONGEST_WAIT = timedelta(days=7)  # however long a server asks to be left alone


@dataclass(frozen=True, slots=True)
class Web:
    """The options of one partner; `url` is what it publishes.

    `dialect`, and for records `preset` or `mapping`, say how it is read; what is empty is found out.
    `completeness` is what its list means: `snapshot` (all that is open), `partial` (some of it) or `events`
    (what is not mentioned is not spoken of); by its dialect if empty. It is asked every `every` seconds at
    most, or when that cron line says, and at most `follow` pages that its list leads to are asked for in a
    run. What was published of it stays for `max_age_days` without a good answer, then counts as stale.
    `headers` may name environment variables, as `${TOKEN}`, as may `url`. `organization` is who hires where
    an offer does not say it; `posts` is what all its entries are.
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
    """How partners are asked: by whom, and how much at once.

    `contact` is an address or mailbox that a partner's operator may turn to. `allow` names `host:port`s
    that may lie in a private network. One run takes `seconds` and `megabytes` at most, with
    `workers` hosts at a time and `spacing` seconds between two requests to one of them.
    """

    contact: str = ""
    allow: tuple[str, ...] = ()
    workers: int = 16
    seconds: int = 300
    megabytes: int = 500
    spacing: float = 1.0


def is_due(source: Web, state: SourceState | None, now: datetime) -> bool:
    """Say whether a source may be asked now; a changed address is a new source.

    Nobody waits as long as a clock would have it that ran far ahead once.
    """
    if state is None or state.url != source.url or state.parser_key != parser_key(source):
        return True
    if state.gone_since or state.next_poll is None:
        return state.gone_since is None
    longest = LONGEST_WAIT + poll_interval.longest(source.every)
    return state.next_poll <= now or state.next_poll > now + longest


def parser_key(source: Web) -> str:
    """Return a digest of the options that decide how a source is parsed, and so which links are found."""
    said = (source.dialect, source.preset, sorted(source.mapping.items()))
    return digest(said, size=6)
