"""What a site asks of programs that follow its links: robots.txt (RFC 9309). The wall around protego."""

from __future__ import annotations

import threading
from collections.abc import Callable

from protego import Protego

LARGEST = 512_000  # bytes that are read: RFC 9309, section 2.5, has 500 KiB at least
LONGEST_DELAY = 30.0  # seconds: with more no site could be read in a run
NO_RULES = frozenset(range(400, 500)) - {429}  # 429 says nothing of the rules, only that it was enough
OK = range(200, 300)


class Robots:
    """The rules of all sites, each asked for once; `read` gives the status and the text of its robots.txt.

    There is no text, and the status is 0, where no answer was had.
    """

    def __init__(self, agent: str, read: Callable[[str], tuple[int, bytes]]) -> None:
        self._agent, self._read = agent, read
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def allow(self, site: str, url: str) -> bool:
        """Say whether a page may be read of a site, of which `site` is the address of the root."""
        return bool(self._of(site).can_fetch(url, self._agent))

    def delay(self, site: str) -> float:
        """Give the seconds that a site wishes to rest between two requests (Crawl-delay; no RFC has it)."""
        return min(self._of(site).crawl_delay(self._agent) or 0.0, LONGEST_DELAY)

    def _of(self, site: str) -> Protego:
        with self._lock:
            lock = self._locks.setdefault(site, threading.Lock())
        with lock:
            if site not in self._rules:
                self._rules[site] = Protego.parse(_text(*self._read(f"{site}robots.txt")))
            return self._rules[site]


def _text(status: int, body: bytes) -> str:
    """Give the rules that an answer means: RFC 9309, sections 2.3.1.3 (no rules) and 2.3.1.4 (no entry)."""
    if status in OK:
        return body[:LARGEST].decode("utf-8", "replace")
    return "" if status in NO_RULES else "User-agent: *\nDisallow: /"
