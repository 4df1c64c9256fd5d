"""Recording: make entries of parsed documents, and close those whose documents are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from feeds.ledger.change_detection import differences, is_cut_short, is_edit
from feeds.ledger.lifecycle import (
    LIVE,
    Lifecycle,
    PostVersion,
    Proof,
    change,
    ended_as_stated,
    judge,
    mark_missing,
    next_lifecycle,
)
from feeds.ledger.matching import Deferred, Matcher
from feeds.ledger.matching.duplicates import Duplicates
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import fallback_slug, free_slug
from feeds.ledger.public import dates
from feeds.ledger.public.addresses import Addresses
from feeds.ledger.public.entries import is_moved_ahead, is_withheld, keeps_last_version, was_public
from feeds.ledger.public.retention import with_notice
from feeds.ledger.recovered import documents as recovered_documents
from feeds.ledger.recovered.locators import is_recovered, locator_digest
from feeds.ledger.recovered.previous_entries import post_of
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, Stamp
from feeds.model.entry import CLOSED, HIDDEN, Cause, Removal, Transition
from feeds.model.post import Post
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site


class Recorder:
    """Records the parsed documents of all sources, then their missing documents; in one transaction.

    duplicates: finds documents of one offer.
    missing: the documents that each source leaves out, by locator, with what that proves.
    held: ids of entries that the change guard holds back: they and their documents stay as they were.
    moving_texts: what was observed of texts that move, by source and locator; kept if the run is not.
    """

    def __init__(self, store: Store, site: Site, policy: Policy, now: datetime, duplicates: Duplicates) -> None:
        self.store, self.site, self.policy, self.now = store, site, policy, now
        self.missing: dict[str, Mapping[str, Proof]] = {}
        self.confirmed: dict[str, datetime | None] = {}
        self.removals: dict[tuple[str, str], Removal] = {}  # that sources state, by source and locator
        self.held: Collection[str] = ()
        self.moving_texts: dict[tuple[str, str], str] = {}
        self.deferred: list[Deferred] = []
        self.matcher = Matcher(store, site, now)
        self.addresses = Addresses(store, site, self.matcher.has_document)
        self.duplicates = duplicates
        self.changed = False
        self.has_recovered = store.has_recovered_entries()

    def begin(self, missing: Mapping[str, Mapping[str, Proof]]) -> None:
        """Note the documents that each source leaves out, before any is recorded."""
        self.missing = dict(missing)
        for source, locators in missing.items():
            self.matcher.note_gone(source, (name for name, proof in locators.items() if proof == "deleted"))

    def mark_missing(self, source: str, locators: Mapping[str, Proof], confirmed: datetime | None = None) -> None:
        """Add documents that a source leaves out to those known at the start; when it last `confirmed` any."""
        self.confirmed[source] = confirmed
        self.missing[source] = {**self.missing.get(source, {}), **locators}
        for locator, proof in locators.items():
            stamp = self.store.stamp(source, locator) if proof != "stale" else None
            if stamp and (row := self.store.entry(stamp.entry)):
                self.matcher.note_missing(row, absent=proof != "none")

    def record(self, source: str, documents: Iterable[ParsedDocument]) -> Iterator[Transition]:
        """Record the documents of a source; a refused document leaves its entry as it was.

        New and changed documents are deferred until all are parsed: they may have swapped names.
        """
        for one in documents:
            parsed = self._whole(source, one) if one.open_end else one
            before, facts = self.duplicates.known_stamp(source, parsed), parsed.facts
            if parsed.unchanged:
                self.store.update_stamp(source, parsed.locator, parsed.stamp)
            elif not facts:
                before = before or self._recovered(source, parsed.locator)
                self._save_document(source, parsed, before.entry if before else "", ())
            elif before and before.entry and before.fingerprint == parsed.stamp.fingerprint:
                yield from self._record_entry(source, parsed, facts, before.entry)
            elif self.matcher.is_new_ledger:
                document = locator_digest(source, parsed.locator)
                id_ = self.duplicates.find(source, parsed) or self.matcher.match(facts, document)
                yield from self._record_entry(source, parsed, facts, id_ or self.matcher.new_id(facts))
            else:
                row = self.store.entry(before.entry) if before else None
                if before and row:
                    self.matcher.note_content(before, row)
                self.deferred.append(Deferred(source, parsed, facts, row))

    def _recovered(self, source: str, locator: str) -> Stamp | None:
        """Return the stamp of a document if it is that of a recovered entry."""
        found = self.has_recovered and recovered_documents.find(self.store, source, (locator,))
        return self.store.stamp(source, locator) if found else None

    def _whole(self, source: str, parsed: ParsedDocument) -> ParsedDocument:
        """Return a document, refused if it is the one of a published entry that was cut short."""
        stamp = self.store.stamp(source, parsed.locator) or self._recovered(source, parsed.locator)
        row = self.store.entry(stamp.entry) if stamp and parsed.facts else None
        if not (row and parsed.facts and row.lifecycle.state in LIVE):
            return parsed
        before, after = self.matcher.post(row.id), codec.decode(parsed.facts.payload)
        return parsed.refused_as_cut_short() if is_cut_short(before, after) else parsed

    def finish(self) -> Iterator[Transition]:
        """Record the deferred documents, then the missing ones."""
        deferred_by_entry = {deferred.row.id: deferred for deferred in self.deferred if deferred.row}
        matches = [self.matcher.find_by_content(deferred, deferred_by_entry) for deferred in self.deferred]
        taken = set(matches)
        for deferred, match in zip(self.deferred, matches, strict=True):
            if deferred.row and (match or deferred.row.id in taken):
                self.matcher.unmatched[deferred.row.id] = deferred.row  # its document is another entry now
        self._free_slugs()
        for deferred, match in zip(self.deferred, matches, strict=True):
            own = deferred.row.id if deferred.row and deferred.row.id not in taken else ""
            document = locator_digest(deferred.source, deferred.parsed.locator)
            id_ = match or own or self.duplicates.find(deferred.source, deferred.parsed)
            id_ = id_ or self.matcher.match(deferred.facts, document) or self.matcher.most_similar(deferred.facts)
            yield from self._record_entry(
                deferred.source, deferred.parsed, deferred.facts, id_ or self.matcher.new_id(deferred.facts)
            )
        for source, locators in self.missing.items():
            # A refused document may be that of any recovered entry.
            is_unsure = self.store.has_unidentified(source)
            for locator, proof in locators.items():
                if not (is_unsure and proof == "deleted" and is_recovered(locator)):
                    yield from self._record_missing(source, locator, proof)
        for deferred in deferred_by_entry.values():
            if deferred.row and deferred.row.id in self.matcher.unmatched and deferred.row.id not in self.held:
                yield from self._record_gone(deferred.row, "deleted")

    def _free_slugs(self) -> None:
        """Free the addresses whose authors request others, so that two entries can swap theirs."""
        for deferred in self.deferred:
            if deferred.row and not self._keeps_slug(deferred):
                self.addresses.free(deferred.row, deferred.facts)

    def _keeps_slug(self, deferred: Deferred) -> bool:
        """Return whether an entry keeps its slug because its document is held back, or not to be published."""
        if deferred.row is None:
            return False
        known, stated = deferred.row.lifecycle, deferred.facts.stated
        if is_moved_ahead(known, stated, self.now):
            return deferred.row.id in self.held
        is_hidden = was_public(known) and judge(stated, self.now).state in HIDDEN
        return deferred.row.id in self.held or keeps_last_version(known, stated) or is_hidden

    def _record_entry(self, source: str, parsed: ParsedDocument, facts: EntryFacts, id_: str) -> Iterator[Transition]:
        """Record a document as an entry, unless another document has the id, or it is held back."""
        if id_ in self.held:
            self.matcher.unmatched.pop(id_, None)
            return
        row = self.store.entry(id_) or self.matcher.previous_entries.row(id_, facts.published)
        if row and (row.source, row.locator) != (source, parsed.locator) and self.matcher.has_document(id_):
            is_primary = self.duplicates.becomes_primary(row, source, parsed)
            if is_primary is None:
                retry = parsed.stamp._replace(mtime=0, fingerprint="")  # parsed again: the other may change its id
                self._save_document(source, parsed._replace(stamp=retry), "", (parsed.duplicate_id(row),))
                return
            if not is_primary:
                self._save_document(source, parsed, id_, ())
                return
        self.matcher.unmatched.pop(id_, None)
        known, edited = row.lifecycle if row else None, self._is_edited(row, parsed)
        # Without its reference, an untouched document would only lose what was published from that.
        if row and ((parsed.lacks_reference and not edited) or keeps_last_version(row.lifecycle, facts.stated)):
            self._keep(source, parsed, row)
            return
        if row:
            parsed, facts = self._as_known(row, parsed, facts, edited=edited)
        version = PostVersion(
            facts.stated, facts.digest, facts.published, (), facts.updated if edited else None, edited
        )
        if row and edited and row.lifecycle.digest != facts.digest:
            version = self._with_changes(version, row, facts, parsed.locator)
        lifecycle = with_notice(known, next_lifecycle(known, version, self.now), facts.kind, self.now, self.policy)
        cause: Cause = "edit" if edited else "reading"
        if row and is_withheld(row.lifecycle, lifecycle):
            yield from transitions_of(known, self._withhold(source, parsed, facts, row, lifecycle), cause, self.now)
            return
        is_new = edited and not (known and known.digest == facts.digest)
        edition = parsed.stamp.fingerprint if is_new or not row else row.edition
        new = EntryRow(
            *(id_, source, parsed.locator, "", facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, lifecycle),
            row.page if row else "",
            facts.text_digest,
            edition,
        )
        saved, problems = self._save_entry(row, new, facts)
        self._save_document(source, parsed, id_, problems)
        yield from transitions_of(known, saved, cause, self.now)

    def _as_known(
        self, row: EntryRow, parsed: ParsedDocument, facts: EntryFacts, *, edited: bool
    ) -> tuple[ParsedDocument, EntryFacts]:
        """Return a document and its facts, with what a known entry keeps."""
        if not edited and row.slug not in ("", row.id):  # a release moves no address
            is_other = row.id in self.matcher.previous_entries and row.permalink != facts.permalink
            facts = facts._replace(requested_slug="", permalink="" if is_other else row.permalink)
        if is_moved_ahead(row.lifecycle, facts.stated, self.now):
            facts, problem = dates.kept(facts, self._last_public(row), parsed.locator, self.now)
            parsed = parsed._replace(problems=(*parsed.problems, problem))
        is_over = not edited and row.lifecycle.state in LIVE and dates.is_over(facts.stated, self.now)
        if is_over and not self._last_public(row).stated.closes:
            parsed, facts = dates.without_day_in_text(parsed, facts)
        return parsed, facts

    def _save_entry(
        self, row: EntryRow | None, new: EntryRow, facts: EntryFacts
    ) -> tuple[EntryRow, tuple[Problem, ...]]:
        """Save an entry, formerly `row`, with a slug and aliases; return it, and the problems of these."""
        addresses = self.addresses
        facts, permalink, taken = addresses.permalink(new, facts)
        addresses.free_draft_slug(new, facts.requested_slug or facts.slug)
        slug, problems = addresses.slug(new.id, row, facts, new.locator)
        self.store.save_entry(saved := new._replace(slug=slug, permalink=permalink), facts.payload)
        self.store.save_links(new.id, facts.links)
        if row and row.lifecycle.state in HIDDEN:
            self.store.forget_withheld(row.id)
        self.matcher.previous_entries.resolve(new.id)
        problems = (*taken, *problems, *addresses.save_aliases(facts.aliases, new.id, new.locator))
        return saved, (*problems, *dates.to_come(facts, new.locator, self.now))

    def _withhold(
        self, source: str, parsed: ParsedDocument, facts: EntryFacts, row: EntryRow, lifecycle: Lifecycle
    ) -> EntryRow:
        """Save that an entry is hidden: what was last public stays in it, for its closing is published.

        What its document states now is published on its first day, if it states one.
        """
        payload = codec.encode(self._last_public(row))
        slug = free_slug(self.store, row.id, row.slug or fallback_slug(row.id))
        hidden = row._replace(source=source, locator=parsed.locator, slug=slug, lifecycle=lifecycle)
        self.store.save_entry(hidden, payload)
        if lifecycle.next_transition:
            self.store.save_withheld(row.id, codec.to_text(facts))
        else:
            self.store.forget_withheld(row.id)
        self.matcher.previous_entries.resolve(row.id)
        self._save_document(source, parsed, row.id, ())
        return hidden

    def _last_public(self, row: EntryRow) -> Post:
        return self.matcher.post(row.id) if self.store.entry(row.id) else post_of(row)

    def publish_withheld(self) -> Iterator[Transition]:
        """Publish the versions whose first day has come, of entries that were hidden since."""
        for row, text in self.store.due_withheld(self.now):
            facts = codec.from_text(text, EntryFacts)
            version = PostVersion(facts.stated, facts.digest, facts.published, self._changes(row, facts), facts.updated)
            lifecycle = next_lifecycle(row.lifecycle, version, self.now)
            if lifecycle.state not in HIDDEN:
                self.changed = True
                new = row._replace(
                    kind=facts.kind,
                    title=facts.title,
                    language=facts.language,
                    organization=facts.organization,
                    tags=facts.tags,
                    lifecycle=lifecycle,
                    text_digest=facts.text_digest,
                    edition=self.store.fingerprint(row.source, row.locator),
                )
                saved, _ = self._save_entry(row, new, facts)
                yield from transitions_of(row.lifecycle, saved, "clock", self.now)

    def _keep(self, source: str, parsed: ParsedDocument, row: EntryRow) -> None:
        """Keep an entry as it is, with a document that is not understood."""
        if self.store.entry(row.id) is None:  # another program published it: matched once the state is understood
            self._save_document(source, parsed, "", ())
            return
        if (row.source, row.locator) != (source, parsed.locator):
            self.store.set_primary_document(row.id, source, parsed.locator)
        self.store.save_lifecycle(row.id, row.lifecycle._replace(times_missed=0, missing_since=None))
        self.matcher.previous_entries.resolve(row.id)
        self._save_document(source, parsed, row.id, ())

    def _is_edited(self, row: EntryRow | None, parsed: ParsedDocument) -> bool:
        """Return whether a document differs from the one that its entry was last made of; a new one does."""
        if row is None:
            return True
        before = self.store.fingerprint(row.source, row.locator) or row.edition
        return not before or is_edit(before, parsed.stamp.fingerprint)

    def _save_document(self, source: str, parsed: ParsedDocument, entry: str, problems: tuple[Problem, ...]) -> None:
        self.changed = True
        encoded = codec.encode_problems((*parsed.problems, *problems))
        self.store.save_document(source, parsed.locator, parsed.stamp._replace(entry=entry), encoded)
        if facts := parsed.facts:
            self.store.save_keys(source, parsed.locator, facts.keys)
            self.store.save_job_facts(source, parsed.locator, facts.missing, facts.stated_dates)

    def _with_changes(self, version: PostVersion, row: EntryRow, facts: EntryFacts, locator: str) -> PostVersion:
        """Return an edited version with what it changes; an author's day of change counts if it was stated since."""
        version = version._replace(changes=self._changes(row, facts))
        if "://" in locator or row.id in self.matcher.previous_entries:
            return version
        stated = self.matcher.post(row.id).updated
        is_restated = facts.updated is not None and (stated is None or stated.at != facts.updated)
        return version._replace(updated=facts.updated if is_restated else None, restated=is_restated)

    def _changes(self, row: EntryRow, facts: EntryFacts) -> tuple[str, ...]:
        if row.id in self.matcher.previous_entries:
            return self.matcher.previous_entries.changes(row.id, facts)
        return differences(self.matcher.post(row.id), codec.decode(facts.payload))

    def _record_missing(self, source: str, locator: str, proof: Proof) -> Iterator[Transition]:
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
