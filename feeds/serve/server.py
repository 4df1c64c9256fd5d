"""The server: `http.server` with bounds on how many may ask, how long that takes, and what may come."""

from __future__ import annotations

import io
import socket
import socketserver
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from feeds.serve.preview import EVENTS
from feeds.serve.response import REFUSED, Answer, Answers

if TYPE_CHECKING:
    from feeds.serve.live_reload import Reload

MOST = 100  # connections at once; a browser opens six
PATIENCE = 20.0  # seconds for a whole request to come, and for a whole answer to be taken
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


class Clocked(io.RawIOBase):
    """What a connection sends, until a deadline: a byte now and then does not put it off."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline = 0.0
        self.start()

    def start(self) -> None:
        """Begin to wait anew, for the next request."""
        self.deadline = time.monotonic() + PATIENCE

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, or wait for it as long as is left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv_into(buffer)


class Handler(BaseHTTPRequestHandler):
    """One connection; what is answered is worked out elsewhere."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        """Read through a clock."""
        super().setup()
        with suppress(OSError):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rfile.close()
        self.clock = Clocked(self.connection)
        self.rfile = io.BufferedReader(self.clock)

    def handle_one_request(self) -> None:
        """Do one request; whoever breaks off is not worth a word."""
        self.clock.start()
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def parse_request(self) -> bool:
        """Read the head, and refuse what RFC 9112 §3.2 and §6.3 refuse: no host or two, an unclear length."""
        if not super().parse_request():
            return False
        hosts = self.headers.get_all("Host") or []
        if len(hosts) > 1 or (not hosts and self.request_version == "HTTP/1.1"):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # nobody reads it, so it must not be taken for the next request
        return True

    def answer(self) -> None:
        """Answer any request."""
        answers, reload = self.server.answers, self.server.reload
        path = self.path.partition("?")[0]
        answer = answers.to(self.command, self.path, self.headers.get, int(time.time()))
        own_host = answer.status != HTTPStatus.MISDIRECTED_REQUEST
        if reload and own_host and self.command == "GET" and path == EVENTS:
            self._events(reload)
        else:
            self._send(answer)

    do_GET = do_HEAD = do_OPTIONS = answer  # noqa: N815 - the library's names

    def _send(self, answer: Answer) -> None:
        self.connection.settimeout(PATIENCE)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection or self.command in REFUSED:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _events(self, reload: Reload) -> None:
        self.close_connection = True
        self.connection.settimeout(PATIENCE)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in reload.events(self.headers.get("Last-Event-ID", "")):
            self.wfile.write(event)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what could not be read as a request, in the same words as all else."""
        del message, explain
        self.close_connection = True
        if not hasattr(self, "headers"):
            self.command, self.request_version = "", "HTTP/1.1"
        self._send(self.server.answers.page(code))

    def version_string(self) -> str:
        """Name the program, and no versions."""
        return "feeds"

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the library's name
        """Keep quiet: the terminal belongs to what is wrong with posts."""


for _method in REFUSED:
    setattr(Handler, f"do_{_method}", Handler.answer)


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens; each connection has a thread, and so many at most."""

    daemon_threads = True
    block_on_close = False  # who listens for a reload would be waited for
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, answers: Answers, reload: Reload | None = None) -> None:
        self.answers, self.reload = answers, reload
        self._room = BoundedSemaphore(MOST)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)

    @property
    def port(self) -> int:
        """The port that was given, or that the system chose for 0."""
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection, if there is room for one more; it must not stop the others."""
        if not self._room.acquire(blocking=False):
            with suppress(OSError):
                request.settimeout(0.1)
                request.sendall(_BUSY)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread can be had
            self._room.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Make room again when a connection ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let one connection end in silence; the others go on."""
