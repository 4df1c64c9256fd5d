"""What the stages of a run return, and the report that is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from feeds.model.problem import Problem
from feeds.notify import Notified

if TYPE_CHECKING:
    from feeds.assemble.archives import Outline
    from feeds.model.entry import Listing, Transition
    from feeds.pipeline.partners.documents import ParsedDocuments
    from feeds.pipeline.sources.scan import SourceChanges


class Fetched(NamedTuple):
    """What fetching the due partners did.

    partners: how many were fetched; `left` were due too, and wait for the next run for want of time.
    received: bytes.
    notes: what could not be fetched of a partner, with its name.
    parsed: the documents that were parsed on the way.
    """

    partners: int = 0
    left: int = 0
    received: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    parsed: ParsedDocuments | None = None


class Recorded(NamedTuple):
    """What was recorded in the ledger.

    by_clock: those of the transitions that the posts' own dates caused.
    changed: whether a document differs from before; one that was only touched does not.
    """

    transitions: tuple[Transition, ...] = ()
    by_clock: tuple[Transition, ...] = ()
    changed: bool = False

    def counted(self, *, with_clock: bool) -> tuple[Transition, ...]:
        """Return the transitions, without those of entries that the clock changed unless they count too."""
        announced = () if with_clock else {transition.id for transition in self.by_clock}
        return tuple(transition for transition in self.transitions if transition.id not in announced)


class Entries(NamedTuple):
    """What the ledger holds after a run.

    counts: how many entries there are of each kind and state (`job open`).
    problems: those of all sources.
    held_back: why it must not be delivered, or "".
    changed: whether it may differ from what is published.
    """

    transitions: tuple[Transition, ...] = ()
    listings: tuple[Listing, ...] = ()
    counts: Mapping[str, int] = {}
    problems: tuple[Problem, ...] = ()
    held_back: str = ""
    changed: bool = False


class Delivery(NamedTuple):
    """What is published, and what of it this run wrote.

    written, removed: paths below the output; `published` counts all files there.
    failed: how many outputs could not be made or written.
    listings: all entries as they are published; those without a page have no path.
    feeds: the documents of all feeds.
    old_pages: ids of the entries whose new pages could not be written.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    published: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()
    listings: tuple[Listing, ...] = ()
    feeds: tuple[Outline, ...] = ()
    old_pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found and did.

    transitions: the changes of state that subscribers will notice.
    counts: how many entries there are of each kind and state (`job open`).
    written, removed, published, outputs_failed: see `Delivery`.
    unread: names of the folders that could not be read.
    fetched, left, received: see `Fetched`.
    notified, pending: how many notifications were sent, and how many wait.
    stopped: why nothing was delivered, or "".
    """

    transitions: tuple[Transition, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    published: int = 0
    outputs_failed: int = 0
    unread: tuple[str, ...] = ()
    fetched: int = 0
    left: int = 0
    received: int = 0
    notified: int = 0
    pending: int = 0
    stopped: str = ""

    @property
    def ok(self) -> bool:
        """Return whether all that was to be published was; problems in posts do not count."""
        return not (self.stopped or self.outputs_failed)

    def including(self, other: Fetched | Notified) -> Report:
        """Return the report with what was fetched or sent beside the run."""
        if isinstance(other, Notified):
            return replace(self, notified=self.notified + other.sent)
        return replace(
            self,
            fetched=self.fetched + other.partners,
            left=self.left + other.left,
            received=self.received + other.received,
        )

    def warnings(self) -> list[Problem]:
        """Return the problems that are worth an exit status."""
        return warnings(self.problems)


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that are worth an exit status."""
    return [problem for problem in problems if problem.severity != "note"]


def report(
    fetched: Fetched, changes: SourceChanges, entries: Entries, delivery: Delivery, notified: Notified
) -> Report:
    """Return the report of a run, from what its stages returned."""
    return Report(
        transitions=entries.transitions,
        problems=(*changes.problems, *entries.problems, *delivery.problems, *notified.problems),
        counts=entries.counts,
        written=delivery.written,
        removed=delivery.removed,
        published=delivery.published,
        outputs_failed=delivery.failed,
        unread=changes.unread,
        fetched=fetched.partners,
        left=fetched.left,
        received=fetched.received,
        notified=notified.sent,
        pending=notified.pending,
        stopped=entries.held_back,
    )
