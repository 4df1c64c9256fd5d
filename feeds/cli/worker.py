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

from feeds.cli import show
from feeds.lines import one_line
from feeds.run import Project, Report

if TYPE_CHECKING:
    from feeds.ledger.store import Store
    from feeds.observe import Health

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
    voice = _Voice(desk.project.config.output, as_json=options.json)
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
    """Says what changed, and what is wrong when that changes."""

    def __init__(self, output: str, *, as_json: bool) -> None:
        self.output, self.as_json = output, as_json
        self.said: frozenset[str] = frozenset()

    def tell(self, report: Report) -> None:
        """Tell of a publication, unless there is nothing new to say."""
        problems = [str(problem) for problem in report.troubles()]
        held = f"nothing was published: {report.stopped}"
        news = bool(report.stopped) and held not in self.said
        for problem in problems:
            if problem not in self.said:
                self.complain(problem)
        self.said = frozenset((*problems, held))
        if news or (not report.stopped and (report.transitions or report.written or report.removed)):
            if self.as_json:
                show.print_json(show.as_json(report, show.exit_status(report)), indent=None)
            else:
                show.tell(report, self.output, dry_run=False)
            sys.stdout.flush()

    def complain(self, what: str) -> None:
        """Tell what is wrong."""
        print(one_line(what), file=sys.stderr, flush=True)
