"""A project in a folder of its own, and the command line run on it, here or in a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zoneinfo
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import coverage
import feedparser
import hypothesis
import pytest
import yaml
from support.paths import ROOT, SHARED
from support.tools import advice

from feeds import cli
from feeds.ledger.unchanged import program

# How long an example takes says more of the machine than of the program.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "quick", deadline=None, max_examples=10, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # for `make quick`
hypothesis.settings.load_profile("unhurried")

NOW = "2026-03-01T09:00:00Z"
OLD = 1_600_000_000  # seconds: a time of change that is trusted, long before any run
CONFIG: dict[str, Any] = {
    "site": {
        "title": "Emplois & nouvelles",
        "url": "https://jobs.example.org/",
        "language": "fr",
        "timezone": "Europe/Paris",
        "publisher": {"name": "Atelier du Nord", "url": "https://nord.example.org/"},
    },
    "jobs": {"employer": "publisher", "country": "FR", "place": {"locality": "Lille"}},
    "sources": [{"path": "sources"}],
    "feeds": ["jobs", "news"],
    # What is closed leaves the feeds at once; tests/pipeline/test_closed_entries.py has the days before.
    "policy": {"closed_entry_days": 0},
    "output": "output",
}
TEXT = "Vous rejoindrez une petite équipe qui écrit des logiciels utiles. " * 15


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """Read what `--json` printed."""
        return json.loads(self.out)

    @property
    def written(self) -> set[str]:
        """Name the files that changed."""
        return set(self.report["written"])

    @property
    def problems(self) -> list[str]:
        """Return the problems worth an exit status, as they are printed."""
        return [problem["text"] for problem in self.report["problems"] if problem["severity"] != "note"]


@dataclass
class Home:
    """A project on disk."""

    root: Path
    ticks: Iterator[int] = field(default_factory=lambda: count(OLD))

    @property
    def output(self) -> Path:
        """Return the folder that is published."""
        return self.root / "output"

    def configure(self, **keys: Any) -> None:
        """Write the configuration; `keys` replace those of the usual one, None leaves one out."""
        kept = {key: value for key, value in {**CONFIG, **keys}.items() if value is not None}
        self.write("config.yaml", yaml.safe_dump(kept, allow_unicode=True, sort_keys=False))

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file that looks as if nobody had touched it for years, yet newer than the one before."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        tick = next(self.ticks)
        os.utime(place, (tick, tick))
        return place

    def post(self, name: str, text: str = TEXT, **matter: Any) -> Path:
        """Write a post; `matter` is its front matter."""
        head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False) if matter else ""
        return self.write(f"sources/{name}", f"---\n{head}---\n{text}\n" if head else text)

    def job(self, name: str, text: str = TEXT, **matter: Any) -> Path:
        """Write a job offer that lacks nothing."""
        return self.post(name, text, **{"roles": "Développeuse", "contrat": "CDI", **matter})

    def run(self, command: str, *arguments: str, config: bool = True) -> Ran:
        """Run a command in this process."""
        line = [command, *(["--config", str(self.root / "config.yaml")] if config else []), *arguments]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = cli.run(line)
            except SystemExit as end:  # argparse's
                status = int(end.code or 0)
        return Ran(status, out.getvalue(), err.getvalue())

    def publish(self, *options: str, now: str = NOW) -> Ran:
        """Publish, and get the report."""
        return self.run("publish", "--json", "--now", now, *options)

    def line(self, *arguments: str) -> list[str]:
        """Return the command line that runs `feeds` in another process."""
        return [sys.executable, "-m", "feeds", *arguments]

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the environment of another process: this one's, without what would decide for it."""
        ours = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "LC_ALL", "TZ")}
        return {**ours, "PYTHONPATH": str(ROOT), **changes}

    def command(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: str | None = None) -> Ran:
        """Run the command in a process of its own, beside the configuration."""
        done = subprocess.run(
            self.line(*arguments),
            cwd=self.root,
            env=self.environment(**(env or {})),
            input=stdin,
            capture_output=True,
            timeout=240,
            check=False,
            encoding="utf-8",
            errors="backslashreplace",
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def tree(self) -> dict[str, bytes]:
        """Return every published file by its path."""
        places = (place for place in self.output.rglob("*") if place.is_file())
        return {place.relative_to(self.output).as_posix(): place.read_bytes() for place in places}

    def times(self) -> dict[str, int]:
        """Return the time of change of everything in the folder, but of the ledger's working files."""
        places = (place for place in self.root.rglob("*") if ".feeds" not in place.parts)
        return {place.relative_to(self.root).as_posix(): place.stat().st_mtime_ns for place in places}

    def text(self, path: str) -> str:
        """Read a published file."""
        return (self.output / path).read_text("utf-8")

    def json(self, path: str) -> Any:
        """Read a published JSON document."""
        return json.loads(self.text(path))

    def feed(self, path: str) -> Any:
        """Read a published feed with feedparser, which must have nothing to complain of."""
        feed = feedparser.parse(self.tree_file(path))
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        return feed

    def tree_file(self, path: str) -> bytes:
        """Read the bytes of a published file."""
        return (self.output / path).read_bytes()

    def ids(self, path: str) -> list[str]:
        """Return the ids of a published JSON Feed, in order."""
        return [item["id"] for item in self.json(path)["items"]]

    def titles(self, path: str) -> list[str]:
        """Return the titles of a published JSON Feed, in order."""
        return [item["title"] for item in self.json(path)["items"]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a project with a configuration and an empty folder of posts."""
    return _new(tmp_path / "home", monkeypatch)


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a maker of projects like `home`, as many as a test wants."""
    numbers = count(1)
    return lambda: _new(tmp_path / f"home{next(numbers)}", monkeypatch)


def _new(root: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    home = Home(root)
    (root / "sources").mkdir(parents=True)
    home.configure()
    return home


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the material beside the repository: real posts, which are no part of it."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"needs {SHARED}/corpus, which is not there")
    return SHARED


# Folders whose tests are more than half of the time and reach few lines that others do not, as most tests marked slow.
UNMEASURED = frozenset({"deploy", "faults", "federation", "replay", "soak"})
MEASURED = "normalise"  # whose slow tests are the ones that reach rare lines


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run slow tests, and those of whole sites, without coverage, with which they take twice as long."""
    folder = _folder(item)
    slow = item.get_closest_marker("slow") and folder != MEASURED
    measured = coverage.Coverage.current() if folder in UNMEASURED or slow else None
    if measured:
        measured.stop()
    yield
    if measured:
        measured.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first, so that none of them runs alone at the end."""
    items.sort(key=lambda item: not item.get_closest_marker("slow") and _folder(item) not in UNMEASURED)


_zones_of = cache(lambda _paths, found=zoneinfo.available_timezones: found())


@pytest.fixture(scope="session", autouse=True)
def _unchanging() -> Iterator[None]:
    """Look only once at what stays the same while tests run in this process: the program, and the time zones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "status", cache(program.status))
        patch.setattr(program, "version", cache(program.version))
        patch.setattr(zoneinfo, "available_timezones", lambda: set(_zones_of(zoneinfo.TZPATH)))
        yield


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """End the report with what was skipped, why, and what to install for it."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(one.longrepr[2].removeprefix("Skipped: ") for one in skipped)
    if reasons:
        terminalreporter.section(f"{len(skipped)} skipped")
        for line in advice(reasons):
            terminalreporter.line(line)
