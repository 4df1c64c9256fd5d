"""The dead-man's switch: an address that is asked for after each run, and raises alarm when it is not.

A run that fails asks for it with `/fail` at its end, as Healthchecks has it; one that never came about is
noticed by its silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from feeds.collect.http.client import Client, Limits
from feeds.collect.http.request_url import own
from feeds.collect.secrets import variables
from feeds.model.errors import FetchError

WITHIN = Limits(wire=100_000, decompressed=100_000, connect=5.0, read=5.0, header=5.0, total=10.0)
SUCCESS = range(200, 300)


def ping(
    url: str, contact: str, allowed: Collection[str], secrets: Mapping[str, str], *, ok: bool
) -> Iterator[str]:
    """Tell how a run ended; give what went wrong, in words that do not hold the address, which is a secret.

    `allowed` and `contact` are as for `Client`, `secrets` the environment variables that `url` may name.
    """
    for name in variables(url):
        if not secrets.get(name):
            yield f"monitor.ping: the environment variable {name} is not set"
            return
        url = url.replace(f"${{{name}}}", secrets[name])
    try:
        with Client(contact, {*allowed, *own(url)}, WITHIN, spacing=0.0, connections=1) as client:
            answer = client.get(url if ok else failure(url), accept="*/*")
    except FetchError as error:
        yield f"monitor.ping: it was not heard: {error.reason}"
        return
    if answer.status not in SUCCESS:
        yield f"monitor.ping: it was not heard: the server answers {answer.status}"


def failure(url: str) -> str:
    """Give the address that is told of a failure."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/fail").geturl()
