"""Sending notifications that are due, with back-off for those that fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from feeds.model.errors import FetchError, LedgerError, installation
from feeds.model.hashing import fraction
from feeds.model.instant import Deadline, rfc3339
from feeds.model.notification import Notification
from feeds.model.problem import Message, Problem, verbatim
from feeds.notify import KINDS, Kind, Notified, Notify, outbox, targets, texts
from feeds.notify.outbox import Queue
from feeds.notify.request import Context

FIRST_PAUSE = timedelta(minutes=5)  # doubled after each further failure
MAX_PAUSE = timedelta(hours=6)
MAX_RETRY_AFTER = timedelta(days=1)  # a longer one of a server is cut
MAX_AGE = timedelta(days=3)  # after which a notification that fails is dropped
MIN_SECONDS = 1.0  # for a request; with less time left, it waits for the next run
REPEATED = 3  # failures: from then on a warning, before a note
SUCCESS = range(200, 300)
SERVER_ERRORS = range(500, 600)
OVERLOADED = (408, 429, 503)  # they concern the whole server, and pass


class Response(Protocol):
    """An HTTP response."""

    @property
    def status(self) -> int:
        """Return the status code."""

    @property
    def retry_after(self) -> float | None:
        """Return the seconds of `Retry-After`."""


class Connection(NamedTuple):
    """A connection to one target.

    post: sends a request: URL, body, media type and headers.
    reveal: replaces the environment variables that a text names by their values.
    mask: hides these values in a text.
    """

    post: Callable[[str, bytes, str, Mapping[str, str]], Response]
    reveal: Callable[[str], str]
    mask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs.

    site: the URL of the site.
    file: the configuration file, which problems name.
    connect: opens a connection, given texts that may name environment variables, and a time-out in seconds.
    """

    site: str
    file: str
    connect: Callable[[Iterable[str], float], AbstractContextManager[Connection]]
    deadline: Deadline
    progress: Callable[[Message, int, int], None]


def send(queue: Queue, notify: Notify, sender: Sender, now: datetime, elapsed: timedelta) -> Notified:
    """Send the notifications that are due, as far as the deadline of the `sender` allows.

    Those that fail are retried by later runs and reported as problems. A target has at most half of the time
    that is left, so that one that does not respond leaves time for the others. `elapsed` is how long ago
    `now` was.
    """
    wanted, pending = targets(notify), queue.notifications()
    due = {key: ready for key in wanted if (ready := _due(queue, key, pending, now))}
    sent, problems = 0, list[Problem]()
    for number, (key, ready) in enumerate(due.items(), 1):
        at, left = now + elapsed + timedelta(seconds=sender.deadline.elapsed()), sender.deadline.left()
        if number < len(due):
            left = min(left, max(left / 2, 2 * MIN_SECONDS))
        target = _Target(queue, sender, (*key, wanted[key]), (now, at), sender.deadline.within(left))
        target.send(ready)
        sent += target.sent
        problems += target.problems
        sender.progress(Message("sending notifications"), number, len(due))
    remaining = [one for one in queue.notifications() if one.released and (one.kind, one.target) in wanted]
    return Notified(sent, len(remaining), (*problems, *_failures(sender.file, remaining)))


def next_attempt(queue: Queue, notify: Notify, now: datetime) -> datetime | None:
    """Return when the next notification is due: `now`, if one is overdue."""
    pending = [one for one in queue.notifications() if one.released]
    times = []
    for key in targets(notify):
        theirs = [one for one in pending if (one.kind, one.target) == key]
        if _due(queue, key, theirs, now):
            return now
        paused = _paused_until(queue, key)
        times += [max(one.next_attempt or now, paused) for one in theirs]
    return min(times, default=None)


def _due(queue: Queue, key: tuple[str, str], pending: Iterable[Notification], now: datetime) -> list[Notification]:
    """Return the notifications for a target that are due; times too far away were set by a wrong clock."""
    furthest = now + 2 * MAX_RETRY_AFTER
    if now < _paused_until(queue, key) <= furthest:
        return []
    return [
        one
        for one in pending
        if (one.kind, one.target) == key and one.released and not now < (one.next_attempt or now) <= furthest
    ]


def _paused_until(queue: Queue, key: tuple[str, str]) -> datetime:
    return queue.paused_until(*key) or datetime.min.replace(tzinfo=UTC)


def _failures(file: str, pending: Iterable[Notification]) -> Iterator[Problem]:
    """Return a problem for each target with failed notifications."""
    failing = {(one.kind, one.target): one for one in pending if one.attempts}
    for (kind, target), one in failing.items():
        failed = Message("one attempt failed", "%(count)s attempts failed", count=one.attempts)
        again = rfc3339(one.next_attempt) if one.next_attempt else ""
        yield Problem(
            file,
            Message("%(target)s to accept notifications", target=target),
            verbatim(one.last_error),
            Message("%(failed)s; next attempt %(at)s", failed=failed, at=again) if again else failed,
            field=f"notify.{kind}",
            severity="warning" if one.attempts >= REPEATED else "note",
        )


