"""Reporting a run: its report on standard output, problems and the log on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from feeds.cli import json_log, output
from feeds.cli.language import translate
from feeds.ledger.store import Store
from feeds.model.errors import LedgerError
from feeds.model.problem import Message, Problem
from feeds.model.safe_text import one_line
from feeds.pipeline.report import Report
from feeds.pipeline.run import Progress, Project, quiet


class RunReporter:
    """Reports one run as its options want it.

    With `--quiet` it reports changes, and problems that were not reported within a day.
    """

    def __init__(self, options: argparse.Namespace, project: Project, store: Store, now: datetime) -> None:
        self.options, self.project, self.store, self.now = options, project, store, now
        self.command: str = options.name
        self.log = json_log.writer(now) if json_log.is_json(options) else None
        options.log_writer = self.log  # for an error that ends the run: see `fail`

    def begin(self) -> None:
        """Log that the run begins."""
        if self.log and not self.options.quiet:
            self.log("info", translate(Message("the run begins")), command=self.command)

    @property
    def progress(self) -> Progress:
        """Return what shows the progress of the run."""
        return quiet if self.options.json or self.options.quiet or self.log else output.progress()

    def end(self, report: Report, seconds: float) -> None:
        """Print and log the report of the run."""
        problems = [(one.file, one.line, one.field, one.expected, one.found) for one in report.warnings()]
        is_news = self._is_news(self.command, (*problems, *filter(None, [report.stopped, report.clock_error])))
        is_news = is_news or bool(report.transitions)
        if self.log and is_news:
            json_log.log_problems(self.log, report.problems, self.project)
            json_log.log_report(self.log, report, seconds)
        if self.options.json:
            output.print_json(output.as_json(report))
        elif is_news:
            if not self.log:
                warnings = report.warnings()
                output.print_problems(warnings, notes=len(report.problems) - len(warnings))
            if report.transitions or report.stopped or report.clock_error or not self.options.quiet:
                self._print(report)

    def _print(self, report: Report) -> None:
        if self.command == "collect":
            output.print_fetched(report)
        else:
            output.print_report(report, self.project.config.output, dry_run=self.options.dry_run)

    def warn(self, errors: Collection[str]) -> None:
        """Report errors of monitoring."""
        with suppress(LedgerError):  # it may be what ended the run, which is reported
            if not self._is_news(f"{self.command} watching", errors):
                return
        for error in errors:
            if self.log:
                self.log("warning", translate(error))
            else:
                output.print_line(Message("feeds: %(reason)s", reason=error), file=sys.stderr)

    def _is_news(self, name: str, problems: Collection[object]) -> bool:
        if not self.options.quiet:
            return True
        from feeds.monitor import should_alert

        return should_alert(self.store, name, problems, self.now, keep=not self.options.dry_run)


def fail(options: argparse.Namespace, reason: str, problems: Iterable[Problem] = ()) -> bool:
    """Log why a command failed, if its log is JSON, and return whether it is."""
    if not json_log.is_json(options):
        return False
    log = getattr(options, "log_writer", None) or json_log.writer()
    json_log.log_problems(log, problems)
    log("error", one_line(translate(reason)))
    return True
