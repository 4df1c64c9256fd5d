"""The rules by which posts open and close."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ledger.lifecycle import (
    HIDDEN,
    MAX_CLOCK_STEP_BACK,
    Lifecycle,
    PostVersion,
    change,
    judge,
    mark_missing,
    next_lifecycle,
    remove,
    was_public,
)
from feeds.ledger.public.retention import clock_changes, has_page, has_tombstone
from feeds.model.entry import CLOSED
from feeds.model.instant import Moment
from feeds.model.post import Stated
from feeds.model.settings import Policy

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAST, FUTURE = Moment(NOW - timedelta(days=30)), Moment(NOW + timedelta(days=30))
NEVER_ASKED = Stated()

instants = st.integers(-100, 100).map(lambda days: Moment(NOW + timedelta(days=days)))
flags = st.sampled_from([None, True, False])
stated = st.builds(
    Stated,
    draft=st.booleans(),
    open=flags,
    filled=flags,
    status=st.sampled_from([None, "open", "closed"]),
    opens=st.none() | instants,
    closes=st.none() | instants,
)
published = st.none() | instants.map(lambda moment: moment.at)
nows = st.integers(-150, 150).map(lambda days: NOW + timedelta(days=days))
# What a document says changes its digest, as it does in the ledger, where `Stated` is part of the content.
visits = st.tuples(published, stated, st.sampled_from("ab"), nows | st.just(None))
histories = st.lists(visits, min_size=1, max_size=6)


def settled(known, published, stated, digest, now, changes=(), said=None):
    """Return the lifecycle after a document stated this."""
    return next_lifecycle(known, PostVersion(stated, digest, published, changes, said), now)


def live_through(history):
    """Return the lifecycle and clock after each visit; a visit without a time is the document's end."""
    lifecycle, now = None, NOW - timedelta(days=200)
    for day, says, word, at in history:
        now = max(now, at or now)
        if at is None and lifecycle:
            lifecycle = remove(lifecycle, now) if lifecycle.state != "removed" and was_public(lifecycle) else lifecycle
        else:
            lifecycle = settled(lifecycle, day, says, f"{word}{says}", now)
        yield lifecycle, now


@pytest.mark.parametrize(
    ("says", "state"),
    [
        (Stated(draft=True, filled=True, open=False, closes=PAST), "draft"),
        (Stated(filled=True, open=True, closes=FUTURE), "filled"),
        (Stated(filled=True, open=False, closes=PAST), "filled"),
        (Stated(open=False, filled=False), "closed"),
        (Stated(open=False, filled=False, closes=FUTURE), "closed"),
        (Stated(open=False, filled=False, closes=PAST), "expired"),
        (Stated(open=False, status="withdrawn", closes=PAST), "withdrawn"),
        (Stated(status="withdrawn"), "withdrawn"),
        (Stated(open=True, status="withdrawn"), "open"),
        (Stated(open=False, closes=PAST), "expired"),
        (Stated(open=False, closes=FUTURE), "closed"),
        (Stated(open=False, status="open", opens=FUTURE), "closed"),
        (Stated(open=True, closes=PAST), "expired"),
        (Stated(closes=PAST, status="closed"), "expired"),
        (Stated(status="closed", opens=FUTURE), "closed"),
        (Stated(open=True, status="closed"), "open"),
        (Stated(open=True, opens=FUTURE), "scheduled"),
        (Stated(status="open", opens=FUTURE, closes=FUTURE), "scheduled"),
        (Stated(filled=False, opens=PAST, closes=FUTURE), "open"),
        (NEVER_ASKED, "open"),
    ],
)
def test_the_first_rule_that_applies_decides(says, state):
    """Statements that contradict each other have an order of precedence."""
    assert judge(says, NOW).state == state


