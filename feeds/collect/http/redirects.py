"""Where redirects lead (RFC 9110, section 15.4)."""

from __future__ import annotations

from feeds.collect.http.request_url import checked, origin
from feeds.collect.http.transport_errors import Trouble

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT, KEEPING = (301, 308), (307, 308)  # KEEPING: the method stays as it is


class Trail:
    """A request on its way: the address that is asked next, by which method, and what is known of it.

    moved: the last address of an unbroken chain of permanent redirects from the start; "" if there is none.
    message: whether the body is what matters, and not the answer: it is to arrive, or nothing is to be asked.
    """

    def __init__(self, url: str, body: bytes | None, *, message: bool = False) -> None:
        self.url, self.body, self.moved, self.message = url, body, "", message
        self._permanent = True
        self._seen = {(self.method, url)}

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    def leads_on(self, status: int) -> bool:
        """Say whether an answer of this status is to be followed; a message is not made a GET by it."""
        return status in (KEEPING if self.message else REDIRECTS)

    def step(self, status: int, location: str) -> None:
        """Go where a redirect leads.

        A POST becomes a GET, as browsers have it, unless the server says that it stays one; then its body
        stays with whom it was meant for.

        Raises:
            Trouble: it leads round in a circle, or where we do not go.
        """
        before, url = self.url, checked(_readable(location), self.url)
        if self.body is not None and status not in KEEPING:
            self.body = None
            self._permanent = False
        if self.body is not None and origin(url) != origin(before):
            raise Trouble("it wants the request to be sent to another server (check the address)")
        secure = url.startswith("https:") or not before.startswith("https:")
        self._permanent = self._permanent and status in PERMANENT and secure
        if self._permanent:
            self.moved = url
        self.url = url
        if (self.method, url) in self._seen:
            raise Trouble("its redirects lead round in a circle (check the address)")
        self._seen.add((self.method, url))


def _readable(location: str) -> str:
    """Read the bytes of a header as UTF-8: addresses beyond ASCII are sent so, though they ought not."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location
