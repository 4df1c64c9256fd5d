"""What was published, served in this process or by the command."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.serving import Response, fetch, serving


@pytest.fixture
def served(home: Any) -> Iterator[Callable[..., Response]]:
    """Publish two posts; return a function that fetches from the preview."""
    home.job("offre.md", title="Une offre")
    home.post("nouvelle.md", title="Une nouvelle")
    assert home.publish().status == 0
    with serving(home.output) as server:
        yield lambda path, method="GET", **headers: fetch(server.port, path, method, **headers)


@pytest.fixture
def started(home: Any) -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """Return a function that starts the command and returns its process and port."""
    running: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple[subprocess.Popen[str], int]:
        with (home.root / "stderr").open("w") as said:
            process = subprocess.Popen(
                home.line("serve", "--port", "0", "--json", *options),
                cwd=home.root,
                env=home.environment(),
                stdout=subprocess.PIPE,
                stderr=said,
                encoding="utf-8",
            )
        running.append(process)
        for line in process.stdout:
            if line.startswith('{"url"'):
                return process, int(json.loads(line)["url"].split(":")[2].split("/")[0])
        raise AssertionError((home.root / "stderr").read_text())

    yield start
    for process in running:
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        process.stdout.close()