@pytest.mark.parametrize("edited", [False, True])
def test_a_post_that_was_withdrawn_by_an_earlier_version_stays_so(edited):
    """`filled: false` was a reason once; an edit is read by the present rules, and moves no date of a closed post."""
    stated, before = Stated(open=False, filled=False), NOW - timedelta(days=20)
    known = Lifecycle("withdrawn", "it was withdrawn", before, before, before, "a", closed=before, shown=True)
    after = next_lifecycle(known, PostVersion(stated, "b", edited=edited), NOW)
    assert after.state == ("closed" if edited else "withdrawn")
    assert (after.closed, after.updated, change(known, after)) == (before, before, "")


def test_a_post_opens_at_its_very_moment():
    """One second before it is scheduled; at the moment itself it is open."""
    says = Stated(opens=Moment(NOW))
    assert [judge(says, NOW - SECOND).state, judge(says, NOW).state] == ["scheduled", "open"]


def test_a_post_closes_at_its_very_moment():
    """One second before it is open; at the moment itself it has expired."""
    says = Stated(closes=Moment(NOW))
    assert [judge(says, NOW - SECOND).state, judge(says, NOW).state] == ["open", "expired"]


def test_a_verdict_says_why_in_the_words_of_the_author():
    """The day of a closing is reported as a day when a day was all that was given."""
    says = Stated(closes=Moment(NOW, date(2026, 3, 9)))
    assert judge(says, NOW).reason == "it closed on 2026-03-09"


def test_a_filled_position_has_no_moment_to_wait_for():
    """A last day still to come changes nothing about a position that is filled."""
    verdict = judge(Stated(filled=True, closes=FUTURE), NOW)
    assert (verdict.since, verdict.next_transition) == (None, None)


@given(stated, nows)
def test_every_statement_has_a_verdict_with_a_reason(says, now):
    """Whatever a document says, it is in some state, and all but an open post say why."""
    verdict = judge(says, now)
    assert bool(verdict.reason) == (verdict.state != "open")


@given(stated, nows)
def test_nothing_changes_before_the_next_moment(says, now):
    """Until the moment a verdict names, asking again gives the same; without one, nothing falls due."""
    verdict = judge(says, now)
    if verdict.next_transition:
        assert judge(says, verdict.next_transition - SECOND) == verdict
        assert judge(says, verdict.next_transition).state != verdict.state
    else:
        later = judge(says, now + timedelta(days=1000))
        assert (later.state in CLOSED) == (verdict.state in CLOSED)


@given(histories)
def test_to_settle_twice_is_to_settle_once(history):
    """The same document at the same moment changes nothing."""
    *_, (lifecycle, now) = live_through(history)
    day, says, word, _ = history[-1]
    once = settled(lifecycle, day, says, f"{word}{says}", now)
    assert settled(once, day, says, f"{word}{says}", now) == once


@given(histories)
def test_published_never_moves_once_public(history):
    """Be it closed, a draft again, removed and back: the day of its publication stays."""
    lifecycles = [lifecycle for lifecycle, _ in live_through(history) if was_public(lifecycle)]
    assert len({lifecycle.published for lifecycle in lifecycles}) <= 1


@given(histories)
def test_once_public_always_public(history):
    """What subscribers have seen is not forgotten to have been seen."""
    seen = [was_public(lifecycle) for lifecycle, _ in live_through(history)]
    assert seen == sorted(seen)


@given(histories)
def test_updated_never_goes_back(history):
    """Readers that sort by `updated` never see a post fall."""
    updates = [lifecycle.updated for lifecycle, _ in live_through(history) if was_public(lifecycle)]
    assert updates == sorted(updates)


@given(histories)
def test_nothing_public_is_dated_in_the_future(history):
    """Neither `published` nor `updated` nor `closed` of a public entry is later than now."""
    for lifecycle, now in live_through(history):
        if was_public(lifecycle):
            assert lifecycle.published <= lifecycle.updated <= now
            assert lifecycle.closed is None or lifecycle.closed <= now


