"""Change guard: hold back a run that would close or change too many posts at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from feeds.model.entry import Transition
from feeds.model.settings import Policy

MAX_CLOCK_JUMP = timedelta(days=100)  # between two runs; a larger jump means that the clock is wrong


def check(transitions: Iterable[Transition], open_posts: int, policy: Policy) -> str:
    """Return why a run must be held back, or "" if it may be delivered.

    Args:
        transitions: the state changes of this run, without those of accepted sources, and without those that
            a post's own dates caused (they were announced), unless the clock jumped by more than
            `MAX_CLOCK_JUMP` since the last run.
        open_posts: number of posts that were open before the run.
        policy: how many changes are too many.
    """
    counts = Counter(one.change for one in transitions)
    closed, changed = counts["closed"] + counts["removed"], counts["changed"]
    if closed + changed < policy.min_changes or closed + changed <= policy.max_change_ratio * open_posts:
        return ""
    return (
        f"it would close {closed} and change {changed} of {open_posts} published posts, more than "
        f"{policy.max_change_ratio:.0%} of them; review it with `feeds publish --dry-run`, "
        "and accept it with `feeds accept`"
    )
