"""Whose turn it is: one request at a time to one host, and a rest between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    spacing: float
    free: float = 0.0  # when the next request may begin
    busy: threading.Lock = field(default_factory=threading.Lock)


class Pace:
    """The turns of all hosts; `spacing` is the seconds between the end of a request and the next one."""

    def __init__(self, spacing: float) -> None:
        self._spacing = spacing
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, *, at_once: bool = False, rest: bool = True) -> Iterator[None]:
        """Wait until a host may be asked; hold it while it is.

        `at_once` waits for no rest: a redirect continues what was begun. Without `rest` the next may begin at
        once: robots.txt is read only because of what follows.
        """
        known = self._host(host)
        with known.busy:
            if not at_once:
                time.sleep(max(known.free - time.monotonic(), 0.0))
            try:
                yield
            finally:
                known.free = time.monotonic() + (known.spacing if rest else 0.0)

    def slow(self, host: str, spacing: float) -> None:
        """Let a host rest longer, as its robots.txt asks."""
        known = self._host(host)
        known.spacing = max(known.spacing, spacing)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._spacing))
