"""Lifecycle: the rules by which entries open, close and are removed; pure, the clock is an argument.

    draft
    unlisted (it has a page, and is in no list)
    scheduled → open ⇄ stale
                open → filled | withdrawn | expired | closed → open again
    removed (its source stated or proved that it is gone)

The first of these that applies decides:

1. a draft is not public yet, nor is a new post whose state or first day is not understood
2. the position is filled
3. the author closed it: withdrawn if its `status` states that, expired if its last day has passed
4. its last day has passed, even if it is stated to be open
5. without `open`, its `status`: closed or withdrawn
6. its first day is still to come
7. it is open

What is unlisted stays so after 2 to 5, with the reason on its page. What was public and is hidden again, or whose
state is not understood any more, keeps its last public version (see `recorder`). What is public and stated to be
open stays so, even if its date moves ahead (see `public.dates`).

Absence is not closure: a missing entry closes only as far as its source proved that it is gone
(see `mark_missing`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.ledger.public.entries import was_public
from feeds.model.entry import CLOSED, CLOSED_ON, HIDDEN, LIVE, NOT_LISTED, OPENS_ON, Change, Removal, State
from feeds.model.problem import marked
from feeds.model.settings import Policy

if TYPE_CHECKING:
    from feeds.model.instant import Moment
    from feeds.model.post import Stated


class Verdict(NamedTuple):
    """A state, its reason, when it began (if known), and when the clock changes it next."""

    state: State
    reason: str = ""
    since: datetime | None = None
    next_transition: datetime | None = None


def judge(stated: Stated, now: datetime) -> Verdict:
    """Return the state of a post at the time `now`, new as far as it is `unclear`."""
    if stated.draft:
        return Verdict("draft", marked("it is marked as a draft"))
    if stated.unclear:
        is_day = stated.unclear == "day"
        reason = marked("its first day is not understood") if is_day else marked("its state is not understood")
        return Verdict("draft", reason)
    verdict = _judge_public(stated, now)
    return verdict._replace(state="unlisted") if stated.unlisted and verdict.state not in HIDDEN else verdict


def _judge_public(stated: Stated, now: datetime) -> Verdict:
    if stated.filled:
        return Verdict("filled", marked("the position is filled"), _past(stated.closes, now))
    if stated.open is False:
        return _closed_by_author(stated, now)
    if stated.closes and stated.closes.at <= now:
        return Verdict("expired", CLOSED_ON % {"day": stated.closes.text()}, stated.closes.at)
    if stated.open is None and stated.status in ("closed", "withdrawn"):
        return Verdict(stated.status, marked("its status says so"))
    if stated.opens and stated.opens.at > now:
        first = min(stated.opens.at, stated.closes.at) if stated.closes else stated.opens.at
        return Verdict("scheduled", OPENS_ON % {"day": stated.opens.text()}, next_transition=first)
    return Verdict(
        "open",
        since=stated.opens.at if stated.opens else None,
        next_transition=stated.closes.at if stated.closes else None,
    )


def _closed_by_author(stated: Stated, now: datetime) -> Verdict:
    if stated.status == "withdrawn":
        return Verdict("withdrawn", marked("its author withdrew it"), _past(stated.closes, now))
    if stated.closes and stated.closes.at <= now:
        return Verdict("expired", CLOSED_ON % {"day": stated.closes.text()}, stated.closes.at)
    return Verdict("closed", marked("its author closed it"))


def _past(stated: Moment | None, now: datetime) -> datetime | None:
    return stated.at if stated and stated.at <= now else None


MAX_CLOCK_STEP_BACK = timedelta(days=1)  # at most; from further ahead the clock was wrong, and a closure is undone


# What a source proves about a missing entry. deleted: it is gone (file deleted, status 410). confirmed: the
# user accepted that the list is complete. left out: the filters of the source leave it out. gone: the source itself
# is gone (status 410). snapshot: the list seems complete. partial: it is not complete. stale: no valid response for
# longer than `max_age_days`. none: no valid response, but for less time.
Proof = Literal["deleted", "confirmed", "left out", "gone", "snapshot", "partial", "stale", "none"]

MAX_STALE = timedelta(days=90)  # after which an offer that no source confirms closes
SOURCE_IS_GONE = marked("its source is gone")


class Lifecycle(NamedTuple):
    """State and dates of an entry.

    closed: when it left the open feeds; None for one that was closed when first seen, without a date.
    next_transition: when the clock changes its state next.
    changes: the aspects in which its last update differed (see `change_detection`). shown: whether it was ever
    open. times_missed: how often its source left it out in a row; missing_since: since when it is not confirmed.
    leaves: when it leaves, or left, the feeds, if they showed after `ended` that it closed.
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
    leaves: datetime | None = None

    @property
    def ended(self) -> datetime | None:
        """Return when it closed for subscribers: never before the last update that they saw."""
        return max(self.closed, self.updated) if self.closed else None


