"""The loop of `feeds worker`: handle events until it is stopped.

    signals, alarms, edited files → events → Worker: what to do now → WorkerSteps: one step → ledger, output

Partners are fetched in a thread of their own, and notifications sent in another: an edited file is published
meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from feeds.ledger.lock import project_lock
from feeds.model.errors import ConfigError, FeedsError, LockedError, installation
from feeds.model.problem import Message, Problem
from feeds.pipeline.report import Report
from feeds.worker.alarms import Alarms
from feeds.worker.file_watcher import changes
from feeds.worker.steps import DueTimes, Publication, WorkerSteps

HEARTBEAT = 20.0  # seconds: within these, a clock that was set or a machine that slept is noticed
IDLE = timedelta(minutes=10)  # the longest time between two publications
RETRY = timedelta(minutes=1)  # after a step that failed
STUCK = 900.0  # seconds: no step takes as long

Result = TypeVar("Result")


class Reporter(Protocol):
    """Reports to people what a worker does."""

    def publication(self, publication: Publication) -> None:
        """Report a publication."""

    def warn(self, problems: list[str | Problem]) -> None:
        """Report the problems of a step besides: all of them each time, none once they are gone."""

    def fail(self, reason: str) -> None:
        """Report that a step failed."""


class Worker:
    """Does what is due until it is stopped.

    Events are words in one queue: `files` (were edited), `fetched`, `notified`, the name of an alarm,
    `reload`, `stop`. All waiting is in `events`, and all time comes from `steps.clock` and `alarms`.
    """

    def __init__(
        self,
        steps: WorkerSteps,
        reporter: Reporter,
        events: SimpleQueue[str] | None = None,
        alarms: Alarms | None = None,
    ) -> None:
        self.steps, self.reporter = steps, reporter
        self.events: SimpleQueue[str] = events or SimpleQueue()
        self.alarms = alarms or Alarms(self.events.put)
        self.threads: dict[str, threading.Thread] = {}
        self.due = DueTimes()
        self.last_time = self.next_publication = steps.clock()
        self.unmonitored: Report | None = None  # the heartbeat of this publication was not sent yet
        self.held_back: datetime | None = None  # when the last publication was, if it was held back
        self.active = time.monotonic()

    def run(self) -> None:
        """Handle events until `stop`.

        Raises:
            LockedError: another worker is running.
        """
        ended = threading.Event()
        with _only_one(self.steps.state / "worker"):
            self.alarms.start()
            threading.Thread(target=self._watch, args=(ended,), daemon=True).start()
            try:
                self.events.put("files")
                loaded = False
                while (events := self._next()) != {"stop"}:
                    self.active = time.monotonic()
                    self._handle(events)
                    self._set_alarms()
                    if not loaded:
                        loaded = True
                        self._attempt(self.steps.load_libraries)
            finally:
                ended.set()
                self.alarms.stop()

    def stuck(self) -> str:
        """Return why the worker no longer works, or ""; any thread may call it."""
        return "" if time.monotonic() - self.active < STUCK else "a step does not end"

    def _next(self) -> set[str]:
        """Wait for an event, and return it with all others that came meanwhile; `stop` comes alone."""
        events = set[str]()
        with suppress(Empty):
            events.add(self.events.get(timeout=HEARTBEAT))
            while True:
                events.add(self.events.get_nowait())
        return {"stop"} if "stop" in events else events

    def _set_alarms(self) -> None:
        now, due = self.steps.clock(), self.due
        # What is overdue and was not done waits for the heartbeat: an alarm would ring without end.
        self.alarms.poll({source: at for source, at in due.polls.items() if at > now})
        for name, at in (("notifications", due.notifications), ("transition", due.transition)):
            self.alarms.at(name, at if at and at > now else None)
        if due.transition and due.transition <= now:
            self.events.put("transition")

    def _handle(self, events: set[str]) -> None:
        now = self.steps.clock()
        if now < self.last_time:  # the clock was set back: times computed before are invalid
            self.next_publication = now
        self.last_time = now
        reload = "reload" in events or ("files" in events and self.steps.sources_changed())
        if reload and self._attempt(self._reload):
            events.add("files")
        is_due = _is_due(self.due.transition, now) or self.next_publication <= now
        if events & {"files", "fetched"} or is_due or self._was_accepted():
            self._publish(now)
        now = self.steps.clock()
        if _is_due(self.due.poll, now):
            self._start("fetch", self._fetch)
        if self.unmonitored or _is_due(self.due.notifications, now):
            self._start("notify", self._notify)

    def _reload(self) -> bool:
        """Load the configuration again, and return whether it is valid."""
        try:
            self.steps.reload()
        except ConfigError as error:
            self.reporter.warn([*error.problems, "the previous configuration stays in use"])
            return False
        return True

    def _publish(self, now: datetime) -> None:
        self.next_publication, self.due = now + IDLE, replace(self.due, transition=None)
        publication = self._attempt(self.steps.publish)
        if publication is not None:
            self.held_back = None if publication.report.ok else publication.now
            self.unmonitored, self.due = publication.report, publication.due
            self.reporter.publication(publication)

    def _was_accepted(self) -> bool:
        """Return whether another command published what was held back here."""
        since = self.held_back
        return since is not None and bool(self._attempt(lambda: self.steps.has_run_since(since)))

    def _start(self, name: str, work: Callable[[], None]) -> None:
        """Run something in a thread of its own, unless it is running."""
        if name not in self.threads or not self.threads[name].is_alive():
            self.threads[name] = threading.Thread(target=work, name=name, daemon=True)
            self.threads[name].start()

    def _fetch(self) -> None:
        if self._attempt(self.steps.fetch) is not None:
            self.events.put("fetched")

    def _notify(self) -> None:
        report, self.unmonitored = self.unmonitored, None
        result = self._attempt(lambda: self.steps.notify(report))
        if result is not None:
            due, problems = result
            self.due = replace(self.due, notifications=due.notifications)
            self.reporter.warn(problems)
            self.events.put("notified")

    def _attempt(self, step: Callable[[], Result]) -> Result | None:
        """Do a step; if it fails, report why and publish again after `RETRY`."""
        try:
            return step()
        except FeedsError as error:
            self.reporter.fail(str(error))
        except Exception as error:  # noqa: BLE001 - the worker outlives errors that no code foresees
            unexpected = f"an unexpected {type(error).__name__}: {error} (please report this)"
            self.reporter.fail(str(installation.find(error) or unexpected))
        self.next_publication = self.steps.clock() + RETRY
        return None

    def _watch(self, ended: threading.Event) -> None:
        for _ in changes(self.steps.folders, {}, ended):
            self.events.put("files")


def _is_due(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of the worker.

    Raises:
        LockedError: another worker holds it.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(project_lock(folder))
        except LockedError as error:
            raise LockedError(
                Message("%(parent)s: another worker is running (stop it first)", parent=folder.parent)
            ) from error
        yield
