"""WebSub: notify hubs of feed documents whose bytes changed (W3C WebSub, section 6).

The recommendation leaves it to hub and publisher how. All public hubs accept the form of PubSubHubbub 0.4,
section 7: `hub.mode=publish` and the topic as `hub.url`; some read it from `hub.topic`, so both are sent.
Each request has one topic, since not every hub accepts several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feeds.notify.revision import is_same_content

if TYPE_CHECKING:
    from feeds.model.notification import Notification
    from feeds.notify.request import Context, Delivered, Request

FORM = "application/x-www-form-urlencoded"


def targets(hubs: Sequence[str]) -> dict[str, str]:
    """Return the hubs by URL."""
    return dict(zip(hubs, hubs, strict=True))


def subjects(delivered: Delivered) -> Mapping[str, str]:
    """Return the topics: the documents that name a hub."""
    return delivered.feeds


def is_same(known: str, now: str) -> bool:
    """Return whether a hub need not fetch a topic: its content is the same, or it was removed."""
    return not now or is_same_content(known, now)


def requests(hub: str, notifications: Sequence[Notification], _context: Context) -> Iterator[Request]:
    """Yield a request for each topic, for the hub to fetch it again."""
    from urllib.parse import urlencode

    from feeds.notify.request import Request  # most runs have nothing to send

    for notification in notifications:
        form = {"hub.mode": "publish", "hub.url": notification.subject, "hub.topic": notification.subject}
        yield Request((notification,), hub, FORM, urlencode(form).encode())
