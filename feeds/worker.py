"""`feeds worker`: runs for years without being looked at.

    signals, alarms, files | Worker: one event after the other | Desk: one step → ledger, output

The `Desk` does the steps, at a moment that it is given; the `Worker` says when. A step takes the project's
lock and opens its ledger, so that other commands find room between two steps, and a ledger that went away may
return. Partners are asked in a thread of their own: an edited file is published meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from feeds import project as projects
from feeds import schedule
from feeds.errors import ConfigError, FeedsError, LockedError
from feeds.ledger.lock import alone
from feeds.ledger.store import Store
from feeds.publish import ask, publish
from feeds.run import Project, Report
from feeds.watch import changes

LOCKED = 30.0  # seconds for which another command is waited for
PATIENCE = 300.0  # seconds: while a large change is read, what partners give has to wait
IDLE = timedelta(minutes=10)  # without anything to do, after which a look is taken all the same
AGAIN = timedelta(minutes=1)  # after a step that could not be done

Result = TypeVar("Result")
Clock = Callable[[], datetime]
After = Callable[[Project, Store, datetime, float, Report], Iterable[str]]
Complain = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication at the moment `now`, in `seconds`, and the `troubles` of telling of it."""

    now: datetime
    seconds: float
    report: Report
    troubles: tuple[str, ...] = ()


Tell = Callable[[Published], None]


@dataclass(frozen=True, slots=True)
class Moments:
    """When there is something to do again.

    Partners are to be `asked`; at a `turn` a post opens, closes or ends, or somebody is to be told of one.
    """

    asked: datetime | None = None
    turn: datetime | None = None


class Desk:
    """Does one step after the other, at the moment that its clock tells."""

    def __init__(
        self, path: Path, secrets: Mapping[str, str], clock: Clock, after: After = lambda *_: ()
    ) -> None:
        """Open a project; `after` is done with it after each publication, and gives what went wrong there.

        Raises:
            ConfigError: its configuration is wrong.
            LedgerError: its ledger cannot be used.
        """
        self.path, self.secrets, self.clock, self.after = path, secrets, clock, after
        self.state = path.parent / projects.STATE
        self.lock, self.holders = threading.Lock(), 0
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
        """Publish what changed, without asking partners.

        Raises:
            FeedsError: it could not be done.
        """
        with self._store() as store:
            now, began = self.clock(), time.monotonic()
            report = publish(self.project, store, now, asking=False, secrets=self.secrets)
            seconds = time.monotonic() - began
            return Published(
                now, seconds, report, tuple(self.after(self.project, store, now, seconds, report))
            )

    def ask(self) -> bool:
        """Ask the partners that are due, and say whether there is something to be read.

        Raises:
            FeedsError: it could not be done.
        """
        with self._store() as store:
            return ask(self.project, store, self.clock(), self.secrets).asked > 0

    def moments(self) -> Moments:
        """Say when there is something to do again.

        Raises:
            FeedsError: the ledger cannot be used.
        """
        from feeds.collect.web import is_due

        with self._store() as store:
            now, standings = self.clock(), store.standings()
            coming = store.meta("coming")
            told = [notice.due for notice in store.notices() if notice.due and notice.since]
        due = list[datetime]()
        for source in self.project.config.partners:
            standing = standings.get(source.name)
            if is_due(source, standing, now):
                due.append(now)
            elif standing and standing.due and not standing.gone:
                due.append(standing.due)
        asked = min(due, default=None)
        turns = [*told, *([datetime.fromisoformat(coming)] if coming else [])]
        return Moments(asked, min(turns, default=None))

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
            store = Store(self.state / "ledger.sqlite", patience=PATIENCE)
            try:
                yield store
            finally:
                store.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock:
            if self.holders == 0:
                self.held = alone(self.state, LOCKED)
                self.held.__enter__()
            self.holders += 1
        try:
            yield
        finally:
            with self.lock:
                self.holders -= 1
                if self.holders == 0:
                    self.held.__exit__(None, None, None)


class Alarms(Protocol):
    """What wakes a worker: it puts the name of an alarm into the queue of events when its moment is there."""

    def start(self) -> None:
        """Begin, with a heartbeat now and then."""

    def at(self, name: str, moment: datetime | None) -> None:
        """Set an alarm, or take it back."""

    def stop(self) -> None:
        """End."""


