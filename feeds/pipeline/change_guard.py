"""Whether a run may deliver what it found: a sudden change of many posts is most often an accident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from feeds.model.settings import Policy
from feeds.pipeline.run import Report

LEAP = timedelta(days=100)  # between two runs: beyond, a clock is not believed


def verdict(
    report: Report, live: int, clock_jump: timedelta, policy: Policy, accepted: Collection[str] = ()
) -> str:
    """Say why a run is held back that would close or change too much of the `live` posts; else nothing.

    What closes at its own date was announced, and counts only if the clock `leapt`; what changes in a source
    that is `accepted` was vouched for.
    """
    announced = set() if clock_jump > LEAP else {transition.id for transition in report.by_clock}
    counts = Counter(
        one.change for one in report.transitions if one.id not in announced and one.source not in accepted
    )
    closed, changed = counts["closed"] + counts["removed"], counts["changed"]
    if closed + changed < policy.min_changes or closed + changed <= policy.max_change_ratio * live:
        return ""
    return (
        f"it would close {closed} and change {changed} of {live} published posts, more than "
        f"{policy.max_change_ratio:.0%} of them; look at it with `feeds publish --dry-run`, "
        "and let it through with `feeds accept`"
    )
