"""WHO IS TOLD of what was delivered: one file per kind of notice.

A new kind is one new file, one line in `KINDS` and one field of its name in `Notify`. Nothing here asks
anybody: a kind says what there is to tell, and makes the requests that tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model.problem import Problem
from feeds.notify import indexnow, webhook, websub
from feeds.notify.indexnow import IndexNow
from feeds.notify.webhook import Hook

if TYPE_CHECKING:
    from feeds.notify.request import Delivered, Request

__all__ = ["KINDS", "Hook", "IndexNow", "Kind", "Notified", "Notify", "targets"]


@dataclass(frozen=True, slots=True)
class Notify:
    """Who is told: WebSub hubs, an endpoint of IndexNow, webhooks. Nobody, if nobody is named."""

    websub: tuple[str, ...] = ()
    indexnow: IndexNow | None = None
    webhook: tuple[Hook, ...] = ()


class Notified(NamedTuple):
    """How many notifications were sent, how many are pending, and what went wrong."""

    sent: int = 0
    pending: int = 0
    problems: tuple[Problem, ...] = ()


class Kind(NamedTuple):
    """A kind of notice.

    targets: whom to tell, by name, each with what is configured of him.
    requests: how to tell it.
    subjects: what there is to tell of what lies there. Without it, the run's changes are told, each of
        them; with it, only how things stand in the end.
    is_same: whether a subject told in one revision need not be told in another; "" is none.
    """

    targets: Callable[[Any], Mapping[str, Any]]
    requests: Callable[..., Iterator[Request]]
    subjects: Callable[[Delivered], Mapping[str, str]] | None = None
    is_same: Callable[[str, str], bool] = str.__eq__


KINDS: dict[str, Kind] = {
    "websub": Kind(websub.targets, websub.requests, websub.subjects, websub.is_same),
    "indexnow": Kind(indexnow.targets, indexnow.requests, indexnow.subjects, indexnow.is_same),
    "webhook": Kind(webhook.targets, webhook.requests),
}


def targets(notify: Notify) -> dict[tuple[str, str], Any]:
    """Give all who are to be told, by kind and name, each with what is configured of him."""
    return {
        (name, target): options
        for name, kind in KINDS.items()
        for target, options in kind.targets(getattr(notify, name)).items()
    }
