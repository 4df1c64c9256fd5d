"""What goes over the wire: the wall around requests and urllib3.

A time-out of a library runs for one read: a server that sends a byte now and then never meets it. So each
read has what is left until a deadline, one for the headers and one for the whole; and as all is read in one
place, that is where the bytes are counted, too.
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
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from feeds.collect.http import ssrf
from feeds.collect.http.transport_errors import GARBLED, Trouble, trouble

PIECE = 65_536
COOKIES = ("Set-Cookie", "Set-Cookie2")
INTERIM = range(102, 200)  # answers before the answer; http.client knows of 100 alone


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one request: see `Limits`; `until` is by the monotonic clock."""

    wire: int
    connect: float
    read: float
    header: float
    whole: float
    until: float
    allowed: Collection[str]
    anew: bool = False  # over a new connection


logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # it logs addresses with all their secrets

TERMS: ContextVar[Terms] = ContextVar("terms of the request that this thread makes")


class StaleError(Exception):
    """A connection that was kept open was closed by the server in the meantime; nothing was answered."""


FAILURES = (requests.RequestException, HTTPError, http.client.HTTPException, OSError, StaleError)


class Clocked(io.RawIOBase):
    """A socket that is read within the terms of a request."""

    def __init__(self, sock: socket.socket) -> None:
        self._terms, self._socket = TERMS.get(), sock
        self._raw = sock.makefile("rb", buffering=0)
        self._left = self._terms.wire
        self.headers_until: float | None = time.monotonic() + self._terms.header

    def makefile(self, mode: str) -> io.BufferedReader:
        """Stand in for the socket, for http.client."""
        assert mode == "rb"  # noqa: S101  # nothing else is asked of it
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, as a socket does.

        Raises:
            Trouble: it is too late, or too much.
        """
        now = time.monotonic()
        until = min(self._terms.until, self.headers_until or self._terms.until)
        if now >= until:
            raise self._late(now)
        self._socket.settimeout(min(self._terms.read, until - now))
        try:
            size = self._raw.readinto(buffer)
        except TimeoutError:
            raise self._late(time.monotonic()) from None
        self._left -= size or 0
        if self._left < 0:
            most = self._terms.wire / 1_000_000
            raise Trouble(f"it is larger than {most:g} MB (ask for a smaller document)")
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()

    def _late(self, now: float) -> Trouble:
        terms = self._terms
        if now >= terms.until:
            why = f"it took longer than {terms.whole:g} seconds"
        elif self.headers_until and now >= self.headers_until:
            why = f"its headers took longer than {terms.header:g} seconds"
        else:
            why = f"the server was silent for {terms.read:g} seconds"
        return Trouble(f"{why} (try again later)", passing=True)


class Response(http.client.HTTPResponse):
    """An answer that is read within the terms of a request, and whose cookies nobody ever sees."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        self._clocked = Clocked(sock)
        super().__init__(self._clocked, *args, **kwargs)  # type: ignore[arg-type]  # it asks for `makefile` only

    def begin(self) -> None:
        """Read the headers, and pass over answers that merely announce one (RFC 9110, section 15.2)."""
        try:
            super().begin()
            while self.status in INTERIM:
                self.headers = self.msg = None  # type: ignore[assignment]  # so it is before the first, too
                super().begin()
        except (
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):  # of the parser, which mail was meant for
            raise Trouble(GARBLED) from None
        self._clocked.headers_until = None
        for name in COOKIES:
            del self.headers[name]


class Guarded:
    """What the connections of both schemes share."""

    _dns_host: str
    port: int
    socket_options: Sequence[tuple[int, int, int | bytes]] | None
    answered = 0
    _begun: Response | None = None

    def response_class(self, *args: Any, **kwargs: Any) -> Response:
        """Begin to read an answer; http.client asks for it by this name."""
        self._begun = Response(*args, **kwargs)
        return self._begun

    def _new_conn(self) -> socket.socket:
        terms, self.answered = TERMS.get(), 0
        left = max(terms.until - time.monotonic(), 0.001)
        seconds = min(terms.connect, left)
        return ssrf.connect(self._dns_host, self.port, terms.allowed, seconds, self.socket_options or ())

    def request(self, *args: Any, **kwargs: Any) -> None:
        if TERMS.get().anew:
            self.close()  # type: ignore[attr-defined]
        with self._staleness():
            super().request(*args, **kwargs)  # type: ignore[misc]

    def getresponse(self) -> Any:
        try:
            with self._staleness():
                response = super().getresponse()  # type: ignore[misc]
        except BaseException:
            if self._begun:  # urllib3 forgets it when it does not like the headers
                self._begun.close()
            raise
        finally:
            self._begun = None
        self.answered += 1
        return response

    @contextmanager
    def _staleness(self) -> Iterator[None]:
        try:
            yield
        except ConnectionError as error:
            if self.answered:
                raise StaleError from error
            raise


