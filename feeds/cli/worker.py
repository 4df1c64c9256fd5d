"""The command that goes on until it is told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from feeds.basics import Problem
from feeds.cli import logs, show
from feeds.lines import one_line
from feeds.run import Project, Report

if TYPE_CHECKING:
    from feeds.ledger.store import Store
    from feeds.observe import Health
    from feeds.worker import Desk, Published

GRACE = 8  # seconds for the step that is under way; then it is abandoned, as safe as that is


class _StopError(BaseException):
    """The step that is under way takes too long to be waited for."""


def worker(options: argparse.Namespace) -> int:
    """Ask partners, publish what changed, open and close posts: each when it is due."""
    from feeds.observe import Health
    from feeds.worker import Desk, Worker

    health = Health()
    if options.port is not None:
        health.start(options.port)
    desk = Desk(options.config, os.environ, _now, partial(_after, health))
    voice = _Voice(options, desk)
    working = Worker(desk, voice.tell, voice.complain)

    def stop(_number: int, _frame: FrameType | None) -> None:
        working.events.put("stop")
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def abandon(_number: int, _frame: FrameType | None) -> None:
        raise _StopError

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGALRM, abandon)
    signal.signal(signal.SIGHUP, lambda _number, _frame: working.events.put("reload"))
    try:
        working.run()
    except _StopError:
        voice.complain("told to stop: the step under way was abandoned; the next run finishes the work")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(show.DONE)  # a partner that is being asked is not waited for


def _after(
    health: Health, project: Project, store: Store, now: datetime, seconds: float, report: Report
) -> list[str]:
    """Tell those who watch how it went."""
    from feeds.observe import Outcome, after

    outcome = Outcome(now, seconds, show.exit_status(report), report)
    return after(project, store, outcome, os.environ, health=health)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class _Voice:
    """Says what changed, and what is wrong when that changes: to people, or as a log of JSON."""

    def __init__(self, options: argparse.Namespace, desk: Desk) -> None:
        self.desk, self.as_json, self.is_log = desk, options.json, logs.is_json(options)
        self.said: frozenset[str] = frozenset()

    def tell(self, published: Published) -> None:
        """Tell of a publication, unless there is nothing new to say."""
        report = published.report
        problems = {str(problem): problem for problem in report.troubles()}
        held = {f"nothing was published: {report.stopped}"} if report.stopped else set[str]()
        fresh = [problem for text, problem in problems.items() if text not in self.said]
        if report.stopped:
            is_news = not held <= self.said
        else:
            is_news = bool(report.transitions or report.written or report.removed)
        self.said = frozenset({*problems, *held})
        if self.is_log:
            self._log(published, fresh, is_news=is_news)
        else:
            for problem in fresh:
                self.complain(str(problem))
        if is_news and self.as_json:
            show.print_json(show.as_json(report, show.exit_status(report)), indent=None)
        elif is_news and not self.is_log:
            show.tell(report, self.desk.project.config.output, dry_run=False)
        sys.stdout.flush()

    def _log(self, published: Published, fresh: list[Problem], *, is_news: bool) -> None:
        say, report = logs.begin(published.now), published.report
        logs.of_problems(say, fresh, self.desk.project)
        if is_news:
            logs.of_report(say, report, show.exit_status(report), published.seconds)

    def complain(self, what: str) -> None:
        """Tell what is wrong."""
        if self.is_log:
            logs.begin()("warning", one_line(what))
        else:
            print(one_line(what), file=sys.stderr, flush=True)
