"""Live reload of open pages: server-sent events (HTML §9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Condition

KEEP_ALIVE = 10.0  # seconds between two comments, so that a closed page is noticed


class LiveReload:
    """A counter of publications that many can wait for; `run` identifies this server process."""

    def __init__(self, run: str) -> None:
        self.run = run
        self._count = 0
        self._closed = False
        self._changed = Condition()

    def notify(self) -> None:
        """Reload all open pages."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def close(self) -> None:
        """End all event streams."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def events(self, last: str) -> Iterator[bytes]:
        """Yield the event stream of one page; a page whose last event was another than `last` reloads.

        The browser keeps an id without data, and no script sees it (HTML §9.2.6).
        """
        with self._changed:
            seen = self._count
        now = f"{self.run}-{seen}"
        yield f"retry: 1000\nid: {now}\n\n".encode()
        if last not in ("", now):
            yield f"id: {now}\ndata: reload\n\n".encode()
        while True:
            with self._changed:
                self._changed.wait_for(lambda seen=seen: self._closed or self._count != seen, KEEP_ALIVE)  # type: ignore[misc]
                if self._closed:
                    return
                changed, seen = self._count != seen, self._count
            yield f"id: {self.run}-{seen}\ndata: reload\n\n".encode() if changed else b":\n\n"
