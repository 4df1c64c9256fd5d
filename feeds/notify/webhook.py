"""Webhooks: send each change to a program, as JSON with a signature and a time stamp.

All changes are sent in order, also those that a later one overtook. Each has an `event`, by which a receiver
recognises a change that is sent twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model.notification import Notification
    from feeds.notify.request import Context, Request

MAX_CHANGES = 500  # in one request
TIMESTAMP, SIGNATURE = "X-Feeds-Timestamp", "X-Feeds-Signature"


@dataclass(frozen=True, slots=True)
class Hook:
    """The URL that receives changes, and the secret that signs them; both may contain `${NAME}`."""

    url: str
    secret: str


def targets(hooks: Sequence[Hook]) -> dict[str, Hook]:
    """Return the hooks by URL."""
    return {hook.url: hook for hook in hooks}


def requests(hook: Hook, notifications: Sequence[Notification], context: Context) -> Iterator[Request]:
    """Yield signed requests with the changes, in order."""
    from feeds.notify.request import Request  # most runs have nothing to send

    url, secret = context.reveal(hook.url), context.reveal(hook.secret)
    stamp = str(int(context.at.timestamp()))
    for start in range(0, len(notifications), MAX_CHANGES):
        part = tuple(notifications[start : start + MAX_CHANGES])
        changes = [{"event": notification.revision, **json.loads(notification.body)} for notification in part]
        body = json.dumps({"site": context.site, "changes": changes}, ensure_ascii=False).encode()
        headers = {TIMESTAMP: stamp, SIGNATURE: f"sha256={signature(secret, stamp, body)}"}
        yield Request(part, url, "application/json", body, headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the HMAC (RFC 2104) of time stamp and body, so that no old request passes for a new one."""
    import hmac  # most sites have no webhooks

    return hmac.new(secret.encode(), stamp.encode() + b"." + body, "sha256").hexdigest()
