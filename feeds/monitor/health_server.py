"""Health endpoints and metrics of the worker over HTTP.

/healthz   200 while the worker runs; 503 with the reason if it hangs: restart it
/readyz    200 if the last publication succeeded; 503 with the reason otherwise
/metrics   metrics for Prometheus
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from feeds.model.errors import UsageError
from feeds.model.problem import Message

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

CLIENT_TIMEOUT = 5  # seconds
TEXT = "text/plain; charset=utf-8"
METRICS = "text/plain; version=0.0.4; charset=utf-8"  # the Prometheus text format


class HealthServer:
    """Serves the health of a process, which sets it from any thread.

    alive: returns why the process hangs, or "". ready: why it is not ready, or "".
    """

    def __init__(self) -> None:
        self.alive: Callable[[], str] = lambda: ""
        self.ready = "starting"
        self.metrics = b""
        self._server: ThreadingHTTPServer | None = None

    def start(self, port: int, host: str = "127.0.0.1") -> int:
        """Start serving, and return the port: any free one if it was 0.

        Raises:
            UsageError: the port cannot be used.
        """
        from threading import Thread

        try:
            self._server = _server((host, port), _handler(self))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(
                Message(
                    "%(host)s:%(port)s: cannot listen: %(reason)s (choose another port)",
                    host=host,
                    port=port,
                    reason=reason,
                )
            ) from error
        Thread(target=self._server.serve_forever, name="health", daemon=True).start()
        return int(self._server.server_address[1])

    def stop(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def respond(self, path: str) -> tuple[int, str, bytes]:
        """Return status, media type and body for a path."""
        path = path.partition("?")[0]
        if path == "/metrics":
            return 200, METRICS, self.metrics
        if path not in ("/healthz", "/readyz"):
            return 404, TEXT, b"not found\n"
        reason = self.alive() or (self.ready if path == "/readyz" else "")
        return (503, TEXT, f"{reason}\n".encode()) if reason else (200, TEXT, b"ok\n")


def _server(address: tuple[str, int], handler: type[Any]) -> ThreadingHTTPServer:
    from http.server import ThreadingHTTPServer
    from socketserver import TCPServer

    class Server(ThreadingHTTPServer):
        def server_bind(self) -> None:
            TCPServer.server_bind(self)  # HTTPServer's looks up the host name, which may take long
            self.server_name, self.server_port = address

    return Server(address, handler)


def _handler(health: HealthServer) -> type[Any]:
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        timeout = CLIENT_TIMEOUT
        server_version, sys_version = "feeds", ""

        def do_GET(self) -> None:
            self._respond(with_body=True)

        def do_HEAD(self) -> None:
            self._respond(with_body=False)

        def _respond(self, *, with_body: bool) -> None:
            status, media_type, body = health.respond(self.path)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """No access log."""

    return Handler
