"""Webhooks: a program is told, as JSON, what changed; a signature proves who tells it, and when.

Changes are told all and in order, also those that were overtaken in the meantime: each has an `event` of
its own by which a receiver knows one that comes again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model.notification import Notification
    from feeds.notify.request import Request, Teller

MOST = 500  # changes in one request
TIMESTAMP, SIGNATURE = "X-Feeds-Timestamp", "X-Feeds-Signature"


@dataclass(frozen=True, slots=True)
class Hook:
    """Where to send changes, and the `secret` to sign them with, as `${NAME}`; `url` may name such, too."""

    url: str
    secret: str


def targets(hooks: Sequence[Hook]) -> dict[str, Hook]:
    """Name the hooks."""
    return {hook.url: hook for hook in hooks}


def requests(hook: Hook, notifications: Sequence[Notification], teller: Teller) -> Iterator[Request]:
    """Send changes in the order they came, signed."""
    from feeds.notify.request import Request  # most runs have nothing to tell

    url, secret = teller.reveal(hook.url), teller.reveal(hook.secret)
    stamp = str(int(teller.at.timestamp()))
    for start in range(0, len(notifications), MOST):
        some = tuple(notifications[start : start + MOST])
        changes = [{"event": notification.revision, **json.loads(notification.body)} for notification in some]
        body = json.dumps({"site": teller.site, "changes": changes}, ensure_ascii=False).encode()
        headers = {TIMESTAMP: stamp, SIGNATURE: f"sha256={signature(secret, stamp, body)}"}
        yield Request(some, url, "application/json", body, headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Sign a body together with its time stamp (HMAC, RFC 2104): an old request cannot pass for a new one."""
    import hmac  # most sites have no hooks

    return hmac.new(secret.encode(), stamp.encode() + b"." + body, "sha256").hexdigest()