@given(histories)
def test_what_left_the_feeds_says_when(history):
    """An entry that was open and is closed has the time of its closing, an open one has none."""
    for lifecycle, _ in live_through(history):
        assert lifecycle.closed is not None or lifecycle.state not in CLOSED or not lifecycle.shown
        assert lifecycle.closed is None or lifecycle.state != "open"


@given(histories, nows)
def test_a_later_look_at_the_same_content_moves_updated_only_with_the_state(history, later):
    """A run in which nothing was said and nothing fell due leaves the life as it is."""
    *_, (lifecycle, now) = live_through(history)
    day, says, word, _ = history[-1]
    once = settled(lifecycle, day, says, f"{word}{says}", now)
    again = settled(once, day, says, f"{word}{says}", max(now, later))
    if again.state == once.state:
        assert again == once


def test_a_new_post_is_dated_by_its_author():
    """What was published before it was first seen keeps its own day."""
    lifecycle = settled(None, PAST.at, NEVER_ASKED, "a", NOW)
    assert (lifecycle.published, lifecycle.updated, lifecycle.first_seen) == (PAST.at, PAST.at, NOW)


def test_a_post_without_a_date_is_dated_by_its_opening():
    """A post that says from when on it is open was published then."""
    assert settled(None, None, Stated(opens=PAST), "a", NOW).published == PAST.at


def test_a_post_without_any_date_is_dated_when_first_seen():
    """What is not known is the moment it was first seen, and stays that."""
    lifecycle = settled(None, None, NEVER_ASKED, "a", NOW)
    assert settled(lifecycle, None, NEVER_ASKED, "b", NOW + SECOND).published == NOW


def test_a_post_dated_tomorrow_but_open_today_is_dated_today():
    """No public entry lies in the future, whatever its author wrote."""
    lifecycle = settled(None, FUTURE.at, NEVER_ASKED, "a", NOW)
    assert (lifecycle.published, lifecycle.updated) == (NOW, NOW)


def test_a_scheduled_post_keeps_its_date_until_it_opens():
    """It is published at its opening, not when its file was written."""
    says = Stated(opens=FUTURE)
    waiting = settled(None, FUTURE.at, says, "a", NOW)
    opened = settled(waiting, FUTURE.at, says, "a", FUTURE.at)
    assert (waiting.state, waiting.published) == ("scheduled", FUTURE.at)
    assert (opened.state, opened.published, opened.updated) == ("open", FUTURE.at, FUTURE.at)


def test_a_post_expires_at_its_moment_even_if_nobody_looked():
    """The day it closed is its last day, not the day of the run that found out."""
    says = Stated(closes=FUTURE)
    lifecycle = settled(settled(None, PAST.at, says, "a", NOW), PAST.at, says, "a", FUTURE.at + timedelta(days=9))
    assert (lifecycle.state, lifecycle.closed, lifecycle.updated) == ("expired", FUTURE.at, FUTURE.at)


def test_a_post_closed_for_a_past_day_is_updated_now():
    """`updated` does not go back to the day that an edit says it closed."""
    opened = settled(None, NOW, NEVER_ASKED, "a", NOW)
    closed = settled(opened, NOW, Stated(closes=PAST), "b", NOW + SECOND)
    assert (closed.closed, closed.updated) == (PAST.at, NOW + SECOND)


def test_a_closed_post_keeps_the_day_it_closed():
    """Rewording a closed post, or giving another reason, does not close it again."""
    opened = settled(None, PAST.at, NEVER_ASKED, "a", PAST.at)
    closed = settled(opened, PAST.at, Stated(filled=True), "b", NOW)
    reworded = settled(closed, PAST.at, Stated(open=False), "c", NOW + SECOND)
    assert (reworded.state, reworded.closed) == ("closed", NOW)


