"""Lifecycle: the rules by which entries open, close and end; pure, the clock is an argument.

    draft
    scheduled → open ⇄ stale
                open → filled | withdrawn | expired | closed → open again
    removed (its source said, or proved, that it is gone)

The order in which statements count, the first that applies decides:

1. a draft is not public yet
2. the position is filled
3. the author closed it: withdrawn if it is said not to be filled, expired if its last day has passed
4. its last day has passed, even if it is still called open
5. without `open`, the word of `status`
6. its first day is still to come
7. it is open

Absence is not closure: what a source no longer mentions ends only as far as the source proved
something (see `mark_missing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from feeds.model.entry import CLOSED, Change, State
from feeds.model.settings import Policy

if TYPE_CHECKING:
    from feeds.model.instant import Moment
    from feeds.model.post import Stated

HIDDEN: frozenset[State] = frozenset({"draft", "scheduled"})


class Verdict(NamedTuple):
    """A state, why, when it began (if that is known) and when it will be worth asking again."""

    state: State
    reason: str = ""
    since: datetime | None = None
    next_transition: datetime | None = None


def judge(stated: Stated, now: datetime) -> Verdict:
    """Say what state a post is in at the moment `now`."""
    if stated.draft:
        return Verdict("draft", "it is marked as a draft")
    if stated.filled:
        return Verdict("filled", "the position is filled", _past(stated.closes, now))
    if stated.open is False:
        return _closed_by_author(stated, now)
    if stated.closes and stated.closes.at <= now:
        return Verdict("expired", f"it closed on {stated.closes.text()}", stated.closes.at)
    if stated.open is None and stated.status == "closed":
        return Verdict("closed", "its status says so")
    if stated.opens and stated.opens.at > now:
        first = min(stated.opens.at, stated.closes.at) if stated.closes else stated.opens.at
        return Verdict("scheduled", f"it opens on {stated.opens.text()}", next_transition=first)
    return Verdict(
        "open",
        since=stated.opens.at if stated.opens else None,
        next_transition=stated.closes.at if stated.closes else None,
    )


def _closed_by_author(stated: Stated, now: datetime) -> Verdict:
    if stated.filled is False:
        return Verdict("withdrawn", "it was withdrawn without being filled", _past(stated.closes, now))
    if stated.closes and stated.closes.at <= now:
        return Verdict("expired", f"it closed on {stated.closes.text()}", stated.closes.at)
    return Verdict("closed", "its author closed it")


def _past(moment: Moment | None, now: datetime) -> datetime | None:
    return moment.at if moment and moment.at <= now else None


SET_BACK = timedelta(days=1)  # how far a clock is set back at most that did not run wild before

LIVE: frozenset[State] = frozenset({"open", "stale"})  # in the feeds

# What a source showed of a post that it does not mention any more: it said that the post is gone (a
# file is deleted, a page answers 410); it gave all that is open, as somebody vouches or as it seems; it gave
# some; it gave no answer, and has not for longer than what it last said can be believed, or not yet as long.
Proof = Literal["deleted", "vouched", "snapshot", "partial", "stale", "none"]


class Lifecycle(NamedTuple):
    """What the ledger keeps of an entry's life.

    `closed` is when it left the open feeds; `next_transition` is the next moment the clock may change it;
    `changes` are the aspects in which its last update differed (see `significance`). `shown` says
    whether it ever was open. It is `missing` since its source first left it out, which the source did
    `times_missed` times in a row.
    """

    state: State
    reason: str
    first_seen: datetime
    published: datetime
    updated: datetime
    digest: str
    closed: datetime | None = None
    next_transition: datetime | None = None
    changes: tuple[str, ...] = ()
    shown: bool = False
    times_missed: int = 0
    missing_since: datetime | None = None

    @property
    def ended(self) -> datetime | None:
        """Say when subscribers were told that it is over: never before the last update they saw."""
        return max(self.closed, self.updated) if self.closed else None


class PostVersion(NamedTuple):
    """What decides about the state and dates of an entry: what its document states now.

    digest: of the content, whether or not it differs in anything that subscribers notice.
    changes: the aspects in which it differs so. updated: when its publisher states that it last changed.
    """

    stated: Stated
    digest: str
    published: datetime | None = None
    changes: tuple[str, ...] = ()
    updated: datetime | None = None


def settle(known: Lifecycle | None, version: PostVersion, now: datetime) -> Lifecycle:
    """Return the lifecycle of an entry, from what is known of it and what its document states now.

    `published` never moves once the entry was public; `updated` moves forward only, with the state or with
    the content where it `changes`; neither is in the future of a public entry. A stated time of update
    counts if it is later than the known one and not in the future.
    """
    known = known._replace(times_missed=0, missing_since=None) if known else None  # it is listed again
    verdict = judge(version.stated, now)
    if known and known.digest == version.digest and _stays(known, verdict.state, now):
        return known
    first_seen = known.first_seen if known else now
    public = known if known and was_public(known) else None
    hidden = verdict.state in HIDDEN
    published = version.published
    if public:
        published = public.published
    elif not hidden:
        published = min(published or verdict.since or now, now)
    published = published or first_seen
    left = verdict.state in CLOSED or (hidden and public)
    if public and public.state not in LIVE and verdict.state in LIVE:
        version = version._replace(changes=(*version.changes, "state"))
    after = Lifecycle(
        *(verdict.state, verdict.reason, first_seen, published, published, version.digest),
        closed=_closing(known, verdict, now) if left else None,
        next_transition=verdict.next_transition,
        changes=version.changes if public and version.changes else known.changes if public and known else (),
        shown=verdict.state in LIVE or bool(known and known.shown),
    )
    return after._replace(updated=_updated(public, after, version, verdict.since, now))


def _stays(known: Lifecycle, state: State, now: datetime) -> bool:
    """Say whether a post stays as it is, of which its author says nothing new and the clock a `state`.

    What its author closed does not expire later on. A clock that was set back takes nothing out of the
    feeds, and brings back nothing that it closed already; one that ran far ahead is to be mended.
    """
    if known.state in LIVE:
        return state == "scheduled"
    if known.state not in CLOSED - {"removed"}:
        return False
    return state in CLOSED or (known.closed is not None and now < known.closed < now + SET_BACK)


def was_public(lifecycle: Lifecycle) -> bool:
    """Say whether subscribers may have seen it, be it a draft again by now."""
    return lifecycle.state not in HIDDEN or lifecycle.closed is not None


def _closing(known: Lifecycle | None, verdict: Verdict, now: datetime) -> datetime:
    """Say when a post closed: once, until it reopens; on its stated day, or now that it is found closed."""
    if known and known.closed:
        return known.closed
    return verdict.since or now


def _updated(
    known: Lifecycle | None, after: Lifecycle, version: PostVersion, since: datetime | None, now: datetime
) -> datetime:
    """Return when an entry last changed for subscribers; its state has been `after.state` since `since`."""
    stated = version.updated if version.updated and version.updated <= now else None
    if known is None:
        published = after.published
        return max(published, min(since or published, now), stated or published)
    if (known.state in LIVE) != (after.state in LIVE):
        changed = after.closed or since or now
        return changed if changed > known.updated else max(known.updated, now)
    # Subscribers do not see what changes in a closed post; if it reopens, that is a change.
    if not version.changes or after.state not in LIVE:
        return known.updated
    return stated if stated and stated > known.updated else max(known.updated, now)


def mark_missing(known: Lifecycle, proof: Proof, now: datetime, policy: Policy) -> Lifecycle:
    """Work out the life of an entry that its source no longer mentions.

    A source that said so ends it at once, one that gave all that is open ends it once it was left out
    `policy.confirmations` times in a row; after one that gave only a part, the entry is lost when nobody has
    seen it for `policy.stale_after_days`: it stays in the feeds, and is marked up as a job no more.
    Without an answer, nothing is known of it, and nothing changes.
    """
    if proof == "deleted":
        return remove(known, now)
    if proof == "none" or known.state not in LIVE:
        return known
    missing = known.missing_since or now
    known = known._replace(times_missed=known.times_missed + 1, missing_since=missing)
    if proof == "vouched" or (proof == "snapshot" and known.times_missed >= policy.confirmations):
        gone = known._replace(
            state="closed", reason="its source offers it no more", closed=now, next_transition=None
        )
        return gone._replace(updated=max(known.updated, now))
    if proof == "partial" and now - missing >= timedelta(days=policy.stale_after_days):
        return known._replace(state="stale", reason="its source does not mention it any more")
    if proof == "stale":
        return known._replace(state="stale", reason="its source has given no good answer for too long")
    return known


def remove(known: Lifecycle, now: datetime) -> Lifecycle:
    """Say that the document is gone; what was closed before keeps the day it closed."""
    closed = known.closed or now
    updated = known.updated if known.closed else max(known.updated, now)
    return known._replace(
        state="removed", reason="it was removed", closed=closed, updated=updated, next_transition=None
    )


def change(before: Lifecycle | None, after: Lifecycle) -> Change:
    """Name what subscribers would notice."""
    was, live = before is not None and before.state in LIVE, after.state in LIVE
    if live and not was:
        return "reopened" if before and before.shown else "new"
    if was and not live:
        return "removed" if after.state == "removed" else "closed"
    if live and before and (before.updated, before.changes) != (after.updated, after.changes):
        return "changed"
    return ""


class Timed(Protocol):
    """What the clock may change: a `Lifecycle`, or a listing that shows it."""

    @property
    def state(self) -> State:
        """What has become of it."""

    @property
    def next_transition(self) -> datetime | None:
        """The next moment at which it opens or closes."""

    @property
    def ended(self) -> datetime | None:
        """When subscribers were told that it is over."""

    @property
    def shown(self) -> bool:
        """Whether it ever stood in a feed."""


def has_tombstone(one: Timed, now: datetime, policy: Policy) -> bool:
    """Say whether feeds tell of its deletion (RFC 6721): it stood in them and ended lately."""
    if one.ended is None or not one.shown:
        return False
    return now < one.ended + timedelta(days=policy.tombstone_days)


def has_page(one: Timed, now: datetime, policy: Policy) -> bool:
    """Say whether it has a page: when it is live, and for a time after its end."""
    if one.state in HIDDEN:
        return False
    return one.ended is None or now < one.ended + timedelta(days=policy.closed_page_days)


def moments(one: Timed, policy: Policy) -> Iterator[tuple[datetime, str]]:
    """Name the moments at which the clock alone changes what is published of an entry, and how.

    `opens` and `closes` are the post's own; then its deletion is `told` no longer, its page is `gone`.
    """
    if one.next_transition:
        yield one.next_transition, "opens" if one.state == "scheduled" else "closes"
    if one.ended:
        if one.shown:
            yield one.ended + timedelta(days=policy.tombstone_days), "told"
        if one.state not in HIDDEN:
            yield one.ended + timedelta(days=policy.closed_page_days), "gone"
