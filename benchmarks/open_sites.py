"""Measure one edit of a site whose jobs are nearly all open.

    python benchmarks/open_sites.py [--jobs 5000 20000] [--rounds 3] [--work DIR]

Sites are made of generated jobs, 98 % of them open, with places, contracts, organisations, tags and deadlines. After a
first publication, three runs are measured: with an edited title, with a new job, and with a job that was closed. Shown
are medians: CPU seconds, peak MB of all processes, and MB written, beside the aims for an edited title; then how much
each open job adds to the CPU time, from all sizes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from timing import Cost, beside, judged, median, run, slope

HERE = Path(__file__).resolve().parent
COMMAND = (beside("feeds"), "publish", "--quiet")
ALLOWED = (0, 1)  # 1: there are problems to report
AIMS = {  # of one edited title, at up to so many jobs: CPU seconds, MB, MB written
    "s": {5_000: 0.7, 20_000: 0.8, 100_000: 1.4},
    "MB": {5_000: 70.0, 20_000: 80.0, 100_000: 120.0},
    "MB written": {5_000: 10.0, 20_000: 10.0, 100_000: 10.0},
}
CONFIG = """\
site:
  title: Open jobs
  url: https://jobs.example.org/
  language: en
  timezone: Europe/Paris
  publisher: {name: Workshop, url: https://workshop.example.org/}
jobs: {employer: publisher, country: FR, place: {locality: Lille}}
sources: [{path: sources}]
feeds: [jobs, news]
"""
WORDS = ("team", "product", "service", "users", "data", "field", "workshop", "quality", "research", "growth", "design")
TITLES = ("Developer", "Designer", "Product owner", "Data engineer", "Coach", "Lawyer")
PLACES = ("Lille", "Paris", "Lyon", "Nantes", "Rennes", "Toulouse", "Brest", "Metz")


class Edited(NamedTuple):
    """The cost of a run, and the MB that it wrote."""

    cost: Cost
    written: float


def main() -> None:
    """Run all sizes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, nargs="+", default=[5_000, 20_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    options = parser.parse_args()
    print(f"{'jobs':>7} {'case':13} {'s':>7} {'MB':>6} {'MB written':>10}")
    seconds: dict[str, list[tuple[int, float]]] = {}
    for count in options.jobs:
        site = options.work / f"open-{count}"
        grow(site, count)
        run(COMMAND, site, allowed=ALLOWED)
        for case, edits in measured(site, options.rounds).items():
            show(count, case, edits)
            seconds.setdefault(case, []).append((count, median(one.cost for one in edits).cpu))
    for case, points in seconds.items() if len(options.jobs) > 1 else ():
        print(f"{case}: {slope(points) * 1e6:.1f} µs of CPU per open job")


def grow(site: Path, count: int) -> None:
    """Write a site that was not published yet."""
    shutil.rmtree(site, ignore_errors=True)
    (site / "sources").mkdir(parents=True)
    (site / "config.yaml").write_text(CONFIG, encoding="utf-8")
    for number in range(count):
        (site / "sources" / f"{number:06}.md").write_text(job(number), encoding="utf-8")
    time.sleep(2)  # younger files are read again even if unchanged


def job(number: int, title: str = "") -> str:
    """Return a job, which the number alone decides; one in fifty is closed, one in twenty has a deadline."""
    chance = random.Random(number)  # noqa: S311 - a text, not a secret

    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."

    head = {
        "roles": title or f"{chance.choice(TITLES)} {number}",
        "contrat": chance.choice(("CDI", "CDD", "Freelance")),
        "date": f"2026-{1 + number % 10:02}-{1 + number // 10 % 28:02}",
        "place": chance.choice(PLACES),
        "organization": f"Startup {number % 50}",
        "tags": f"[{chance.choice(WORDS)}, {chance.choice(WORDS)}]",
        **({"open": "false"} if number % 50 == 49 else {}),  # noqa: PLR2004 - the last of fifty
        **({"closes": "2099-12-31"} if number % 20 == 0 else {}),
    }
    matter = "".join(f"{name}: {value}\n" for name, value in head.items())
    items = "\n".join(f"- {words(8)}" for _ in range(5))
    return f"---\n{matter}---\n{words(40)}\n\n## Tasks\n\n{items}\n\n## Profile\n\n{words(90)}\n"


def measured(site: Path, rounds: int) -> dict[str, list[Edited]]:
    """Run after each of three edits in turn, and end the benchmark where one is not published."""
    found: dict[str, list[Edited]] = {}
    for number in range(1, rounds + 1):
        for case, path, text, output in edits(number):
            (site / "sources" / path).write_text(text, encoding="utf-8")
            began = time.time_ns()
            cost = run(COMMAND, site, allowed=ALLOWED)
            written = [one.stat() for one in (site / "output").rglob("*") if one.is_file()]
            size = sum(one.st_size for one in written if one.st_mtime_ns > began) / 1e6
            title = text.partition("roles: ")[2].partition("\n")[0]
            if title not in (site / "output" / output).read_text("utf-8"):
                sys.exit(f"{site}: {' '.join(COMMAND)}: expected {title!r} in {output} after a run with a {case}")
            found.setdefault(case, []).append(Edited(cost, size))
    return found


def edits(number: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield the edits of a round: the kind, the file, its text, and an output that shows its title then."""
    yield "edited title", f"{number:06}.md", job(number, f"Edited {time.time_ns()}"), "jobs.atom"
    new = job(1_000_001, f"New {time.time_ns()}")
    yield "new job", f"new-{number}.md", new, "jobs.atom"
    yield "closed job", f"new-{number}.md", new.replace("---\n", "---\nopen: false\n", 1), "closed.json"


def show(count: int, case: str, edits: list[Edited]) -> None:
    """Print the medians of one case; those of an edited title with their aims."""
    cost, written = median(one.cost for one in edits), statistics.median(one.written for one in edits)
    values = {"s": cost.cpu, "MB": cost.peak, "MB written": written}
    aims = (judged(value, AIMS[unit], count, f" {unit}") for unit, value in values.items())
    verdict = ", ".join(aims) if case == "edited title" else ""
    print(f"{count:7} {case:13} {cost.cpu:7.2f} {cost.peak:6.0f} {written:10.1f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
