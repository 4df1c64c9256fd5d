"""The HTTP server of the preview, built on `http.server`."""

from __future__ import annotations

import io
import re
import socket
import sys
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from feeds.emit.site import hiring
from feeds.model.hashing import digest
from feeds.serve.files import CONTENT_TYPES, NOT_FOUND, PublishedFiles, content_type
from feeds.serve.preview import EVENTS

if TYPE_CHECKING:
    from feeds.serve.live_reload import LiveReload

_LOOPBACK = re.compile(r"(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])\.?", re.IGNORECASE)


class Handler(SimpleHTTPRequestHandler):
    """One request; HTTP/1.0, so one for each connection."""

    server: Server
    server_version, sys_version = "feeds", ""
    timeout = 20.0  # seconds for each read and write
    extensions_map = SimpleHTTPRequestHandler.extensions_map | CONTENT_TYPES

    def parse_request(self) -> bool:
        """Read the request head; refuse a request for another host."""
        if not super().parse_request():
            return False
        if is_own_host(self.headers.get("Host", ""), self.server.hosts):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def do_GET(self) -> None:
        """Send a file, or the events of an open page."""
        if self.server.reload and self.path == EVENTS:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for event in self.server.reload.events(self.headers.get("Last-Event-ID", "")):
                self.wfile.write(event)
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | None:
        """Send status and headers; return the body if there is one."""
        found = self.server.files.find(unquote(re.split("[?#]", self.path, maxsplit=1)[0]))
        if isinstance(found, Path):
            return self._send(HTTPStatus.OK, found)
        if found:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            # A hand-written `_redirects` may hold letters that a header cannot.
            self.send_header("Location", quote(found, safe="/:?#[]@!$&'()*+,;=%~"))
            self.end_headers()
        elif found is None and (page := self.server.files.file(NOT_FOUND)):
            return self._send(HTTPStatus.NOT_FOUND, page)
        else:
            self.send_error(HTTPStatus.NOT_FOUND if found is None else HTTPStatus.GONE)
        return None

    def _send(self, status: HTTPStatus, path: Path) -> io.BytesIO | None:
        body = path.read_bytes()
        media_type = content_type(self.guess_type(path.name), body)
        if media_type.startswith("text/html"):
            body = self.server.files.preview.page(body)
        etag = f'"{digest(body, size=16)}"'
        modified = self.date_time_string(int(path.stat().st_mtime))
        condition = self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since") or ""
        known = status == HTTPStatus.OK and (etag in condition or condition == modified)
        self.send_response(HTTPStatus.NOT_MODIFIED if known else status)
        self.send_header("ETag", etag)
        self.send_header("Last-Modified", modified)
        if not known:
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
        if path.name == hiring.NAME:
            self.send_header("Access-Control-Allow-Origin", "*")  # for the scripts of the organisation's own pages
        self.end_headers()
        return None if known else io.BytesIO(body)

    def end_headers(self) -> None:
        """Add the headers of all responses: a preview is never cached without revalidation."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", self.server.files.preview.policy)
        super().end_headers()

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the library's name
        """Log no access: the terminal shows the problems of posts."""


class Server(ThreadingMixIn, TCPServer):
    """One thread for each connection. `http.server`'s own class looks up the host's name, which may be slow.

    hosts: names that a request may be for, besides those of this machine; None for any name.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        files: PublishedFiles,
        hosts: frozenset[str] | None,
        reload: LiveReload | None = None,
    ) -> None:
        self.files, self.hosts, self.reload = files, hosts, reload
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)

    @property
    def port(self) -> int:
        """The port in use, also if the system chose it."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless a client merely disconnected."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def is_own_host(host: str, names: frozenset[str] | None) -> bool:
    """Return whether a Host header names this machine or one of `names`; None allows any.

    A page elsewhere whose name was made to resolve to this machine ("DNS rebinding") could read all that
    is served here; its browser still sends that name.
    """
    name = re.sub(r":\d*$", "", host.strip())
    return names is None or bool(_LOOPBACK.fullmatch(name)) or name.lower() in names
