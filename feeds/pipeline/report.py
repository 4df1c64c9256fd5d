"""Results of the stages of a run, and its report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from feeds.model.errors import OutputError
from feeds.model.problem import Phrase, Problem, listed
from feeds.notify import Notified
from feeds.pipeline.change_guard import Held

if TYPE_CHECKING:
    from feeds.assemble.archives import Outline
    from feeds.model.entry import Transition
    from feeds.pipeline.partners.documents import ParsedDocuments
    from feeds.pipeline.site.members import Changes
    from feeds.pipeline.sources.scan import SourceChanges


class Fetched(NamedTuple):
    """What fetching the due partners did.

    partners: how many were fetched; `skipped` were due too, but there was no time left for them.
    received: bytes.
    notes: names of partners, each with what could not be fetched of it.
    parsed: the documents that were parsed to find their links.
    """

    partners: int = 0
    skipped: int = 0
    received: int = 0
    notes: tuple[tuple[str, str], ...] = ()
    parsed: ParsedDocuments | None = None


class Recorded(NamedTuple):
    """What was recorded in the ledger.

    changed: whether any document has another content than before.
    moving_texts: what was observed of texts that move, by source and locator; it outlasts a run held back.
    held: what the change guard holds back; nothing of it was recorded.
    """

    transitions: Collection[Transition] = ()
    changed: bool = False
    moving_texts: Mapping[tuple[str, str], str] = {}
    held: Held = Held()


class Entries(NamedTuple):
    """The entries in the ledger after a run.

    counts: number of entries of each kind and state (`job open`).
    unconfirmed: since when the first of the stale offers is not confirmed, as RFC 3339, or "".
    problems: those of all sources.
    held_back: why the run must not be delivered, or "".
    held: the sources that are held back alone.
    changes: what may differ from what is published; None if that was not determined.
    changed: whether the entries may differ from what is published.
    """

    transitions: Collection[Transition] = ()
    changes: Changes | None = None
    counts: Mapping[str, int] = {}
    unconfirmed: str = ""
    problems: tuple[Problem, ...] = ()
    held_back: Phrase = ""
    held: Held = Held()
    changed: bool = False


class Delivery(NamedTuple):
    """What was delivered.

    written, removed: paths in the output folder; `published` is the number of files in it.
    failed: number of outputs that could not be rendered or written.
    feeds: the documents of the feeds whose entries changed; same_feeds: the names of all others.
    old_pages: ids of the entries whose new pages could not be written.
    incomplete: number of feed documents without an entry that their format refused.
    """

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    published: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()
    feeds: tuple[Outline, ...] = ()
    same_feeds: frozenset[str] = frozenset()
    old_pages: frozenset[str] = frozenset()
    incomplete: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a run.

    transitions: the changes of state that subscribers will notice.
    held: those of sources that are held back.
    counts: number of entries of each kind and state (`job open`).
    unconfirmed: see `Entries`.
    clock_error: why the clock of the run was not believed, or "".
    written, removed, published, outputs_failed: see `Delivery`.
    unread: names of the folders that could not be read.
    fetched, skipped, received: see `Fetched`.
    sent, pending: number of notifications.
    stopped: why nothing was delivered, or "".
    unchanged: whether nothing was touched, due or to be written again.
    """

    transitions: Collection[Transition] = ()
    held: tuple[Transition, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    unconfirmed: str = ""
    clock_error: Phrase = ""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    published: int = 0
    outputs_failed: int = 0
    unread: tuple[str, ...] = ()
    fetched: int = 0
    skipped: int = 0
    received: int = 0
    sent: int = 0
    pending: int = 0
    stopped: Phrase = ""
    unchanged: bool = False

    @property
    def ok(self) -> bool:
        """Return whether everything was published; problems in posts do not count."""
        return not (self.stopped or self.clock_error or self.outputs_failed)

    @property
    def exit_status(self) -> int:
        """Return 4 if not everything was published or the clock is wrong, 1 if there are problems, else 0."""
        if self.clock_error or not self.ok:
            return OutputError.exit_status
        return int(bool(self.warnings()))

    def including(self, other: Fetched | Notified) -> Report:
        """Return the report with what a worker fetched or sent before the run."""
        if isinstance(other, Notified):
            return replace(self, sent=self.sent + other.sent)
        return replace(
            self,
            fetched=self.fetched + other.partners,
            skipped=self.skipped + other.skipped,
            received=self.received + other.received,
        )

    def warnings(self) -> list[Problem]:
        """Return the problems that count for the exit status."""
        return warnings(self.problems)


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that count for the exit status: all but notes."""
    return [problem for problem in problems if problem.severity != "note"]


def report(
    fetched: Fetched, changes: SourceChanges, entries: Entries, delivery: Delivery, notified: Notified
) -> Report:
    """Return the report of a run, made of what its stages returned.

    If most sources are held back and nothing else was to be published, nothing was.
    """
    held = entries.held
    nothing = held.most and not (entries.transitions or delivery.written or delivery.removed)
    return Report(
        transitions=entries.transitions,
        held=held.transitions,
        problems=tuple(dict.fromkeys((*changes.problems, *entries.problems, *delivery.problems, *notified.problems))),
        counts=entries.counts,
        unconfirmed=entries.unconfirmed,
        written=delivery.written,
        removed=delivery.removed,
        published=delivery.published,
        outputs_failed=delivery.failed,
        unread=changes.unread,
        fetched=fetched.partners,
        skipped=fetched.skipped,
        received=fetched.received,
        sent=notified.sent,
        pending=notified.pending,
        stopped=entries.held_back or (listed(held.sources.values(), "; ") if nothing else ""),
    )
