"""Trace the path of one post through `feeds publish`: how much of the code a reader has to follow.

    python benchmarks/trace.py [--list]

Two runs are traced with sys.setprofile, each in a process of its own, from `main` on: after one edited job of
the site that `feeds init` writes, and after one new entry of a partner on loopback, the only source. Each prints

- files: files of `feeds/` in which a function was called, or a class made at an import during the run, with the
  templates that were rendered. The command line (`cli/`, `__main__.py`) and the threads that fetch are left out.
  Then the same with functions alone, with the command line, and with the threads, too;
- returns: of the functions in the order of their first call, how often a stage comes back after it was left;
- depth: the deepest stack of functions of `feeds/`, comprehensions left out.

With `--list` it prints the files and the sequence of the stages, too.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import CO_OPTIMIZED
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import feeds
import feeds.pipeline.publish  # what it imports at once is no part of the path
from feeds.__main__ import main

PACKAGE = Path(feeds.__file__).parent
COMMAND_LINE = ("cli", "__main__.py")
STAGES = ("collect", "normalise", "ledger", "assemble", "emit", "deliver", "notify")
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
FIRST, SECOND = "2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z"
CONFIG = """\
site: {{title: Our jobs, url: "https://jobs.example.org/", language: en, timezone: Europe/Paris}}
jobs: {{country: FR}}
sources: [{{url: "http://{address}/feed.rss", name: partner, every: 1m}}]
feeds: [jobs, news]
output: output
network: {{allow: ["{address}"]}}
"""
ITEM = "<item><guid>https://p.example/{0}</guid><title>Post {0}</title><description>Words.</description></item>"
FEED = (
    '<rss version="2.0"><channel><title>Partner</title><link>https://p.example/</link>'
    "<description>Posts</description>{}</channel></rss>"
)


@dataclass
class Trace:
    """What was called, in the order of the first calls, and how deep."""

    functions: dict[CodeType, Path] = field(default_factory=dict)
    in_threads: set[Path] = field(default_factory=set)
    depth: int = 0

    def profile(self, frame: FrameType, event: str, _: Any) -> None:
        """Record a call into the package by the main thread."""
        if path := called(frame, event):
            self.functions.setdefault(frame.f_code, path)
            self.depth = max(self.depth, depth(frame))

    def profile_thread(self, frame: FrameType, event: str, _: Any) -> None:
        """Record a call into the package by another thread."""
        if path := called(frame, event):
            self.in_threads.add(path)

    @property
    def files(self) -> list[Path]:
        """Return the files of which a function was called, without the command line."""
        return sorted(path for path in set(self.functions.values()) if path.parts[0] not in COMMAND_LINE)

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers of files by what is counted."""
        functions = {path for code, path in self.functions.items() if code.co_flags & CO_OPTIMIZED}
        everything = set(self.functions.values())
        return {
            "functions alone": len([path for path in functions if path.parts[0] not in COMMAND_LINE]),
            "with command line": len(everything),
            "with threads": len(everything | self.in_threads),
        }

    @property
    def stages(self) -> list[str]:
        """Return the stages in the order in which they were entered."""
        entered = (path.parts[0].removesuffix(".py") for path in self.functions.values())
        return [name for name, _ in groupby(name for name in entered if name in STAGES)]

    @property
    def returns(self) -> int:
        """Return how often a stage came back after it was left."""
        return len(self.stages) - len(set(self.stages))


def is_ours(code: CodeType) -> bool:
    """Return whether code is of the package."""
    return code.co_filename.startswith(f"{PACKAGE}/")


def relative(code: CodeType) -> Path:
    """Return the file of some code, relative to the package."""
    return Path(code.co_filename).relative_to(PACKAGE)


def called(frame: FrameType, event: str) -> Path | None:
    """Return the file of a function or class of the package that is being entered."""
    is_entered = event == "call" and frame.f_code.co_name != "<module>"
    return relative(frame.f_code) if is_entered and is_ours(frame.f_code) else None


def depth(frame: FrameType | None) -> int:
    """Return how many functions of the package are on the stack."""
    count = 0
    while frame:
        count += is_ours(frame.f_code) and frame.f_code.co_name not in COMPREHENSIONS
        frame = frame.f_back
    return count


class Partner(BaseHTTPRequestHandler):
    """A partner's feed, as long as its server has it."""

    def do_GET(self) -> None:
        """Send the feed; there is no robots.txt."""
        body = self.server.feed.encode() if self.path == "/feed.rss" else b""  # type: ignore[attr-defined]
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def partner() -> Iterator[ThreadingHTTPServer]:
    """Serve a feed of one entry on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        server.feed = FEED.format(ITEM.format(1))  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def publish_before(folder: Path) -> None:
    """Publish in another process, so that nothing is loaded in this one."""
    config = str(folder / "config.yaml")
    command = [sys.executable, "-m", "feeds", "publish", "--config", config, "--now", FIRST]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def traced_publish(folder: Path) -> Trace:
    """Publish in this process, and return the trace."""
    trace, printed = Trace(), io.StringIO()
    sys.argv = ["feeds", "publish", "--config", str(folder / "config.yaml"), "--now", SECOND]
    with redirect_stdout(printed), redirect_stderr(printed), suppress(SystemExit):
        threading.setprofile(trace.profile_thread)
        sys.setprofile(trace.profile)
        try:
            main()
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]  # None ends it
    if not re.match(r"(changed|updated|new) ", printed.getvalue()):
        sys.exit(f"expected an entry that changed, found:\n{printed.getvalue()}")
    return trace


def edited_post(folder: Path) -> Trace:
    """Trace the run after one edited job."""
    subprocess.run([sys.executable, "-m", "feeds", "init", str(folder)], check=True, stdout=subprocess.DEVNULL)
    publish_before(folder)
    (post,) = (folder / "sources").glob("*-web-developer.md")
    post.write_text(post.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    return traced_publish(folder)


def partner_entry(folder: Path) -> Trace:
    """Trace the run in which a partner has one more entry."""
    with partner() as server:
        folder.mkdir()
        config = CONFIG.format(address=f"127.0.0.1:{server.server_port}")
        (folder / "config.yaml").write_text(config, "utf-8")
        publish_before(folder)
        server.feed = FEED.format(ITEM.format(1) + ITEM.format(2))  # type: ignore[attr-defined]
        return traced_publish(folder)


def show(name: str, trace: Trace, *, listed: bool) -> None:
    """Print what a trace found."""
    more = ", ".join(f"{what} {count}" for what, count in trace.counts.items())
    figures = f"files {len(trace.files)} ({more}), returns {trace.returns}, depth {trace.depth}"
    print(f"{name.replace('_', ' ')}: {figures}")
    if listed:
        print("  stages:", " > ".join(trace.stages))
        print(*(f"  {path}" for path in trace.files), sep="\n")


RUNS = {"edited_post": edited_post, "partner_entry": partner_entry}


def run() -> None:
    """Trace both runs and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the files and the stages, too")
    parser.add_argument("--run", choices=RUNS, help="trace this run alone, in this process")
    options = parser.parse_args()
    if options.run:
        with tempfile.TemporaryDirectory() as temporary:
            show(options.run, RUNS[options.run](Path(temporary) / "site"), listed=options.list)
        return
    for name in RUNS:
        subprocess.run([sys.executable, __file__, "--run", name, *sys.argv[1:]], check=True)


if __name__ == "__main__":
    run()
