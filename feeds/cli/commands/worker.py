"""`feeds worker`: run until stopped by a signal."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from queue import SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING

from feeds.cli import json_log, output
from feeds.cli.language import translate
from feeds.model.problem import Message, Problem
from feeds.model.safe_text import one_line

if TYPE_CHECKING:
    from feeds.monitor import Log
    from feeds.monitor.health_server import HealthServer
    from feeds.worker.steps import Publication, WorkerSteps

GRACE = 8.0  # seconds for the step under way to end, before it is aborted

NOT_PUBLISHED = "nothing was published: "


def worker(options: argparse.Namespace) -> int:
    """Fetch partners, publish changes, open and close posts: each when it is due, until stopped."""
    events: SimpleQueue[str] = SimpleQueue()
    ended = threading.Event()
    _handle_signals(events, ended)
    from feeds.monitor.health_server import HealthServer
    from feeds.worker.loop import Worker
    from feeds.worker.steps import WorkerSteps

    health = HealthServer()
    port = None if options.port is None else health.start(options.port)
    steps = WorkerSteps(options.config, os.environ, _now, health)
    reporter = _WorkerReporter(options, steps, health)
    if options.port == 0:
        reporter.note(Message("monitoring at %(url)s", url=f"http://127.0.0.1:{port}/"))
    loop = Worker(steps, reporter, events)
    health.alive = loop.stuck
    results: list[BaseException | None] = []

    def run() -> None:
        try:
            loop.run()
            results.append(None)
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            results.append(error)
        ended.set()

    threading.Thread(target=run, daemon=True).start()
    # The main thread only waits, so signals are handled even while a step waits for the disk or a lock. The kernel may
    # deliver a signal to another thread, which does not wake this one: then Python handles it at the next second.
    while not ended.wait(1.0):
        pass
    if not results:
        reporter.warn([Message("stopped: the step under way was aborted; the next run finishes the work")])
    elif results[0]:
        raise results[0]
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(output.DONE)  # without waiting for threads, whose requests may take long


def _handle_signals(events: SimpleQueue[str], ended: threading.Event) -> None:
    """Put signals into the queue of events, and set `ended` some time after the first that stops."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            events.put("stop")
            timer = threading.Timer(GRACE, ended.set)
            timer.daemon = True
            timer.start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, lambda _number, _frame: events.put("reload"))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class _WorkerReporter:
    """Reports changes, and problems when they change: to people, or as a log of JSON."""

    def __init__(self, options: argparse.Namespace, steps: WorkerSteps, health: HealthServer) -> None:
        self.steps, self.health = steps, health
        self.as_json, self.is_log = options.json, json_log.is_json(options)
        self.reported = self.warned = self.failed = frozenset[str]()

    def publication(self, publication: Publication) -> None:
        """Report a publication, as far as it differs from the previous one."""
        report = publication.report
        problems: list[str | Problem] = [*report.warnings(), *publication.errors]
        stopped = report.clock_error
        if report.stopped:
            stopped = Message("nothing was published: %(reason)s", reason=report.stopped)
        fresh = [problem for problem in problems if str(problem) not in self.reported]
        changed = bool(report.transitions or report.written or report.removed)
        is_news = stopped not in self.reported if stopped else changed
        was_stopped = any(text.startswith(NOT_PUBLISHED) for text in self.reported)
        is_repaired = not stopped and (was_stopped or self.failed)
        self.reported, self.failed = frozenset({*map(str, problems), stopped}), frozenset()
        with suppress(OSError):  # a full log must not stop the publishing
            log = json_log.writer(publication.now) if self.is_log else None
            self._print(fresh, log)
            if is_news and log:
                json_log.log_report(log, report, publication.seconds)
            if is_news and self.as_json:
                output.print_json(output.as_json(report), indent=None)
            elif is_news and not log:
                output.print_report(report, self.steps.project.config.output, dry_run=False)
            sys.stdout.flush()
        if is_repaired:
            self.note(Message("all can be published again"))

    def warn(self, problems: Sequence[str | Problem]) -> None:
        """Report the problems besides publishing that were not among the previous ones."""
        fresh = [problem for problem in problems if str(problem) not in self.warned]
        self.warned = frozenset(map(str, problems))
        self._print(fresh)

    def fail(self, reason: str) -> None:
        """Report that a step failed, unless it failed for this reason since the last publication."""
        self.health.ready = reason
        if reason not in self.failed:
            self.failed |= {reason}
            self._print([reason])

    def note(self, text: str) -> None:
        """Report something that is no problem."""
        self._print([text], level="info")

    def _print(self, problems: Sequence[str | Problem], log: Log | None = None, *, level: str = "warning") -> None:
        with suppress(OSError):
            for problem in problems:
                if not self.is_log:
                    output.print_line(
                        output.labelled(problem) if isinstance(problem, Problem) else problem, file=sys.stderr
                    )
                    sys.stderr.flush()
                elif isinstance(problem, Problem):
                    json_log.log_problems(log or json_log.writer(), [problem], self.steps.project)
                else:
                    (log or json_log.writer())(level, one_line(translate(problem)))
