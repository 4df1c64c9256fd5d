"""The outbox: notifications are enqueued in the ledger, sent after the delivery, and retried.

A run may be cut off after each of three steps:

- `enqueue_changes` saves the changes of a run, in the transaction that records them;
- `enqueue` compares what is published with what each target knows, in the transaction that ends the delivery;
- `sending.send` sends what is due, and saves each response immediately.

So nothing is lost, and only a request whose response could not be saved is sent twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from feeds.model.entry import NOT_LISTED, Listing, Transition
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.notification import Notification
from feeds.notify import KINDS, Notify, targets
from feeds.notify.request import Delivered


class Queue(Protocol):
    """Stores notifications and what each target knows; its methods are called in a transaction."""

    def meta_number(self, name: str) -> int:
        """Return a value that is a number; 0 if there is none."""

    def set_meta(self, name: str, value: str) -> None:
        """Save a value."""

    def transaction(self) -> AbstractContextManager[object]:
        """Begin a transaction."""

    def notifications(self) -> list[Notification]:
        """Return all notifications, in order."""

    def save_notifications(self, notifications: Iterable[Notification]) -> None:
        """Insert or update notifications."""

    def forget_notifications(self, notifications: Iterable[Notification]) -> None:
        """Remove notifications."""

    def targets(self) -> list[tuple[str, str]]:
        """Return kind and name of each known target."""

    def forget_target(self, kind: str, target: str) -> None:
        """Remove a target with its notifications."""

    def acknowledged(self, kind: str, target: str) -> dict[str, str]:
        """Return the revision of each subject that a target knows."""

    def paused_until(self, kind: str, target: str) -> datetime | None:
        """Return when to try a target again after an error that concerns all requests to it."""

    def save_acknowledged(self, kind: str, target: str, revisions: Mapping[str, str]) -> None:
        """Save revisions that a target knows."""

    def forget_acknowledged(self, kind: str, target: str, subjects: Iterable[str]) -> None:
        """Remove subjects that a target knows."""


def enqueue_changes(
    queue: Queue, notify: Notify, transitions: Collection[Transition], listings: Iterable[Listing], now: datetime
) -> None:
    """Enqueue each change of a run for the targets that are sent changes; sending waits for the delivery."""
    wanted = [key for key in targets(notify) if KINDS[key[0]].subjects is None]
    by_id = {listing.id: listing for listing in listings}
    notifications = []
    for number, change in _numbered(queue, transitions if wanted else ()):
        fields = {
            "change": change.change,
            "id": change.id,
            "title": change.title,
            "detail": change.detail,
            "source": change.source,
            "at": rfc3339(now),
        }
        if listing := by_id.get(change.id):
            state, reason = listing.public_state
            fields |= {"url": listing.url, "kind": listing.kind, "state": state, "reason": reason}
            fields |= {"organization": listing.organization}
            if listing.state in NOT_LISTED:
                fields |= {"url": "" if listing.state == "unlisted" else listing.url, "detail": reason}
            fields |= {"published": rfc3339(listing.published), "updated": rfc3339(listing.updated)}
        revision, body = digest(number, now, change), json.dumps(fields, ensure_ascii=False)
        notifications += [Notification(kind, target, change.id, revision, body, number) for kind, target in wanted]
    queue.save_notifications(notifications)


def _numbered(queue: Queue, values: Collection[Any]) -> Iterator[tuple[int, Any]]:
    """Yield values with numbers that go on from those of former runs."""
    if values:
        last = queue.meta_number("last_notification")
        queue.set_meta("last_notification", str(last + len(values)))
        yield from enumerate(values, last + 1)


def enqueue(queue: Queue, notify: Notify, delivered: Delivered, failed: Collection[str], now: datetime) -> None:
    """Enqueue the published revisions that targets do not know, and release the changes for sending.

    A new target is assumed to know everything that is published.

    Args:
        queue: in a transaction.
        notify: whom to notify.
        delivered: what is published.
        failed: ids of entries whose pages could not be written; their changes are not released.
        now: the instant of the run.
    """
    wanted, known = targets(notify), set(queue.targets())
    for kind, target in known - wanted.keys():
        queue.forget_target(kind, target)
    pending: dict[tuple[str, str], list[Notification]] = {}
    for notification in queue.notifications() if wanted else ():
        pending.setdefault((notification.kind, notification.target), []).append(notification)
    for key in wanted:
        subjects, theirs = KINDS[key[0]].subjects, pending.get(key, [])
        if subjects is None:
            delivered_now = [one for one in theirs if one.released is None and one.subject not in failed]
            queue.save_notifications(replace(one, released=now, next_attempt=now) for one in delivered_now)
        elif key not in known:
            acknowledge(queue, *key, subjects(delivered))
            queue.save_acknowledged(*key, {"": ""})
        else:
            _enqueue_revisions(queue, key, theirs, delivered, now)


def _enqueue_revisions(
    queue: Queue, key: tuple[str, str], theirs: Iterable[Notification], delivered: Delivered, now: datetime
) -> None:
    """Enqueue the newest revision of each subject that a target does not know."""
    kind = KINDS[key[0]]
    assert kind.subjects  # noqa: S101 - see `enqueue`
    current = kind.subjects(delivered)
    known, pending = queue.acknowledged(*key), {notification.subject: notification for notification in theirs}
    known.pop("", None)
    outdated, fresh, same = list[Notification](), list[Notification](), dict[str, str]()
    for subject in sorted((known.keys() | current.keys() | pending.keys()).difference(delivered.unsure)):
        before, after, one = known.get(subject, ""), current.get(subject, ""), pending.get(subject)
        # A target that did not respond to an attempt may have received it nevertheless.
        if kind.is_same(before, after) and not (one and one.attempts):
            outdated += [one] if one else []
            if before != after:
                same[subject] = after
        elif one is None or one.revision != after:
            outdated += [one] if one else []
            first = one or Notification(*key, subject, after, next_attempt=now)
            fresh.append(replace(first, revision=after, released=now))
    queue.forget_notifications(outdated)
    queue.save_notifications(replace(notification, number=number) for number, notification in _numbered(queue, fresh))
    acknowledge(queue, *key, same)


def acknowledge(queue: Queue, kind: str, target: str, revisions: Mapping[str, str]) -> None:
    """Save the revisions that a target knows, except of subjects that were removed."""
    queue.save_acknowledged(kind, target, {subject: name for subject, name in revisions.items() if name})
    queue.forget_acknowledged(kind, target, [subject for subject, name in revisions.items() if not name])
