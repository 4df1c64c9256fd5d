"""What a run says: its report on standard output, its log on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from feeds.basics import Problem
from feeds.cli import show
from feeds.ledger.store import Store
from feeds.lines import one_line
from feeds.run import Progress, Project, Report, quiet


class Voice:
    """Tells of one run as its options wish.

    With `--quiet` it tells of changes, and of troubles that it did not tell of within a day. What goes wrong
    outside posts and sources is always told.
    """

    def __init__(self, options: argparse.Namespace, project: Project, store: Store, now: datetime) -> None:
        self.options, self.project, self.store, self.now = options, project, store, now
        self.keep = not getattr(options, "dry_run", False)
        self.name = options.command.__name__
        self.log = _json_log(now) if options.log == "json" else None
        options.say = self.log  # for what ends the run: see `fail`

    def begin(self) -> None:
        """Say that the run begins; only a log wants to know."""
        if self.log and not self.options.quiet:
            self.log("info", "the run begins", command=self.name)

    @property
    def progress(self) -> Progress:
        """Show how far it is, if somebody looks."""
        return quiet if self.options.json or self.options.quiet or self.log else show.progress()

    def end(self, report: Report, status: int, seconds: float, tell: Callable[[], None]) -> None:
        """Say what came of the run; `tell` says it to people."""
        fresh = self._is_worth_telling(report)
        if self.log and fresh:
            self._log(report, status, seconds)
        if self.options.json:
            show.print_json(show.as_json(report, status))
        elif fresh:
            if not self.log:
                show.problems(report.troubles())
            if report.transitions or report.stopped or not self.options.quiet:
                tell()

    def complain(self, troubles: Iterable[str]) -> None:
        """Say what could not be told to those who watch."""
        for trouble in troubles:
            if self.log:
                self.log("warning", trouble)
            else:
                print(f"feeds: {one_line(trouble)}", file=sys.stderr)

    def _is_worth_telling(self, report: Report) -> bool:
        if not self.options.quiet:
            return True
        from feeds.observe import is_news

        troubles = [(one.file, one.line, one.field, one.expected, one.found) for one in report.troubles()]
        said = (*troubles, *filter(None, [report.stopped]))
        return is_news(self.store, self.name, said, self.now, keep=self.keep) or bool(report.transitions)

    def _log(self, report: Report, status: int, seconds: float) -> None:
        assert self.log  # noqa: S101 - asked before
        for problem in report.problems:
            where = {"file": problem.file, "line": problem.line, "field": problem.field}
            self.log(problem.severity, one_line(problem), **where, source=_source(self.project, problem))
        for one in report.transitions:
            what = {"change": one.change, "entry": one.id, "file": one.locator, "detail": one.detail}
            self.log("info", f"{one.change}: {one_line(one.title)}", **what, source=one.source)
        counts = {"written": len(report.written), "removed": len(report.removed), "asked": report.asked}
        self.log(
            "error" if report.stopped else "info",
            f"nothing was published: {report.stopped}" if report.stopped else "the run ends",
            **{"status": status, "seconds": round(seconds, 3), "received": report.received, **counts},
        )


def fail(options: argparse.Namespace, why: str, problems: Iterable[Problem] = ()) -> bool:
    """Log why a command came to nothing, if its log is one of JSON, and say whether it is."""
    if getattr(options, "log", "") != "json":
        return False
    log = getattr(options, "say", None) or _json_log()
    for problem in problems:
        log(problem.severity, one_line(problem), file=problem.file, line=problem.line, field=problem.field)
    log("error", one_line(why))
    return True


def _json_log(now: datetime | None = None) -> Callable[..., None]:
    """Make a log; a run is named by its moment and its process."""
    from feeds.observe import log

    return log(sys.stderr, **({"run": f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}"} if now else {}))


def _source(project: Project, problem: Problem) -> str:
    """Name the source that a problem is about: it is said, or the file lies in its folder."""
    where, _, name = problem.field.partition(": ")
    if where == "sources":
        return name
    folders = (one for one in project.config.folders if problem.file.startswith(f"{one.path.rstrip('/')}/"))
    return next((one.name for one in folders), "")
