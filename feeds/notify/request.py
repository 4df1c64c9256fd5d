"""What kinds of notifications have in common: what was delivered, and a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.notification import Notification


@dataclass(frozen=True, slots=True)
class Delivered:
    """What is published: URLs with their revisions.

    feeds: the documents that may be subscribed to. pages: those of the entries.
    unsure: URLs of both whose new content could not be written: there is nothing to notify of.

    A revision is the digest of the file, a space, and the edition: a text that changes only if an entry was
    edited, or opened or closed.
    """

    feeds: Mapping[str, str]
    pages: Mapping[str, str]
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Context:
    """What requests are made with.

    site: the URL of the site, with a slash at the end.
    at: the time of the request.
    reveal: replaces the environment variables that a text names by their values.
    """

    site: str
    at: datetime
    reveal: Callable[[str], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A POST request; a successful response confirms its notifications."""

    notifications: tuple[Notification, ...]
    url: str = field(repr=False)
    media_type: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
