"""HTTP client: rate limits, redirects, robots.txt, size and time limits. Responses are untrusted.

A request without a usable response raises FetchError. A response of any status is a `Response`; `crawl`
decides what it means for a source.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import dataclass, field
from http.client import responses
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from feeds._version import __version__
from feeds.collect.http import pagination
from feeds.collect.http.caching import fresh_for, retry_after
from feeds.collect.http.headers import UNCONDITIONAL, Validators, content_type, credentials
from feeds.collect.http.rate_limit import RateLimiter
from feeds.collect.http.redirects import RedirectChain
from feeds.collect.http.request_url import authority, is_same_server, origin, parse_allowed, redacted, validate
from feeds.collect.http.transport_errors import NO_TIME, TransportError
from feeds.model.errors import FetchError
from feeds.model.hashing import digest
from feeds.model.post import Document
from feeds.model.problem import phrase, verbatim

if TYPE_CHECKING:
    from feeds.collect.http.transport import RawResponse

AGENT = "feeds"
ACCEPT = "application/feed+json, application/atom+xml, application/rss+xml, application/json, */*;q=0.5"
JSON_TYPE = "application/json"
LEAK = (
    "the redirect leads to another server with a secret in its URL, and is not followed (if that server may have the "
    "secret, write its address in the configuration)"
)
WITH_BODY = frozenset(range(200, 300)) - {204, 205, 206}
REFUSED = frozenset({400, 401, 403})  # with the reason in the body, for a form
OK, PARTIAL = 200, 206
FORM_TYPE = "application/x-www-form-urlencoded"
MISSING, TRANSIENT = (404, 410), (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a request: bytes on the wire and decompressed, seconds, redirects.

    `connect` is for the connection, `read` for a silent server, `header` for all headers, `total` for the
    response with all its redirects; waiting for the rate limit is not counted. `lifetime` is for all requests
    of a client with all their waiting, from its creation on.
    """

    wire: int = 20_000_000
    decompressed: int = 50_000_000
    connect: float = 10.0
    read: float = 20.0
    header: float = 30.0
    total: float = 120.0
    redirects: int = 5
    lifetime: float = inf


@dataclass(frozen=True, slots=True)
class Response:
    """A response of any status.

    url, final: the requested URL, and the URL after redirects.
    status: 200 also for a part of a document (206) that is all that was requested (`pagination.is_whole`).
    body: decompressed, a gzip file too. Empty unless the status is a success, and for another part (206).
    media_type, charset: of Content-Type, in lower case; "" if missing.
    etag, last_modified: as received (decoded as Latin-1), also of a 304; to be sent back unchanged (RFC 9110,
        sections 8.8 and 13.1).
    fresh_for: seconds of freshness (RFC 9111, section 4.2); None if not stated.
    retry_after: seconds (RFC 9110, section 10.2.3); None if not stated.
    moved: the URL to use from now on: the last of a chain of permanent redirects (301, 308; RFC 9110,
        section 15.4), never from https to http. Whether to use it may depend on `status`.
    received: bytes of the body on the wire.
    next: the URL of the next part of a list, and total: the number of its entries, as far as headers state them.
    """

    url: str
    final: str
    status: int
    body: bytes = field(default=b"", repr=False)
    media_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    fresh_for: float | None = None
    retry_after: float | None = None
    moved: str = ""
    received: int = 0
    next: str = ""
    total: int | None = None


