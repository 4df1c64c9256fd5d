"""robots.txt (RFC 9309); wrapper around protego."""

from __future__ import annotations

import threading
from collections.abc import Callable

from protego import Protego

Fetch = Callable[[str], tuple[int, bytes] | None]

MAX_SIZE = 512_000  # bytes that are read: RFC 9309, section 2.5, has 500 KiB at least
MAX_DELAY = 30.0  # seconds: a longer delay would take more than a run
NO_RULES = frozenset(range(400, 500)) - {429}  # 429 is about the rate, not the rules
SUCCESS = range(200, 300)


class Robots:
    """The rules of all sites, each fetched once.

    `fetch` returns the status and the text of a robots.txt. The status is 0 where there was no response; None
    stands for a request that had not enough time, and `left` are the seconds until a caller has none.
    """

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def delay(self, site: str, url: str, fetch: Fetch, left: float) -> float | None:
        """Return the seconds between two requests to a site; None if the URL may not be fetched.

        `site` is the root URL of the site. The delay is its Crawl-delay, which no RFC defines.
        """
        rules = self._rules_of(site, fetch, left)
        if rules is None or not rules.can_fetch(url, self._agent):
            return None
        return min(rules.crawl_delay(self._agent) or 0.0, MAX_DELAY)

    def _rules_of(self, site: str, fetch: Fetch, left: float) -> Protego | None:
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        if not lock.acquire(timeout=min(left, threading.TIMEOUT_MAX)):
            return None
        try:
            if site not in self._rules:
                response = fetch(f"{site}robots.txt")
                if response is None:
                    return None
                self._rules[site] = Protego.parse(_rules_text(*response))
            return self._rules[site]
        finally:
            lock.release()


def _rules_text(status: int, body: bytes) -> str:
    """Return the rules of a response: RFC 9309, sections 2.3.1.3 (no rules) and 2.3.1.4 (no access)."""
    if status in SUCCESS:
        return body[:MAX_SIZE].decode("utf-8", "replace")
    return "" if status in NO_RULES else "User-agent: *\nDisallow: /"
