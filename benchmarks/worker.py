"""Measure `feeds worker`: how soon an edited file is published, and what it costs while nothing happens.

    python benchmarks/worker.py [--posts 5420] [--edits 15] [--sources 1000] [--seconds 60] [--work DIR]

Latency: the worker of `run.py`'s site is started, and when all is published, a line is added to its newest
open job again and again; what counts is the time until the feed that subscribers read has it. Idle: a worker
with partners that were all fetched and are not due, as `crawl.py` serves them (it needs nginx and
Linux), and one folder; what counts is the CPU that it takes, as part of one core.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import crawl
from publishers import grow as grow_sources
from publishers import served, sources
from run import TOOLS, cold, edit_open
from run import grow as grow_posts
from timing import beside, judged

HERE = Path(__file__).resolve().parent
ANY = sys.maxsize
LATENCY, IDLE = {ANY: 2.0}, {ANY: 1.0}  # seconds; percent of a core
QUIET = 2.0  # seconds without CPU use after which the worker counts as idle
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure both and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=5420)
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    work = options.work.resolve()
    taken = latency(work / str(options.posts), options.posts, options.edits)
    middle = statistics.median(taken)
    print(
        f"{options.posts} posts: an edited file is published after {middle:.2f} s, the median of "
        f"{len(taken)} ({min(taken):.2f} to {max(taken):.2f} s)  "
        f"{judged(middle, LATENCY, options.posts, ' s')}",
        flush=True,
    )
    percent = idle(work / f"crawl-{options.sources}-1", options.sources, options.seconds)
    print(
        f"{options.sources} sources: an idle worker takes {percent:.2f} % of a core  "
        f"{judged(percent, IDLE, options.sources, ' %')}"
    )


@contextmanager
def working(site: Path) -> Iterator[int]:
    """Run a worker; yield its process id."""
    with (site / "worker.log").open("wb") as log:
        process = subprocess.Popen((beside("feeds"), "worker"), cwd=site, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def latency(folder: Path, posts: int, edits: int) -> list[float]:
    """Edit a file repeatedly, and return the seconds until a feed has each edit."""
    grow_posts(folder, posts)
    site, feed = folder / "feeds", folder / "feeds" / "output" / "jobs.atom"
    cold(site, "")
    taken = []
    with working(site) as pid:
        settled(pid, feed.exists)
        for _ in range(edits):
            before = feed.stat().st_mtime_ns
            edit_open(site, TOOLS["feeds"].posts)
            began = time.perf_counter()
            while feed.stat().st_mtime_ns == before:
                time.sleep(0.005)
            taken.append(time.perf_counter() - began)
            settled(pid, lambda: True)
    return taken


def idle(folder: Path, count: int, seconds: float) -> float:
    """Return the CPU of an idle worker that has fetched all partners, in percent of a core."""
    names = sources(count)
    if not (folder / "grown").exists():
        grow_sources(folder / "published", count, 1)
        (folder / "grown").touch()
    with tempfile.TemporaryDirectory() as aside, served(folder / "published", Path(aside), names) as server:
        site = folder / "worker"
        crawl.settle(site, names, server, 16, crawl.CRAWLERS["feeds"])
        config = site / "config.yaml"
        rare = config.read_text("utf-8").replace("  - url:", "  - every: 1d\n    url:")
        config.write_text(rare.replace("sources:", "sources:\n  - path: posts"), "utf-8")
        (site / "posts").mkdir()
        with working(site) as pid:
            feed = site / "output" / "news.json"
            settled(pid, lambda: feed.exists() and feed.stat().st_size > count)
            before, began = cpu(pid), time.perf_counter()
            time.sleep(seconds)
            return 100 * (cpu(pid) - before) / (time.perf_counter() - began)


def settled(pid: int, is_there: Callable[[], bool]) -> None:
    """Wait until something is there, and the worker has done nothing for a while since."""
    while not is_there():
        time.sleep(0.05)
    quiet, spent = time.perf_counter(), cpu(pid)
    while time.perf_counter() - quiet < QUIET:
        time.sleep(QUIET / 4)
        if (now := cpu(pid)) - spent > QUIET / 100:
            quiet = time.perf_counter()
        spent = now


def cpu(pid: int) -> float:
    """Return the seconds of CPU of a process and its ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


if __name__ == "__main__":
    main()
