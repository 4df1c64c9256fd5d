"""Telling others what was delivered: lined up in the ledger, told after the delivery, tried again later.

Three steps, each of which a run may be cut off after:

- `record` notes the changes of a run in the very transaction that makes them;
- `settle` compares what lies there with what each target was told, in the transaction that ends the delivery;
- `flush` tells what waits, and notes each answer as it comes.

So nothing is lost, and nothing is told twice unless a run is cut off between an answer and its note: then
that one request is made again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from typing import TYPE_CHECKING, Any

from feeds.ledger.store import Store
from feeds.model.entry import Listing
from feeds.model.errors import FetchError, LedgerError
from feeds.model.hashing import digest, fraction
from feeds.model.instant import rfc3339
from feeds.model.notification import Notification
from feeds.model.problem import Problem
from feeds.notify import KINDS, Kind, Notify, targets
from feeds.notify.request import Delivered, Request, Teller
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.collect.http.client import Client

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)  # between two tries
LONGEST_WAIT = timedelta(days=1)  # however long a target asks to be left alone
PATIENCE = timedelta(days=3)  # after which nobody tries any more
LEAST = 1.0  # seconds that each request has; what would have less is left to the next run
RESERVE = 0.5  # seconds of a run that are kept for noting the answers
REPEATED = 3  # failures from which on one is worth an exit status
GOOD = range(200, 300)
FAILING = range(500, 600)
OVERLOADED = (408, 429, 503)  # of the whole server, and it passes


def record(run: Run, listings: Iterable[Listing]) -> None:
    """Note each change of this run for those who are told of changes; they wait for the delivery."""
    told = [key for key in targets(run.project.config.notify) if KINDS[key[0]].subjects is None]
    if not told or not run.report.transitions:
        return
    known = {listing.id: listing for listing in listings}
    notifications = []
    for number, change in _numbered(run, run.report.transitions):
        listing = known.get(change.id)
        said = {
            "change": change.change,
            "id": change.id,
            "title": change.title,
            "detail": change.detail,
            "source": change.source,
            "at": rfc3339(run.now),
        } | (_said(listing) if listing else {})
        name = digest(number, run.now, change)
        body = json.dumps(said, ensure_ascii=False)
        notifications += [Notification(kind, target, change.id, name, body, number) for kind, target in told]
    run.store.save_notifications(notifications)


def _said(listing: Listing) -> dict[str, Any]:
    return {
        "url": listing.url,
        "kind": listing.kind,
        "state": listing.state,
        "reason": listing.reason,
        "organization": listing.organization,
        "published": rfc3339(listing.published),
        "updated": rfc3339(listing.updated),
    }


def _numbered(run: Run, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Number what is lined up, on and on."""
    store = run.store
    last = int(store.meta("last_notification") or 0)
    store.set_meta("last_notification", str(last + len(values)))
    yield from enumerate(values, last + 1)


def settle(run: Run, delivered: Callable[[], Delivered], failed: Collection[str]) -> None:
    """Line up what is to be told of what lies there now; changes that are delivered may be told.

    `failed` are the ids of entries whose pages could not be written: their changes wait. A target that was
    not known before is told nothing of what lies there already.
    """
    store, wanted = run.store, targets(run.project.config.notify)
    known = set(store.targets())
    for kind, target in known - wanted.keys():
        store.forget_target(kind, target)
    if not wanted:
        return
    present = delivered()
    waiting: dict[tuple[str, str], list[Notification]] = {}
    for notification in store.notifications():
        waiting.setdefault((notification.kind, notification.target), []).append(notification)
    for key in wanted:
        subjects, theirs = KINDS[key[0]].subjects, waiting.get(key, [])
        if subjects is None:
            free = [one for one in theirs if one.released is None and one.subject not in failed]
            store.save_notifications(replace(one, released=run.now, next_attempt=run.now) for one in free)
        elif key not in known:
            _know(store, *key, subjects(present))
            store.save_acknowledged(*key, {"": ""})
        else:
            _line_up(run, key, theirs, subjects(present), present.unsure)


def _line_up(
    run: Run,
    key: tuple[str, str],
    theirs: Iterable[Notification],
    now: Mapping[str, str],
    unsure: Collection[str],
) -> None:
    """Line up what a target does not know yet: of each subject its newest revision alone."""
    store, kind = run.store, KINDS[key[0]]
    told, waiting = store.acknowledged(*key), {notification.subject: notification for notification in theirs}
    told.pop("", None)
    over, news, known = list[Notification](), list[Notification](), dict[str, str]()
    for subject in sorted((told.keys() | now.keys() | waiting.keys()).difference(unsure)):
        before, after, one = told.get(subject, ""), now.get(subject, ""), waiting.get(subject)
        # Who was to be told and did not answer may have heard of it all the same.
        if kind.is_same(before, after) and not (one and one.attempts):
            over += [one] if one else []
            if before != after:
                known[subject] = after
        elif one is None or one.revision != after:
            over += [one] if one else []
            first = one or Notification(*key, subject, after, next_attempt=run.now)
            news.append(replace(first, revision=after, released=run.now))
    store.forget_notifications(over)
    store.save_notifications(
        replace(notification, number=number) for number, notification in _numbered(run, news)
    )
    _know(store, *key, known)


