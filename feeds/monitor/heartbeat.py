"""Heartbeat (dead-man's switch): a URL requested after each run; its service alerts if requests stop.

A failed run appends `/fail`, as Healthchecks expects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from feeds.collect.http.client import Client, Limits
from feeds.collect.http.request_url import host_ports
from feeds.collect.secrets import Secrets, variables
from feeds.model.errors import FetchError

LIMITS = Limits(wire=100_000, decompressed=100_000, connect=5.0, read=5.0, header=5.0, total=10.0)
SUCCESS = range(200, 300)


def ping(url: str, contact: str, allowed: Collection[str], secrets: Mapping[str, str], *, ok: bool) -> Iterator[str]:
    """Request the heartbeat URL; yield errors, without the URL, which is a secret.

    `contact` and `allowed` are as for `Client`; `secrets` are the environment variables that
    `url` may contain.
    """
    names = variables(url)
    for name in names:
        if not secrets.get(name):
            yield f"monitor.ping: the environment variable {name} is not set (set it)"
            return
    known = Secrets({name: secrets[name] for name in names}, {}, url)
    url = known.substituted(url)
    try:
        with Client(contact, {*allowed, *host_ports(url)}, LIMITS, spacing=0.0, connections=1) as client:
            response = client.masking(known.mask.text).get(url if ok else failure_url(url), accept="*/*")
    except FetchError as error:
        yield f"monitor.ping: no valid response: {known.mask.text(error.reason)}"
        return
    if response.status not in SUCCESS:
        yield f"monitor.ping: expected status 200 to 299, found {response.status}"


def failure_url(url: str) -> str:
    """Return the URL to request after a failed run."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/fail").geturl()
