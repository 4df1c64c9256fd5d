"""A server that misbehaves on demand, over real sockets: each path answers as it was told to.

    with Server() as server:
        server.on("/feed", reply(b"<rss/>", headers={"ETag": '"1"'}))
        server.on("/slow", drip(b"HTTP/1.1 200 OK\\r\\n", pause=0.1))
        client.get(server.url("/feed"))
        assert server.asked[0].header("If-None-Match") == ""

What a path answers is a function of the request, which gives a script: bytes to send, seconds to wait (a
float), `CLOSE` to close the connection, `RESET` to break it. Without these the next request is read from it.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Self

from support.paths import TESTS

CERTIFICATE = TESTS / "support" / "localhost.pem"  # signed by itself, for localhost
CLOSE: Final = "close"
RESET: Final = "reset"
NOTHING_HERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

Script = Iterable[bytes | float | str]
Headers = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    head: bytes
    body: bytes
    began: float
    ended: list[float] = field(default_factory=list)

    def header(self, name: str) -> str:
        """Return a header, or ""."""
        for line in self.head.split(b"\r\n")[1:]:
            found, _, value = line.partition(b":")
            if found.decode("latin-1").lower() == name.lower():
                return value.decode("latin-1").strip()
        return ""

    @property
    def names(self) -> set[str]:
        """Name the headers, in lower case."""
        return {line.partition(b":")[0].decode("latin-1").lower() for line in self.head.split(b"\r\n")[1:]}


Behaviour = Callable[[Asked], Script]


class Server:
    """Listens on a free port; `most` is the highest number of requests answered at the same time."""

    def __init__(self, host: str = "127.0.0.1", *, secure: bool = False) -> None:
        self.asked: list[Asked] = []
        self.most = self.connections = 0
        self._routes: dict[str, Behaviour] = {}
        self.otherwise: Behaviour = lambda _: [NOTHING_HERE]  # what all other paths answer
        self._now = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._context = None
        if secure:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
        self.host, self.port = host, self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    @property
    def address(self) -> str:
        """Write `host:port`, as the configuration names it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, path: str, host: str = "") -> str:
        """Write the address of a path; `host` may be another name of this machine."""
        scheme = "https" if self._context else "http"
        return f"{scheme}://{f'{host}:{self.port}' if host else self.address}{path}"

    def on(self, path: str, *behaviours: Behaviour) -> str:
        """Let a path answer so, each time with the next behaviour, then with the last; give its address."""
        rest = list(behaviours)

        def answer(asked: Asked) -> Script:
            with self._lock:
                chosen = rest.pop(0) if len(rest) > 1 else rest[0]
            return chosen(asked)

        self._routes[path] = answer
        return self.url(path)

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self.connections += 1
        self._open.add(connection)
        try:
            with suppress(OSError, ValueError):
                if self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                with connection, connection.makefile("rb") as stream:
                    while (asked := self._read(stream)) and self._answer(connection, asked):
                        pass
        finally:
            self._open.discard(connection)

    def _read(self, stream: Iterable[bytes]) -> Asked | None:
        head = b""
        for line in stream:
            head += line
            if line in (b"\r\n", b"\n"):
                break
        else:
            return None
        method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        asked = Asked(method, path, head, b"", time.monotonic())
        size = int(asked.header("Content-Length") or 0)
        asked = Asked(method, path, head, stream.read(size), asked.began)  # type: ignore[attr-defined]
        with self._lock:
            self.asked.append(asked)
            self._now += 1
            self.most = max(self.most, self._now)
        return asked

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        try:
            behaviour = self._routes.get(asked.path.partition("?")[0], self.otherwise)
            for part in behaviour(asked):
                if isinstance(part, bytes):
                    connection.sendall(part)
                elif isinstance(part, float):
                    time.sleep(part)
                else:
                    if part == RESET:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return False
            return True
        finally:
            with self._lock:
                asked.ended.append(time.monotonic())
                self._now -= 1


def head(status: int = 200, headers: Headers = ()) -> bytes:
    """Write the status line and the headers."""
    fields = headers.items() if isinstance(headers, Mapping) else headers
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode()


def reply(
    body: bytes = b"", status: int = 200, headers: Headers = (), *, wait: float = 0.0, etag: str = ""
) -> Behaviour:
    """Answer as one should, after a while; with 304 who knows the `etag`."""
    fields = [*(headers.items() if isinstance(headers, Mapping) else headers)]
    if etag:
        fields.append(("ETag", etag))

    def answer(asked: Asked) -> Script:
        if wait:
            yield wait
        if etag and asked.header("If-None-Match") == etag:
            yield head(304, fields)
        else:
            yield head(status, [*fields, ("Content-Length", str(len(body)))]) + body

    return answer


def script(*parts: bytes | float | str) -> Behaviour:
    """Answer the same to everybody."""
    return lambda _: parts


def drip(text: bytes, pause: float, *, first: bytes = b"") -> Behaviour:
    """Send something at once, and the rest byte by byte."""

    def answer(_: Asked) -> Script:
        yield first
        for byte in text:
            yield pause
            yield bytes([byte])
        yield CLOSE

    return answer


def redirect(to: str, status: int = 302, body: bytes = b"") -> Behaviour:
    """Send somewhere else."""
    return reply(body, status, {"Location": to})


def chunked(*pieces: bytes, end: bool = True, headers: Headers = ()) -> Behaviour:
    """Send a body in chunks; without its `end` it is broken off."""
    fields = headers.items() if isinstance(headers, Mapping) else headers
    sent = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    last: list[bytes | str] = [b"0\r\n\r\n"] if end else [CLOSE]
    return script(head(200, [*fields, ("Transfer-Encoding", "chunked")]), *sent, *last)


@cache
def zeros(size: int) -> bytes:
    """Return that many zeros compressed by gzip: a decompression bomb."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def endless(piece: bytes, *, first: bytes = b"") -> Behaviour:
    """Send without end."""

    def answer(_: Asked) -> Iterator[bytes]:
        yield first
        while True:
            yield piece

    return answer
