"""The servers of `deploy/` on loopback, over what was published, beside `feeds serve`."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.paths import ROOT
from support.serving import serving
from support.tools import program

from feeds.serve.server import Handler

DEPLOY = ROOT / "deploy"
SITE = "/srv/jobs/output"  # what the examples serve


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nginx(root: Path, output: Path, port: int) -> list[str]:
    """Put the example into an nginx that may write into `root` alone."""
    example = (DEPLOY / "nginx.conf").read_text("utf-8")
    example = example.replace("    listen [::]:80;\n", "").replace("listen 80;", f"listen 127.0.0.1:{port};")
    (root / "site.conf").write_text(example.replace(SITE, str(output)))
    (root / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {root}/pid; error_log {root}/log;
events {{}}
http {{
    log_format short "$status $http_user_agent"; access_log {root}/access short;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {root}/site.conf;
}}
""")
    return [program("nginx"), "-p", str(root), "-c", str(root / "nginx.conf")]


def caddy(root: Path, output: Path, port: int) -> list[str]:
    """Return the example to Caddy, without a certificate and its door for administrators."""
    example = (DEPLOY / "Caddyfile").read_text("utf-8").replace(SITE, str(output))
    example = example.replace("\njobs.example.org {", f"\nhttp://127.0.0.1:{port} {{")
    (root / "Caddyfile").write_text("{\n\tadmin off\n}\n" + example)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(root / "Caddyfile")]


@contextmanager
def running(name: str, root: Path, output: Path) -> Iterator[int]:
    """Run a server over a folder; give its port."""
    root.mkdir()
    if name == "feeds":
        with serving(output) as server, (root / "access").open("w") as log:

            class LoggingHandler(Handler):
                def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                    del size
                    print(int(code), self.headers["User-Agent"], file=log, flush=True)

            server.RequestHandlerClass = LoggingHandler
            yield server.port
        return
    port = _free_port()
    command = {"nginx": nginx, "caddy": caddy}[name](root, output, port)
    surroundings = {**os.environ, "HOME": str(root), "XDG_DATA_HOME": str(root), "XDG_CONFIG_HOME": str(root)}
    with (root / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=surroundings)
    try:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (root / "said").read_text()
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(60)
