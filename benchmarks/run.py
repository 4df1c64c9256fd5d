"""Time `feeds publish` beside Pelican on the same posts, in one run.

    python benchmarks/run.py [--posts 542 5420 54200] [--rounds 3] [--work DIR]

For each number of posts a folder is grown from real ones: those of `../shared/corpus/jobs` where
they lie beside the project, else those of `sources/`. Three runs are timed: cold (nothing but the
posts is there), with nothing changed, and with one post edited. Pelican writes pages, RSS and Atom;
`feeds` writes all its formats. Commands take turns, so that a noisy machine is noisy for both.
Shown are medians: wall and CPU seconds, the largest process in MB, and wall time over Pelican's.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CORPUS = ROOT.parent / "shared" / "corpus"
NOW = "2021-01-15"

CONFIG = """\
site: {title: Bench, url: "https://bench.example.org/", language: fr, timezone: Europe/Paris}
jobs: {country: FR}
sources: [{path: posts}]
feeds:
  - jobs
  - {name: all, title: All, select: {state: [open, closed, filled, withdrawn, expired]}, limit: 30}
"""

PELICAN = """\
AUTHOR = SITENAME = "Bench"
SITEURL = "https://bench.example.org"
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 30
DEFAULT_PAGINATION = 100
"""


@dataclass(frozen=True)
class Cost:
    """What one run of a command took: seconds, seconds of CPU, megabytes of its largest process."""

    wall: float
    cpu: float
    peak: float


def main() -> None:
    """Grow the posts, run every case in turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, nargs="+", default=[542, 5420])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--no-pelican", action="store_true")
    options = parser.parse_args()
    startup(options.rounds * 5)
    print(f"{'posts':>6} {'run':10} {'tool':8} {'wall s':>8} {'cpu s':>8} {'MB':>6} {'ratio':>6}")
    for count in options.posts:
        folder = options.work / str(count)
        grow(folder, count)
        for name, case in CASES.items():
            costs = compare(folder, case, options.rounds, pelican=not options.no_pelican)
            show(count, name, costs)


def startup(rounds: int) -> None:
    """Compare `feeds --version` with an interpreter that does nothing."""
    bare = [run([sys.executable, "-c", "pass"], ROOT).wall for _ in range(rounds)]
    ours = [run([feeds(), "--version"], ROOT).wall for _ in range(rounds)]
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"feeds --version: {statistics.median(ours) * 1000:.0f} ms, {ratio:.2f} of a bare interpreter\n")


def feeds() -> str:
    """Name the command that stands beside this interpreter."""
    return str(Path(sys.executable).with_name("feeds"))


def run(command: list[str], folder: Path) -> Cost:
    """Run a command to its end; what it prints is thrown away."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def grow(folder: Path, count: int) -> None:
    """Write `count` posts for both tools, made of the real ones with other dates and a line of their own."""
    marker = folder / "grown"
    if marker.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    posts, content = folder / "posts", folder / "content"
    posts.mkdir(parents=True)
    content.mkdir()
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "pelicanconf.py").write_text(PELICAN, encoding="utf-8")
    texts = list(originals())
    for number in range(count):
        head, body = texts[number % len(texts)]
        day = date(2021, 1, 1) - timedelta(days=number % 3000)
        name = f"{day}-post-{number:05}.md"
        body = f"{body.rstrip()}\n\nRéférence {number}.\n"
        (posts / name).write_text(f"---\n{head}\n---\n{body}", encoding="utf-8")
        title = re.search(r"^(?:title|roles): *(.*)$", head, re.MULTILINE)
        shown = (title[1].split(" #")[0].strip().strip("\"'") if title else "") or f"Post {number}"
        meta = f"Title: {shown}\nDate: {day}\nSlug: post-{number:05}\nCategory: jobs\n"
        (content / name).write_text(f"{meta}\n{body}", encoding="utf-8")
    marker.touch()


def originals() -> Iterator[tuple[str, str]]:
    """Give the front matter and the body of each real post."""
    folder = CORPUS / "jobs" if CORPUS.exists() else ROOT / "sources"
    for path in sorted(folder.iterdir()):
        parts = re.split(r"^---\s*$", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
        if len(parts) == 3:  # noqa: PLR2004 - before, between and after the fences
            head = re.sub(
                r"^(redirect_from:.*\n(?: +- .*\n)*)",
                "",
                parts[1].strip("\n") + "\n",
                flags=re.MULTILINE,
            )
            yield head.strip("\n"), parts[2]


def cold(folder: Path) -> None:
    """Leave nothing but the posts."""
    for name in (".feeds", "output", "public", ".cache", "__pycache__"):
        shutil.rmtree(folder / name, ignore_errors=True)


def unchanged(_folder: Path) -> None:
    """Leave everything as the last run left it."""


def edited(folder: Path) -> None:
    """Add a line to one post."""
    for name in ("posts", "content"):
        path = max((folder / name).iterdir())
        path.write_text(f"{path.read_text(encoding='utf-8')}\nÉdité {time.time_ns()}.\n", encoding="utf-8")


CASES: dict[str, Callable[[Path], None]] = {"cold": cold, "no change": unchanged, "one edit": edited}


def compare(
    folder: Path, prepare: Callable[[Path], None], rounds: int, *, pelican: bool
) -> dict[str, list[Cost]]:
    """Run both tools in turns, each after `prepare`."""
    commands = {"feeds": [feeds(), "publish", "--now", NOW]}
    if pelican:
        commands["pelican"] = [
            sys.executable,
            "-m",
            "pelican",
            "content",
            "-s",
            "pelicanconf.py",
            "-o",
            "public",
            "-q",
        ]
    costs: dict[str, list[Cost]] = {tool: [] for tool in commands}
    for _ in range(rounds):
        for tool, command in commands.items():
            prepare(folder)
            costs[tool].append(run(command, folder))
    return costs


def show(count: int, name: str, costs: dict[str, list[Cost]]) -> None:
    """Print the medians of one case."""
    rival = statistics.median(cost.wall for cost in costs.get("pelican", ())) if "pelican" in costs else None
    for tool, runs in costs.items():
        wall, cpu, peak = (
            statistics.median(getattr(cost, what) for cost in runs) for what in ("wall", "cpu", "peak")
        )
        ratio = f"{wall / rival:6.3f}" if rival else ""
        print(f"{count:6} {name:10} {tool:8} {wall:8.3f} {cpu:8.3f} {peak:6.0f} {ratio}", flush=True)


if __name__ == "__main__":
    main()