@pytest.mark.parametrize(
    "stated", [Stated(filled=True), Stated(open=False), Stated(status="closed"), Stated(open=False, filled=False)]
)
def test_the_first_run_is_no_day_of_closing(stated):
    """Of a post that was closed when first seen, nothing depends on when that was, nor on when its file goes."""
    lifecycles = [settled(None, PAST.at, stated, "a", now) for now in (NOW, NOW + timedelta(days=40))]
    assert {one._replace(first_seen=NOW) for one in lifecycles} == {lifecycles[0]}
    assert lifecycles[0].closed is None
    assert settled(lifecycles[0], PAST.at, stated, "b", NOW + SECOND).closed is None
    assert remove(lifecycles[0], NOW + SECOND).closed is None
    assert settled(None, PAST.at, replace(stated, closes=PAST), "a", NOW).closed in (PAST.at, None)


def test_a_closed_post_that_opens_and_closes_has_a_day_of_closing():
    """It is then known."""
    closed = settled(None, PAST.at, Stated(open=False), "a", PAST.at)
    opened = settled(closed, PAST.at, Stated(open=True), "b", NOW)
    assert (opened.closed, settled(opened, PAST.at, Stated(open=False), "c", NOW + SECOND).closed) == (
        None,
        NOW + SECOND,
    )


def test_a_post_that_its_author_closed_does_not_expire():
    """When its last day comes later, it has long been closed."""
    says = Stated(open=False, closes=FUTURE)
    closed = settled(None, PAST.at, says, "a", NOW)
    assert settled(closed, PAST.at, says, "a", FUTURE.at) == closed


def test_a_post_that_closes_before_it_opens_never_opens():
    """Of two days in the wrong order the earlier is the next moment, and it closes for good."""
    says = Stated(opens=FUTURE, closes=Moment(FUTURE.at - SECOND))
    waiting = settled(None, None, says, "a", NOW)
    assert (waiting.state, waiting.next_transition) == ("scheduled", FUTURE.at - SECOND)
    assert settled(waiting, None, says, "a", FUTURE.at).state == "expired"


def test_a_post_taken_back_to_draft_is_remembered():
    """A draft that was public comes back with its first date, and says that it changed."""
    opened = settled(None, None, NEVER_ASKED, "a", NOW)
    drafted = settled(opened, None, Stated(draft=True), "b", NOW + SECOND)
    back = settled(drafted, None, NEVER_ASKED, "a", NOW + 2 * SECOND)
    assert (drafted.state, drafted.closed) == ("draft", NOW + SECOND)
    assert (back.published, back.updated, back.closed) == (NOW, NOW + 2 * SECOND, None)
    assert change(drafted, back) == "reopened"


def test_a_clock_set_back_and_right_again_leaves_no_trace():
    """A machine that starts with a wrong clock does not announce every post as updated."""
    says = Stated(opens=PAST)
    right = settled(None, None, says, "a", NOW)
    wrong = settled(right, None, says, "a", PAST.at - SECOND)
    assert wrong == right
    assert settled(wrong, None, says, "a", NOW + SECOND) == right


def test_a_clock_set_back_brings_nothing_back_that_it_closed():
    """What closed at midnight is not open again at eleven; a clock that ran days ahead is mended."""
    opened = settled(None, None, Stated(closes=FUTURE), "a", NOW)
    closed = settled(opened, None, Stated(closes=FUTURE), "a", FUTURE.at + SECOND)
    assert settled(closed, None, Stated(closes=FUTURE), "a", FUTURE.at - SECOND) == closed
    assert settled(closed, None, Stated(closes=FUTURE), "b", FUTURE.at - SECOND).state == "open"
    assert settled(closed, None, Stated(closes=FUTURE), "a", FUTURE.at - MAX_CLOCK_STEP_BACK).state == "open"


def test_an_opening_that_its_author_moved_takes_the_post_back():
    """What was open waits again if its document says so."""
    opened = settled(None, None, Stated(opens=PAST), "a", NOW)
    assert settled(opened, None, Stated(opens=FUTURE), "b", NOW + SECOND).state == "scheduled"


