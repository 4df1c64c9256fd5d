"""Recording: entries from parsed documents, and what follows from documents that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from feeds.ledger.change_detection import differences, document_name
from feeds.ledger.duplicates import Duplicates
from feeds.ledger.lifecycle import Lifecycle, PostVersion, Proof, change, mark_missing, settle, was_public
from feeds.ledger.matching import Deferred, Matcher
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import below_host, free_slug, slug_in
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow
from feeds.model.entry import CLOSED, Transition
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site


class Recorder:
    """Records the parsed documents of sources, then what they left out; in one transaction.

    `missing` are the documents that each source leaves out, by locator, with what that proves.
    """

    def __init__(
        self,
        store: Store,
        site: Site,
        policy: Policy,
        now: datetime,
        missing: Mapping[str, Mapping[str, Proof]],
    ) -> None:
        self.store, self.site, self.policy, self.now = store, site, policy, now
        self.missing = dict(missing)
        self.deferred: list[Deferred] = []
        self.matcher = Matcher(store, site, now)
        self.duplicates = Duplicates(store)
        self.changed = False
        self.refused = False  # a document that may be any entry cannot be read
        for source, locators in missing.items():
            self.matcher.note_gone(source, (name for name, proof in locators.items() if proof == "deleted"))

    def mark_missing(self, source: str, locators: Mapping[str, Proof]) -> None:
        """Note what a source leaves out, beside what was known at the beginning."""
        self.missing[source] = {**self.missing.get(source, {}), **locators}
        for locator, proof in locators.items():
            stamp = self.store.stamp(source, locator) if proof != "stale" else None
            if stamp and (row := self.store.entry(stamp.entry)):
                self.matcher.note_missing(row, absent=proof != "none")

    def record(self, source: str, documents: Iterable[ParsedDocument]) -> Iterator[Transition]:
        """Take in what a source gave; a document that was refused leaves its entry as it was.

        What is new or says something else is deferred until all is read: it may have changed places.
        """
        for parsed in documents:
            before, facts = self.duplicates.before(source, parsed), parsed.facts
            if parsed.same:
                self.store.restamp(source, parsed.locator, parsed.stamp)
            elif not facts:
                self.refused = self.refused or not (before and before.entry)
                self._save_document(source, parsed, before.entry if before else "", ())
            elif before and before.entry and before.fingerprint == parsed.stamp.fingerprint:
                yield from self._record_entry(source, parsed, facts, before.entry)
            elif self.matcher.fresh:
                document = document_name(source, parsed.locator)
                id_ = self.duplicates.of(source, parsed) or self.matcher.match(facts, document)
                yield from self._record_entry(source, parsed, facts, id_ or self.matcher.new_id(facts))
            else:
                row = self.store.entry(before.entry) if before else None
                if before and row:
                    self.matcher.note_content(before, row)
                self.deferred.append(Deferred(source, parsed, facts, row))

    def finish(self) -> Iterator[Transition]:
        """Take in what was deferred, and then what the sources left out."""
        here = {deferred.row.id: deferred for deferred in self.deferred if deferred.row}
        matches = [self.matcher.find_by_content(deferred, here) for deferred in self.deferred]
        taken = set(matches)
        for deferred, match in zip(self.deferred, matches, strict=True):
            if deferred.row and (match or deferred.row.id in taken):
                self.matcher.unmatched[deferred.row.id] = deferred.row  # its document goes on with another
        self._free_slugs()
        for deferred, match in zip(self.deferred, matches, strict=True):
            own = deferred.row.id if deferred.row and deferred.row.id not in taken else ""
            document = document_name(deferred.source, deferred.parsed.locator)
            id_ = match or own or self.duplicates.of(deferred.source, deferred.parsed)
            id_ = (
                id_
                or self.matcher.match(deferred.facts, document)
                or self.matcher.most_similar(deferred.facts)
            )
            yield from self._record_entry(
                deferred.source, deferred.parsed, deferred.facts, id_ or self.matcher.new_id(deferred.facts)
            )
        for source, locators in self.missing.items():
            for locator, proof in locators.items():
                yield from self._record_missing(source, locator, proof)
        for deferred in here.values():
            if deferred.row and deferred.row.id in self.matcher.unmatched:
                yield from self._record_gone(deferred.row, "deleted")

    def _free_slugs(self) -> None:
        """Take slugs away from those whose authors ask for others, so that two may exchange theirs."""
        for deferred in self.deferred:
            if deferred.row and deferred.facts.asked_slug not in ("", deferred.row.slug):
                self.store.save_slug(deferred.row.id, deferred.row.id)

    def _record_entry(
        self, source: str, parsed: ParsedDocument, facts: EntryFacts, id_: str
    ) -> Iterator[Transition]:
        """Record what a document says, unless another has the id that it claims."""
        row = self.store.entry(id_) or self.matcher.previous_entries.row(id_, facts.published)
        if row and (row.source, row.locator) != (source, parsed.locator) and self.matcher.has_document(id_):
            leads = self.duplicates.leads(row, source, parsed)
            if leads is None:
                again = parsed.stamp._replace(mtime=0, fingerprint="")  # the other may give way
                self._save_document(
                    source, parsed._replace(stamp=again), "", (_claimed_twice(parsed.locator, row),)
                )
                return
            if not leads:
                self._save_document(source, parsed, id_, ())
                return
        self.matcher.unmatched.pop(id_, None)
        slug, troubles = self._slug(id_, row, facts, parsed.locator)
        changes = self._changes(row, facts) if row and row.lifecycle.digest != facts.digest else ()
        known = row.lifecycle if row else None
        version = PostVersion(facts.stated, facts.digest, facts.published, changes, facts.updated)
        lifecycle = settle(known, version, self.now)
        saved = EntryRow(
            *(id_, source, parsed.locator, slug, facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, lifecycle),
            row.page if row else "",
            facts.text_digest,
        )
        self.store.save_entry(saved, facts.payload)
        self.matcher.previous_entries.found(id_)
        troubles += tuple(self._save_aliases(facts.aliases, id_, parsed.locator))
        self._save_document(source, parsed, id_, troubles)
        yield from transitions_of(known, saved)

    def _save_document(
        self, source: str, parsed: ParsedDocument, entry: str, troubles: tuple[Problem, ...]
    ) -> None:
        self.changed = True
        problems = codec.encode_problems((*parsed.problems, *troubles))
        self.store.save_document(source, parsed.locator, parsed.stamp._replace(entry=entry), problems)
        if parsed.facts and parsed.facts.keys:
            self.store.save_keys(source, parsed.locator, parsed.facts.keys)

    def _changes(self, row: EntryRow, facts: EntryFacts) -> tuple[str, ...]:
        if row.id in self.matcher.previous_entries:
            return self.matcher.previous_entries.changes(row.id, facts)
        return differences(self.matcher.post(row.id), codec.decode(facts.payload))

    def _slug(
        self, id_: str, row: EntryRow | None, facts: EntryFacts, locator: str
    ) -> tuple[str, tuple[Problem, ...]]:
        """Choose the last part of an entry's address: the one it has, else one that nobody has."""
        wanted = facts.asked_slug or (row.slug if row and row.slug else facts.slug)
        holder = self.store.slug_holder(wanted)
        if holder is None or holder[0] == id_:
            return wanted, ()
        free = free_slug(self.store, id_, wanted, facts.day)
        found, remedy = f"{wanted!r}, which belongs to {holder[1]}", f"it is published as {free!r}"
        small = "://" in locator or (facts.day and free.endswith(facts.day.isoformat()))
        if "://" not in locator:  # nobody here can choose the address of what a partner writes
            remedy += "; write `slug:` to choose another"
        problem = Problem(locator, "an address that no other post has", found, remedy, field="slug")
        return free, (replace(problem, severity="note") if small else problem,)

    def _save_aliases(self, aliases: Iterable[str], id_: str, locator: str) -> Iterator[Problem]:
        """Let former addresses lead to an entry, but for those of others that are there."""
        for alias in aliases:
            path = below_host(self.site, alias)
            page, way = self.store.slug_holder(slug_in(self.site, path)), self.store.led_to(path)
            owner = page[0] if page else way
            if owner and owner != id_ and self.matcher.has_document(owner):
                other = self.store.entry(owner)
                found = f"{alias!r}, which belongs to {other.locator if other else owner}"
                remedy = "take it out of one of them"
                yield Problem(locator, "a former address of this post", found, remedy, "redirect_from")
            elif path and owner != id_:
                self.store.save_addresses([(path, id_)])

    def _record_missing(self, source: str, locator: str, proof: Proof) -> Iterator[Transition]:
        """Work out what it means for an entry that its source does not mention its document any more."""
        self.changed = True
        stamp = self.store.stamp(source, locator)
        row = self.store.entry(stamp.entry) if stamp else None
        if proof == "deleted":
            self.store.forget_document(source, locator)
            if row and row.id not in self.matcher.unmatched:
                return  # another document goes on with it
        lifecycle = mark_missing(row.lifecycle, proof, self.now, self.policy) if row else None
        # Of what would be lost, another document may still tell.
        sure: Proof = "snapshot" if lifecycle and lifecycle.state == "stale" else proof
        if row and (row.id in self.matcher.found or self.duplicates.go_on(row, source, locator, sure)):
            self.store.forget_document(source, locator)
            return
        if row and lifecycle:
            yield from self._record_gone(row, proof)
            if proof != "deleted" and lifecycle.state in CLOSED:
                self.store.forget_document(source, locator)

    def _record_gone(self, row: EntryRow, proof: Proof) -> Iterator[Transition]:
        """Work out what it means for an entry that no document goes on with it."""
        if proof == "deleted" and not was_public(row.lifecycle):
            self.store.forget_entry(row.id)
            return
        lifecycle = mark_missing(row.lifecycle, proof, self.now, self.policy)
        self.store.save_lifecycle(row.id, lifecycle)
        yield from transitions_of(row.lifecycle, row._replace(lifecycle=lifecycle))


def transitions_of(before: Lifecycle | None, row: EntryRow) -> Iterator[Transition]:
    """Tell what subscribers will notice of an entry whose life was as `before`."""
    kind, lifecycle = change(before, row.lifecycle), row.lifecycle
    if kind:
        detail = ", ".join(lifecycle.changes) if kind == "changed" else lifecycle.reason
        yield Transition(kind, row.id, row.title, row.locator, detail, row.source)


def _claimed_twice(locator: str, row: EntryRow) -> Problem:
    return Problem(
        locator,
        "an id of its own",
        f"{row.id!r}, which belongs to {row.locator}",
        "it is left out" if "://" in locator else "remove `id:`, or the copy of the post",
        field="id",
        severity="note" if "://" in locator else "error",
    )
