"""The log of runs as lines of JSON, for those who collect logs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.model.problem import Problem
from feeds.model.safe_text import one_line
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.monitor import Say


def is_json(options: argparse.Namespace) -> bool:
    """Say whether the log is one of JSON: it was asked for, or `auto` finds nobody at a terminal."""
    wanted = getattr(options, "log", "")
    return wanted == "json" or (wanted == "auto" and not sys.stderr.isatty())


def begin(now: datetime | None = None) -> Say:
    """Make a log on standard error; a run is named by its moment and its process."""
    from feeds.monitor import log

    return log(sys.stderr, **({"run": f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}"} if now else {}))


def of_problems(say: Say, problems: Iterable[Problem], project: Project | None = None) -> None:
    """Log problems, each with its place and, where the project is known, its source."""
    for problem in problems:
        where = {"file": problem.file, "line": problem.line, "field": problem.field}
        source = _source(project, problem) if project else ""
        say(problem.severity, one_line(problem), **where, source=source)


def of_report(say: Say, report: Report, status: int, seconds: float) -> None:
    """Log what a run changed and how it ended."""
    for one in report.transitions:
        what = {"change": one.change, "entry": one.id, "file": one.locator, "detail": one.detail}
        say("info", f"{one.change}: {one_line(one.title)}", **what, source=one.source)
    counts = {"written": len(report.written), "removed": len(report.removed), "asked": report.fetched}
    say(
        "error" if report.stopped else "info",
        f"nothing was published: {report.stopped}" if report.stopped else "the run ends",
        **{"status": status, "seconds": round(seconds, 3), "received": report.received, **counts},
    )


def _source(project: Project, problem: Problem) -> str:
    """Name the source that a problem is about: it is said, or the file lies in its folder."""
    where, _, name = problem.field.partition(": ")
    if where == "sources":
        return name
    folders = (one for one in project.config.folders if problem.file.startswith(f"{one.path.rstrip('/')}/"))
    return next((one.name for one in folders), "")