def test_a_removed_post_keeps_the_day_it_closed_before():
    """Tidying up the file of a post that was filled last year does not close it today."""
    opened = settled(None, PAST.at, NEVER_ASKED, "a", PAST.at)
    filled = settled(opened, PAST.at, Stated(filled=True), "b", PAST.at + SECOND)
    removed = remove(filled, NOW)
    assert (removed.state, removed.closed, removed.next_transition) == ("removed", PAST.at + SECOND, None)


def lifecycle(state, digest="a", closed=None):
    """Make a life of which only the state and the content matter."""
    if state in CLOSED:
        closed = NOW
    return Lifecycle(state, "", NOW, NOW, NOW, digest, closed, shown=state not in HIDDEN or closed is not None)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (None, lifecycle("open"), "new"),
        (None, lifecycle("expired"), ""),
        (None, lifecycle("scheduled"), ""),
        (lifecycle("scheduled"), lifecycle("open"), "new"),
        (lifecycle("draft"), lifecycle("open"), "new"),
        (lifecycle("draft", closed=NOW), lifecycle("open"), "reopened"),
        (lifecycle("filled"), lifecycle("open"), "reopened"),
        (lifecycle("removed"), lifecycle("open"), "reopened"),
        (lifecycle("open"), lifecycle("open", "b")._replace(changes=("pay",)), "changed"),
        (lifecycle("open"), lifecycle("open", "b"), ""),
        (lifecycle("open"), lifecycle("open"), ""),
        (lifecycle("open"), lifecycle("filled"), "closed"),
        (lifecycle("open"), lifecycle("draft", closed=NOW), "closed"),
        (lifecycle("open"), lifecycle("removed"), "removed"),
        (lifecycle("filled"), lifecycle("removed"), ""),
        (lifecycle("filled"), lifecycle("filled", "b"), ""),
    ],
)
def test_a_change_is_named_as_subscribers_see_it(before, after, name):
    """Only what enters, leaves or changes in the open feeds is worth a word."""
    assert change(before, after) == name


def test_hidden_states_are_not_closed_ones():
    """A post is hidden, open or closed, and never two of them."""
    assert not HIDDEN & CLOSED


def test_only_what_is_worth_telling_moves_the_update():
    """Other white space or markup changes the content's name, and nothing that subscribers see."""
    first = settled(None, PAST.at, NEVER_ASKED, "a", NOW)
    dressed = settled(first, PAST.at, NEVER_ASKED, "b", NOW + SECOND)
    paid = settled(dressed, PAST.at, NEVER_ASKED, "c", NOW + SECOND, ("pay",))
    assert (dressed.updated, dressed.changes) == (first.updated, ())
    assert (paid.updated, paid.changes) == (NOW + SECOND, ("pay",))
    assert settled(paid, PAST.at, NEVER_ASKED, "d", NOW + 2 * SECOND).changes == ("pay",)


# What a source leaves out

OPEN = Lifecycle("open", "", NOW, NOW, NOW, "a", shown=True)
POLICY = Policy()
proofs = st.sampled_from(["deleted", "snapshot", "partial", "none"])
looks = st.lists(st.tuples(proofs | st.just("seen"), st.integers(0, 5)), max_size=12)


def look(lifecycle, seen, at):
    """Return the life of a post after its source was looked at."""
    return (
        settled(lifecycle, None, NEVER_ASKED, "a", at) if seen == "seen" else mark_missing(lifecycle, seen, at, POLICY)
    )


def test_a_deleted_document_ends_at_once():
    """Who says so is believed."""
    gone = mark_missing(OPEN, "deleted", NOW + SECOND, POLICY)
    assert (gone.state, gone.closed, gone.updated) == ("removed", NOW + SECOND, NOW + SECOND)


