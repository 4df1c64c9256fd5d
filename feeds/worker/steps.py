"""The steps of a worker: publish, fetch, notify.

Each step takes the project's lock, opens its ledger, and releases both: other commands can run between two
steps, and a ledger that was removed may return.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from feeds import monitor
from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store
from feeds.ledger.store import opened as open_store
from feeds.model.problem import Problem
from feeds.monitor import source_status
from feeds.monitor.health_server import HealthServer
from feeds.notify import Notified
from feeds.pipeline import project as projects
from feeds.pipeline import publish
from feeds.pipeline.report import Fetched, Report, warnings
from feeds.pipeline.run import Options

LOCK_TIMEOUT = 30.0  # seconds to wait for another command
BUSY_TIMEOUT = 300.0  # seconds that a step waits for the other one's transaction, such as that of a large change


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When there is something to do next.

    polls: the next poll of each source.
    notifications: when the next attempt to send some is due.
    transition: when a post opens, closes or expires.
    """

    polls: Mapping[str, datetime] = field(default_factory=dict)
    notifications: datetime | None = None
    transition: datetime | None = None

    @property
    def poll(self) -> datetime | None:
        """Return when the first source is to be polled."""
        return min(self.polls.values(), default=None)


@dataclass(frozen=True, slots=True)
class Publication:
    """A run at the instant `now` that took `seconds`; `errors` are those of monitoring it."""

    now: datetime
    seconds: float
    report: Report
    errors: tuple[str, ...] = ()
    due: DueTimes = DueTimes()


class WorkerSteps:
    """The steps of a worker on one project, each at the instant that `clock` returns."""

    def __init__(
        self, path: Path, secrets: Mapping[str, str], clock: Callable[[], datetime], health: HealthServer | None = None
    ) -> None:
        """Load the project of a configuration file.

        Args:
            path: the configuration file.
            secrets: the environment variables that URLs and headers may name.
            clock: returns the current time.
            health: where the outcome of each publication is shown.

        Raises:
            ConfigError: the configuration is invalid.
            LedgerError: the ledger cannot be used.
        """
        self.path, self.secrets, self.clock, self.health = path, secrets, clock, health
        self.state = path.parent / projects.STATE
        self.mutex, self.holders, self.lock = threading.Lock(), 0, ExitStack()
        self.unreported: list[Fetched | Notified] = []  # what was fetched and sent since the last publication
        self.reload()

    def reload(self) -> None:
        """Load the configuration again; if it is invalid, the previous one is kept.

        Raises:
            ConfigError: it is invalid.
        """
        with closing(Store(None)) as store:
            self.project = projects.load(self.path, store)
        self.included = {one.file: one.digest for one in self.project.config.included}

    def sources_changed(self) -> bool:
        """Return whether other files with sources changed since they were loaded or this was called last."""
        included = self.project.included_digests()
        changed, self.included = included != self.included, included
        return changed

    def load_libraries(self) -> None:
        """Import what publishing an edit needs, so that the first one is live as soon as others: 0.3 s earlier.

        Raises:
            InstallationError: a library cannot be imported.
        """
        from feeds.normalise import dialects  # noqa: F401 - it imports what reads posts
        from feeds.pipeline import record  # noqa: F401 - it imports the ledger
        from feeds.pipeline.output import release, write  # noqa: F401 - it imports what is assembled
        from feeds.pipeline.sources import local

        local.prepare()
        write.check_libraries(self.project.config.site)

    def publish(self) -> Publication:
        """Publish what changed, without fetching partners or sending notifications.

        Raises:
            FeedsError: the run failed.
        """
        with self._store() as store:
            now, began, project = self.clock(), time.monotonic(), self.project
            options = Options(now, fetch=False, notify=False, secrets=self.secrets)
            report = publish.publish(project, store, options)
            while self.unreported:
                report = report.including(self.unreported.pop())
            seconds = time.monotonic() - began
            outcome = monitor.Outcome(now, seconds, report.exit_status, report)
            errors = tuple(monitor.record_outcome(project, store, outcome, self.health))
            return Publication(now, seconds, report, errors, self._due(store, now))

    def fetch(self) -> bool:
        """Fetch the partners that are due, and return whether there are any responses to record.

        Raises:
            FeedsError: the ledger cannot be used.
        """
        with self._store() as store:
            fetched = publish.fetch(self.project, store, Options(self.clock(), secrets=self.secrets))
        self.unreported.append(fetched._replace(parsed=None))  # another run parses the documents
        return fetched.partners > 0

    def notify(self, report: Report | None) -> tuple[DueTimes, list[str | Problem]]:
        """Send the notifications that are due, and the heartbeat of a publication.

        Returns when there is something to do next, and what went wrong.

        Raises:
            FeedsError: the ledger cannot be used.
        """
        project = self.project
        with self._store() as store:
            now = self.clock()
            notified = publish.notify(project, store, Options(now, secrets=self.secrets))
            due = self._due(store, now)
        self.unreported.append(notified)
        errors = monitor.send_heartbeat(project, self.secrets, ok=report.ok) if report else []
        return due, [*warnings(notified.problems), *errors]

    def has_run_since(self, instant: datetime) -> bool:
        """Return whether another command did a run after an instant.

        Raises:
            FeedsError: the ledger cannot be used.
        """
        with self._store() as store:
            last = source_status.run_history(store).last_run
        return last is not None and last > instant

    def _due(self, store: Store, now: datetime) -> DueTimes:
        from feeds.collect.web import is_due

        states, config = store.source_states(), self.project.config
        polls = dict[str, datetime]()
        for source in config.partners:
            state = states.get(source.name)
            if is_due(source, state, now):
                polls[source.name] = now
            elif state and state.next_poll and not state.gone_since:
                polls[source.name] = state.next_poll
        notifications = None
        if store.has_pending_notifications():
            from feeds.notify import sending  # most sites notify no one

            notifications = sending.next_attempt(store, config.notify, now)
        transition = store.meta_time("next_transition")
        # One that is overdue was tried: a run that is held back would be repeated without end.
        return DueTimes(polls, notifications, transition if transition and transition > now else None)

    def folders(self) -> list[Path]:
        """Return the folders whose files are published, and the files that the configuration includes."""
        return [*self.project.folders(), *self.project.included()]

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """Open the ledger while holding the project's lock, which two threads of this process may share."""
        with self.mutex:
            if self.holders == 0:
                self.lock.enter_context(project_lock(self.state, LOCK_TIMEOUT))
            self.holders += 1
        try:
            with open_store(self.state / "ledger.sqlite", BUSY_TIMEOUT) as store:
                yield store
        finally:
            with self.mutex:
                self.holders -= 1
                if self.holders == 0:
                    self.lock.close()
