"""Per-host rate limiting: one request at a time to one host, and a delay between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    spacing: float
    next_start: float = 0.0
    busy: threading.Lock = field(default_factory=threading.Lock)


class RateLimiter:
    """The rate limits of all hosts; `spacing` is in seconds, from the end of a request to the next one."""

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def slot(self, host: str, *, immediate: bool = False, spaced: bool = True) -> Iterator[None]:
        """Wait until a request to a host may start, and hold the host while it runs.

        An `immediate` request skips the delay: a redirect continues a request. A request that is not `spaced`
        causes no delay: robots.txt is only fetched because of the request that follows.
        """
        known = self._host(host)
        with known.busy:
            if not immediate:
                time.sleep(max(known.next_start - time.monotonic(), 0.0))
            try:
                yield
            finally:
                known.next_start = time.monotonic() + (known.spacing if spaced else 0.0)

    def slow_down(self, host: str, spacing: float) -> None:
        """Raise the spacing of a host, as its robots.txt requests."""
        known = self._host(host)
        known.spacing = max(known.spacing, spacing)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._spacing))