class Client(AbstractContextManager["Client"]):
    """Fetches documents and sends messages, one request at a time to each host; threads may share it.

    contact: URL or mail address for the User-Agent header (RFC 9110, section 10.1.5).
    allowed: `host:port` of servers that may have private addresses; they are not rate limited.
    spacing: seconds between two requests to a host. connections: number of connections to keep open.

    Takes no proxy, password or certificate from the environment; keeps no cookies, sends no Referer.

    Raises:
        ValueError: an entry of `allowed` is not `host:port`.
    """

    def __init__(
        self,
        contact: str,
        allowed: Collection[str] = (),
        limits: Limits = Limits(),
        spacing: float = 1.0,
        connections: int = 32,
    ) -> None:
        from feeds.collect.http.decompress import ACCEPTED as ACCEPT_ENCODING
        from feeds.collect.http.robots import Robots
        from feeds.collect.http.transport import Transport

        self._allowed, self._limits = parse_allowed(allowed), limits
        self._deadline = time.monotonic() + limits.lifetime
        printable = "".join(char for char in contact if " " <= char <= "~")
        agent = f"{AGENT}/{__version__} (+{printable})"
        self._headers = {"User-Agent": agent, "Accept-Encoding": ACCEPT_ENCODING}
        self._transport, self._rate_limiter = Transport(connections), RateLimiter(spacing)
        self._robots = Robots(AGENT)
        self._mask: Callable[[str], str] = str

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._transport.close()

    def within(self, seconds: float) -> Client:
        """Return this client with a shorter lifetime: its requests end so many seconds from now."""
        client = copy(self)
        client._deadline = min(self._deadline, time.monotonic() + seconds)  # noqa: SLF001 - its own
        return client

    def masking(self, mask: Callable[[str], str]) -> Client:
        """Return this client for requests with secrets, which `mask` replaces in a text.

        A redirect to another server with a secret in its URL is not followed.
        """
        client = copy(self)
        client._mask = mask  # noqa: SLF001 - its own
        return client

    def get(
        self,
        url: str,
        *,
        body: str = "",
        validators: Validators = UNCONDITIONAL,
        headers: Mapping[str, str] = {},
        accept: str = ACCEPT,
    ) -> Response:
        """Fetch a document by GET, or by POST if there is a JSON `body`. Waits for the rate limit.

        The status is 304 if the `validators` of a cached response still match. `headers` may have
        credentials, so they are sent to the server of `url` only.

        Raises:
            FetchError: there is no usable response.
        """
        fields = {"Content-Type": JSON_TYPE} if body else validators.headers()
        chain = RedirectChain(url, body.encode() if body else None, reply=WITH_BODY)
        return self._fetch(chain, {"Accept": accept, **fields}, headers)

    def post(self, url: str, body: bytes, media_type: str, headers: Mapping[str, str] = {}) -> Response:
        """Send a message; the body of the response is not read.

        Redirects are followed only if they keep the message (307, 308; RFC 9110, section 15.4), and to no
        other server. It is sent once, and may have arrived although there is no response. For `headers` see
        `get`.

        Raises:
            FetchError: there is no usable response; the message omits the URL, which may be a secret.
        """
        # A kept connection may be stale, and a message must not be sent twice.
        fields = {"Accept": "*/*", "Content-Type": media_type, "Connection": "close"}
        return self._fetch(RedirectChain(url, body, message=True), fields, headers)

    def submit(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str] = {}) -> Response:
        """Send a form by POST, and return the response with its body, also if it is refused (400, 401, 403).

        For redirects, errors and `headers` see `post`.
        """
        chain = RedirectChain(url, urlencode(fields).encode(), message=True, reply=WITH_BODY | REFUSED)
        sent = {"Accept": JSON_TYPE, "Content-Type": FORM_TYPE, "Connection": "close"}
        return self._fetch(chain, sent, headers)

    def may_fetch(self, url: str) -> bool:
        """Return whether robots.txt allows fetching a page that is not in the configuration (RFC 9309).

        A site's robots.txt is fetched once; if that fails, nothing may be fetched. Its Crawl-delay applies
        from then on. False for an invalid URL.
        """
        try:
            url = validate(url)
        except TransportError:
            return False
        scheme, host, _ = origin(url)
        site = f"{scheme}://{authority(url)}/"
        delay = self._robots.delay(site, url, self._fetch_robots, self._left())
        if delay is None:
            return False
        self._rate_limiter.slow_down(host, delay)
        return True

    def _left(self) -> float:
        return max(self._deadline - time.monotonic(), 0.0)

    def _fetch_robots(self, url: str) -> tuple[int, bytes] | None:
        try:
            chain = RedirectChain(url, None, reply=WITH_BODY)
            response = self._fetch(chain, {"Accept": "text/plain, */*;q=0.5"}, {}, spaced=False)
        except FetchError:
            return (0, b"") if self._left() else None
        return response.status, response.body

    def _fetch(
        self, chain: RedirectChain, fields: Mapping[str, str], secret: Mapping[str, str], *, spaced: bool = True
    ) -> Response:
        url = chain.url
        try:
            chain = RedirectChain(validate(url), chain.body, message=chain.message, reply=chain.reply)
            return self._follow(url, chain, {**self._headers, **fields}, credentials(secret), spaced=spaced)
        except TransportError as error:
            # Masked first: what is cut off in the middle of a secret would show its beginning.
            requested, reached = redacted(self._mask(url)), redacted(self._mask(chain.url))
            target = "" if reached == requested else f" (redirected to {reached})"
            where = "" if chain.message else f"{requested}: cannot be fetched{target}: "
            raise FetchError(phrase(where + error.message), transient=error.transient, reason=error.message) from None

    def _follow(
        self, url: str, chain: RedirectChain, headers: Mapping[str, str], secret: Mapping[str, str], *, spaced: bool
    ) -> Response:
        from feeds.collect.http.transport import RequestLimits

        start, last_host, time_left = origin(chain.url), "", self._limits.total
        for _ in range(self._limits.redirects + 1):
            current = origin(chain.url)
            general = {name: value for name, value in headers.items() if chain.body or name != "Content-Type"}
            sent = {**general, **(secret if is_same_server(current, start) else {})}
            with self._slot(chain.url, immediate=current[1] == last_host, spaced=spaced):
                started = time.monotonic()
                deadline = min(started + time_left, self._deadline)
                seconds = deadline - started + self._limits.total - time_left
                limits = RequestLimits(self._limits, deadline, seconds, self._allowed)
                with self._transport.send(chain.method, chain.url, sent, chain.body, limits) as raw:
                    location = raw.header("Location") if chain.is_redirect(raw.status) else ""
                    status = raw.status
                    if location:
                        raw.finish()
                    else:
                        response = self._response(url, chain, raw)
                        location = chain.refresh(response.body, response.media_type)
                        if not location:
                            return response
            time_left -= time.monotonic() - started
            chain.follow(status, location)
            if not is_same_server(origin(chain.url), start) and self._mask(chain.url) != chain.url:
                raise TransportError(LEAK)
            last_host = current[1]
        raise TransportError(f"more than {self._limits.redirects} redirects (check the URL)")

    def _slot(self, url: str, *, immediate: bool, spaced: bool) -> AbstractContextManager[None]:
        if authority(url) in self._allowed:
            if not self._left():
                raise TransportError(NO_TIME, transient=True)
            return nullcontext()
        return self._rate_limiter.slot(origin(url)[1], self._deadline, immediate=immediate, spaced=spaced)

    def _response(self, url: str, chain: RedirectChain, raw: RawResponse) -> Response:
        from feeds.collect.http.decompress import decompressed, unzipped

        header, body = raw.header, bytearray()
        media_type, charset = content_type(header("Content-Type"))
        ranges, status = header("Content-Range"), raw.status
        if status == PARTIAL and pagination.is_whole(chain.url, ranges, media_type):
            status = OK
        if status in chain.reply:
            encoding = raw.headers("Content-Encoding")
            for chunk in decompressed(raw.chunks(), encoding, self._limits.decompressed):
                body += chunk
        else:
            raw.finish()
        date = header("Date")
        return Response(
            url=url,
            final=chain.url,
            status=status,
            body=unzipped(bytes(body), self._limits.decompressed),
            media_type=media_type,
            charset=charset,
            # Sent to the page that led here, they could match that one.
            etag="" if chain.refreshed else header("ETag"),
            last_modified="" if chain.refreshed else header("Last-Modified"),
            fresh_for=fresh_for(raw.headers("Cache-Control"), header("Expires"), date, header("Age")),
            retry_after=retry_after(header("Retry-After"), date),
            moved=chain.moved,
            received=raw.received,
            next=pagination.next_part(chain.url, raw.link("next"), header("X-WP-TotalPages")),
            total=pagination.total(chain.url, ranges, header("X-WP-Total")),
        )


def fetch(url: str, contact: str, allowed: Collection[str] = ()) -> Document | None:
    """Return one document of the operator's own site; None if it does not exist (404, 410).

    For `contact` and `allowed` see `Client`. Without rate limit.

    Raises:
        FetchError: it cannot be fetched, or is too large.
        ValueError: an entry of `allowed` is not `host:port`.
    """
    with Client(contact, allowed, spacing=0.0, connections=1) as client:
        response = client.get(url)
    status = response.status
    if status in MISSING:
        return None
    if status not in WITH_BODY:
        message = f"{redacted(url)}: cannot be fetched: HTTP status {status} {responses.get(status, '')}"
        raise FetchError(verbatim(message.rstrip()), transient=status in TRANSIENT)
    fingerprint = digest(response.body, size=16)
    return Document("", response.final, response.body, fingerprint, response.media_type)