def _know(store: Store, kind: str, target: str, revisions: Mapping[str, str]) -> None:
    """Note what a target knows; what is gone need not be remembered."""
    store.save_acknowledged(kind, target, {subject: name for subject, name in revisions.items() if name})
    store.forget_acknowledged(kind, target, [subject for subject, name in revisions.items() if not name])


def flush(run: Run, secrets: Mapping[str, str], began: float, seconds: float = inf) -> None:
    """Tell what waits and is due, as far as the time of a run allows.

    What fails is put off, and told as a problem; so is a target that is silent for half of what is left of
    the time, so that it keeps nobody from hearing. `secrets` are the environment variables that may be named;
    `began` is when the run did, by `time.monotonic`, which may take so many `seconds`.
    """
    store, report, network = run.store, run.report, run.project.config.network
    wanted = targets(run.project.config.notify)
    waiting = store.notifications()
    due = {key: ready for key in wanted if (ready := _ready(store, key, waiting, run.now))}
    if due:
        from feeds.collect.http.client import Client, Limits

        end = min(time.monotonic() + network.seconds, began + seconds - RESERVE)
        limits = Limits(connect=10.0, read=20.0, header=20.0, whole=30.0)
        for number, (key, ready) in enumerate(due.items(), 1):
            now = time.monotonic()
            at, lasts = run.now + timedelta(seconds=now - began), _share(end - now, len(due) - number)
            with Client(network.contact, network.allow, limits, spacing=0.0, lasts=lasts) as client:
                _Telling(run, client, *key, wanted[key], secrets, at, now + lasts - LEAST).tell(ready)
            run.progress("telling others", number, len(due))
    left = [
        one for one in store.notifications() if one.released is not None and (one.kind, one.target) in wanted
    ]
    report.untold = len(left)
    report.problems.extend(_late(run, left))


def coming(store: Store, notify: Notify, now: datetime) -> datetime | None:
    """Say when somebody is to be told: `now`, if it is so late already."""
    waiting = [one for one in store.notifications() if one.released]
    moments = []
    for key in targets(notify):
        theirs = [one for one in waiting if (one.kind, one.target) == key]
        if _ready(store, key, theirs, now):
            return now
        paused = _time(store.acknowledged(*key).get(""))
        moments += [max(one.next_attempt or now, paused) for one in theirs]
    return min(moments, default=None)


def _share(left: float, others: int) -> float:
    """Say how much of the seconds that are left one target may take, if there are others."""
    return min(left, max(left / 2, 2 * LEAST)) if others else left


def _ready(
    store: Store, key: tuple[str, str], waiting: Iterable[Notification], now: datetime
) -> list[Notification]:
    """Give what a target may be told now; a moment that is too far away was set by another clock."""
    furthest = now + 2 * LONGEST_WAIT
    if now < _time(store.acknowledged(*key).get("")) <= furthest:
        return []
    return [
        one
        for one in waiting
        if (one.kind, one.target) == key and one.released and not now < (one.next_attempt or now) <= furthest
    ]


def _time(written: str | None) -> datetime:
    return datetime.fromisoformat(written or "0001-01-01T00:00:00Z")


def _late(run: Run, left: Iterable[Notification]) -> Iterator[Problem]:
    """Tell of each target that could not be told, why, until it is."""
    failing = {(one.kind, one.target): one for one in left if one.attempts}
    for (kind, target), one in failing.items():
        tries = f"{one.attempts} tries" if one.attempts > 1 else "one try"
        yield Problem(
            run.project.file,
            f"{target} to be told of what changed",
            f"that it could not be: {one.last_error}",
            f"in {tries}; it is tried again after {rfc3339(one.next_attempt)}"
            if one.next_attempt
            else f"in {tries}",
            field=f"notify.{kind}",
            severity="warning" if one.attempts >= REPEATED else "note",
        )


