"""HTTP transport with deadlines and size limits; wrapper around requests and urllib3.

A timeout of a library is for one read: a server that sends a byte now and then never reaches it. So the
timeout of each read is the time left until a deadline, one for the headers and one for the whole response.
The bytes are counted in the same place.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from feeds.collect.http import ssrf
from feeds.collect.http.transport_errors import INVALID_RESPONSE, TransportError, transport_error

if TYPE_CHECKING:
    from feeds.collect.http.client import Limits

CHUNK_SIZE = 65_536
OF_A_HOST = 4  # connections that are kept: requests to a host come one after the other, except to allowed servers
COOKIES = ("Set-Cookie", "Set-Cookie2")
INTERIM = range(102, 200)  # statuses before the final one; http.client handles 100 alone


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """The limits of one request; `allowed` as for `Client`.

    deadline: by the monotonic clock. seconds: from the start of the first request of its redirects until then.
    """

    limits: Limits
    deadline: float
    seconds: float
    allowed: Collection[str]
    force_new_connection: bool = False

    def within(self, seconds: float) -> float:
        """Return a timeout for the socket: so many seconds, or those until the deadline if they are fewer."""
        return max(min(seconds, self.deadline - time.monotonic()), 0.001)  # 0 would mean "do not wait"


logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # it logs URLs with their secrets

REQUEST_LIMITS: ContextVar[RequestLimits] = ContextVar("limits of the request of this thread")


class StaleConnectionError(Exception):
    """The server closed a kept connection in the meantime, without a response."""


# Those of requests are OSErrors, too.
LIBRARY_ERRORS = (HTTPError, http.client.HTTPException, OSError, StaleConnectionError)


class DeadlineReader(io.RawIOBase):
    """A reader of a socket that enforces the limits of a request."""

    def __init__(self, sock: socket.socket) -> None:
        self._request, self._socket = REQUEST_LIMITS.get(), sock
        self._limits = self._request.limits
        self._raw = sock.makefile("rb", buffering=0)
        self._bytes_left = self._limits.wire
        self.header_deadline: float | None = time.monotonic() + self._limits.header

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the reader in place of the socket, for http.client."""
        assert mode == "rb"  # noqa: S101  # http.client calls it so
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Return True, as io requires."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read the available bytes, as a socket does.

        Raises:
            TransportError: a deadline has passed, or there are too many bytes.
        """
        now = time.monotonic()
        deadline = min(self._request.deadline, self.header_deadline or self._request.deadline)
        if now >= deadline:
            raise self._timeout(now)
        self._socket.settimeout(min(self._limits.read, deadline - now))
        try:
            size = self._raw.readinto(buffer)
        except TimeoutError:
            raise self._timeout(time.monotonic()) from None
        self._bytes_left -= size or 0
        if self._bytes_left < 0:
            raise TransportError(f"larger than {self._limits.wire / 1_000_000:g} MB (fetch a smaller document)")
        return size

    def close(self) -> None:
        """Close the file of the socket."""
        self._raw.close()
        super().close()

    def _timeout(self, now: float) -> TransportError:
        limits = self._limits
        if now >= self._request.deadline:
            reason = f"the response took longer than {self._request.seconds:.3g} seconds"
        elif self.header_deadline and now >= self.header_deadline:
            reason = f"the headers took longer than {limits.header:g} seconds"
        else:
            reason = f"the server was silent for {limits.read:g} seconds"
        return TransportError(f"{reason} (try again later)", transient=True)


class LimitedResponse(http.client.HTTPResponse):
    """A response with the limits of its request; its cookies are dropped."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        self._reader = DeadlineReader(sock)
        super().__init__(self._reader, *args, **kwargs)  # type: ignore[arg-type]  # it calls `makefile` only

    def begin(self) -> None:
        """Read the headers; skip interim responses (RFC 9110, section 15.2)."""
        try:
            super().begin()
            while self.status in INTERIM:
                self.headers = self.msg = None  # type: ignore[assignment]  # as at the start
                super().begin()
        except (AttributeError, LookupError, TypeError, ValueError):  # from the parser, which is for mail
            raise TransportError(INVALID_RESPONSE) from None
        self._reader.header_deadline = None
        for name in COOKIES:
            del self.headers[name]


