"""What a run says: its report on standard output, its log on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime

from feeds.cli import json_log, output
from feeds.ledger.store import Store
from feeds.model.errors import LedgerError
from feeds.model.problem import Problem
from feeds.model.safe_text import one_line
from feeds.pipeline.report import Report
from feeds.pipeline.run import Progress, Project, quiet


class Voice:
    """Tells of one run as its options wish.

    With `--quiet` it tells of changes, and of troubles that it did not tell of within a day. What ends a run
    before its end is always told.
    """

    def __init__(self, options: argparse.Namespace, project: Project, store: Store, now: datetime) -> None:
        self.options, self.project, self.store, self.now = options, project, store, now
        self.keep = not getattr(options, "dry_run", False)
        self.name = options.command.__name__
        self.log = json_log.begin(now) if json_log.is_json(options) else None
        options.say = self.log  # for what ends the run: see `fail`

    def begin(self) -> None:
        """Say that the run begins; only a log wants to know."""
        if self.log and not self.options.quiet:
            self.log("info", "the run begins", command=self.name)

    @property
    def progress(self) -> Progress:
        """Show how far it is, if somebody looks."""
        return quiet if self.options.json or self.options.quiet or self.log else output.progress()

    def end(self, report: Report, status: int, seconds: float, tell: Callable[[], None]) -> None:
        """Say what came of the run; `tell` says it to people."""
        fresh = self._is_worth_telling(report)
        if self.log and fresh:
            json_log.of_problems(self.log, report.problems, self.project)
            json_log.of_report(self.log, report, status, seconds)
        if self.options.json:
            output.print_json(output.as_json(report, status))
        elif fresh:
            if not self.log:
                output.problems(report.warnings())
            if report.transitions or report.stopped or not self.options.quiet:
                tell()

    def complain(self, troubles: Collection[str]) -> None:
        """Say what could not be told to those who watch."""
        with suppress(LedgerError):  # it may be what ended the run, which is what is to be told
            if not self._is_news(f"{self.name} watching", troubles):
                return
        for trouble in troubles:
            if self.log:
                self.log("warning", trouble)
            else:
                print(f"feeds: {one_line(trouble)}", file=sys.stderr)

    def _is_worth_telling(self, report: Report) -> bool:
        troubles = [(one.file, one.line, one.field, one.expected, one.found) for one in report.warnings()]
        said = (*troubles, *filter(None, [report.stopped]))
        return self._is_news(self.name, said) or bool(report.transitions)

    def _is_news(self, name: str, troubles: Collection[object]) -> bool:
        if not self.options.quiet:
            return True
        from feeds.monitor import is_news

        return is_news(self.store, name, troubles, self.now, keep=self.keep)


def fail(options: argparse.Namespace, why: str, problems: Iterable[Problem] = ()) -> bool:
    """Log why a command came to nothing, if its log is one of JSON, and say whether it is."""
    if not json_log.is_json(options):
        return False
    log = getattr(options, "say", None) or json_log.begin()
    json_log.of_problems(log, problems)
    log("error", one_line(why))
    return True