class PlainConnection(Guarded, HTTPConnection):  # type: ignore[misc]  # see `Guarded`
    pass


class SecureConnection(Guarded, HTTPSConnection):  # type: ignore[misc]  # see `Guarded`
    pass


class PlainPool(HTTPConnectionPool):
    ConnectionCls = PlainConnection  # type: ignore[assignment]  # see `Guarded`


class SecurePool(HTTPSConnectionPool):
    ConnectionCls = SecureConnection  # type: ignore[assignment]  # see `Guarded`


class Adapter(HTTPAdapter):
    """The door of a session: connections that keep to the terms, and one TLS context for them all."""

    _context: ssl.SSLContext | None = None

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, *args, **kwargs)
        if host["scheme"] == "https":
            self._context = self._context or trust()
            pool["ssl_context"] = self._context
        return host, pool

    def cert_verify(self, *args: object) -> None:
        """Do nothing: the context verifies, and to read all certificates for each connection takes long."""


def trust() -> ssl.SSLContext:
    """Trust what this machine trusts, and what requests does; names and certificates are verified."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    context.set_alpn_protocols(["http/1.1"])
    return context


class Session(requests.Session):
    """A session that keeps nothing, takes nothing from its surroundings and follows no redirect.

    requests works out where a redirect leads even when it is not to follow it, and reads the body before
    that, all of it.
    """

    def __init__(self, connections: int) -> None:
        super().__init__()
        self.trust_env = False  # no proxy, and no password of a .netrc, by accident
        self.headers.clear()
        adapter = Adapter(pool_connections=connections, pool_maxsize=connections)
        self.adapters.clear()
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that there is none."""


class Reply:
    """The headers of an answer, and its body as it is packed, which is read when it is asked for."""

    def __init__(self, raw: BaseHTTPResponse) -> None:
        self._raw, self.status = raw, raw.status

    def all(self, name: str) -> str:
        """Give all that a header says, whatever the number of its lines."""
        return ", ".join(self._raw.headers.getlist(name))

    def one(self, name: str) -> str:
        """Give a header that can be there once; "" where there are two that differ.

        The blanks around it are none of it (RFC 9110, section 5.5); urllib3 leaves those at its end.
        """
        values = {value.strip(" \t") for value in self._raw.headers.getlist(name)}
        return values.pop() if len(values) == 1 else ""

    def pieces(self) -> Iterator[bytes]:
        """Read the body, as it is packed."""
        while piece := self._raw.read1(PIECE, decode_content=False):
            yield piece

    def finish(self) -> None:
        """Give the connection back if there is no body."""
        if getattr(self._raw, "length_remaining", None) == 0:
            self._raw.read1(1, decode_content=False)

    @property
    def received(self) -> int:
        """Count the bytes of the body that were read."""
        return int(getattr(self._raw, "tell", int)())


class Wire:
    """The connections of this program."""

    def __init__(self, connections: int) -> None:
        self._session = Session(connections)

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, terms: Terms
    ) -> Iterator[Reply]:
        """Send a request; its answer is to be read within.

        A connection that had been kept open may be found closed; a GET is sent once more then, over a new
        one (RFC 9110, section 9.2.2).

        Raises:
            Trouble: there is no answer, or it cannot be read.
        """
        token = TERMS.set(terms)
        try:
            request = requests.PreparedRequest()  # the session has nothing to add
            request.prepare(method, url, headers, data=body)
            try:
                response = self._send(request, terms)
            except StaleError:
                if method != "GET":
                    raise
                TERMS.set(replace(terms, anew=True))
                response = self._send(request, terms)
            with closing(response):
                yield Reply(response.raw)
        except (*FAILURES, ValueError) as error:
            raise trouble(error) from None
        finally:
            TERMS.reset(token)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _send(self, request: requests.PreparedRequest, terms: Terms) -> requests.Response:
        return self._session.send(
            request, stream=True, timeout=(terms.connect, terms.read), verify=True, allow_redirects=False
        )
