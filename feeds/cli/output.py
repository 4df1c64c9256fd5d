"""How reports, problems and progress look, on a terminal and as JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from feeds.model.safe_text import one_line, shortened

if TYPE_CHECKING:
    from feeds.model.entry import Transition
    from feeds.model.problem import Problem
    from feeds.pipeline.report import Report
    from feeds.pipeline.run import Progress

DONE, PROBLEMS, NOTHING, INTERRUPTED = 0, 1, 4, 130
LONG = 1000  # items: of fewer, nobody wants to read in a log how far a run is


def exit_status(report: Report) -> int:
    """Give what the command ends with."""
    if report.stopped:
        return NOTHING
    if report.outputs_failed and not report.published:
        return NOTHING
    return PROBLEMS if report.warnings() else DONE


def as_json(report: Report, status: int) -> dict[str, Any]:
    """Give a report for machines to read."""
    return {
        "status": status,
        "stopped": report.stopped,
        "counts": report.counts,
        "transitions": [transition._asdict() for transition in report.transitions],
        "written": sorted(report.written),
        "removed": sorted(report.removed),
        "partners": {"asked": report.fetched, "left": report.left, "received": report.received},
        "notices": {"told": report.notified, "waiting": report.pending},
        "problems": [of_problem(problem) for problem in report.problems],
    }


def of_problem(problem: Problem) -> dict[str, Any]:
    """Give a problem in parts, and as it is printed."""
    return asdict(problem) | {"text": str(problem)}


def tell(report: Report, output: str, *, dry_run: bool) -> None:
    """Say what subscribers notice, how much there is, and what was written."""
    for transition in report.transitions:
        _tell(transition)
    counts = report.counts
    closed = sum(
        n for name, n in counts.items() if name.split()[1] not in ("open", "draft", "scheduled", "removed")
    )
    told = [
        number(counts.get("job open", 0), "open job"),
        number(counts.get("article open", 0), "article"),
        f"{closed} closed",
    ]
    told += [f"{n} {name}" for name in ("scheduled", "draft") if (n := _count(counts, name))]
    print(", ".join(told))
    if report.stopped:
        print(f"nothing was published: {one_line(report.stopped)}")
    elif dry_run:
        print("nothing was written: this was a dry run")
    elif report.written or report.removed:
        print(f"{output}/: {number(len(report.written), 'file')} written, {len(report.removed)} removed")
    else:
        print(f"{output}/: nothing changed")
    if report.notified or report.pending:
        print(f"{number(report.notified, 'notification')} told, {report.pending} waiting")


def tell_collected(report: Report) -> None:
    """Say what partners gave, and what is new of it."""
    changes = Counter(transition.change for transition in report.transitions)
    for transition in report.transitions:
        _tell(transition)
    left = f", {report.left} left for the next run" if report.left else ""
    print(f"{number(report.fetched, 'partner')} asked, {report.received / 1000:,.0f} kB received{left}")
    print(", ".join(f"{count} {change}" for change, count in sorted(changes.items())) or "nothing changed")
    if report.stopped:
        print(f"nothing was kept: {one_line(report.stopped)}")


def _tell(transition: Transition) -> None:
    name = "back" if transition.change == "reopened" else transition.change
    detail = f": {one_line(transition.detail)}" if transition.detail else ""
    place = f" ({one_line(transition.locator)})" if transition.locator else ""
    print(f"{name:9} {shortened(transition.title)}{place}{detail}")


def _count(counts: Mapping[str, int], state: str) -> int:
    return sum(n for name, n in counts.items() if name.endswith(f" {state}"))


def number(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def problems(found: Sequence[Problem]) -> None:
    """Say what is wrong, a line each, and how much."""
    for problem in found:
        print(one_line(problem), file=sys.stderr)
    if found:
        print(number(len(found), "problem"), file=sys.stderr)


def print_json(value: Any, *, indent: int | None = 1) -> None:
    """Print JSON as UTF-8, or in ASCII where the stream is neither."""
    plain = (getattr(sys.stdout, "encoding", "") or "utf-8").lower() not in ("utf-8", "utf8")
    print(json.dumps(value, ensure_ascii=plain, indent=indent, default=str))


def progress() -> Progress:
    """Show a bar while a person watches, a plain line now and then where nobody does."""
    import time

    watched, started = bool(sys.stderr and sys.stderr.isatty()), time.monotonic()
    told: dict[str, int] = {}  # tenths, by stage

    def show(stage: str, done: int, of: int) -> None:
        if watched and (time.monotonic() - started > 1 or done == of):
            width = 30 * done // max(of, 1)
            end = "\r\033[K" if done == of else ""
            print(f"\r{stage} [{'#' * width:30}] {done}/{of}", end=end, file=sys.stderr, flush=True)
        elif not watched and of >= LONG and (tenth := done * 10 // of) > told.get(stage, 0):
            told[stage] = tenth
            print(f"{stage}: {done} of {of}", file=sys.stderr)

    return show
