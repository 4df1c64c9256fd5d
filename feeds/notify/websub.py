"""WebSub hubs: each feed document whose bytes changed is named to them (W3C WebSub, section 6).

The recommendation leaves to hub and publisher how that is done. All public hubs take what PubSubHubbub 0.4
had in its section 7: a form with `hub.mode=publish` and the topic as `hub.url`; some read it from
`hub.topic`, so both are sent. One request names one topic, since not every hub takes several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model.notification import Notification
    from feeds.notify.request import Delivered, Request, Teller

FORM = "application/x-www-form-urlencoded"


def targets(hubs: Sequence[str]) -> dict[str, str]:
    """Name the hubs."""
    return dict(zip(hubs, hubs, strict=True))


def subjects(delivered: Delivered) -> Mapping[str, str]:
    """Give the topics: the documents that name a hub."""
    return delivered.feeds


def is_same(told: str, now: str) -> bool:
    """Say whether a hub need not know: the bytes are the same, or the topic is gone."""
    return now in (told, "")


def requests(hub: str, notifications: Sequence[Notification], _teller: Teller) -> Iterator[Request]:
    """Tell a hub to fetch each topic again."""
    from urllib.parse import urlencode

    from feeds.notify.request import Request  # most runs have nothing to tell

    for notification in notifications:
        form = {"hub.mode": "publish", "hub.url": notification.subject, "hub.topic": notification.subject}
        yield Request((notification,), hub, FORM, urlencode(form).encode())
