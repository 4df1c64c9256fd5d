"""Per-host rate limiting: one request at a time to one host, and a delay between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from feeds.collect.http.transport_errors import NO_TIME, TransportError


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
    def slot(self, host: str, deadline: float, *, immediate: bool = False, spaced: bool = True) -> Iterator[None]:
        """Wait until a request to a host may start, and hold the host while it runs.

        An `immediate` request skips the delay: a redirect continues a request. A request that is not `spaced`
        causes no delay: robots.txt is only fetched because of the request that follows.

        Raises:
            TransportError: the request may not start before the deadline (by the monotonic clock).
        """
        known = self._host(host)
        if not known.busy.acquire(timeout=_lock_timeout(deadline)):
            raise TransportError(NO_TIME, transient=True)
        try:
            delay = 0.0 if immediate else max(known.next_start - time.monotonic(), 0.0)
            if time.monotonic() + delay >= deadline:
                raise TransportError(NO_TIME, transient=True)
            time.sleep(delay)
            try:
                yield
            finally:
                known.next_start = time.monotonic() + (known.spacing if spaced else 0.0)
        finally:
            known.busy.release()

    def slow_down(self, host: str, spacing: float) -> None:
        """Raise the spacing of a host, as its robots.txt requests."""
        known = self._host(host)
        known.spacing = max(known.spacing, spacing)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._spacing))


def _lock_timeout(deadline: float) -> float:
    return min(max(deadline - time.monotonic(), 0.0), threading.TIMEOUT_MAX)
