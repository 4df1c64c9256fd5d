"""The outbox: notifications are enqueued in the ledger, sent after the delivery, and retried.

Three steps, each of which a run may be cut off after:

- `enqueue_changes` keeps the changes of a run in the very transaction that makes them;
- `enqueue` compares what is published with what each target knows, in the transaction that ends the delivery;
- `sending.send` sends what is due, and notes each response as it comes.

So nothing is lost, and nothing is sent twice unless a run is cut off between a response and its note: then
that one request is made again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from feeds.model.entry import Listing, Transition
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.notification import Notification
from feeds.notify import KINDS, Notify, targets
from feeds.notify.request import Delivered


class Queue(Protocol):
    """Where notifications wait, and what each target knows; every method is one step of a transaction."""

    def meta(self, name: str) -> str:
        """Return a value by its name, or ""."""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value under a name."""

    def transaction(self) -> AbstractContextManager[object]:
        """Do all of a block or nothing."""

    def notifications(self) -> list[Notification]:
        """Return all notifications that wait, in order."""

    def save_notifications(self, notifications: Iterable[Notification]) -> None:
        """Keep notifications; one that waits already takes the new values."""

    def forget_notifications(self, notifications: Iterable[Notification]) -> None:
        """Remove notifications."""

    def targets(self) -> list[tuple[str, str]]:
        """Return kind and name of each known target."""

    def forget_target(self, kind: str, target: str) -> None:
        """Remove a target and all that waits for it."""

    def acknowledged(self, kind: str, target: str) -> dict[str, str]:
        """Return the revision in which a target knows each subject."""

    def save_acknowledged(self, kind: str, target: str, revisions: Mapping[str, str]) -> None:
        """Keep what a target knows."""

    def forget_acknowledged(self, kind: str, target: str, subjects: Iterable[str]) -> None:
        """Remove subjects from what a target knows."""


def enqueue_changes(
    queue: Queue,
    notify: Notify,
    transitions: Iterable[Transition],
    listings: Iterable[Listing],
    now: datetime,
) -> None:
    """Enqueue each change of a run for the targets that are sent changes; they wait for the delivery."""
    wanted = [key for key in targets(notify) if KINDS[key[0]].subjects is None]
    known = {listing.id: listing for listing in listings}
    notifications = []
    for number, change in _numbered(queue, list(transitions) if wanted else []):
        listing = known.get(change.id)
        said = {
            "change": change.change,
            "id": change.id,
            "title": change.title,
            "detail": change.detail,
            "source": change.source,
            "at": rfc3339(now),
        } | (_said(listing) if listing else {})
        name = digest(number, now, change)
        body = json.dumps(said, ensure_ascii=False)
        notifications += [
            Notification(kind, target, change.id, name, body, number) for kind, target in wanted
        ]
    queue.save_notifications(notifications)


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


def _numbered(queue: Queue, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Number what is enqueued, on and on."""
    if values:
        last = int(queue.meta("last_notification") or 0)
        queue.set_meta("last_notification", str(last + len(values)))
        yield from enumerate(values, last + 1)


def enqueue(
    queue: Queue, notify: Notify, delivered: Delivered, failed: Collection[str], now: datetime
) -> None:
    """Enqueue what targets do not know yet of what is published; changes that are delivered may be sent.

    Of a target that is new, all that is published already is taken for known.

    Args:
        queue: in a transaction.
        notify: who is to be notified.
        delivered: what is published.
        failed: the ids of entries whose pages could not be written: their changes wait.
        now: the instant of the run.
    """
    wanted, known = targets(notify), set(queue.targets())
    for kind, target in known - wanted.keys():
        queue.forget_target(kind, target)
    waiting: dict[tuple[str, str], list[Notification]] = {}
    for notification in queue.notifications() if wanted else ():
        waiting.setdefault((notification.kind, notification.target), []).append(notification)
    for key in wanted:
        subjects, theirs = KINDS[key[0]].subjects, waiting.get(key, [])
        if subjects is None:
            free = [one for one in theirs if one.released is None and one.subject not in failed]
            queue.save_notifications(replace(one, released=now, next_attempt=now) for one in free)
        elif key not in known:
            know(queue, *key, subjects(delivered))
            queue.save_acknowledged(*key, {"": ""})
        else:
            _enqueue_revisions(queue, key, theirs, delivered, now)


def _enqueue_revisions(
    queue: Queue, key: tuple[str, str], theirs: Iterable[Notification], delivered: Delivered, now: datetime
) -> None:
    """Enqueue what a target does not know yet: of each subject its newest revision alone."""
    kind = KINDS[key[0]]
    assert kind.subjects  # noqa: S101 - see `enqueue`
    current = kind.subjects(delivered)
    told, waiting = queue.acknowledged(*key), {notification.subject: notification for notification in theirs}
    told.pop("", None)
    over, fresh, known = list[Notification](), list[Notification](), dict[str, str]()
    for subject in sorted((told.keys() | current.keys() | waiting.keys()).difference(delivered.unsure)):
        before, after, one = told.get(subject, ""), current.get(subject, ""), waiting.get(subject)
        # A target that was sent it and did not respond may have got it all the same.
        if kind.is_same(before, after) and not (one and one.attempts):
            over += [one] if one else []
            if before != after:
                known[subject] = after
        elif one is None or one.revision != after:
            over += [one] if one else []
            first = one or Notification(*key, subject, after, next_attempt=now)
            fresh.append(replace(first, revision=after, released=now))
    queue.forget_notifications(over)
    queue.save_notifications(
        replace(notification, number=number) for number, notification in _numbered(queue, fresh)
    )
    know(queue, *key, known)


def know(queue: Queue, kind: str, target: str, revisions: Mapping[str, str]) -> None:
    """Note what a target knows; what is gone need not be remembered."""
    queue.save_acknowledged(kind, target, {subject: name for subject, name in revisions.items() if name})
    queue.forget_acknowledged(kind, target, [subject for subject, name in revisions.items() if not name])
