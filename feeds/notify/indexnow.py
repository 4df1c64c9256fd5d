"""IndexNow: search engines are told of pages that came, changed or went (indexnow.org/documentation).

The key is no secret: it lies beside the pages, and proves that who names them may write there. Only
pages below the folder of the key's file may be named, of one host, and at most 10,000 in a call. What lay
there before a site took part is not to be named (indexnow.org/faq).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model.feed import Output
    from feeds.model.notification import Notification
    from feeds.notify.request import Delivered, Request, Teller

ENDPOINT = "https://api.indexnow.org/indexnow"  # shares what it is told with all that take part
MOST = 10_000


@dataclass(frozen=True, slots=True)
class IndexNow:
    """Which `key` proves that the pages are one's own, and which `endpoint` is told of them."""

    key: str
    endpoint: str = ENDPOINT


def targets(options: IndexNow | None) -> dict[str, IndexNow]:
    """Name the endpoint, if there is one."""
    return {options.endpoint: options} if options else {}


def key_file(options: IndexNow) -> Output:
    """Write the file that proves the key."""
    from feeds.model.feed import Output

    return Output(f"{options.key}.txt", "text/plain", options.key.encode())


def subjects(delivered: Delivered) -> Mapping[str, str]:
    """Give the pages of the posts."""
    return delivered.pages


def is_same(told: str, now: str) -> bool:
    """Say whether an engine need not know of a page.

    A page whose bytes alone changed says what it said, in another layout; one whose post alone changed
    does not show it.
    """
    if not told or not now:
        return told == now
    before, after = told.split(" ", 1), now.split(" ", 1)
    return any(one == other for one, other in zip(before, after, strict=True))


def requests(options: IndexNow, notifications: Sequence[Notification], teller: Teller) -> Iterator[Request]:
    """Name pages of this site, many at a time."""
    from urllib.parse import urlsplit

    from feeds.notify.request import Request  # most runs have nothing to tell

    host = urlsplit(teller.site).netloc
    ours = [notification for notification in notifications if urlsplit(notification.subject).netloc == host]
    for start in range(0, len(ours), MOST):
        some = tuple(ours[start : start + MOST])
        told = {
            "host": host,
            "key": options.key,
            "keyLocation": f"{teller.site}{options.key}.txt",
            "urlList": [notification.subject for notification in some],
        }
        yield Request(some, options.endpoint, "application/json; charset=utf-8", json.dumps(told).encode())
