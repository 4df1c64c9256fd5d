"""What a program that goes on shows to those who watch it, on a port of this machine.

/healthz   200 while it works, 503 with the reason when it does not: restart it
/readyz    200 once it has published, 503 before and while it cannot: wait, or look
/metrics   figures for Prometheus
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from feeds.model.errors import UsageError

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

SILENCE = 5  # seconds for which a client may say nothing
STARTING = "starting"
TEXT = "text/plain; charset=utf-8"
FIGURES = "text/plain; version=0.0.4; charset=utf-8"  # of Prometheus


class Health:
    """How a program is, to be set by itself from any thread and asked for by others.

    `ready` is the reason why it is not, empty if it is; `alive` gives the one why it does not work any more.
    """

    def __init__(self) -> None:
        self.alive: Callable[[], str] = lambda: ""
        self.ready = STARTING
        self.metrics = b""
        self._server: ThreadingHTTPServer | None = None

    def start(self, port: int, host: str = "127.0.0.1") -> int:
        """Begin to answer, and give the port, which is any that is free if it was 0.

        Raises:
            UsageError: the port cannot be had.
        """
        from threading import Thread

        try:
            self._server = _server((host, port), _handler(self))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(f"{host}:{port}: cannot be listened on: {why} (choose another port)") from error
        Thread(target=self._server.serve_forever, name="health", daemon=True).start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Answer no more."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Give status, media type and text for a path."""
        path = path.partition("?")[0]
        if path == "/metrics":
            return 200, FIGURES, self.metrics
        if path not in ("/healthz", "/readyz"):
            return 404, TEXT, b"not found\n"
        reason = self.alive() or (self.ready if path == "/readyz" else "")
        return (503, TEXT, f"{reason}\n".encode()) if reason else (200, TEXT, b"ok\n")


def _server(address: tuple[str, int], handler: type[Any]) -> ThreadingHTTPServer:
    from http.server import ThreadingHTTPServer
    from socketserver import TCPServer

    class Server(ThreadingHTTPServer):
        def server_bind(self) -> None:
            TCPServer.server_bind(self)  # HTTPServer's asks for the name of this machine, which may take long
            self.server_name, self.server_port = address

    return Server(address, handler)


def _handler(health: Health) -> type[Any]:
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        timeout = SILENCE
        server_version, sys_version = "feeds", ""

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            status, media_type, body = health.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: whoever asks knows that he asked."""

    return Handler
