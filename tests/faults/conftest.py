"""A corner of the machine with file systems of its own, and a user who may not do everything."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from replay.laws import configure
from support.tools import program

NOBODY = 65534
ENTER = 'cd "$1" && shift && exec "$@"'


@dataclass
class Cell:
    """A process that holds a mount namespace: what is mounted there nobody else sees, and it goes with it."""

    process: subprocess.Popen[str]
    rootless: bool

    def run(self, *line: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside."""
        return subprocess.run(self.inside(*line), capture_output=True, text=True, check=False, timeout=60)

    def inside(self, *line: str) -> list[str]:
        """Return the command line that runs another one inside."""
        who = ["--user", "--preserve-credentials"] if self.rootless else []
        return ["nsenter", "--target", str(self.process.pid), "--mount", *who, "--", *line]

    def see(self, place: Path) -> Path:
        """Return the path of a file in the namespace, as this process sees it."""
        return Path(f"/proc/{self.process.pid}/root") / place.relative_to("/")

    def mount(self, *arguments: str) -> None:
        """Mount inside, or skip the test with the reason."""
        done = self.run("mount", *arguments)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")

    def small(self, place: Path, kilobytes: int) -> None:
        """Put a file system of a few kilobytes into a place."""
        place.mkdir(parents=True, exist_ok=True)
        self.mount("-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0755", "tmpfs", str(place))

    def read_only(self, place: Path) -> None:
        """Let nobody write below a place, not even root."""
        self.mount("--bind", str(place), str(place))
        self.mount("-o", "remount,bind,ro", str(place))

    def lift(self, place: Path) -> None:
        """Take away what was mounted last on a place."""
        done = self.run("umount", str(place))
        assert done.returncode == 0, done.stderr


@pytest.fixture
def cell() -> Iterator[Cell]:
    """Return a mount namespace of its own, where that may be had."""
    for tool in ("unshare", "nsenter", "mount"):
        program(tool)
    rootless = os.geteuid() != 0
    line = ["unshare", "--mount", *(["--map-root-user"] if rootless else []), "sh", "-c", "echo ready; cat"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        if process.stdout.readline() != "ready\n":
            pytest.skip(f"no namespace can be had here: {process.stderr.read().strip()}")
        yield Cell(process, rootless)
        process.stdin.close()


@pytest.fixture
def inner(homes: Any, cell: Cell) -> Any:
    """Return a newsroom whose commands run inside the cell, and whose files are seen from outside."""
    home = homes()
    configure(home)
    place, line = home.root, home.line
    home.root = cell.see(place)
    home.place = place
    home.line = lambda *arguments: cell.inside("sh", "-c", ENTER, "sh", str(place), *line(*arguments))
    return home


@pytest.fixture
def calm(homes: Any) -> Any:
    """Return a newsroom that nothing disturbs, to compare with."""
    home = homes()
    configure(home)
    return home


@pytest.fixture
def modest(homes: Any) -> Iterator[Any]:
    """Return a newsroom whose commands run as a user for whom the modes of files count."""
    home = homes()
    if os.geteuid() != 0:
        configure(home)
        yield home
        return
    program("setpriv")  # for root may write everywhere
    line = home.line
    with tempfile.TemporaryDirectory(prefix="feeds-") as folder:
        home.root = Path(folder)
        home.root.chmod(0o755)
        (home.root / "sources").mkdir()
        who = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        home.line = lambda *arguments: [*who, *line(*arguments)]
        configure(home)
        os.chown(home.root, NOBODY, NOBODY)
        if home.command("check").status:
            pytest.skip("this program lies where only root may read it")
        yield home