class Worker:
    """Does what is due until it is told to stop.

    What happens comes as words through one queue: `files` were edited, a partner gave something (`answers`),
    an alarm (`asked`, `turn`, `heartbeat`), `reload`, `stop`. `tell` is told of each publication, `complain`
    of what could not be done. Time passes in the clock of the desk, in `alarms` and in waiting for `events`.
    """

    def __init__(
        self,
        desk: Desk,
        tell: Tell,
        complain: Complain,
        events: SimpleQueue[str] | None = None,
        alarms: Alarms | None = None,
    ) -> None:
        self.desk, self.tell, self.complain = desk, tell, complain
        self.events: SimpleQueue[str] = events or SimpleQueue()
        self.alarms = alarms or schedule.Alarms(self.events.put)
        self.asking: threading.Thread | None = None
        self.moments = Moments()
        self.again: datetime | None = None

    def run(self) -> None:
        """Work until `stop` is heard.

        Raises:
            LockedError: another worker does.
        """
        alarms, ended = self.alarms, threading.Event()
        with alone(self.desk.state / "worker"):
            alarms.start()
            watching = threading.Thread(target=self._watch, args=(ended,), daemon=True)
            watching.start()
            try:
                self.events.put("files")
                while (heard := self._next()) != {"stop"}:
                    self._obey(heard)
                    now = self.desk.clock()
                    # What is past and was not done waits for the heartbeat: an alarm would ring on and on.
                    for name, at in (("asked", self.moments.asked), ("turn", self.moments.turn)):
                        alarms.at(name, at if at and at > now else None)
            finally:
                ended.set()
                alarms.stop()

    def _next(self) -> set[str]:
        """Wait for something to happen, and take all that happened with it; `stop` comes alone."""
        heard = {self.events.get()}
        with suppress(Empty):
            while True:
                heard.add(self.events.get_nowait())
        return {"stop"} if "stop" in heard else heard

    def _obey(self, heard: set[str]) -> None:
        now = self.desk.clock()
        if "reload" in heard:
            self._attempt(self.desk.reload)
            self.events.put("files")
        turn = self.moments.turn is not None and self.moments.turn <= now
        if heard & {"files", "answers"} or turn or (self.again and self.again <= now):
            self.again = now + IDLE
            if (published := self._attempt(self.desk.publish)) is not None:
                self.tell(published)
                for trouble in published.troubles:
                    self.complain(trouble)
            self._look(now)
        asked = self.moments.asked
        if asked is not None and asked <= self.desk.clock() and not self._is_asking():
            self.asking = threading.Thread(target=self._ask, daemon=True)
            self.asking.start()

    def _look(self, now: datetime) -> None:
        """Find out when there is something to do again; a turn that was to come by `now` had its chance."""
        moments = self._attempt(self.desk.moments)
        if moments is not None:
            turn = moments.turn if moments.turn and moments.turn > now else None
            self.moments = Moments(moments.asked, turn)

    def _is_asking(self) -> bool:
        return self.asking is not None and self.asking.is_alive()

    def _ask(self) -> None:
        if self._attempt(self.desk.ask) is not None:
            self.events.put("answers")

    def _attempt(self, step: Callable[[], Result]) -> Result | None:
        """Do a step; what stands in its way is told, and the step done again in a while."""
        try:
            return step()
        except ConfigError as error:
            for problem in error.problems:
                self.complain(f"{problem} (the configuration before it stays)")
        except LockedError as error:
            self.complain(str(error))
            self.again = self.desk.clock() + AGAIN
        except FeedsError as error:
            self.complain(str(error))
            self.again = self.desk.clock() + AGAIN
        except Exception as error:  # noqa: BLE001 - the door of a step: the worker outlives what nobody foresaw
            self.complain(f"an unexpected {type(error).__name__}: {error} (please report this)")
            self.again = self.desk.clock() + AGAIN
        return None

    def _watch(self, ended: threading.Event) -> None:
        """Notice edited files."""
        for _ in changes(self.desk.folders, {}, ended):
            self.events.put("files")
