"""What the kinds of notices share: what was delivered, and a request that tells of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.notification import Notification


@dataclass(frozen=True, slots=True)
class Delivered:
    """What lies there now: each address with a revision that tells it from every other content.

    feeds: the documents that may be subscribed to. pages: those of the posts; their revisions are two
        words, the digest of the bytes and the name of what the post says.
    unsure: those of both that could not be written: of them there is nothing new to tell.
    """

    feeds: Mapping[str, str]
    pages: Mapping[str, str]
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells, and when; `reveal` fills environment variables into a text.

    site: where the output is published, with a slash at the end.
    """

    site: str
    at: datetime
    reveal: Callable[[str], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request by POST; with a good answer its `notices` were told."""

    notifications: tuple[Notification, ...]
    url: str = field(repr=False)
    media_type: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
