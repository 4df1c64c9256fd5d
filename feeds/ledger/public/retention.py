"""Retention: how long the feeds and pages show that an entry is closed; pure, the clock is an argument.

open | closes (`ended`) → shown closed in its feeds | leaves them (`leaves`) → tombstone, page | gone
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from feeds.ledger.lifecycle import Lifecycle, change
from feeds.model.entry import CLOSED, LIVE, NOT_LISTED, State
from feeds.model.settings import Policy


def with_notice(before: Lifecycle | None, after: Lifecycle, kind: str, now: datetime, policy: Policy) -> Lifecycle:
    """Return the lifecycle `after`, with the time until which feeds show that a job closed.

    They show it for `policy.closed_entry_days`, since feed readers know no tombstones (RFC 6721). What is hidden or
    removed leaves them immediately. The time is fixed when it closes, so that nothing returns to the feeds by another
    configuration or version.
    """
    known = before.leaves if before else None
    if after.state in LIVE:
        return after._replace(leaves=None)
    if change(before, after) == "closed" and kind == "job" and after.ended and after.state not in NOT_LISTED:
        leaves = after.ended + timedelta(days=min(policy.closed_entry_days, policy.closed_page_days))
        return after._replace(leaves=leaves if leaves > now else None)
    if known and (after.state in NOT_LISTED or after.state == "removed"):
        known = min(known, now)
    return after._replace(leaves=known)


def is_shown_closed(one: HasState, now: datetime) -> bool:
    """Return whether the feeds that it was in show that it closed."""
    return one.state in CLOSED and one.leaves is not None and now < one.leaves


class HasState(Protocol):
    """What has the state of an entry, and when it leaves the feeds."""

    @property
    def state(self) -> State:
        """Its state."""

    @property
    def leaves(self) -> datetime | None:
        """When it leaves the feeds that show it closed."""


class HasLifecycle(HasState, Protocol):
    """A `Lifecycle`, or a listing with its values."""

    @property
    def next_transition(self) -> datetime | None:
        """When it opens or closes next."""

    @property
    def ended(self) -> datetime | None:
        """When it closed for subscribers."""

    @property
    def shown(self) -> bool:
        """True if it was ever in a feed."""


def has_tombstone(one: HasLifecycle, now: datetime, policy: Policy) -> bool:
    """Return whether feeds list its deletion (RFC 6721): it was in them and left them recently."""
    if one.ended is None or not one.shown:
        return False
    left = one.leaves or one.ended
    return left <= now < left + timedelta(days=policy.tombstone_days)


def has_page(one: HasLifecycle, now: datetime, policy: Policy) -> bool:
    """Return whether it has a page: while it is live or unlisted, and for `policy.closed_page_days` after."""
    if one.state in NOT_LISTED:
        return one.state == "unlisted"
    return one.ended is None or now < one.ended + timedelta(days=policy.closed_page_days)


def clock_changes(one: HasLifecycle, policy: Policy) -> Iterator[tuple[datetime, str]]:
    """Yield the times at which the clock alone changes what is published of an entry, and the kind of change.

    `opens` and `closes` are its own dates; at `leaves_feeds` it leaves the feeds that show it closed, at
    `tombstone_expires` feeds stop listing its deletion, and at `page_expires` its page is removed.
    """
    if one.next_transition:
        yield one.next_transition, "opens" if one.state == "scheduled" else "closes"
    if one.ended:
        if one.leaves:
            yield one.leaves, "leaves_feeds"
        if one.shown:
            yield (one.leaves or one.ended) + timedelta(days=policy.tombstone_days), "tombstone_expires"
        if one.state not in NOT_LISTED:
            yield one.ended + timedelta(days=policy.closed_page_days), "page_expires"
