"""Whether a run may deliver what it found: a sudden change of many posts is most often an accident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from feeds.ledger.ledger import Transition
from feeds.model import Policy


def verdict(transitions: Iterable[Transition], live: int, policy: Policy) -> str:
    """Say why a run is held back that would close or change too much of the `live` posts; else nothing."""
    counts = Counter(transition.change for transition in transitions)
    closed, changed = counts["closed"] + counts["removed"], counts["changed"]
    if closed + changed < policy.guard_least or closed + changed <= policy.guard_share * live:
        return ""
    return (
        f"it would close {closed} and change {changed} of {live} published posts, more than "
        f"{policy.guard_share:.0%} of them; look at it with `feeds publish --dry-run`, "
        "and let it through with `feeds accept`"
    )