class _Telling:
    """Telling one target."""

    def __init__(
        self,
        run: Run,
        client: Client,
        kind: str,
        target: str,
        options: Any,
        secrets: Mapping[str, str],
        at: datetime,
        until: float,
    ) -> None:
        from feeds.collect.secrets import Secrets, variables

        self.run, self.client, self.kind, self.target, self.options = run, client, kind, target, options
        self.at, self.until, self.store = at, until, run.store
        named = (name for text in _texts(options) for name in variables(text))
        self.secrets = Secrets({name: secrets.get(name, "") for name in named}, {})

    def tell(self, ready: Sequence[Notification]) -> None:
        """Tell all of it, or what can be; each answer is noted at once."""
        left = {(one.subject, one.revision): one for one in ready}
        try:
            self._tell(left)
        except LedgerError:
            raise
        except FetchError as error:
            self._put_off(left.values(), self.secrets.masked(str(error)), None, is_wide=True)
        except Exception as error:  # noqa: BLE001 - the door of a stage: one target stops nobody
            found = f"an unexpected {type(error).__name__}: {self.secrets.masked(str(error))}"
            self._put_off(left.values(), f"{found} (please report this)", None, is_wide=True)

    def _tell(self, left: dict[tuple[str, str], Notification]) -> None:
        """Make all requests, in time, and take out of what is left what was answered.

        Raises:
            FetchError: there was no answer to one of them.
        """
        kind: Kind = KINDS[self.kind]
        teller = Teller(self.run.project.config.site.url, self.at, self.secrets.filled)
        for request in kind.requests(self.options, list(left.values()), teller):
            if time.monotonic() >= self.until:
                return
            answer = self._ask(request)
            for one in request.notifications:
                del left[one.subject, one.revision]
            if answer is None:
                continue
            trouble, wait, is_wide = answer
            # Changes are told in order: those after one that failed wait for it.
            if is_wide or kind.subjects is None:
                self._put_off([*request.notifications, *left.values()], trouble, wait, is_wide=True)
                return
            self._put_off(request.notifications, trouble, wait)
        if left:  # no request speaks of it, so nobody is to know
            self._done(left.values())

    def _ask(self, request: Request) -> tuple[str, float | None, bool] | None:
        """Make a request and note a final answer; one that may change gives why, for how long, for whom.

        Raises:
            FetchError: there was no answer.
        """
        answer = self.client.post(request.url, request.body, request.media_type, request.headers)
        if answer.status in GOOD:
            self._done(request.notifications)
            self.run.report.told += len(request.notifications)
            return None
        trouble = f"it answers with status {answer.status}"
        if answer.status in (*FAILING, *OVERLOADED):
            return trouble, answer.retry_after, answer.status in OVERLOADED
        remedy = f"it is not told again; check `notify.{self.kind}`"
        self._given_up(request.notifications, trouble, remedy)
        return None

    def _done(self, notifications: Iterable[Notification]) -> None:
        """Note that nobody need tell this any more."""
        with self.store.transaction():
            self.store.forget_notifications(notifications)
            if KINDS[self.kind].subjects is not None:
                _know(
                    self.store, self.kind, self.target, {one.subject: one.revision for one in notifications}
                )

    def _given_up(self, notifications: Collection[Notification], trouble: str, remedy: str) -> None:
        self._done(notifications)
        expected = f"{self.target} to be told of what changed"
        many = f"{len(notifications)} notices" if len(notifications) > 1 else "one notice"
        found = f"that it did not take {many}: {trouble}"
        self.run.report.problems.append(
            Problem(self.run.project.file, expected, found, remedy, field=f"notify.{self.kind}")
        )

    def _put_off(
        self,
        notifications: Iterable[Notification],
        trouble: str,
        wait: float | None,
        *,
        is_wide: bool = False,
    ) -> None:
        """Try again later, ever later; after some days no more."""
        now = self.run.now
        late = [one for one in notifications if one.released and now - one.released >= PATIENCE]
        rest = [one for one in notifications if one not in late]
        if late:
            self._given_up(late, trouble, f"nobody tries any more, after {PATIENCE.days} days")
        failures = 1 + max((one.attempts for one in rest), default=0)
        due = now + self._pause(failures, wait)
        with self.store.transaction():
            waiting = {
                (one.kind, one.target, one.subject, one.revision) for one in self.store.notifications()
            }
            self.store.save_notifications(
                replace(one, attempts=one.attempts + 1, next_attempt=due, last_error=trouble)
                for one in rest
                # A publication meanwhile may have put a newer revision in its place.
                if (one.kind, one.target, one.subject, one.revision) in waiting
            )
            if is_wide:
                self.store.save_acknowledged(self.kind, self.target, {"": rfc3339(due)})

    def _pause(self, failures: int, wait: float | None) -> timedelta:
        """Say how long to leave a target alone: twice as long each time, no two of them at once."""
        name = f"{self.kind} {self.target} {self.run.now.isoformat()} {failures}"
        chance = fraction(name)
        pause = min(FIRST_PAUSE * 2.0 ** min(failures - 1, 20), LONGEST_PAUSE) * (1 + chance / 2)
        return max(pause, min(timedelta(seconds=wait or 0), LONGEST_WAIT))


def _texts(options: Any) -> Iterator[str]:
    """Give the texts of what is configured of a target; they may name environment variables."""
    for name in getattr(options, "__slots__", ()):
        if isinstance(value := getattr(options, name), str):
            yield value