class PostVersion(NamedTuple):
    """The present version of a post, as its document states it.

    digest: of the whole content. changes: the aspects in which it differs significantly from the last
    version. updated: the stated time of its last change. edited: whether its document differs, not its reading.
    restated: whether its author has stated that time since the last version.
    """

    stated: Stated
    digest: str
    published: datetime | None = None
    changes: tuple[str, ...] = ()
    updated: datetime | None = None
    edited: bool = True
    restated: bool = False


def next_lifecycle(known: Lifecycle | None, version: PostVersion, now: datetime) -> Lifecycle:
    """Return the lifecycle of an entry after a new version of its post.

    `published` never moves once the entry was public; `updated` only moves forward, with the state or a
    significant change; neither is in the future for a public entry. A stated update time counts if it is
    later than the known one and not in the future; with an insignificant change, if its author restated it.
    """
    known = known._replace(times_missed=0, missing_since=None) if known else None  # it is listed again
    stated = version.stated
    if stated.unclear == "day" and known and known.state not in HIDDEN:
        stated = replace(stated, unclear="")  # it keeps its day
    verdict = judge(stated, now)
    if known and known.state == "unlisted" and verdict.state in HIDDEN:
        known = None  # no list has mentioned its present version, so none mentions that it is gone
    is_same = known and (known.digest == version.digest or (known.state in CLOSED and not version.edited))
    if known and is_same and _is_unaffected(known, verdict.state, now):
        return known._replace(digest=version.digest)
    first_seen = known.first_seen if known else now
    public = known if known and was_public(known) else None
    published = version.published
    if public:
        published = public.published
    elif verdict.state not in HIDDEN:
        published = min(published or verdict.since or now, now)
    published = published or first_seen
    left = verdict.state in CLOSED or (verdict.state in NOT_LISTED and public)
    if public and public.state not in LIVE and verdict.state in LIVE:
        version = version._replace(changes=(*version.changes, "state"))
    after = Lifecycle(
        *(verdict.state, verdict.reason, first_seen, published, published, version.digest),
        closed=_closed_at(known, verdict, now) if left else None,
        next_transition=verdict.next_transition,
        changes=_changes(public, version, verdict.state),
        shown=verdict.state in LIVE or bool(known and known.shown),
    )
    updated = _updated(public, after, version, verdict.since, now)
    if public and not version.changes and updated == version.updated != public.updated:
        after = after._replace(changes=())  # the author states when, not what
    return after._replace(updated=updated)


def _changes(public: Lifecycle | None, version: PostVersion, state: State) -> tuple[str, ...]:
    """Return what the last update changed that subscribers saw."""
    if public is None:
        return ()
    return public.changes if state in HIDDEN or not version.changes else version.changes


def _is_unaffected(known: Lifecycle, state: State, now: datetime) -> bool:
    """Return whether an unchanged post keeps its state although the clock implies `state`.

    A post that its author closed does not expire later. A clock set back removes nothing from the feeds and
    reopens nothing, unless it was far ahead before.
    """
    if known.state in LIVE:
        return state == "scheduled"
    if known.state not in CLOSED - {"removed"}:
        return False
    return state in CLOSED or (known.closed is not None and now < known.closed < now + MAX_CLOCK_STEP_BACK)


