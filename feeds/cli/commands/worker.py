"""The command that goes on until it is told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from queue import SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING

from feeds.cli import json_log, output
from feeds.model.problem import Problem
from feeds.model.safe_text import one_line
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.ledger.store import Store
    from feeds.monitor import Health, Say
    from feeds.worker.steps import Desk, Published

GRACE = 8.0  # seconds for the step that is under way; then it is abandoned, as safe as that is


def worker(options: argparse.Namespace) -> int:
    """Ask partners, publish what changed, open and close posts: each when it is due."""
    events: SimpleQueue[str] = SimpleQueue()
    ended = threading.Event()
    _listen(events, ended)
    from feeds.monitor import Health
    from feeds.worker.loop import Worker
    from feeds.worker.steps import Desk

    health = Health()
    port = None if options.port is None else health.start(options.port)
    desk = Desk(options.config, os.environ, _now, partial(_after, health), _ping)
    voice = _Voice(options, desk, health)
    if options.port == 0:
        voice.note(f"http://127.0.0.1:{port}/ tells how it goes")
    working = Worker(desk, voice, events)
    health.alive = working.stuck
    thread = _Thread(working.run, ended)
    thread.start()
    # Signals are heard here, also while a step waits for the disk or for a lock.
    ended.wait()
    if thread.error:
        raise thread.error
    if not thread.is_over:
        voice.warn(["told to stop: the step under way was abandoned; the next run finishes the work"])
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(output.DONE)  # a partner that is being asked is not waited for


def _listen(events: SimpleQueue[str], ended: threading.Event) -> None:
    """Let signals be events; some time after the first that says so, it has ended, whatever it is doing."""
    told = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not told.is_set():
            told.set()
            events.put("stop")
            timer = threading.Timer(GRACE, ended.set)
            timer.daemon = True
            timer.start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, lambda _number, _frame: events.put("reload"))


class _Thread(threading.Thread):
    """Does the work, and keeps the error that it ended with."""

    def __init__(self, work: Callable[[], None], ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.work, self.ended = work, ended
        self.error: BaseException | None = None
        self.is_over = False

    def run(self) -> None:
        """Work to the end."""
        try:
            self.work()
        except BaseException as error:  # noqa: BLE001 - raised again where the command ends
            self.error = error
        self.is_over = True
        self.ended.set()


def _after(
    health: Health, project: Project, store: Store, now: datetime, seconds: float, report: Report
) -> list[str]:
    """Keep how it went for those who watch."""
    from feeds.monitor import Outcome, after

    outcome = Outcome(now, seconds, output.exit_status(report), report)
    return after(project, store, outcome, health)


def _ping(project: Project, report: Report) -> list[str]:
    from feeds.monitor import send_heartbeat

    return send_heartbeat(project, os.environ, ok=report.ok)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class _Voice:
    """Says what changed, and what is wrong when that changes: to people, or as a log of JSON."""

    def __init__(self, options: argparse.Namespace, desk: Desk, health: Health) -> None:
        self.desk, self.health = desk, health
        self.as_json, self.is_log = options.json, json_log.is_json(options)
        self.said = self.warned = self.failed = frozenset[str]()

    def tell(self, published: Published) -> None:
        """Tell of a publication, unless there is nothing new to say."""
        report = published.report
        problems: list[str | Problem] = [*report.warnings(), *published.troubles]
        held = {f"nothing was published: {report.stopped}"} if report.stopped else set[str]()
        fresh = [problem for problem in problems if str(problem) not in self.said]
        changed = bool(report.transitions or report.written or report.removed)
        is_news = not held <= self.said if report.stopped else changed
        was_held = any(text.startswith("nothing was published") for text in self.said)
        is_mended = not report.stopped and (was_held or self.failed)
        self.said, self.failed = frozenset({*map(str, problems), *held}), frozenset()
        with suppress(OSError):  # a log that is full keeps nobody from publishing
            if self.is_log:
                self._log(published, fresh, is_news=is_news)
            else:
                self._say(fresh)
            if is_news and self.as_json:
                output.print_json(output.as_json(report, output.exit_status(report)), indent=None)
            elif is_news and not self.is_log:
                output.tell(report, self.desk.project.config.output, dry_run=False)
            sys.stdout.flush()
        if is_mended:
            self.note("all can be published again")

    def _log(self, published: Published, fresh: Sequence[str | Problem], *, is_news: bool) -> None:
        say, report = json_log.begin(published.now), published.report
        self._say(fresh, say)
        if is_news:
            json_log.of_report(say, report, output.exit_status(report), published.seconds)

    def warn(self, troubles: Sequence[str | Problem]) -> None:
        """Tell what is wrong besides, unless it was told the last time."""
        fresh = [trouble for trouble in troubles if str(trouble) not in self.warned]
        self.warned = frozenset(map(str, troubles))
        self._say(fresh)

    def fail(self, why: str) -> None:
        """Tell that a step could not be done, once until one could."""
        self.health.ready = why
        if why not in self.failed:
            self.failed |= {why}
            self._say([why])

    def note(self, what: str) -> None:
        """Tell what is good to know."""
        with suppress(OSError):
            if self.is_log:
                json_log.begin()("info", what)
            else:
                print(what, file=sys.stderr, flush=True)

    def _say(self, troubles: Sequence[str | Problem], say: Say | None = None) -> None:
        with suppress(OSError):
            for trouble in troubles:
                if not self.is_log:
                    print(one_line(trouble), file=sys.stderr, flush=True)
                elif isinstance(trouble, Problem):
                    json_log.of_problems(say or json_log.begin(), [trouble], self.desk.project)
                else:
                    (say or json_log.begin())("warning", one_line(trouble))