class LimitedConnection:
    """Base of the connections of both schemes: SSRF protection, limits, stale connections."""

    _dns_host: str
    port: int
    sock: socket.socket | None
    socket_options: Sequence[tuple[int, int, int | bytes]] | None
    responses = 0
    _pending: LimitedResponse | None = None

    def response_class(self, *args: Any, **kwargs: Any) -> LimitedResponse:
        """Return a new response; http.client calls it by this name."""
        self._pending = LimitedResponse(*args, **kwargs)
        return self._pending

    def _new_conn(self) -> socket.socket:
        request, self.responses = REQUEST_LIMITS.get(), 0
        seconds, options = request.within(request.limits.connect), self.socket_options or ()
        connection = ssrf.connect(self._dns_host, self.port, request.allowed, seconds, options)
        connection.settimeout(request.within(request.limits.connect))  # for all of the TLS handshake
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request, over a new connection if its limits require it."""
        limits = REQUEST_LIMITS.get()
        if limits.force_new_connection:
            self.close()  # type: ignore[attr-defined]
        if self.sock:
            self.sock.settimeout(limits.within(limits.limits.read))
        with self._detect_stale():
            super().request(*args, **kwargs)  # type: ignore[misc]

    def getresponse(self) -> Any:
        """Return the response; its headers are read."""
        try:
            with self._detect_stale():
                response = super().getresponse()  # type: ignore[misc]
        except BaseException:
            if self._pending:  # urllib3 does not close it when the headers are invalid
                self._pending.close()
            raise
        finally:
            self._pending = None
        self.responses += 1
        return response

    @contextmanager
    def _detect_stale(self) -> Iterator[None]:
        try:
            yield
        except ConnectionError as error:
            if self.responses:
                raise StaleConnectionError from error
            raise


class PlainConnection(LimitedConnection, HTTPConnection):  # type: ignore[misc]  # see `LimitedConnection`
    """A connection for http."""


class SecureConnection(LimitedConnection, HTTPSConnection):  # type: ignore[misc]  # see `LimitedConnection`
    """A connection for https."""


class PlainPool(HTTPConnectionPool):
    """The connections to one host for http."""

    ConnectionCls = PlainConnection  # type: ignore[assignment]  # see `LimitedConnection`


class SecurePool(HTTPSConnectionPool):
    """The connections to one host for https."""

    ConnectionCls = SecureConnection  # type: ignore[assignment]  # see `LimitedConnection`


class Adapter(HTTPAdapter):
    """The pools of a session: limited connections, and one TLS context for them all."""

    _context: ssl.SSLContext | None = None

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the pools of limited connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def build_connection_pool_key_attributes(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the keys of a pool, with the one TLS context."""
        host, pool = super().build_connection_pool_key_attributes(request, *args, **kwargs)
        if host["scheme"] == "https":
            self._context = self._context or tls_context()
            pool["ssl_context"] = self._context
        return host, pool

    def cert_verify(self, *args: object) -> None:
        """Do nothing: the context verifies, and reading all certificates for each connection is slow."""


def tls_context() -> ssl.SSLContext:
    """Return a verifying context with the certificates of this machine and those of requests."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    context.set_alpn_protocols(["http/1.1"])
    return context


class Session(requests.Session):
    """A session that keeps no cookies, reads no environment and follows no redirect.

    requests resolves a redirect even when it must not follow it, and reads the whole body before that.
    """

    def __init__(self, connections: int) -> None:
        super().__init__()
        self.trust_env = False  # neither proxies nor the passwords of a .netrc
        self.headers.clear()
        adapter = Adapter(pool_connections=connections, pool_maxsize=OF_A_HOST)
        self.adapters.clear()
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: redirects are followed by the client."""


class RawResponse:
    """The headers of a response, and its body before decompression, which is read when needed."""

    def __init__(self, raw: BaseHTTPResponse) -> None:
        self._raw, self.status = raw, raw.status

    def headers(self, name: str) -> str:
        """Return the values of a header that may occur several times, separated by commas."""
        return ", ".join(self._raw.headers.getlist(name))

    def header(self, name: str) -> str:
        """Return the value of a header that may occur once; "" if it is missing, or has several values.

        Blanks around a value are not part of it (RFC 9110, section 5.5); urllib3 keeps trailing ones.
        """
        values = {value.strip(" \t") for value in self._raw.headers.getlist(name)}
        return values.pop() if len(values) == 1 else ""

    def link(self, relation: str) -> str:
        """Return the target of the first link with a relation (RFC 8288, section 3); "" if there is none."""
        for link in requests.utils.parse_header_links(self.headers("Link")):
            values = {name.lower(): value for name, value in link.items()}
            if relation in values.get("rel", "").lower().split():
                return values["url"]
        return ""

    def chunks(self) -> Iterator[bytes]:
        """Yield the body before decompression."""
        while chunk := self._raw.read1(CHUNK_SIZE, decode_content=False):
            yield chunk

    def finish(self) -> None:
        """Return the connection to its pool if there is no body."""
        if getattr(self._raw, "length_remaining", None) == 0:
            self._raw.read1(1, decode_content=False)

    @property
    def received(self) -> int:
        """The number of bytes of the body that were read."""
        return int(getattr(self._raw, "tell", int)())


class Transport:
    """The connections of a client."""

    def __init__(self, connections: int) -> None:
        self._session = Session(connections)

    @contextmanager
    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, limits: RequestLimits
    ) -> Iterator[RawResponse]:
        """Send a request; read the response within the block.

        If a kept connection is stale, a GET is retried over a new one (RFC 9110, section 9.2.2).

        Raises:
            TransportError: there is no response, or it cannot be read.
        """
        token = REQUEST_LIMITS.set(limits)
        try:
            request = requests.PreparedRequest()  # the session adds nothing
            request.prepare(method, url, headers, data=body)
            try:
                response = self._send(request, limits)
            except StaleConnectionError:
                if method != "GET":
                    raise
                REQUEST_LIMITS.set(replace(limits, force_new_connection=True))
                response = self._send(request, limits)
            with closing(response):
                yield RawResponse(response.raw)
        except (*LIBRARY_ERRORS, ValueError) as error:
            raise transport_error(error) from None
        finally:
            REQUEST_LIMITS.reset(token)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _send(self, request: requests.PreparedRequest, limits: RequestLimits) -> requests.Response:
        timeout = (limits.limits.connect, limits.limits.read)
        return self._session.send(request, stream=True, timeout=timeout, verify=True, allow_redirects=False)
