"""Real web servers on loopback, each with a folder to serve and the file of redirects beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.tools import program

from feeds.model.feed import Output

MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")
SERVERS = ("nginx", "apache", "caddy")


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nginx(root: Path, port: int, output: Output) -> list[str]:
    """Set up nginx as the file says itself: its map into http, its lines into server."""
    file = root / "site" / output.path
    lines = output.body.decode().splitlines()
    how = "\n".join(line.removeprefix("#") for line in lines[2:5])
    (root / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {root}/pid; error_log {root}/log;
events {{}}
http {{
    access_log off; client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {file};
    server {{
        listen 127.0.0.1:{port};
        root {root}/site;
        {how}
    }}
}}
""")
    return [program("nginx"), "-p", str(root), "-c", str(root / "nginx.conf")]


def apache(root: Path, port: int, output: Output) -> list[str]:
    """Set up Apache as it comes, for a folder that brings its own .htaccess."""
    assert output.path == ".htaccess"
    modules = next(path for path in map(Path, MODULES) if path.is_dir())
    built_in = subprocess.run([program("apache"), "-l"], capture_output=True, text=True, check=True).stdout
    names = ("mpm_event", "authz_core", "unixd", "alias", "dir")
    load = "\n".join(f"LoadModule {n}_module {modules}/mod_{n}.so" for n in names if f"mod_{n}.c" not in built_in)
    user = "User nobody\nGroup #65534" if os.geteuid() == 0 else ""
    (root / "apache.conf").write_text(f"""
ServerRoot {root}
ServerName 127.0.0.1
{load}
{user}
Listen 127.0.0.1:{port}
PidFile {root}/pid
DefaultRuntimeDir {root}
ErrorLog {root}/log
DocumentRoot {root}/site
DirectoryIndex index.html
<Directory {root}/site>
    AllowOverride FileInfo
    Require all granted
</Directory>
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
""")
    return [program("apache"), "-X", "-f", str(root / "apache.conf")]


def caddy(root: Path, port: int, output: Output) -> list[str]:
    """Set up Caddy with one line for the file, as it says itself."""
    (root / "Caddyfile").write_text(f"""
{{
    admin off
}}
http://127.0.0.1:{port} {{
    root * {root}/site
    import {root}/site/{output.path}
    file_server
}}
""")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(root / "Caddyfile")]


class Served:
    """A running server, to be asked for paths as they go over the wire."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str) -> tuple[int, str]:
        """Ask for an encoded path: the status, and where it leads."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Location", "")


@contextmanager
def serving(name: str, root: Path, output: Output) -> Iterator[Served]:
    """Run a server until the block ends; `root` holds what it serves in `site`."""
    port = free_port()
    (root / "site" / output.path).write_bytes(output.body)
    command = {"nginx": nginx, "apache": apache, "caddy": caddy}[name](root, port, output)
    with (root / "said").open("w+") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, "HOME": str(root)})
        try:
            _await(running, port, root)
            yield Served(port)
        finally:
            running.terminate()
            running.wait(timeout=60)


def _await(running: subprocess.Popen[bytes], port: int, root: Path) -> None:
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    logs = [(root / name).read_text() for name in ("said", "log") if (root / name).exists()]
    raise AssertionError(f"{running.args} did not start: {' '.join(logs)}")


@pytest.fixture(params=SERVERS)
def host(request: pytest.FixtureRequest) -> str:
    """Name a kind of host whose server is installed here."""
    name = str(request.param)
    program(name)
    return name


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start servers, for a folder of pages with these paths, until the test ends."""
    with ExitStack() as stack:

        def start(name: str, output: Output, *pages: str) -> Served:
            # Not below pytest's own folder: a server that was started by root reads as nobody.
            root = Path(stack.enter_context(TemporaryDirectory()))
            root.chmod(0o755)
            for page in ("index.html", *pages):
                place = root / "site" / page
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text("A page")
            return stack.enter_context(serving(name, root, output))

        yield start
