"""How reports, problems and progress are printed, for people and as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from feeds.model.safe_text import one_line, shortened

if TYPE_CHECKING:
    from feeds.model.entry import Transition
    from feeds.model.problem import Problem
    from feeds.pipeline.report import Report
    from feeds.pipeline.run import Progress

DONE, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 4, 130
NOT_CLOSED = ("scheduled", "unlisted", "draft")  # states that are printed if there are any
LONG = 1000  # items: the progress of a shorter stage is not printed unless on a terminal


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as `--json` prints it."""
    return {
        "status": report.exit_status,
        "stopped": report.stopped,
        "clock_error": report.clock_error,
        "counts": report.counts,
        "unconfirmed": report.unconfirmed,
        "transitions": [transition._asdict() for transition in report.transitions],
        "held": [transition._asdict() for transition in report.held],
        "written": sorted(report.written),
        "removed": sorted(report.removed),
        "partners": {"fetched": report.fetched, "skipped": report.skipped, "received": report.received},
        "notifications": {"sent": report.sent, "pending": report.pending},
        "problems": [problem_as_json(problem) for problem in report.problems],
    }


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Return the parts of a problem, and its line as it is printed."""
    phrases = {name: str(getattr(problem, name)) for name in ("expected", "found", "remedy")}
    return asdict(problem) | phrases | {"text": str(problem)}


def print_report(report: Report, output: str, *, dry_run: bool) -> None:
    """Print the changes that subscribers will notice, the number of posts, and what was written and sent."""
    _print_transitions(report.transitions)
    _print_transitions(report.held, "held back: ")
    totals = Counter[str]()  # by state
    for name, count in report.counts.items():
        state = name.split()[1]
        totals[state if state in (*NOT_CLOSED, "open", "stale", "removed") else "closed"] += count
    stale = report.counts.get("job stale", 0)
    unconfirmed = f" ({stale} of them not confirmed since {report.unconfirmed[:10]})" if stale else ""
    numbers = [
        number(report.counts.get("job open", 0) + stale, "open job") + unconfirmed,
        number(report.counts.get("article open", 0) + report.counts.get("article stale", 0), "article"),
        f"{totals['closed']} closed",
        *(f"{totals[state]} {state}" for state in NOT_CLOSED if totals[state]),
    ]
    print(", ".join(numbers))
    if report.clock_error:
        print(one_line(report.clock_error))
    if report.stopped:
        print(f"nothing was published: {one_line(report.stopped)}")
    elif dry_run:
        print("nothing was written: this was a dry run")
    elif report.written or report.removed:
        print(f"{output}/: {number(len(report.written), 'file')} written, {len(report.removed)} removed")
    else:
        print(f"{output}/: nothing changed")
    if report.sent or report.pending:
        print(f"{number(report.sent, 'notification')} sent, {report.pending} pending")


def print_fetched(report: Report) -> None:
    """Print the new entries of partners, and how many partners were fetched."""
    _print_transitions(report.transitions)
    skipped = f", {report.skipped} left for the next run" if report.skipped else ""
    print(f"{number(report.fetched, 'partner')} fetched, {report.received / 1000:,.0f} kB received{skipped}")
    changes = Counter(transition.change for transition in report.transitions)
    print(", ".join(f"{count} {change}" for change, count in sorted(changes.items())) or "nothing changed")
    if report.stopped:
        print(f"nothing was saved: {one_line(report.stopped)}")


def _print_transitions(transitions: Sequence[Transition], prefix: str = "") -> None:
    for one in transitions:
        change = "back" if one.change == "reopened" else one.change
        detail = f": {one_line(one.detail)}" if one.detail else ""
        location = f" ({one_line(one.locator)})" if one.locator else ""
        print(f"{prefix}{change:9} {shortened(one.title)}{location}{detail}")


def number(count: int, noun: str) -> str:
    """Return a number with its noun: "2 posts"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems on standard error, a line each, and their number."""
    for problem in problems:
        print(one_line(problem), file=sys.stderr)
    if problems:
        print(number(len(problems), "problem"), file=sys.stderr)


def print_json(value: Any, *, indent: int | None = 1) -> None:
    """Print JSON: ASCII unless the stream is UTF-8."""
    plain = (getattr(sys.stdout, "encoding", "") or "utf-8").lower() not in ("utf-8", "utf8")
    print(json.dumps(value, ensure_ascii=plain, indent=indent, default=str))


def progress() -> Progress:
    """Return what shows progress: a bar on a terminal, elsewhere a line for each tenth of a long stage."""
    import time

    terminal, started = bool(sys.stderr and sys.stderr.isatty()), time.monotonic()
    printed: dict[str, int] = {}  # tenths, by stage

    def show(stage: str, done: int, of: int) -> None:
        if terminal and (time.monotonic() - started > 1 or done == of):
            width = 30 * done // max(of, 1)
            end = "\r\033[K" if done == of else ""
            print(f"\r{stage} [{'#' * width:30}] {done}/{of}", end=end, file=sys.stderr, flush=True)
        elif not terminal and of >= LONG and (tenth := done * 10 // of) > printed.get(stage, 0):
            printed[stage] = tenth
            print(f"{stage}: {done} of {of}", file=sys.stderr)

    return show