class _Target:
    """One target and the notifications that are sent to it; `sent` counts them."""

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
        """Send notifications, and save each response immediately."""
        left = {(one.subject, one.revision): one for one in ready}
        with self.sender.connect(texts(self.options), self.deadline.left()) as connection:
            try:
                self._send(connection, left)
            except LedgerError:
                raise
            except FetchError as error:
                self._retry_later(left.values(), connection.mask(str(error)), pause_all=True)
            except Exception as error:  # noqa: BLE001 - one target must not stop the others
                installation.check(error)
                found = f"an unexpected {type(error).__name__}: {connection.mask(str(error))}"
                self._retry_later(left.values(), f"{found} (please report this)", pause_all=True)

    def _send(self, connection: Connection, left: dict[tuple[str, str], Notification]) -> None:
        """Send requests until the deadline, and remove what had a response from `left`.

        Raises:
            FetchError: there was no response to one of them.
        """
        kind: Kind = KINDS[self.kind]
        context = Context(self.sender.site, self.at, connection.reveal)
        for request in kind.requests(self.options, list(left.values()), context):
            if self.deadline.left() <= MIN_SECONDS:
                return
            response = connection.post(request.url, request.body, request.media_type, request.headers)
            for one in request.notifications:
                del left[one.subject, one.revision]
            status, error = response.status, Message("HTTP status %(status)s", status=response.status)
            if status in SUCCESS:
                self._done(request.notifications)
                self.sent += len(request.notifications)
            elif status not in (*SERVER_ERRORS, *OVERLOADED):
                self._drop(
                    request.notifications, error, Message("not sent again; check `notify.%(kind)s`", kind=self.kind)
                )
            # Changes are sent in order: those after one that failed wait for it.
            elif status in OVERLOADED or kind.subjects is None:
                failed = [*request.notifications, *left.values()]
                self._retry_later(failed, error, response.retry_after, pause_all=True)
                return
            else:
                self._retry_later(request.notifications, error, response.retry_after)
        if left:  # no request contains these, such as pages of another host
            self._done(left.values())

    def _done(self, notifications: Iterable[Notification]) -> None:
        """Remove notifications that are not to be sent again."""
        with self.queue.transaction():
            self.queue.forget_notifications(notifications)
            if KINDS[self.kind].subjects is not None:
                revisions = {one.subject: one.revision for one in notifications}
                outbox.acknowledge(self.queue, self.kind, self.target, revisions)

    def _drop(self, notifications: Collection[Notification], error: str, remedy: Message) -> None:
        self._done(notifications)
        count = len(notifications)
        problem = Problem(
            self.sender.file,
            Message(
                "%(target)s to accept one notification",
                "%(target)s to accept %(count)s notifications",
                target=self.target,
                count=count,
            ),
            verbatim(error),
            remedy,
            field=f"notify.{self.kind}",
        )
        self.problems.append(problem)

    def _retry_later(
        self,
        notifications: Iterable[Notification],
        error: str,
        retry_after: float | None = None,
        *,
        pause_all: bool = False,
    ) -> None:
        """Note the next attempt, with back-off; after `MAX_AGE`, drop notifications.

        With `pause_all`, nothing is sent to the target until then.
        """
        now = self.now
        old = [one for one in notifications if one.released and now - one.released >= MAX_AGE]
        rest = [one for one in notifications if one not in old]
        if old:
            self._drop(old, error, Message("not sent again, after %(days)s days", days=MAX_AGE.days))
        due = now + self._pause(1 + max((one.attempts for one in rest), default=0), retry_after)
        with self.queue.transaction():
            pending = {(one.kind, one.target, one.subject, one.revision) for one in self.queue.notifications()}
            self.queue.save_notifications(
                replace(one, attempts=one.attempts + 1, next_attempt=due, last_error=error)
                for one in rest
                # A publication in another thread may have replaced it by a newer revision.
                if (one.kind, one.target, one.subject, one.revision) in pending
            )
            if pause_all:
                self.queue.save_acknowledged(self.kind, self.target, {"": rfc3339(due)})

    def _pause(self, failures: int, retry_after: float | None) -> timedelta:
        """Return the back-off after some failures in a row: doubled each time, with jitter."""
        jitter = fraction(f"{self.kind} {self.target} {self.now.isoformat()} {failures}")
        pause = min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), MAX_PAUSE) * (1 + jitter / 2)
        return max(pause, min(timedelta(seconds=retry_after or 0), MAX_RETRY_AFTER))
