"""Missing documents: what becomes of the entries that their sources leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from feeds.ledger.lifecycle import Lifecycle, Proof, change, ended_as_stated, mark_missing
from feeds.ledger.matching import Matcher
from feeds.ledger.matching.duplicates import Duplicates
from feeds.ledger.public.entries import was_public
from feeds.ledger.public.retention import with_notice
from feeds.ledger.recorder.buffer import BufferedStore
from feeds.ledger.recovered.locators import is_recovered
from feeds.ledger.store.rows import EntryRow, batches
from feeds.model.entry import CLOSED, LIVE, Cause, Removal, Transition
from feeds.model.settings import Policy


class MissingDocuments:
    """Records what sources leave out.

    missing: the documents that each source leaves out, by locator, with what that proves.
    held: ids of entries that the change guard holds back: they and their documents stay as they were.
    """

    def __init__(
        self, store: BufferedStore, policy: Policy, now: datetime, matcher: Matcher, duplicates: Duplicates
    ) -> None:
        self.store, self.policy, self.now = store, policy, now
        self.matcher, self.duplicates = matcher, duplicates
        self.missing: dict[str, Mapping[str, Proof]] = {}
        self.confirmed: dict[str, datetime | None] = {}
        self.removals: dict[tuple[str, str], Removal] = {}  # that sources state, by source and locator
        self.held: Collection[str] = ()
        self.changed = False

    def begin(self, missing: Mapping[str, Mapping[str, Proof]]) -> None:
        """Note the documents that each source leaves out, before any is recorded."""
        self.missing = dict(missing)
        for source, locators in missing.items():
            self.note_gone(source, (name for name, proof in locators.items() if proof == "deleted"))

    def note_gone(self, source: str, locators: Iterable[str]) -> None:
        """Note the entries whose documents were deleted."""
        for batch in batches(locators):
            self.store.read_entries(self.store.read_documents(source, batch))
            self.matcher.note_gone(source, batch)
            self.store.end_batch()

    def mark_missing(self, source: str, locators: Mapping[str, Proof], confirmed: datetime | None = None) -> None:
        """Add documents that a source leaves out to those known at the start; when it last `confirmed` any."""
        self.confirmed[source] = confirmed
        self.missing[source] = {**self.missing.get(source, {}), **locators}
        for batch in batches(locator for locator, proof in locators.items() if proof != "stale"):
            self.store.read_entries(self.store.read_documents(source, batch))
            for locator in batch:
                stamp = self.store.stamp(source, locator)
                if stamp and (row := self.store.entry(stamp.entry)):
                    self.matcher.note_missing(row, absent=locators[locator] != "none")
            self.store.end_batch()

    def _end_batch(self, transitions: Iterable[Transition]) -> list[Transition]:
        """Record a batch, whose transitions these are, and write it."""
        recorded = list(transitions)
        self.store.end_batch()
        return recorded

    def _record_missing(self) -> Iterator[Transition]:
        """Record the documents that the sources leave out."""
        for source, locators in self.missing.items():
            # A refused document may be that of any recovered entry.
            is_unsure = self.store.has_unidentified(source)
            proved = (
                (locator, proof)
                for locator, proof in locators.items()
                if not (is_unsure and proof == "deleted" and is_recovered(locator))
            )
            for batch in batches(proved):
                ids = self.store.read_documents(source, (locator for locator, _ in batch))
                self.store.read_entries(ids)
                self.store.read_documents_of(ids)
                yield from self._end_batch(chain.from_iterable(self._missing_document(source, *one) for one in batch))

    def _missing_document(self, source: str, locator: str, proof: Proof) -> Iterator[Transition]:
        """Record that a source leaves out a document."""
        stamp = self.store.stamp(source, locator)
        row = self.store.entry(stamp.entry) if stamp else None
        if row and row.id in self.held:
            return
        self.changed = True
        if proof == "deleted":
            self.store.forget_document(source, locator)
            if row and row.id not in self.matcher.unmatched:
                return  # another document continues it
        lifecycle = self._missing(row, proof) if row else None
        # An entry that would become stale may still have another document.
        effective: Proof = "snapshot" if lifecycle and lifecycle.state == "stale" else proof
        if row and (row.id in self.matcher.matched or self.duplicates.survives(row, source, locator, effective)):
            self.store.forget_document(source, locator)
            return
        if row and lifecycle:
            yield from self._record_gone(row, proof)
            # What filters leave out comes back as the same entry.
            if proof not in ("deleted", "left out") and lifecycle.state in CLOSED:
                self.store.forget_document(source, locator)

    def _missing(self, row: EntryRow, proof: Proof) -> Lifecycle:
        missing = mark_missing(row.lifecycle, proof, self.now, self.policy, self.confirmed.get(row.source))
        removal = self.removals.get((row.source, row.locator)) if row.lifecycle.state in LIVE else None
        return with_notice(row.lifecycle, ended_as_stated(missing, removal), row.kind, self.now, self.policy)

    def _record_gone(self, row: EntryRow, proof: Proof) -> Iterator[Transition]:
        """Record that an entry has no document any more."""
        if proof == "deleted" and (row.lifecycle.state == "unlisted" or not was_public(row.lifecycle)):
            self.store.forget_entry(row.id)
            return
        lifecycle = self._missing(row, proof)
        self.store.save_lifecycle(row.id, lifecycle)
        cause: Cause = "stated" if (row.source, row.locator) in self.removals else "edit"
        yield from transitions_of(row.lifecycle, row._replace(lifecycle=lifecycle), cause, self.now)


def transitions_of(before: Lifecycle | None, row: EntryRow, cause: Cause, now: datetime) -> Iterator[Transition]:
    """Yield the transition of an entry, if subscribers see its change since `before`.

    What the clock would have done by `now` without the `cause` was caused by the clock.
    """
    kind, lifecycle = change(before, row.lifecycle), row.lifecycle
    if kind:
        detail = ", ".join(lifecycle.changes) if kind == "changed" else lifecycle.reason
        due = before.next_transition if before else None
        by_clock = due is not None and due <= now and kind not in ("changed", "removed")
        yield Transition(kind, row.id, row.title, row.locator, detail, row.source, "clock" if by_clock else cause)
