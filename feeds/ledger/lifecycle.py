"""The rules by which posts open and close: pure, the clock an argument.

    draft
    scheduled → open → filled | withdrawn | expired | closed → open again
    removed (the document is gone)

The order in which statements count, the first that applies decides:

1. a draft is nobody's business yet
2. the position is filled
3. the author closed it: withdrawn if it is said not to be filled, expired if its last day has passed
4. its last day has passed, even if it is still called open
5. without `open`, the word of `status`
6. its first day is still to come
7. it is open
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from feeds.model import CLOSED, Moment, State, Stated

HIDDEN: frozenset[State] = frozenset({"draft", "scheduled"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, why, when it began (if that is known) and when it will be worth asking again."""

    state: State
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None


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
        return Verdict("scheduled", f"it opens on {stated.opens.text()}", until=first)
    return Verdict(
        "open",
        since=stated.opens.at if stated.opens else None,
        until=stated.closes.at if stated.closes else None,
    )


def _closed_by_author(stated: Stated, now: datetime) -> Verdict:
    if stated.filled is False:
        return Verdict("withdrawn", "it was withdrawn without being filled", _past(stated.closes, now))
    if stated.closes and stated.closes.at <= now:
        return Verdict("expired", f"it closed on {stated.closes.text()}", stated.closes.at)
    return Verdict("closed", "its author closed it")


def _past(moment: Moment | None, now: datetime) -> datetime | None:
    return moment.at if moment and moment.at <= now else None


TAKEN = CLOSED | {"draft"}  # out of the feeds by somebody's act; a scheduled post just waits

Change = Literal["", "new", "changed", "closed", "reopened", "removed"]


@dataclass(frozen=True, slots=True)
class Life:
    """What the ledger keeps of an entry's life.

    `closed` is when it left the open feeds; `until` is the next moment the clock may change it;
    `changes` are the aspects in which its last update differed (see `significance`).
    """

    state: State
    reason: str
    first_seen: datetime
    published: datetime
    updated: datetime
    digest: str
    closed: datetime | None = None
    until: datetime | None = None
    changes: tuple[str, ...] = ()


def settle(
    known: Life | None,
    published: datetime | None,
    stated: Stated,
    digest: str,
    now: datetime,
    changes: tuple[str, ...] = (),
) -> Life:
    """Work out an entry's life from what is known of it and what its document now says.

    `published` never moves once the entry was public; `updated` moves forward only, with the state or
    with the content where it `changes`; neither lies in the future of a public entry. `digest` names
    the content, whether or not it differs in anything that is worth telling.
    """
    verdict = judge(stated, now)
    if known and verdict.state in CLOSED and known.state in CLOSED - {"removed"} and known.digest == digest:
        return known  # what its author closed does not expire later on
    if known and verdict.state == "scheduled" and known.state == "open" and known.digest == digest:
        return known  # a clock that was set back takes nothing out of the feeds
    first_seen = known.first_seen if known else now
    public = known if known and was_public(known) else None
    hidden = verdict.state in HIDDEN
    if public:
        published = public.published
    elif not hidden:
        published = min(published or verdict.since or now, now)
    published = published or first_seen
    left = verdict.state in CLOSED or (hidden and public)
    closed = _closing(known, verdict, now) if left else None
    updated = _updated(public, published, closed, verdict, now, told=bool(changes))
    told = changes if public and changes else known.changes if public and known else ()
    times = (first_seen, published, updated)
    return Life(verdict.state, verdict.reason, *times, digest, closed, verdict.until, told)


def was_public(life: Life) -> bool:
    """Say whether subscribers may have seen it, be it a draft again by now."""
    return life.state not in HIDDEN or life.closed is not None


def _closing(known: Life | None, verdict: Verdict, now: datetime) -> datetime:
    if verdict.since:
        return verdict.since
    return known.closed if known and known.closed and known.state != "removed" else now


def _updated(
    known: Life | None,
    published: datetime,
    closed: datetime | None,
    verdict: Verdict,
    now: datetime,
    *,
    told: bool,
) -> datetime:
    if known is None:
        return max(published, min(verdict.since or published, now))
    if (known.state in TAKEN) != (verdict.state in TAKEN):
        turned = closed or verdict.since or now
        return max(known.updated, turned if turned > known.updated else now)
    return max(known.updated, now if told else verdict.since or known.updated)


def remove(known: Life, now: datetime) -> Life:
    """Say that the document is gone; what was closed before keeps the day it closed."""
    closed = known.closed or now
    return replace(known, state="removed", reason="it was removed", closed=closed, until=None)


def change(before: Life | None, after: Life) -> Change:
    """Name what subscribers would notice."""
    was, live = before is not None and before.state == "open", after.state == "open"
    if live and not was:
        return "reopened" if before and before.closed else "new"
    if was and not live:
        return "removed" if after.state == "removed" else "closed"
    if live and before and (before.updated, before.changes) != (after.updated, after.changes):
        return "changed"
    return ""
