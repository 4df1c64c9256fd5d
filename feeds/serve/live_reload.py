"""Tells pages that are open that something was published: server-sent events (HTML §9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Condition

BREATH = 10.0  # seconds: a comment as often, so that a page that was closed is noticed


class Reload:
    """A counter of publications that many can wait for; `run` tells this server from one before it."""

    def __init__(self, run: str) -> None:
        self.run = run
        self._count = 0
        self._over = False
        self._changed = Condition()

    def tell(self) -> None:
        """Let all pages come anew."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Let go all who wait."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def events(self, last: str) -> Iterator[bytes]:
        """Give what to send, as it comes; whoever saw another state than this `last` is told at once.

        An id without data is kept by the browser and shown to nobody (HTML §9.2.6).
        """
        with self._changed:
            seen = self._count
        now = f"{self.run}-{seen}"
        yield f"retry: 1000\nid: {now}\n\n".encode()
        if last not in ("", now):
            yield f"id: {now}\ndata: reload\n\n".encode()
        while True:
            with self._changed:
                self._changed.wait_for(lambda seen=seen: self._over or self._count != seen, BREATH)  # type: ignore[misc]
                if self._over:
                    return
                told, seen = self._count != seen, self._count
            yield f"id: {self.run}-{seen}\ndata: reload\n\n".encode() if told else b":\n\n"
