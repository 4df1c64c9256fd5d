"""The log of a run as lines of JSON, for log collectors."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.cli.language import translate
from feeds.model.problem import Message, Problem
from feeds.model.safe_text import one_line
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.monitor import Log


def is_json(options: argparse.Namespace) -> bool:
    """Return whether the log is JSON: with `--log json`, or with `auto` unless on a terminal."""
    wanted = getattr(options, "log", "")
    return wanted == "json" or (wanted == "auto" and not sys.stderr.isatty())


def writer(now: datetime | None = None) -> Log:
    """Return the writer of a log on standard error; the id of a run is its time and process."""
    from feeds.monitor import json_log

    return json_log(sys.stderr, **({"run": f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}"} if now else {}))


def log_problems(log: Log, problems: Iterable[Problem], project: Project | None = None) -> None:
    """Log problems, each with its location and, if the project is known, its source."""
    for problem in problems:
        location = {"file": problem.file, "line": problem.line, "field": problem.field}
        source = _source(project, problem) if project else ""
        log(problem.severity, one_line(translate(problem.message)), **location, source=source)


def log_report(log: Log, report: Report, seconds: float) -> None:
    """Log the changes of a run and its result."""
    for one in report.transitions:
        fields = {"change": one.change, "entry": one.id, "file": one.locator, "detail": one.detail}
        log("info", f"{one.change}: {one_line(one.title)}", **fields, source=one.source)
    log(
        "error" if report.stopped or report.clock_error else "info",
        translate(_result(report)),
        status=report.exit_status,
        seconds=round(seconds, 3),
        fetched=report.fetched,
        received=report.received,
        written=len(report.written),
        removed=len(report.removed),
    )


def _result(report: Report) -> Message:
    if report.stopped:
        return Message("nothing was published: %(reason)s", reason=report.stopped)
    return report.clock_error or Message("the run ends")


def _source(project: Project, problem: Problem) -> str:
    """Return the source of a problem: its field names it, or its file is in the source's folder."""
    key, _, name = problem.field.partition(": ")
    if key == "sources":
        return name
    folders = (one for one in project.config.folders if problem.file.startswith(f"{one.path.rstrip('/')}/"))
    return next((one.name for one in folders), "")
