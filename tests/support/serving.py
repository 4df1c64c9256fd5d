"""The preview server on loopback, and a client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from feeds.serve.files import PublishedFiles
from feeds.serve.live_reload import LiveReload
from feeds.serve.preview import Preview
from feeds.serve.server import Server


class Response(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


def fetch(port: int, path: str, method: str = "GET", **headers: str) -> Response:
    """Return the response to a request for the path as written, with these headers and Host."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host="Host" in names, skip_accept_encoding=True)
        for name, value in names.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())
    finally:
        connection.close()


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, for a minute at most."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)


@contextmanager
def serving(output: Path, url: str = "https://jobs.example.org/", reload: LiveReload | None = None) -> Iterator[Server]:
    """Serve a folder in this process."""
    files = PublishedFiles(output, Preview(url, live=reload is not None))
    with Server(("127.0.0.1", 0), files, frozenset(), reload) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            if reload:
                reload.close()
            server.shutdown()
            thread.join(10)
