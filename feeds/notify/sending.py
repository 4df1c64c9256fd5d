"""Sending: what is due of the outbox goes to its targets, and what fails is put off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from feeds.model.errors import FetchError, LedgerError
from feeds.model.hashing import fraction
from feeds.model.instant import Deadline, rfc3339
from feeds.model.notification import Notification
from feeds.model.problem import Problem
from feeds.notify import KINDS, Kind, Notified, Notify, outbox, targets
from feeds.notify.outbox import Queue
from feeds.notify.request import Request, Teller

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)  # between two tries
LONGEST_WAIT = timedelta(days=1)  # however long a target asks to be left alone
PATIENCE = timedelta(days=3)  # after which nobody tries any more
LEAST = 1.0  # seconds that each request has; what would have less is left to the next run
REPEATED = 3  # failures from which on one is worth an exit status
GOOD = range(200, 300)
FAILING = range(500, 600)
OVERLOADED = (408, 429, 503)  # of the whole server, and it passes


class Response(Protocol):
    """What the outbox reads of an HTTP response."""

    @property
    def status(self) -> int:
        """Return the status code."""

    @property
    def retry_after(self) -> float | None:
        """Return for how many seconds the server asks for a pause."""


class Connection(NamedTuple):
    """How one target is reached.

    post: sends a URL, a body, its media type and headers.
    reveal: fills the environment variables in that a text names.
    mask: hides their values in a text.
    """

    post: Callable[[str, bytes, str, Mapping[str, str]], Response]
    reveal: Callable[[str], str]
    mask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the `site` by its URL, and the `file` of its configuration, which problems name.

    connect: opens a connection, for texts that may name environment variables and for so many seconds.
    """

    site: str
    file: str
    connect: Callable[[Iterable[str], float], AbstractContextManager[Connection]]
    deadline: Deadline
    progress: Callable[[str, int, int], None]


def send(queue: Queue, notify: Notify, sender: Sender, now: datetime, elapsed: timedelta) -> Notified:
    """Send what is due, as far as the deadline of the `sender` allows.

    What fails is put off, and reported as a problem; so is a target that is silent for half of the time that
    is left, so that the others have theirs. `elapsed` is how long ago `now` was.
    """
    wanted, waiting = targets(notify), queue.notifications()
    due = {key: ready for key in wanted if (ready := _ready(queue, key, waiting, now))}
    sent, problems = 0, list[Problem]()
    for number, (key, ready) in enumerate(due.items(), 1):
        at = now + elapsed + timedelta(seconds=sender.deadline.elapsed())
        part = sender.deadline.within(_share(sender.deadline.left(), len(due) - number))
        target = _Target(queue, sender, (*key, wanted[key]), (now, at), part)
        target.send(ready)
        sent += target.sent
        problems += target.problems
        sender.progress("telling others", number, len(due))
    left = [
        one for one in queue.notifications() if one.released is not None and (one.kind, one.target) in wanted
    ]
    return Notified(sent, len(left), (*problems, *_late(sender.file, left)))


def coming(queue: Queue, notify: Notify, now: datetime) -> datetime | None:
    """Say when somebody is to be told: `now`, if it is so late already."""
    waiting = [one for one in queue.notifications() if one.released]
    moments = []
    for key in targets(notify):
        theirs = [one for one in waiting if (one.kind, one.target) == key]
        if _ready(queue, key, theirs, now):
            return now
        paused = _time(queue.acknowledged(*key).get(""))
        moments += [max(one.next_attempt or now, paused) for one in theirs]
    return min(moments, default=None)


def _share(left: float, others: int) -> float:
    """Say how much of the seconds that are left one target may take, if there are others."""
    return min(left, max(left / 2, 2 * LEAST)) if others else left


def _ready(
    queue: Queue, key: tuple[str, str], waiting: Iterable[Notification], now: datetime
) -> list[Notification]:
    """Give what a target may be told now; a moment that is too far away was set by another clock."""
    furthest = now + 2 * LONGEST_WAIT
    if now < _time(queue.acknowledged(*key).get("")) <= furthest:
        return []
    return [
        one
        for one in waiting
        if (one.kind, one.target) == key and one.released and not now < (one.next_attempt or now) <= furthest
    ]


def _time(written: str | None) -> datetime:
    return datetime.fromisoformat(written or "0001-01-01T00:00:00Z")


def _late(file: str, left: Iterable[Notification]) -> Iterator[Problem]:
    """Tell of each target that could not be told, why, until it is."""
    failing = {(one.kind, one.target): one for one in left if one.attempts}
    for (kind, target), one in failing.items():
        tries = f"{one.attempts} tries" if one.attempts > 1 else "one try"
        yield Problem(
            file,
            f"{target} to be told of what changed",
            f"that it could not be: {one.last_error}",
            f"in {tries}; it is tried again after {rfc3339(one.next_attempt)}"
            if one.next_attempt
            else f"in {tries}",
            field=f"notify.{kind}",
            severity="warning" if one.attempts >= REPEATED else "note",
        )


