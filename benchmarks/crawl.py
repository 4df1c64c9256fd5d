"""Time `feeds collect` beside `reader` and a loop of requests and feedparser, on the same thousand sources.

    python benchmarks/crawl.py [--sources 1000] [--entries 50] [--workers 16] [--rounds 3] [--work DIR]

RSS, Atom and JSON Feed of our own invention (`publishers.py`) are served by nginx, on loopback only, each
source under an address of its own, so that they are as many hosts. It needs nginx (on Debian: `apt-get
install nginx-light`) and Linux, where all of 127.0.0.0/8 is loopback. All crawlers have the same number of
threads.

Two passes are timed: the first, and the one a day later in which nothing changed, so that every response
is 304. `feeds` fetches, parses, sanitises and records all entries; `reader` updates its database
(`update_feeds`); the loop fetches and parses, and keeps validators only. Crawlers take turns, so that a noisy
machine is noisy for all, and after each pass the responses and the known entries are counted.

Shown are medians: wall and CPU seconds (of all processes of the crawler), and MB of memory. `x` is our time
over the other's, wall and CPU, beside the aim for the wall where there is one.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from publishers import Server, Source, grow, served, sources
from timing import Cost, beside, judged, median, run

HERE = Path(__file__).resolve().parent
ANY = sys.maxsize
AIMS = {("first", "reader"): {ANY: 0.28}, ("unchanged", "reader"): {ANY: 0.5}}
PASSES = {"first": ("2026-02-01T12:00Z", "200"), "unchanged": ("2026-02-02T12:00Z", "304")}


@dataclass(frozen=True)
class Crawler:
    """A program that is timed: its preparation, its command, and the database of its entries."""

    prepare: Callable[[Path, int], object]
    command: Callable[[Path, int, str], tuple[str, ...]]
    known: str


def script(name: str, folder: Path, workers: int) -> tuple[str, ...]:
    """Return the command of one of the other crawlers."""
    return (sys.executable, str(HERE / "crawlers.py"), name, str(folder), str(workers))


CRAWLERS = {
    "feeds": Crawler(
        lambda _folder, _workers: None,
        lambda _folder, _workers, now: (beside("feeds"), "collect", "--now", now),
        ".feeds/ledger.sqlite",
    ),
    "reader": Crawler(
        lambda folder, workers: run(script("reader-add", folder, workers), folder),
        lambda folder, workers, _now: script("reader", folder, workers),
        "reader.sqlite",
    ),
    "plain loop": Crawler(
        lambda _folder, _workers: None,
        lambda folder, workers, _now: script("plain", folder, workers),
        "",
    ),
}


def main() -> None:
    """Grow the sources, serve them, run the crawlers in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server ends with us, however we end
    names = sources(options.sources)
    folder = options.work.resolve() / f"crawl-{options.sources}-{options.entries}"
    if not (folder / "grown").exists():
        grow(folder / "published", options.sources, options.entries)
        (folder / "grown").touch()
    costs: dict[tuple[str, str], list[Cost]] = {(case, name): [] for case in PASSES for name in CRAWLERS}
    with (
        tempfile.TemporaryDirectory() as aside,
        served(folder / "published", Path(aside), names) as server,
    ):
        for _ in range(options.rounds):
            for name, crawler in CRAWLERS.items():
                settle(folder / name.replace(" ", "-"), names, server, options.workers, crawler)
            for case in PASSES:
                for name, crawler in CRAWLERS.items():
                    here = folder / name.replace(" ", "-")
                    costs[case, name].append(timed(here, case, crawler, server, options))
    show(options.sources, costs)


def settle(folder: Path, names: list[Source], server: Server, workers: int, crawler: Crawler) -> None:
    """Reset a crawler, and configure it with all sources."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    urls = [f"http://{source.host}:{server.port}/{source.name}" for source in names]
    (folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
    lines = (
        'site: {title: Bench, url: "https://bench.example.org/", language: en, timezone: Europe/Paris}',
        f"network:\n  workers: {workers}\n  allow:",
        *(f'    - "{source.host}:{server.port}"' for source in names),
        "sources:",
        *(f"  - url: {url}" for url in urls),
        "feeds: [news]",
    )
    (folder / "config.yaml").write_text("\n".join(lines), encoding="utf-8")
    crawler.prepare(folder, workers)


def timed(folder: Path, case: str, crawler: Crawler, server: Server, options: argparse.Namespace) -> Cost:
    """Run one pass of a crawler, check it and return its cost."""
    now, status = PASSES[case]
    server.responses()
    cost = run(crawler.command(folder, options.workers, now), folder)
    responses = Counter(server.responses())
    if responses != {status: options.sources}:
        sys.exit(f"{folder.name}, {case}: expected {options.sources} responses {status}, found {dict(responses)}")
    if crawler.known:
        with closing(sqlite3.connect(folder / crawler.known)) as known:
            (count,) = known.execute("select count(*) from entries").fetchone()
        if count != options.sources * options.entries:
            sys.exit(f"{folder.name}, {case}: knows {count} entries")
    return cost


def show(count: int, costs: dict[tuple[str, str], list[Cost]]) -> None:
    """Print the medians, and whether they meet the aims."""
    head = f"{'sources':>7} {'pass':10} {'crawler':10} {'wall s':>8} {'cpu s':>8} {'MB':>6}"
    print(f"{head} {'x wall':>7} {'x cpu':>7}  aim")
    for (case, name), runs in costs.items():
        ours, cost = median(costs[case, "feeds"]), median(runs)
        ratios, verdict = f"{'':7} {'':7}", ""
        if name != "feeds":
            ratios = f"{ours.wall / cost.wall:7.3f} {ours.cpu / cost.cpu:7.3f}"
            verdict = judged(ours.wall / cost.wall, AIMS.get((case, name), {}), count)
        figures = f"{cost.wall:8.3f} {cost.cpu:8.3f} {cost.peak:6.0f}"
        print(f"{count:7} {case:10} {name:10} {figures} {ratios}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
