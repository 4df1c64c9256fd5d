"""A real browser without a window, and a folder served to it under a strict policy."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--enable-logging=stderr",
)
OPTIONS = (*QUIET, "--timeout=120000")  # milliseconds that a page may take to load


class Handler(SimpleHTTPRequestHandler):
    """Serve a folder as a careful host would: nothing inline, nothing from elsewhere."""

    def end_headers(self) -> None:
        if self.path != "/harness.html":  # of a test, which uses pages as people do
            policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'"
            self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # browsers always request it
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback while the block runs, and return its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def visit(browser: str, address: str, folder: Path, *options: str) -> tuple[str, list[str]]:
    """Return the DOM of a page in the browser, and its console."""
    unconfined = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in a container
    command = [browser, *OPTIONS, *unconfined, *options, f"--user-data-dir={folder / 'profile'}", "--dump-dom", address]
    # Files, not pipes: a helper process that outlives the browser would keep a pipe open for ever.
    with (folder / "dom").open("wb") as dom, (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, stdout=dom, stderr=log, start_new_session=True)
        try:
            assert running.wait(timeout=240) == 0
        finally:
            running.kill()
            running.wait()
    lines = (folder / "log").read_text("utf-8", errors="replace").splitlines()
    return (folder / "dom").read_text("utf-8"), [line for line in lines if "CONSOLE" in line]
