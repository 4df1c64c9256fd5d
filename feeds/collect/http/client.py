"""The one HTTP client: every request of this program goes through it.

It treats a server with courtesy, as it would be treated by another `feeds`, and its answer with suspicion.
What is no answer of HTTP is a `FetchError`; each answer, of whatever status, is an `Answer`, and what it
means for a source is decided elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from http import HTTPStatus
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Self

from feeds._version import __version__
from feeds.collect.http.caching import fresh_for, retry_after
from feeds.collect.http.headers import content_type, credentials, validators
from feeds.collect.http.rate_limit import Pace
from feeds.collect.http.redirects import Trail
from feeds.collect.http.request_url import authority, checked, named, origin, shown
from feeds.collect.http.transport_errors import Trouble
from feeds.model.errors import FetchError
from feeds.model.hashing import digest
from feeds.model.post import Document

if TYPE_CHECKING:
    from feeds.collect.http.transport import Reply, Terms

AGENT = "feeds"
ACCEPTED = "application/feed+json, application/atom+xml, application/rss+xml, application/json, */*;q=0.5"
JSON = "application/json"
WITH_BODY = frozenset(range(200, 300)) - {204, 205, 206}
ABSENT, PASSING = (404, 410), (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken from a server: bytes as sent and as unpacked, seconds, redirects.

    `connect` is for a connection to be made, `read` for a server to be silent, `header` for all headers,
    `whole` for the answer with all its redirects; the wait for one's turn counts as none of these. What the
    system's resolver takes for a name cannot be bounded here.
    """

    wire: int = 20_000_000
    unpacked: int = 50_000_000
    connect: float = 10.0
    read: float = 20.0
    header: float = 30.0
    whole: float = 120.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, of whatever status.

    url, final: the address that was asked for, and the one that answered in the end.
    body: unpacked. Empty unless the status is one of success: what is read of an error is its status; and a
        part of a document (206) was not asked for.
    media_type, charset: of Content-Type, in lower case; "" if it says nothing.
    etag, last_modified: the very bytes received (read as Latin-1), on 304, too; to be given back as they are
        (RFC 9110, sections 8.8 and 13.1).
    fresh_for: seconds for which it need not be asked again (RFC 9111, section 4.2); None if nothing was said.
    retry_after: seconds after which to ask again (RFC 9110, section 10.2.3); None if nothing was said.
    moved: the address to ask for from now on: the last to which redirects led that are all permanent (301,
        308; RFC 9110, section 15.4) and never from https to http. Whether to follow may depend on `status`.
    received: bytes of the body, as they were sent.
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


