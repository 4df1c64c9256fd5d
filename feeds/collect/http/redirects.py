"""Redirects (RFC 9110, section 15.4), and those that pages state."""

from __future__ import annotations

from collections.abc import Collection

from feeds.collect.http import meta_refresh
from feeds.collect.http.request_url import origin, validate
from feeds.collect.http.transport_errors import TransportError

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT, METHOD_KEPT = (301, 308), (307, 308)


class RedirectChain:
    """A request and its redirects: URL, method and body of the next request.

    moved: the last URL of an unbroken chain of permanent redirects from the start; "" if there is none.
    message: the request sends a message: a redirect that would drop its body is not followed.
    refreshed: a page led to the URL (see `meta_refresh`).
    reply: statuses of which the body of the response is read.
    """

    def __init__(
        self, url: str, body: bytes | None, *, message: bool = False, reply: Collection[int] = frozenset()
    ) -> None:
        self.url, self.body, self.moved, self.message, self.reply = url, body, "", message, reply
        self._permanent, self.refreshed = True, False
        self._seen = {(self.method, url)}

    @property
    def method(self) -> str:
        """The method of the next request."""
        return "GET" if self.body is None else "POST"

    def is_redirect(self, status: int) -> bool:
        """Return whether a response of this status is to be followed; a message does not become a GET."""
        return status in (METHOD_KEPT if self.message else REDIRECTS)

    def refresh(self, body: bytes, media_type: str) -> str:
        """Return where a page leads at once, "" if it is read itself; like status 302, which is to be followed."""
        found = "" if self.message or self.body is not None else meta_refresh.target(body, media_type, self.url)
        self.refreshed = self.refreshed or bool(found)
        return found

    def follow(self, status: int, location: str) -> None:
        """Set URL and method to those of the redirect.

        A POST becomes a GET, as in browsers, unless the status keeps the method; its body is then sent to
        the same server only.

        Raises:
            TransportError: a redirect loop, or a target that is not allowed.
        """
        previous, url = self.url, validate(_decode_location(location), self.url)
        if self.body is not None and status not in METHOD_KEPT:
            self.body = None
            self._permanent = False
        if self.body is not None and origin(url) != origin(previous):
            raise TransportError("POST redirected to another server (check the URL)")
        secure = url.startswith("https:") or not previous.startswith("https:")
        self._permanent = self._permanent and status in PERMANENT and secure
        if self._permanent:
            self.moved = url
        self.url = url
        if (self.method, url) in self._seen:
            raise TransportError("redirect loop (check the URL)")
        self._seen.add((self.method, url))


def _decode_location(location: str) -> str:
    """Return a Location header decoded from UTF-8: some servers send URLs unescaped."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location
