"""Redirects (RFC 9110, section 15.4)."""

from __future__ import annotations

from feeds.collect.http.request_url import checked, origin
from feeds.collect.http.transport_errors import TransportError

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT, SAME_METHOD = (301, 308), (307, 308)


class RedirectChain:
    """A request and where redirects led it: the URL to fetch next, and by which method.

    moved: the last URL of an unbroken chain of permanent redirects from the start; "" if there is none.
    message: the body matters, not the response: a redirect that would drop it is not followed.
    """

    def __init__(self, url: str, body: bytes | None, *, message: bool = False) -> None:
        self.url, self.body, self.moved, self.message = url, body, "", message
        self._permanent = True
        self._seen = {(self.method, url)}

    @property
    def method(self) -> str:
        """The method of the next request."""
        return "GET" if self.body is None else "POST"

    def is_redirect(self, status: int) -> bool:
        """Return whether a response of this status is to be followed; a message does not become a GET."""
        return status in (SAME_METHOD if self.message else REDIRECTS)

    def follow(self, status: int, location: str) -> None:
        """Move on to the target of a redirect.

        A POST becomes a GET, as in browsers, unless the status keeps the method; its body is then sent to
        the same server only.

        Raises:
            TransportError: a redirect loop, or a target that is not allowed.
        """
        before, url = self.url, checked(_decoded(location), self.url)
        if self.body is not None and status not in SAME_METHOD:
            self.body = None
            self._permanent = False
        if self.body is not None and origin(url) != origin(before):
            raise TransportError("POST redirected to another server (check the URL)")
        secure = url.startswith("https:") or not before.startswith("https:")
        self._permanent = self._permanent and status in PERMANENT and secure
        if self._permanent:
            self.moved = url
        self.url = url
        if (self.method, url) in self._seen:
            raise TransportError("redirect loop (check the URL)")
        self._seen.add((self.method, url))


def _decoded(location: str) -> str:
    """Return a Location header decoded from UTF-8: some servers send URLs unescaped."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location
