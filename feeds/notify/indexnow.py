"""IndexNow: notify search engines of new, changed and removed pages (indexnow.org/documentation).

The key is no secret: its file beside the pages proves that the sender may write there. Only pages of one
host, below the folder of that file, may be sent, at most 10,000 in a request; pages older than the first use
of IndexNow should not be (indexnow.org/faq).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model.feed import Output
    from feeds.model.notification import Notification
    from feeds.notify.request import Context, Delivered, Request

ENDPOINT = "https://api.indexnow.org/indexnow"  # forwards to all search engines that take part
MAX_URLS = 10_000


@dataclass(frozen=True, slots=True)
class IndexNow:
    """The key of the site, and the endpoint to notify."""

    key: str
    endpoint: str = ENDPOINT


def targets(options: IndexNow | None) -> dict[str, IndexNow]:
    """Return the endpoint, if one is configured."""
    return {options.endpoint: options} if options else {}


def key_file(options: IndexNow) -> Output:
    """Return the file that proves the key."""
    from feeds.model.feed import Output

    return Output(f"{options.key}.txt", "text/plain", options.key.encode())


def subjects(delivered: Delivered) -> Mapping[str, str]:
    """Return the pages of the entries."""
    return delivered.pages


def requests(options: IndexNow, notifications: Sequence[Notification], context: Context) -> Iterator[Request]:
    """Yield requests with the URLs of many pages each."""
    from urllib.parse import urlsplit

    from feeds.notify.request import Request  # most runs have nothing to send

    host = urlsplit(context.site).netloc
    ours = [notification for notification in notifications if urlsplit(notification.subject).netloc == host]
    for start in range(0, len(ours), MAX_URLS):
        part = tuple(ours[start : start + MAX_URLS])
        body = {
            "host": host,
            "key": options.key,
            "keyLocation": f"{context.site}{options.key}.txt",
            "urlList": [notification.subject for notification in part],
        }
        yield Request(part, options.endpoint, "application/json; charset=utf-8", json.dumps(body).encode())
