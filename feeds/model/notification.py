"""Notifications: what is sent to hubs, search engines and webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification in the outbox: `subject` has a new `revision`, to be sent to a `target` of some `kind`.

    kind: one of `notify.KINDS`.
    target: as the configuration names it, so without any secret.
    subject: the URL of a document, or the id of an entry.
    revision: "" if the subject is no longer there. Each revision is sent once.
    body: further content, as JSON.
    number: the order in which notifications were made.
    released: since when it may be sent; None until what it is about is delivered.
    next_attempt: not before then. attempts: how many failed, the last one with `last_error`.
    """

    kind: str
    target: str
    subject: str
    revision: str
    body: str = ""
    number: int = 0
    released: datetime | None = None
    next_attempt: datetime | None = None
    attempts: int = 0
    last_error: str = ""
