"""The steps of a worker: each takes the project's lock and opens its ledger, and lets go of both.

So other commands find room between two steps, and a ledger that went away may return.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store
from feeds.model.problem import Problem
from feeds.monitor import source_status
from feeds.notify import Notified
from feeds.pipeline import project as projects
from feeds.pipeline import publish
from feeds.pipeline.report import Fetched, Report, warnings
from feeds.pipeline.run import Options, Project

LOCKED = 30.0  # seconds for which another command is waited for
PATIENCE = 300.0  # seconds: while a large change is read, what partners give has to wait

Clock = Callable[[], datetime]
After = Callable[[Project, Store, datetime, float, Report], Iterable[str]]
Aside = Callable[[Project, Report], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Moments:
    """When there is something to do again.

    `polls` holds the next poll of each source; others are to be `told` of what was delivered; at a `turn` a
    post opens, closes or ends.
    """

    polls: Mapping[str, datetime] = field(default_factory=dict)
    told: datetime | None = None
    turn: datetime | None = None

    @property
    def asked(self) -> datetime | None:
        """When the first source is to be polled."""
        return min(self.polls.values(), default=None)


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication at the moment `now`, in `seconds`, and what is to be done after it.

    `troubles` are those of telling who watches.
    """

    now: datetime
    seconds: float
    report: Report
    troubles: tuple[str, ...] = ()
    moments: Moments = Moments()


class Desk:
    """Does one step after the other, at the moment that its clock tells."""

    def __init__(
        self,
        path: Path,
        secrets: Mapping[str, str],
        clock: Clock,
        after: After = lambda *_: (),
        aside: Aside = lambda *_: (),
    ) -> None:
        """Open a project.

        `after` is done with it after each publication, and `aside` whenever there is time for it then; both
        give what went wrong there.

        Raises:
            ConfigError: its configuration is wrong.
            LedgerError: its ledger cannot be used.
        """
        self.path, self.secrets, self.clock, self.after, self.aside = path, secrets, clock, after, aside
        self.state = path.parent / projects.STATE
        self.lock, self.holders = threading.Lock(), 0
        self.beside: list[Fetched | Notified] = []  # since the last publication
        self.project = self._load()

    def _load(self) -> Project:
        store = Store(None)
        try:
            return projects.load(self.path, store)
        finally:
            store.close()

    def reload(self) -> None:
        """Read the configuration anew; a wrong one is refused, and the old one kept.

        Raises:
            ConfigError: it is wrong.
        """
        self.project = self._load()

    def publish(self) -> Published:
        """Publish what changed, without asking partners or telling others.

        Raises:
            FeedsError: it could not be done.
        """
        with self._store() as store:
            now, began, project = self.clock(), time.monotonic(), self.project
            options = Options(now, fetch=False, notify=False, secrets=self.secrets)
            report = publish.publish(project, store, options)
            while self.beside:
                report = report.including(self.beside.pop())
            seconds = time.monotonic() - began
            troubles = tuple(self.after(project, store, now, seconds, report))
            return Published(now, seconds, report, troubles, self._moments(store, now))

    def ask(self) -> bool:
        """Ask the partners that are due, and say whether there is something to be read.

        Raises:
            FeedsError: it could not be done.
        """
        with self._store() as store:
            fetched = publish.fetch(self.project, store, Options(self.clock(), secrets=self.secrets))
        self.beside.append(fetched._replace(parsed=None))  # another run reads it
        return fetched.partners > 0

    def tell(self, published: Report | None) -> tuple[Moments, list[str | Problem]]:
        """Tell others of what was delivered, and who watches of what was published, if it was not done yet.

        Give when there is something to do again, and what went wrong.

        Raises:
            FeedsError: it could not be done.
        """
        project = self.project
        with self._store() as store:
            now = self.clock()
            notified = publish.notify(project, store, Options(now, secrets=self.secrets))
            moments = self._moments(store, now)
        self.beside.append(notified)
        return moments, [*warnings(notified.problems), *(self.aside(project, published) if published else ())]

    def is_mended(self, since: datetime) -> bool:
        """Say whether another command did a run since.

        Raises:
            FeedsError: the ledger cannot be used.
        """
        with self._store() as store:
            last = source_status.run_history(store).last_run
        return last is not None and last > since

    def _moments(self, store: Store, now: datetime) -> Moments:
        from feeds.collect.web import is_due

        states, coming, config = store.source_states(), store.meta("next_transition"), self.project.config
        polls = dict[str, datetime]()
        for source in config.partners:
            state = states.get(source.name)
            if is_due(source, state, now):
                polls[source.name] = now
            elif state and state.next_poll and not state.gone_since:
                polls[source.name] = state.next_poll
        turn = datetime.fromisoformat(coming) if coming else None
        told = None
        if store.has_pending_notifications():
            from feeds.notify import sending  # most sites tell nobody

            told = sending.coming(store, config.notify, now)
        # A turn that was to come by now had its chance: a run that is held back would be done on and on.
        return Moments(polls, told, turn if turn and turn > now else None)

    def folders(self) -> list[Path]:
        """Name the folders whose files are published."""
        config, root = self.project.config, self.project.root
        named = [folder.path for folder in config.folders] + [
            one for _, many in config.references for one in many
        ]
        return [root / name for name in named]

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """Open the ledger, alone among processes; two threads of this one may hold it."""
        with self._alone():
            store = Store(self.state / "ledger.sqlite", timeout=PATIENCE)
            try:
                yield store
            finally:
                store.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock:
            if self.holders == 0:
                self.held = project_lock(self.state, LOCKED)
                self.held.__enter__()
            self.holders += 1
        try:
            yield
        finally:
            with self.lock:
                self.holders -= 1
                if self.holders == 0:
                    self.held.__exit__(None, None, None)
