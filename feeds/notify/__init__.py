"""Notifications of what was delivered: one module per kind.

A new kind is one module, one line in `KINDS` and one field of its name in `Notify`. Nothing here opens a
connection: a kind returns what there is to notify of, and the requests to send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model.problem import Problem
from feeds.notify import indexnow, webhook, websub
from feeds.notify.indexnow import IndexNow
from feeds.notify.revision import is_same_content
from feeds.notify.webhook import Hook

if TYPE_CHECKING:
    from feeds.notify.request import Delivered, Request

__all__ = ["KINDS", "Hook", "IndexNow", "Kind", "Notified", "Notify", "targets", "texts"]


@dataclass(frozen=True, slots=True)
class Notify:
    """The targets to notify: WebSub hubs, an IndexNow endpoint, webhooks; none by default."""

    websub: tuple[str, ...] = ()
    indexnow: IndexNow | None = None
    webhook: tuple[Hook, ...] = ()


class Notified(NamedTuple):
    """The number of notifications that were sent and that are pending, and what went wrong."""

    sent: int = 0
    pending: int = 0
    problems: tuple[Problem, ...] = ()


class Kind(NamedTuple):
    """A kind of notification.

    targets: returns its targets by name, each with its options in the configuration.
    requests: returns the requests that send notifications to a target.
    subjects: returns the revision of each published subject; only the last revision is sent. Without it,
        each change of a run is sent.
    is_same: whether a target that knows the first revision need not be sent the second; "" means none.
        A revision is the digest of the bytes, a space, and the digest of the editions that they show.
    """

    targets: Callable[[Any], Mapping[str, Any]]
    requests: Callable[..., Iterator[Request]]
    subjects: Callable[[Delivered], Mapping[str, str]] | None = None
    is_same: Callable[[str, str], bool] = str.__eq__


KINDS: dict[str, Kind] = {
    "websub": Kind(websub.targets, websub.requests, websub.subjects, websub.is_same),
    "indexnow": Kind(indexnow.targets, indexnow.requests, indexnow.subjects, is_same_content),
    "webhook": Kind(webhook.targets, webhook.requests),
}


def targets(notify: Notify) -> dict[tuple[str, str], Any]:
    """Return the options of all targets, by kind and name."""
    return {
        (name, target): options
        for name, kind in KINDS.items()
        for target, options in kind.targets(getattr(notify, name)).items()
    }


def texts(options: Any) -> Iterator[str]:
    """Yield the texts in the options of a target, which may name environment variables."""
    for name in getattr(options, "__slots__", ()):
        if isinstance(value := getattr(options, name), str):
            yield value