def test_a_complete_answer_must_leave_a_post_out_twice():
    """Once is an accident."""
    once = mark_missing(OPEN, "snapshot", NOW + SECOND, POLICY)
    twice = mark_missing(once, "snapshot", NOW + 2 * SECOND, POLICY)
    assert (once.state, once.times_missed) == ("open", 1)
    assert (twice.state, twice.closed, twice.reason) == (
        "closed",
        NOW + 2 * SECOND,
        "its source offers it no more",
    )


def test_a_post_that_is_seen_in_between_was_never_missed():
    """Only misses in a row count."""
    lifecycle = OPEN
    for seen in ("snapshot", "seen", "snapshot", "seen", "snapshot"):
        lifecycle = look(lifecycle, seen, NOW)
        assert lifecycle.state == "open"


def test_a_partial_answer_loses_a_post_after_a_while():
    """It stays in the feeds, unchanged for subscribers, and comes back without a word."""
    day = timedelta(days=1)
    first = mark_missing(OPEN, "partial", NOW, POLICY)
    later = mark_missing(first, "partial", NOW + 13 * day, POLICY)
    lost = mark_missing(later, "partial", NOW + 14 * day, POLICY)
    back = settled(lost, None, NEVER_ASKED, "a", NOW + 15 * day)
    assert [lifecycle.state for lifecycle in (first, later, lost, back)] == ["open", "open", "stale", "open"]
    assert {change(OPEN, first), change(later, lost), change(lost, back)} == {""}
    assert lost.updated == back.updated == OPEN.updated


@given(looks)
def test_without_an_answer_nothing_changes(history):
    """However often a source fails, in whatever state."""
    lifecycle, at = OPEN, NOW
    for seen, days in history:
        at += timedelta(days=days)
        lifecycle = look(lifecycle, seen, at)
        assert mark_missing(lifecycle, "none", at + timedelta(days=1000), POLICY) == lifecycle


@given(looks)
def test_what_was_missed_less_often_than_asked_for_is_open(history):
    """Absence closes only what a complete answer left out as often as the policy says, in a row."""
    lifecycle, at, times_missed = OPEN, NOW, 0
    for seen, days in history:
        at += timedelta(days=days)
        lifecycle = look(lifecycle, seen, at)
        if seen == "deleted":
            return
        times_missed = 0 if seen == "seen" else times_missed + (seen != "none")
        if lifecycle.state == "closed":
            assert times_missed >= POLICY.confirmations
        assert lifecycle.updated <= at


def test_a_deletion_is_told_and_a_page_stays_for_as_long_as_the_policy_says():
    """Each moment at which the clock changes that is named."""
    gone = remove(OPEN, NOW)
    tombstone, page = timedelta(days=POLICY.tombstone_days), timedelta(days=POLICY.closed_page_days)
    assert list(clock_changes(gone, POLICY)) == [
        (NOW + tombstone, "tombstone_expires"),
        (NOW + page, "page_expires"),
    ]
    for at, is_so in ((NOW, True), (NOW + tombstone - SECOND, True), (NOW + tombstone, False)):
        assert has_tombstone(gone, at, POLICY) == is_so
    for at, is_so in ((NOW, True), (NOW + page - SECOND, True), (NOW + page, False)):
        assert has_page(gone, at, POLICY) == is_so
    assert has_page(OPEN, NOW + 99 * page, POLICY)
    never = gone._replace(shown=False)
    assert not has_tombstone(never, NOW, POLICY)


@given(histories, nows)
def test_the_clock_changes_nothing_but_at_its_moments(history, at):
    """Between two of them, tombstones and pages stay."""
    *_, (lifecycle, now) = live_through(history)
    at = max(at, now)
    coming = [moment for moment, _ in clock_changes(lifecycle, POLICY) if moment > now]
    if all(moment > at for moment in coming):
        assert has_tombstone(lifecycle, at, POLICY) == has_tombstone(lifecycle, now, POLICY)
        assert has_page(lifecycle, at, POLICY) == has_page(lifecycle, now, POLICY)