def _closed_at(known: Lifecycle | None, verdict: Verdict, now: datetime) -> datetime | None:
    """Return when a post closed, until it reopens: on its stated day, else now; None if it was never seen open."""
    if known and known.closed:
        return known.closed
    return verdict.since or (None if verdict.state in CLOSED and not (known and known.shown) else now)


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
    # Changes in a closed post are not published; reopening is a change by itself.
    if not (version.changes or version.restated) or after.state not in LIVE:
        return known.updated
    if stated and stated > known.updated:
        return stated
    return max(known.updated, now) if version.changes else known.updated


def mark_missing(
    known: Lifecycle, proof: Proof, now: datetime, policy: Policy, confirmed: datetime | None = None
) -> Lifecycle:
    """Return the lifecycle of an entry that its source leaves out, and last `confirmed` at that time.

    A deletion removes it at once, a complete list closes it after `policy.confirmations` absences in a row.
    After partial lists it becomes stale in `policy.stale_after_days`: it stays in the feeds, but without
    JobPosting, and closes after MAX_STALE. Without a valid response nothing changes.
    """
    if proof == "deleted":
        return remove(known, now)
    if proof == "none" or known.state not in LIVE:
        return known
    missing = known.missing_since or min(confirmed or now, now)
    known = known._replace(times_missed=known.times_missed + 1, missing_since=missing)
    if proof == "gone":
        return _gone(known, SOURCE_IS_GONE, now)
    if proof in ("confirmed", "left out") or (proof == "snapshot" and known.times_missed >= policy.confirmations):
        return _gone(known, marked("its source offers it no more"), now)
    if proof == "partial" and now - missing >= timedelta(days=policy.stale_after_days):
        return _stale(known, marked("its source does not mention it any more"), now)
    if proof == "stale":
        return _stale(known, marked("its source has given no good answer for too long"), now)
    return known


def _gone(known: Lifecycle, reason: str, now: datetime) -> Lifecycle:
    updated = max(known.updated, now)
    return known._replace(state="closed", reason=reason, closed=now, next_transition=None, updated=updated)


def ended_as_stated(known: Lifecycle, removal: Removal | None) -> Lifecycle:
    """Return the lifecycle of an entry that closed, in the state and for the reason that its source states."""
    if removal is None or known.state != "closed":
        return known
    return known._replace(state=removal.state, reason=removal.reason or known.reason)


def _stale(known: Lifecycle, reason: str, now: datetime) -> Lifecycle:
    if known.state == "stale":
        return known._replace(reason=reason)
    ends = [known.next_transition, now + MAX_STALE]
    return known._replace(state="stale", reason=reason, next_transition=min(filter(None, ends)))


def at_clock(known: Lifecycle, stated: Stated, published: datetime | None, now: datetime) -> Lifecycle:
    """Return the lifecycle of an entry at the time `now`, if its post has not changed.

    A source decides about an entry that it left out, not the clock: it is neither confirmed nor opened again.
    """
    verdict = judge(stated, now)
    if known.state == "stale" and verdict.state not in CLOSED:
        if known.next_transition is None:  # of an earlier version
            return known._replace(next_transition=now + MAX_STALE)
        return _gone(known, SOURCE_IS_GONE, now) if known.next_transition <= now else known
    if known.closed and known.state in CLOSED and judge(stated, known.closed).state not in CLOSED:
        return known
    return next_lifecycle(known, PostVersion(stated, known.digest, published), now)


def remove(known: Lifecycle, now: datetime) -> Lifecycle:
    """Return the lifecycle of a removed entry; one that was closed before keeps its day."""
    if known.state not in CLOSED and not known.closed:
        known = known._replace(closed=now, updated=max(known.updated, now))
    return known._replace(state="removed", reason=marked("it was removed"), next_transition=None)


def change(before: Lifecycle | None, after: Lifecycle) -> Change:
    """Return the kind of change that subscribers see, or ""."""
    was, live = before is not None and before.state in LIVE, after.state in LIVE
    if live and not was:
        return "reopened" if before and before.shown else "new"
    if was and not live:
        return "removed" if after.state == "removed" else "closed"
    if live and before and (before.updated, before.changes) != (after.updated, after.changes):
        return "changed"
    return ""
