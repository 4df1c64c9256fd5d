"""The score of a source: its laws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.ledger.public.quality import FIELDS, Quality, are_moved

COUNTS = st.integers(0, 1000)
QUALITIES = st.builds(
    Quality,
    *(COUNTS, COUNTS, COUNTS, COUNTS, st.none() | COUNTS),
    st.dictionaries(st.sampled_from(FIELDS), COUNTS),
)


@given(QUALITIES)
def test_a_score_is_between_0_and_100(quality: Quality) -> None:
    """A score of 100 is that of a source without faults."""
    assert 0 <= quality.score <= 100
    faults = quality.wrong_closings + quality.moved_dates + sum(quality.missing_fields.values())
    assert faults or quality.score == 100
    assert sum(quality.lost().values()) > 0 or not faults


@given(QUALITIES, st.sampled_from(FIELDS))
def test_no_fault_raises_the_score(quality: Quality, field: str) -> None:
    missing = {**quality.missing_fields, field: quality.missing_fields.get(field, 0) + 1}
    assert quality._replace(missing_fields=missing).score <= quality.score
    assert quality._replace(wrong_closings=quality.wrong_closings + 1).score <= quality.score
    assert quality._replace(moved_dates=quality.moved_dates + 1).score <= quality.score


def test_only_dates_that_both_state_can_move() -> None:
    """A day that gets a time is the same day."""
    assert not are_moved("", "2026-01-01 -")
    assert not are_moved("2026-01-01 -", "2026-01-01T10:00:00Z 2026-05-01")
    assert are_moved("2026-01-01 -", "2026-01-02 -")
    assert are_moved("2026-01-01T10:00:00Z 2026-05-01", "2026-01-01T10:00:00Z 2026-05-02")
    assert are_moved("2026-01-01T10:00:00Z -", "2026-01-01T11:00:00Z -")