class Client:
    """Asks servers, one request at a time to each host; threads may share it.

    contact: who is responsible, an address or mail, for those who wonder (RFC 9110, section 10.1.5).
    allowed: `host:port` of servers that may be private; they are one's own, and need neither turn nor rest.
    spacing: seconds between two requests to a host. connections: how many are kept open.
    lasts: seconds after which every request ends, however far it came.

    No proxy, password or certificate is taken from the environment; no cookie is kept, no Referer sent.

    Raises:
        ValueError: an entry of `allowed` is no `host:port`.
    """

    def __init__(
        self,
        contact: str,
        allowed: Collection[str] = (),
        limits: Limits = Limits(),
        spacing: float = 1.0,
        connections: int = 32,
        lasts: float = inf,
    ) -> None:
        from feeds.collect.http.decompress import ACCEPTED as PACKED
        from feeds.collect.http.robots import Robots
        from feeds.collect.http.transport import Wire

        self._allowed, self._limits = named(allowed), limits
        self._end = time.monotonic() + lasts
        who = "".join(char for char in contact if " " <= char <= "~")
        self._headers = {"User-Agent": f"{AGENT}/{__version__} (+{who})", "Accept-Encoding": PACKED}
        self._wire, self._pace = Wire(connections), Pace(spacing)
        self._robots = Robots(AGENT, self._rules)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def get(
        self,
        url: str,
        *,
        body: str = "",
        etag: str = "",
        last_modified: str = "",
        headers: Mapping[str, str] = {},
        accept: str = ACCEPTED,
    ) -> Answer:
        """Get a document; with a `body`, which is JSON, by POST. Waits for its turn.

        `etag` and `last_modified` are those of a former answer: if they still hold, the status is 304.
        `headers` may hold credentials: they go to the scheme, host and port of `url` alone.

        Raises:
            FetchError: there is no answer, or none that can be used.
        """
        known = {"Content-Type": JSON} if body else validators(etag, last_modified)
        return self._get(Trail(url, body.encode() if body else None), {"Accept": accept, **known}, headers)

    def post(self, url: str, body: bytes, media_type: str, headers: Mapping[str, str] = {}) -> Answer:
        """Bring a message to a server; of its answer the head is read, and the body is not.

        Redirects are followed only if the message may go along (307, 308; RFC 9110, section 15.4), and to no
        other server. It is sent once, and may have arrived although there is no answer. `headers` are as for
        `get`.

        Raises:
            FetchError: there is no answer, or none that can be used; it does not name the address, which the
                caller may know by another name.
        """
        # A connection that was kept open may be closed by now, and a message is not sent twice to find out.
        fields = {"Accept": "*/*", "Content-Type": media_type, "Connection": "close"}
        return self._get(Trail(url, body, message=True), fields, headers)

    def may_fetch(self, url: str) -> bool:
        """Say whether a page may be read that nobody named: whether robots.txt lets us (RFC 9309).

        A site is asked once; if it cannot be, nothing may be read of it. The rest between two requests that
        it wishes is kept from then on. False, too, for what is no address.
        """
        try:
            url = checked(url)
        except Trouble:
            return False
        scheme, host, _ = origin(url)
        site = f"{scheme}://{authority(url)}/"
        if not self._robots.allow(site, url):
            return False
        self._pace.slow(host, self._robots.delay(site))
        return True

    def _rules(self, url: str) -> tuple[int, bytes]:
        try:
            answer = self._get(Trail(url, None), {"Accept": "text/plain, */*;q=0.5"}, {}, rest=False)
        except FetchError:
            return 0, b""
        return answer.status, answer.body

    def _get(
        self, trail: Trail, fields: Mapping[str, str], secret: Mapping[str, str], *, rest: bool = True
    ) -> Answer:
        url = trail.url
        try:
            trail = Trail(checked(url), trail.body, message=trail.message)
            return self._follow(url, trail, {**self._headers, **fields}, credentials(secret), rest=rest)
        except Trouble as found:
            led = "" if shown(trail.url) == shown(url) else f" (it led to {shown(trail.url)})"
            where = "" if trail.message else f"{shown(url)}: cannot be fetched{led}: "
            raise FetchError(where + found.phrase, passing=found.passing, phrase=found.phrase) from None

    def _follow(
        self, url: str, trail: Trail, headers: Mapping[str, str], secret: Mapping[str, str], *, rest: bool
    ) -> Answer:
        start, before, left = origin(trail.url), "", self._limits.whole
        for _ in range(self._limits.redirects + 1):
            here = origin(trail.url)
            general = {name: value for name, value in headers.items() if trail.body or name != "Content-Type"}
            given = {**general, **(secret if here == start else {})}
            with self._turn(trail.url, at_once=here[1] == before, rest=rest):
                began = time.monotonic()
                with self._wire.ask(
                    trail.method, trail.url, given, trail.body, self._terms(min(began + left, self._end))
                ) as reply:
                    location = reply.one("Location") if trail.leads_on(reply.status) else ""
                    if not location:
                        return self._answer(url, trail, reply)
                    reply.finish()
                    status = reply.status
            left -= time.monotonic() - began
            trail.step(status, location)
            before = here[1]
        raise Trouble(f"it has more than {self._limits.redirects} redirects (check the address)")

    def _turn(self, url: str, *, at_once: bool, rest: bool) -> AbstractContextManager[None]:
        if authority(url) in self._allowed:
            return nullcontext()
        return self._pace.turn(origin(url)[1], at_once=at_once, rest=rest)

    def _terms(self, until: float) -> Terms:
        from feeds.collect.http.transport import Terms

        limits = self._limits
        return Terms(
            limits.wire, limits.connect, limits.read, limits.header, limits.whole, until, self._allowed
        )

    def _answer(self, url: str, trail: Trail, reply: Reply) -> Answer:
        from feeds.collect.http.decompress import decompressed

        body = bytearray()
        if reply.status in WITH_BODY and not trail.message:
            for piece in decompressed(reply.pieces(), reply.all("Content-Encoding"), self._limits.unpacked):
                body += piece
        else:
            reply.finish()
        media_type, charset = content_type(reply.one("Content-Type"))
        date = reply.one("Date")
        return Answer(
            url=url,
            final=trail.url,
            status=reply.status,
            body=bytes(body),
            media_type=media_type,
            charset=charset,
            etag=reply.one("ETag"),
            last_modified=reply.one("Last-Modified"),
            fresh_for=fresh_for(reply.all("Cache-Control"), reply.one("Expires"), date, reply.one("Age")),
            retry_after=retry_after(reply.one("Retry-After"), date),
            moved=trail.moved,
            received=reply.received,
        )


def fetch(url: str, contact: str, allowed: Collection[str] = ()) -> Document | None:
    """Get a document of one's own site; None where there is none (404, 410).

    `contact` and `allowed` are as for `Client`. There is no rest between two of these.

    Raises:
        FetchError: it could not be had, or is too large.
        ValueError: an entry of `allowed` is no `host:port`.
    """
    with Client(contact, allowed, spacing=0.0, connections=1) as client:
        answer = client.get(url)
    if answer.status in ABSENT:
        return None
    if answer.status not in WITH_BODY:
        passing = answer.status in PASSING
        raise FetchError(
            f"{shown(url)}: cannot be fetched: the server answers {answer.status}{_reason(answer.status)}",
            passing=passing,
        )
    return Document("", answer.final, answer.body, digest(answer.body, size=16), answer.media_type)


def _reason(status: int) -> str:
    return f" ({HTTPStatus(status).phrase})" if status in list(HTTPStatus) else ""
