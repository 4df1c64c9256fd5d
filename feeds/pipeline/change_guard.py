"""Change guard: hold back a source, or a whole run, that would close or change too many posts at once.

A source is held back alone: its entries stay as they are, its new posts and all other sources are published.
The whole run is held back if the cause is not in a source (another configuration or release, a clock that
jumped, a source that was removed from the configuration), or if it is in most sources at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from feeds.model.entry import Transition
from feeds.model.problem import Message, Phrase, Problem
from feeds.model.settings import Policy
from feeds.pipeline.run import Project

MAX_CLOCK_JUMP = timedelta(days=100)  # between two runs; a larger jump means that the clock is wrong
COUNTED = frozenset({"closed", "removed", "changed"})


class Held(NamedTuple):
    """What a run must hold back.

    reason: why the whole run, or "".
    sources: why each source that is held back alone, by name.
    transitions: the changes of these sources.
    most: whether these are more than half of the sources with open posts.
    """

    reason: Phrase = ""
    sources: Mapping[str, Message] = {}
    transitions: tuple[Transition, ...] = ()
    most: bool = False

    @property
    def entries(self) -> frozenset[str]:
        """Return the ids of the entries whose changes are held back."""
        return frozenset(transition.id for transition in self.transitions)


def check(
    transitions: Iterable[Transition], open_posts: Mapping[str, int], configured: Collection[str], policy: Policy
) -> Held:
    """Return what must be held back of a run.

    Args:
        transitions: the state changes of this run, without those of accepted sources, and without those that
            a post's own dates caused (they were announced), unless the clock jumped by more than
            `MAX_CLOCK_JUMP` since the last run.
        open_posts: number of posts of each source that were open before the run.
        configured: names of the sources in the configuration.
        policy: how many changes are too many.
    """
    counted = [one for one in transitions if one.change in COUNTED]
    edits = [one for one in counted if one.cause == "edit" and one.source in configured]
    if _are_too_many(len(counted) - len(edits), total := sum(open_posts.values()), policy):
        return Held(_reason(counted, total, policy))
    sizes = Counter(one.source for one in edits)
    held = {source for source, size in sizes.items() if _are_too_many(size, open_posts.get(source, 0), policy)}
    left = [one for one in counted if one.source not in held]
    if _are_too_many(len(left), total, policy):  # in small sources, each below the least number
        held |= {source for source, size in sizes.items() if size > policy.max_change_ratio * open_posts.get(source, 0)}
    most = 2 * len(held) > sum(1 for count in open_posts.values() if count)
    if most and len(held) > 1:
        return Held(_reason(counted, total, policy))
    by_source = {source: [one for one in edits if one.source == source] for source in sorted(held)}
    reasons = {source: _reason(ones, open_posts.get(source, 0), policy, source) for source, ones in by_source.items()}
    return Held("", reasons, tuple(one for ones in by_source.values() for one in ones), most)


def problems(held: Held, partners: Collection[str], project: Project) -> Iterator[Problem]:
    """Yield a problem for each folder that is held back; what is wrong with partners is in their source states."""
    places = project.places() if held.sources else {}
    for source, reason in held.sources.items():
        if source not in partners:
            file, line = places.get(source, (project.file, None))
            remedy = Message("its published posts stay as they were, its new ones are published")
            yield Problem(file, "", reason, remedy, f"sources: {source}", line)


def _are_too_many(changes: int, of: int, policy: Policy) -> bool:
    return changes >= policy.min_changes and changes > policy.max_change_ratio * of


def _reason(transitions: Iterable[Transition], open_posts: int, policy: Policy, source: str = "") -> Message:
    counts = Counter(one.change for one in transitions)
    return Message(
        "it would close %(closed)s and change %(changed)s of %(posts)s published posts, more than %(ratio)s of them; "
        "review it with `feeds publish --dry-run`, and accept it with `feeds accept%(source)s`",
        closed=counts["closed"] + counts["removed"],
        changed=counts["changed"],
        posts=open_posts,
        ratio=f"{policy.max_change_ratio:.0%}",
        source=f" {source}" if source else "",
    )
