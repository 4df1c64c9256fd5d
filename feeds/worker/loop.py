"""`feeds worker`: runs for years without being looked at.

    signals, alarms, files | Worker: one event after the other | Desk: one step → ledger, output

The `Desk` does the steps, at a moment that it is given; the `Worker` says when. Partners are asked in a
thread of their own, and others told in another: an edited file is published meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from feeds.ledger.lock import project_lock
from feeds.model.errors import ConfigError, FeedsError, LockedError
from feeds.model.problem import Problem
from feeds.pipeline.report import Report
from feeds.worker import alarms as alarm_clock
from feeds.worker.file_watcher import changes
from feeds.worker.steps import Desk, Moments, Published

HEARTBEAT = 20.0  # seconds: a clock that was set, or a machine that slept, is noticed as soon
IDLE = timedelta(minutes=10)  # without anything to do, after which a look is taken all the same
AGAIN = timedelta(minutes=1)  # after a step that could not be done
STUCK = 900.0  # seconds: no step takes as long

Result = TypeVar("Result")


class Voice(Protocol):
    """Who is told how it goes."""

    def tell(self, published: Published) -> None:
        """Tell of a publication."""

    def warn(self, troubles: list[str | Problem]) -> None:
        """Tell what is wrong besides: all of it each time, none once all is well."""

    def fail(self, why: str) -> None:
        """Tell that a step could not be done."""


class Alarms(Protocol):
    """What wakes a worker: it puts the name of an alarm into the queue of events when its moment is there."""

    def start(self) -> None:
        """Begin."""

    def at(self, name: str, moment: datetime | None) -> None:
        """Set an alarm, or take it back."""

    def poll(self, polls: Mapping[str, datetime]) -> None:
        """Set the next poll of each source."""

    def stop(self) -> None:
        """End."""


class Worker:
    """Does what is due until it is told to stop.

    What happens comes as words through one queue: `files` were edited, a partner gave something (`answers`),
    others were `told`, an alarm, `reload`, `stop`. Time passes in the clock of the desk, in `alarms` and in
    waiting for `events`.
    """

    def __init__(
        self,
        desk: Desk,
        voice: Voice,
        events: SimpleQueue[str] | None = None,
        alarms: Alarms | None = None,
    ) -> None:
        self.desk, self.voice = desk, voice
        self.events: SimpleQueue[str] = events or SimpleQueue()
        self.alarms = alarms or alarm_clock.Alarms(self.events.put)
        self.aside: dict[str, threading.Thread] = {}
        self.moments = Moments()
        self.seen = self.again = desk.clock()
        self.news: Report | None = None  # of which who watches was not told yet
        self.held: datetime | None = None
        self.busy = time.monotonic()

    def run(self) -> None:
        """Work until `stop` is heard.

        Raises:
            LockedError: another worker does.
        """
        ended = threading.Event()
        with _only_one(self.desk.state / "worker"):
            self.alarms.start()
            threading.Thread(target=self._watch, args=(ended,), daemon=True).start()
            try:
                self.events.put("files")
                while (heard := self._next()) != {"stop"}:
                    self.busy = time.monotonic()
                    self._obey(heard)
                    self._set_alarms()
            finally:
                ended.set()
                self.alarms.stop()

    def stuck(self) -> str:
        """Say why it does not work any more, if so; may be asked from any thread."""
        return "" if time.monotonic() - self.busy < STUCK else "a step does not come to its end"

    def _next(self) -> set[str]:
        """Wait for something to happen, and take all that happened with it; `stop` comes alone."""
        heard = set[str]()
        with suppress(Empty):
            heard.add(self.events.get(timeout=HEARTBEAT))
            while True:
                heard.add(self.events.get_nowait())
        return {"stop"} if "stop" in heard else heard

    def _set_alarms(self) -> None:
        now = self.desk.clock()
        # What is past and was not done waits for the heartbeat: an alarm would ring on and on.
        self.alarms.poll({name: at for name, at in self.moments.polls.items() if at > now})
        for name, at in (("told", self.moments.told), ("turn", self.moments.turn)):
            self.alarms.at(name, at if at and at > now else None)
        if self.moments.turn and self.moments.turn <= now:
            self.events.put("turn")

    def _obey(self, heard: set[str]) -> None:
        now = self.desk.clock()
        if now < self.seen:  # the clock was set back: what was worked out by it is worth nothing
            self.again = now
        self.seen = now
        if "reload" in heard and self._attempt(self._reload):
            heard.add("files")
        is_turn = self.moments.turn is not None and self.moments.turn <= now
        if heard & {"files", "answers"} or is_turn or self.again <= now or self._is_mended():
            self._publish(now)
        asked, told, now = self.moments.asked, self.moments.told, self.desk.clock()
        if asked is not None and asked <= now:
            self._start("asking", self._ask)
        if self.news or (told is not None and told <= now):
            self._start("telling", self._tell)

    def _reload(self) -> bool:
        """Read the configuration anew, and say whether it is right."""
        try:
            self.desk.reload()
        except ConfigError as error:
            self.voice.warn([*error.problems, "the configuration before it stays"])
            return False
        return True

    def _publish(self, now: datetime) -> None:
        self.again, self.moments = now + IDLE, replace(self.moments, turn=None)
        published = self._attempt(self.desk.publish)
        if published is not None:
            self.held = None if published.report.ok else published.now
            self.news, self.moments = published.report, published.moments
            self.voice.tell(published)

    def _is_mended(self) -> bool:
        """Say whether somebody else published what was held back here."""
        held = self.held
        return held is not None and bool(self._attempt(lambda: self.desk.is_mended(held)))

    def _start(self, name: str, work: Callable[[], None]) -> None:
        """Do something beside all else, unless it is being done."""
        if name not in self.aside or not self.aside[name].is_alive():
            self.aside[name] = threading.Thread(target=work, name=name, daemon=True)
            self.aside[name].start()

    def _ask(self) -> None:
        if self._attempt(self.desk.ask) is not None:
            self.events.put("answers")

    def _tell(self) -> None:
        news, self.news = self.news, None
        told = self._attempt(lambda: self.desk.tell(news))
        if told is not None:
            moments, troubles = told
            self.moments = replace(self.moments, told=moments.told)
            self.voice.warn(troubles)
            self.events.put("told")

    def _attempt(self, step: Callable[[], Result]) -> Result | None:
        """Do a step; what stands in its way is told, and the step done again in a while."""
        try:
            return step()
        except FeedsError as error:
            self.voice.fail(str(error))
        except Exception as error:  # noqa: BLE001 - the door of a step: the worker outlives what nobody foresaw
            self.voice.fail(f"an unexpected {type(error).__name__}: {error} (please report this)")
        self.again = self.desk.clock() + AGAIN
        return None

    def _watch(self, ended: threading.Event) -> None:
        """Notice edited files."""
        for _ in changes(self.desk.folders, {}, ended):
            self.events.put("files")


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold what only one worker may hold.

    Raises:
        LockedError: another does.
    """
    held = project_lock(folder)
    try:
        held.__enter__()
    except LockedError as error:
        raise LockedError(f"{folder.parent}: another worker is at work here (stop it first)") from error
    try:
        yield
    finally:
        held.__exit__(None, None, None)
