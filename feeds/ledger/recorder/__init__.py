"""Recording: make entries of parsed documents, and close those whose documents are missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from feeds.ledger.change_detection import differences, is_cut_short, is_edit
from feeds.ledger.lifecycle import Lifecycle, PostVersion, judge, next_lifecycle
from feeds.ledger.matching import Deferred, Matcher
from feeds.ledger.matching.duplicates import Duplicates
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import fallback_slug, free_slug
from feeds.ledger.public import dates
from feeds.ledger.public.addresses import Addresses
from feeds.ledger.public.entries import is_moved_ahead, is_withheld, keeps_last_version, was_public
from feeds.ledger.public.retention import with_notice
from feeds.ledger.recorder import read_ahead
from feeds.ledger.recorder.buffer import BufferedStore
from feeds.ledger.recorder.missing import MissingDocuments, transitions_of
from feeds.ledger.recorder.spool import Spool
from feeds.ledger.recovered import documents as recovered_documents
from feeds.ledger.recovered.locators import locator_digest
from feeds.ledger.recovered.previous_entries import post_of
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, Stamp, batches
from feeds.model.entry import HIDDEN, LIVE, Cause, Transition
from feeds.model.post import Post
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site

Documents = Iterator[ParsedDocument]


class Recorder(MissingDocuments):
    """Records the parsed documents of all sources, then their missing documents; in one transaction.

    It reads and writes them in batches (see `BufferedStore`).
    deferred: documents to be recorded once all are parsed; `positions` there, by the entries that they had until now.
    duplicates: finds documents of one offer.
    moving_texts: what was observed of texts that move, by source and locator; kept if the run is not.
    """

    def __init__(self, store: Store, site: Site, policy: Policy, now: datetime, sources: Sequence[str]) -> None:
        """Record for a run; `sources` are the names of all sources, in order."""
        buffered = BufferedStore(store)
        super().__init__(buffered, policy, now, Matcher(buffered, site, now), Duplicates(buffered, sources))
        self.site = site
        self.moving_texts: dict[tuple[str, str], str] = {}
        self.deferred = Spool(Deferred)
        self.positions: dict[str, int] = {}
        self.addresses = Addresses(self.store, site, self.matcher.has_document)
        self.has_recovered = store.has_recovered_entries()

    def record(
        self,
        source: str,
        documents: Iterable[ParsedDocument],
        adapt: Callable[[Iterable[ParsedDocument]], Documents] | None = None,
    ) -> Iterator[Transition]:
        """Record the documents of a source; a refused document leaves its entry as it was.

        New and changed documents are deferred until all are parsed: they may have swapped names. `adapt` yields each
        document as it is to be recorded, from what is known of it before.
        """
        for batch in batches(documents):
            read_ahead.known(self.store, source, batch, posts=adapt is not None)
            self._read_ahead([(source, one) for one in batch if self._is_recorded_at_once(source, one)])
            recorded = (self._record_or_defer(source, one) for one in (adapt(batch) if adapt else batch))
            yield from self._end_batch(chain.from_iterable(recorded))

    def _is_recorded_at_once(self, source: str, parsed: ParsedDocument) -> bool:
        """Return whether a document is recorded without waiting for others, if it has the same offer as before."""
        stamp = self.store.stamp(source, parsed.locator)
        is_known = stamp is not None and stamp.entry and stamp.fingerprint == parsed.stamp.fingerprint
        return parsed.facts is not None and (self.matcher.is_new_ledger or bool(is_known))

    def _record_or_defer(self, source: str, parsed: ParsedDocument) -> Iterator[Transition]:
        parsed = self._whole(source, parsed) if parsed.open_end else parsed
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
                self.positions[row.id] = len(self.deferred)
            self.deferred.append(Deferred(source, parsed, row))

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
        matches = [self.matcher.find_by_content(one, self._deferred_of) for one in self.deferred]
        taken = set(matches)
        for deferred, match in zip(self.deferred, matches, strict=True):
            if deferred.row and (match or deferred.row.id in taken):
                # Its document is another entry now.
                self.matcher.unmatched[deferred.row.id] = deferred.row.kind, deferred.row.slug
            # Free the addresses whose authors request others, so that two entries can swap theirs.
            if deferred.row and not self._keeps_slug(deferred.row, deferred.facts):
                self.addresses.free(deferred.row, deferred.facts)
        self.store.end_batch()
        for batch in batches(zip(self.deferred, matches, strict=True)):
            self._read_ahead([(one.source, one.parsed) for one, _ in batch], removed=True)
            self.store.read_posts(one.row.id for one, _ in batch if one.row)
            recorded = (self._record_deferred(one, match, taken) for one, match in batch)
            yield from self._end_batch(chain.from_iterable(recorded))
        yield from self._record_missing()
        for id_, position in self.positions.items():
            row = self.deferred[position].row if id_ in self.matcher.unmatched and id_ not in self.held else None
            yield from self._record_gone(row, "deleted") if row else ()
        self.store.end_batch()

    def _deferred_of(self, id_: str) -> Deferred | None:
        """Return the deferred document that an entry had until now."""
        return self.deferred[self.positions[id_]] if id_ in self.positions else None

    def _record_deferred(self, deferred: Deferred, match: str, taken: Container[str]) -> Iterator[Transition]:
        """Record a deferred document as the entry that it was matched to by its content, or as another one."""
        source, parsed, facts, row = deferred.source, deferred.parsed, deferred.facts, deferred.row
        own = row.id if row and row.id not in taken else ""
        id_ = match or own or self.duplicates.find(source, parsed)
        id_ = id_ or self.matcher.match(facts, locator_digest(source, parsed.locator))
        id_ = id_ or self.matcher.most_similar(facts) or self.matcher.new_id(facts)
        yield from self._record_entry(source, parsed, facts, id_)

    def _read_ahead(self, documents: Collection[tuple[str, ParsedDocument]], *, removed: bool = False) -> None:
        if documents:
            read_ahead.to_record(self.store, self.site, documents, removed=removed, recovered=self.has_recovered)

    def _keeps_slug(self, row: EntryRow, facts: EntryFacts) -> bool:
        """Return whether an entry keeps its slug because its document is held back, or not to be published."""
        known, stated = row.lifecycle, facts.stated
        if is_moved_ahead(known, stated, self.now):
            return row.id in self.held
        is_hidden = was_public(known) and judge(stated, self.now).state in HIDDEN
        return row.id in self.held or keeps_last_version(known, stated) or is_hidden

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

    def publish_withheld(self) -> list[Transition]:
        """Publish the versions whose first day has come, of entries that were hidden since."""
        return self._end_batch(self._publish_withheld())

    def _publish_withheld(self) -> Iterator[Transition]:
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