class _Target:
    """One target, while it is sent what is due; `sent` counts the notifications."""

    def __init__(
        self,
        queue: Queue,
        sender: Sender,
        target: tuple[str, str, Any],
        at: tuple[datetime, datetime],
        deadline: Deadline,
    ) -> None:
        self.queue, self.sender, self.deadline = queue, sender, deadline
        self.kind, self.target, self.options = target
        self.now, self.at = at  # the instant of the run, and the one that a request states
        self.sent, self.problems = 0, list[Problem]()

    def send(self, ready: Sequence[Notification]) -> None:
        """Send all of it, or what can be; each response is noted at once."""
        left = {(one.subject, one.revision): one for one in ready}
        with self.sender.connect(_texts(self.options), self.deadline.left()) as connection:
            try:
                self._send(connection, left)
            except LedgerError:
                raise
            except FetchError as error:
                self._put_off(left.values(), connection.mask(str(error)), None, is_wide=True)
            except Exception as error:  # noqa: BLE001 - one target must not stop the others
                found = f"an unexpected {type(error).__name__}: {connection.mask(str(error))}"
                self._put_off(left.values(), f"{found} (please report this)", None, is_wide=True)

    def _send(self, connection: Connection, left: dict[tuple[str, str], Notification]) -> None:
        """Make all requests, in time, and take out of what is left what had a response.

        Raises:
            FetchError: there was no response to one of them.
        """
        kind: Kind = KINDS[self.kind]
        teller = Teller(self.sender.site, self.at, connection.reveal)
        for request in kind.requests(self.options, list(left.values()), teller):
            if self.deadline.left() <= LEAST:
                return
            failure = self._request(connection, request)
            for one in request.notifications:
                del left[one.subject, one.revision]
            if failure is None:
                continue
            trouble, wait, is_wide = failure
            # Changes are sent in order: those after one that failed wait for it.
            if is_wide or kind.subjects is None:
                self._put_off([*request.notifications, *left.values()], trouble, wait, is_wide=True)
                return
            self._put_off(request.notifications, trouble, wait)
        if left:  # no request speaks of it, so no one is to know
            self._done(left.values())

    def _request(self, connection: Connection, request: Request) -> tuple[str, float | None, bool] | None:
        """Make a request and note a final response; of one that may change return why, how long, how wide.

        Raises:
            FetchError: there was no response.
        """
        response = connection.post(request.url, request.body, request.media_type, request.headers)
        if response.status in GOOD:
            self._done(request.notifications)
            self.sent += len(request.notifications)
            return None
        trouble = f"it answers with status {response.status}"
        if response.status in (*FAILING, *OVERLOADED):
            return trouble, response.retry_after, response.status in OVERLOADED
        remedy = f"it is not told again; check `notify.{self.kind}`"
        self._given_up(request.notifications, trouble, remedy)
        return None

    def _done(self, notifications: Iterable[Notification]) -> None:
        """Note that nobody need tell this any more."""
        with self.queue.transaction():
            self.queue.forget_notifications(notifications)
            if KINDS[self.kind].subjects is not None:
                outbox.know(
                    self.queue, self.kind, self.target, {one.subject: one.revision for one in notifications}
                )

    def _given_up(self, notifications: Collection[Notification], trouble: str, remedy: str) -> None:
        self._done(notifications)
        expected = f"{self.target} to be told of what changed"
        many = f"{len(notifications)} notices" if len(notifications) > 1 else "one notice"
        found = f"that it did not take {many}: {trouble}"
        self.problems.append(Problem(self.sender.file, expected, found, remedy, field=f"notify.{self.kind}"))

    def _put_off(
        self,
        notifications: Iterable[Notification],
        trouble: str,
        wait: float | None,
        *,
        is_wide: bool = False,
    ) -> None:
        """Try again later, ever later; after some days no more."""
        now = self.now
        late = [one for one in notifications if one.released and now - one.released >= PATIENCE]
        rest = [one for one in notifications if one not in late]
        if late:
            self._given_up(late, trouble, f"nobody tries any more, after {PATIENCE.days} days")
        failures = 1 + max((one.attempts for one in rest), default=0)
        due = now + self._pause(failures, wait)
        with self.queue.transaction():
            waiting = {
                (one.kind, one.target, one.subject, one.revision) for one in self.queue.notifications()
            }
            self.queue.save_notifications(
                replace(one, attempts=one.attempts + 1, next_attempt=due, last_error=trouble)
                for one in rest
                # A publication meanwhile may have put a newer revision in its place.
                if (one.kind, one.target, one.subject, one.revision) in waiting
            )
            if is_wide:
                self.queue.save_acknowledged(self.kind, self.target, {"": rfc3339(due)})

    def _pause(self, failures: int, wait: float | None) -> timedelta:
        """Say how long to leave a target alone: twice as long each time, no two of them at once."""
        chance = fraction(f"{self.kind} {self.target} {self.now.isoformat()} {failures}")
        pause = min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE) * (1 + chance / 2)
        return max(pause, min(timedelta(seconds=wait or 0), LONGEST_WAIT))


def _texts(options: Any) -> Iterator[str]:
    """Give the texts of what is configured of a target; they may name environment variables."""
    for name in getattr(options, "__slots__", ()):
        if isinstance(value := getattr(options, name), str):
            yield value
