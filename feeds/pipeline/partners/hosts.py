"""Fetching the sources of many hosts in threads: each host holds a thread for a share of the time.

A host whose share has passed, and which has more sources, waits behind all other hosts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import inf
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

from feeds.collect import Network, Web
from feeds.model.instant import Deadline

MAX_TIME_SHARE = 0.5  # of the time that a run may take, so that there is time left to publish
MIN_SHARE = 5.0  # seconds for a host, however many others are due

Result = TypeVar("Result")


class Budget:
    """The time and bytes that are left for fetching."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self.deadline = deadline.within(min(network.seconds, deadline.left() * MAX_TIME_SHARE))
        self.bytes = network.megabytes * 1_000_000
        self.lock = Lock()

    def is_left(self) -> bool:
        """Return whether another request may be sent."""
        return self.deadline.left() > 0 and self.bytes > 0

    def spend(self, count: int) -> None:
        """Subtract received bytes."""
        with self.lock:
            self.bytes -= count


class Turn(NamedTuple):
    """The time that one source has: until `deadline`, and `share` seconds in a turn that nothing shortens."""

    deadline: Deadline
    share: float


class Hosts(Generic[Result]):
    """Fetches sources by `fetch`, one source of a host after the other; a result of None is dropped."""

    def __init__(
        self, sources: Iterable[Web], workers: int, budget: Budget, fetch: Callable[[Web, Turn], Result | None]
    ) -> None:
        self.budget, self.fetch = budget, fetch
        by_host: dict[str, deque[Web]] = {}
        for source in sources:
            by_host.setdefault(urlsplit(source.url).netloc.lower(), deque()).append(source)
        total, hosts = budget.deadline.left(), len(by_host)
        self.workers = min(workers, hosts)
        self.host_share = min(total, max(MIN_SHARE, total * workers / hosts))
        self.waiting = deque(by_host.values())
        self.queue = SimpleQueue[Result | None]()
        self.error: BaseException | None = None  # one that ends the run

    def results(self, deadline: Deadline) -> Iterator[Result]:
        """Fetch until the budget is spent; yield the result of each source as it comes.

        Raises:
            LateError: the deadline has passed.
            InstallationError: a library cannot be imported.
        """
        with ThreadPoolExecutor(self.workers) as pool:
            try:
                for _ in range(self.workers):
                    pool.submit(self._work)
                running = self.workers
                while running:
                    result = self._next(deadline)
                    running -= result is None
                    if result is not None:
                        yield result
                if self.error:
                    raise self.error
            finally:
                self.budget.spend(self.budget.bytes)

    def _next(self, deadline: Deadline) -> Result | None:
        left = deadline.left()
        with suppress(Empty):
            return self.queue.get(timeout=None if left == inf else left)
        deadline.check()
        return self._next(deadline)

    def _work(self) -> None:
        """Fetch from one host after the other until none is left."""
        try:
            while sources := self._next_host():
                self._fetch_from(sources)
                if sources and self.budget.is_left():
                    self.waiting.append(sources)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that reads the results
            self.error = error
            self.budget.spend(self.budget.bytes)
        finally:
            self.queue.put(None)

    def _next_host(self) -> deque[Web] | None:
        with suppress(IndexError):
            return self.waiting.popleft()
        return None

    def _fetch_from(self, sources: deque[Web]) -> None:
        """Fetch sources of a host while its share lasts."""
        share = min(self.host_share, max(MIN_SHARE, self.host_share / len(sources)))
        place = self.budget.deadline.within(self.host_share)
        while sources and self.budget.is_left() and place.left() >= share / 2:
            left = min(place.left(), self.budget.deadline.left())
            result = self.fetch(sources.popleft(), Turn(place.within(min(share, left)), share))
            if result is not None:
                self.queue.put(result)
