"""One run's answer to the question which document is which entry.

An id is given once. A document that is new to its source may still be an entry that is known: it
claims its id, it says what one said that is gone, it names an address that led to one, or it was
published before the ledger began. In this order, the first that applies decides:

1. the id that it claims
2. what a document says that is gone since the last run, byte by byte or word by word
3. an address in its `redirect_from` that leads to an entry without a document
4. an entry that was published before this ledger began: by its words, its id, or its address
5. what an entry said that was removed in an earlier run: to the letter, or most of it at the same address
6. nearly what a document says that is gone: a file that was renamed and edited in one go
7. an id of its own
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger.change_detection import ALIKE, SAME_ADDRESS, alike, differences, document_name, said
from feeds.ledger.duplicates import Duplicates
from feeds.ledger.lifecycle import Change, Lifecycle, Proof, change, mark_missing, settle, was_public
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import below_host, free_slug, slug_in
from feeds.ledger.previous_entries import PreviousEntries
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, Stamp
from feeds.model.entry import CLOSED
from feeds.model.post import Post
from feeds.model.problem import Problem
from feeds.model.settings import Policy, Site

MANY = 200  # documents that are gone: beyond, nobody renamed and edited them all by hand


class Transition(NamedTuple):
    """One thing that subscribers will notice, and why or in what, in a phrase."""

    change: Change
    id: str
    title: str
    locator: str
    detail: str = ""
    source: str = ""


class _Deferred(NamedTuple):
    """A document that is new, or says something else than the entry that it was."""

    source: str
    parsed: ParsedDocument
    facts: EntryFacts
    row: EntryRow | None


class Recorder:
    """Takes in what the sources gave, and then what they left out; in one transaction.

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
        self.fresh = store.is_empty()
        # Entries whose documents are gone, or now state something else.
        self.unmatched: dict[str, EntryRow] = {}
        self.absent: set[str] = set()  # entries that their partner does not mention any more
        self.entries_by_content: dict[str, list[str]] = {}
        self.places: dict[str, str] = {}  # where the document lay, in whichever source
        self.deferred: list[_Deferred] = []
        self.found: set[str] = set()
        self.previous_entries = PreviousEntries(store, site, now)
        self.duplicates = Duplicates(store)
        self.changed = False
        self.refused = False  # a document that may be any entry cannot be read
        for source, locators in missing.items():
            self._note_orphans(source, (name for name, proof in locators.items() if proof == "deleted"))

    def _note_orphans(self, source: str, locators: Iterable[str]) -> None:
        """Note the entries whose documents are gone."""
        for locator in locators:
            stamp = self.store.stamp(source, locator)
            if stamp and (row := self.store.entry(stamp.entry)):
                self.unmatched[row.id] = row
                self.places[locator] = row.id
                self._note_content(stamp, row)

    def _note_content(self, stamp: Stamp, row: EntryRow) -> None:
        """Note what a document said that says it no more, by its bytes and by its content."""
        for name in (stamp.fingerprint, row.lifecycle.digest):
            self.entries_by_content.setdefault(name, []).append(row.id)

    def mark_missing(self, source: str, locators: Mapping[str, Proof]) -> None:
        """Note what a source left out, beside what is told of at the beginning; it may have another name."""
        self.missing[source] = {**self.missing.get(source, {}), **locators}
        for locator, proof in locators.items():
            stamp = self.store.stamp(source, locator) if proof != "stale" else None
            if stamp and (row := self.store.entry(stamp.entry)):
                self.entries_by_content.setdefault(said(row.title, row.text_digest), []).append(row.id)
                if proof != "none":
                    self.absent.add(row.id)

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
            elif self.fresh:
                document = document_name(source, parsed.locator)
                id_ = self.duplicates.of(source, parsed) or self._match(facts, document)
                yield from self._record_entry(source, parsed, facts, id_ or self._new_id(facts))
            else:
                row = self.store.entry(before.entry) if before else None
                if before and row:
                    self._note_content(before, row)
                self.deferred.append(_Deferred(source, parsed, facts, row))

    def finish(self) -> Iterator[Transition]:
        """Take in what was deferred, and then what the sources left out."""
        here = {deferred.row.id: deferred for deferred in self.deferred if deferred.row}
        matches = [self._find_by_content(deferred, here) for deferred in self.deferred]
        taken = set(matches)
        for deferred, match in zip(self.deferred, matches, strict=True):
            if deferred.row and (match or deferred.row.id in taken):
                self.unmatched[deferred.row.id] = deferred.row  # its document goes on with another
        self._free_slugs()
        for deferred, match in zip(self.deferred, matches, strict=True):
            own = deferred.row.id if deferred.row and deferred.row.id not in taken else ""
            document = document_name(deferred.source, deferred.parsed.locator)
            id_ = match or own or self.duplicates.of(deferred.source, deferred.parsed)
            id_ = id_ or self._match(deferred.facts, document) or self._most_similar(deferred.facts)
            yield from self._record_entry(
                deferred.source, deferred.parsed, deferred.facts, id_ or self._new_id(deferred.facts)
            )
        for source, locators in self.missing.items():
            for locator, proof in locators.items():
                yield from self._record_missing(source, locator, proof)
        for deferred in here.values():
            if deferred.row and deferred.row.id in self.unmatched:
                yield from self._record_gone(deferred.row, "deleted")

    def _free_slugs(self) -> None:
        """Take slugs away from those whose authors ask for others, so that two may exchange theirs."""
        for deferred in self.deferred:
            if deferred.row and deferred.facts.asked_slug not in ("", deferred.row.slug):
                self.store.save_slug(deferred.row.id, deferred.row.id)

    def _find_by_content(self, deferred: _Deferred, here: Mapping[str, _Deferred]) -> str:
        """Find the entry of which another document said just this, until now; each is found once.

        A document that still says most of what it said keeps its entry: then this is a copy of what it was.
        """
        own = deferred.row.id if deferred.row else ""
        if deferred.facts.claimed and not own:
            return ""
        if not own and (here_before := self.places.get(deferred.parsed.locator)):
            self.found.add(here_before)
            return here_before
        words = said(deferred.facts.title, deferred.facts.text_digest)
        for name in (deferred.parsed.stamp.fingerprint, deferred.facts.digest, words):
            ids = self.entries_by_content.get(name, [])
            for id_ in [] if own in ids else ids:
                other = here.get(id_)
                if id_ not in self.found and not (other and self._similarity(id_, other.facts, SAME_ADDRESS)):
                    self.found.add(id_)
                    self.absent.add(id_)
                    return id_
        return ""

    def _match(self, facts: EntryFacts, document: str) -> str:
        """Find the entry of a new document by what it says of itself; nothing if it says nothing."""
        if facts.claimed and (
            facts.id in self.previous_entries or not self.previous_entries.find(facts, document)
        ):
            return facts.id
        if id_ := next((id_ for id_ in self._alias_targets(facts) if self._is_free(id_)), ""):
            return id_
        if previous := self.previous_entries.find(facts, document):
            return previous
        return "" if self.fresh or self.store.entry(facts.id) else self._returning(facts)

    def _returning(self, facts: EntryFacts) -> str:
        """Find the entry that was removed in an earlier run, and that a new document says again."""
        if removed := next(filter(self._is_free, self.store.removed_as(facts.digest)), ""):
            return removed
        holder = self.store.slug_holder(facts.slug)
        known = holder and self._is_free(holder[0]) and self._similarity(holder[0], facts, SAME_ADDRESS)
        return holder[0] if holder and known else ""

    def _alias_targets(self, facts: EntryFacts) -> Iterator[str]:
        """Name the entries that the former addresses of a post lead to."""
        for alias in facts.aliases:
            path = below_host(self.site, alias)
            known = (self.store.led_to(path), self.store.entry_at(path), self.previous_entries.at(path))
            yield from filter(None, known)

    def _is_free(self, id_: str) -> bool:
        """Tell whether a new document may go on with an entry: it has none, and none was found for it."""
        return id_ not in self.found and not self._has_document(id_)

    def _has_document(self, id_: str) -> bool:
        row = self.store.entry(id_)
        here = id_ not in self.unmatched and id_ not in self.absent
        return row is not None and here and row.lifecycle.state != "removed"

    def _most_similar(self, facts: EntryFacts) -> str:
        """Find the entry of a document that was renamed and edited at once: the most alike of those gone."""
        if not self.unmatched or len(self.unmatched) > MANY:
            return ""
        shares = [
            (self._similarity(id_, facts, SAME_ADDRESS if row.slug == facts.slug else ALIKE), id_)
            for id_, row in self.unmatched.items()
            if row.kind == facts.kind and id_ not in self.found
        ]
        share, id_ = max(shares, default=(0.0, ""))
        return id_ if share else ""

    def _similarity(self, id_: str, facts: EntryFacts, least: float) -> float:
        """Say how much of an entry a document says, too; 0 if it is less than `least`."""
        return alike(self._post(id_), codec.decode(facts.payload), least)

    def _new_id(self, facts: EntryFacts) -> str:
        """Give a new document an id of its own; its first may belong to a post that once stood there."""
        others = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        row = self.store.entry(facts.id)
        again = row is None or row.title == facts.title or self._similarity(row.id, facts, SAME_ADDRESS)
        free = facts.id not in self.found if row is None else self._is_free(facts.id)
        if free and facts.id not in self.unmatched and again:
            return facts.id
        return next(id_ for id_ in others if self.store.entry(id_) is None)

    def _record_entry(
        self, source: str, parsed: ParsedDocument, facts: EntryFacts, id_: str
    ) -> Iterator[Transition]:
        """Record what a document says, unless another has the id that it claims."""
        row = self.store.entry(id_) or self.previous_entries.row(id_, facts.published)
        if row and (row.source, row.locator) != (source, parsed.locator) and self._has_document(id_):
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
        self.unmatched.pop(id_, None)
        slug, troubles = self._slug(id_, row, facts, parsed.locator)
        changes = self._changes(row, facts) if row and row.lifecycle.digest != facts.digest else ()
        known = row.lifecycle if row else None
        lifecycle = settle(
            known, facts.published, facts.stated, facts.digest, self.now, changes, said=facts.updated
        )
        saved = EntryRow(
            *(id_, source, parsed.locator, slug, facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, lifecycle),
            row.page if row else "",
            facts.text_digest,
        )
        self.store.save_entry(saved, facts.payload)
        self.previous_entries.found(id_)
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
        if row.id in self.previous_entries:
            return self.previous_entries.changes(row.id, facts)
        return differences(self._post(row.id), codec.decode(facts.payload))

    def _post(self, id_: str) -> Post:
        (payload,) = self.store.payloads((id_,)).values()
        return codec.decode(payload)

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
            if owner and owner != id_ and self._has_document(owner):
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
            if row and row.id not in self.unmatched:
                return  # another document goes on with it
        lifecycle = mark_missing(row.lifecycle, proof, self.now, self.policy) if row else None
        # Of what would be lost, another document may still tell.
        sure: Proof = "snapshot" if lifecycle and lifecycle.state == "stale" else proof
        if row and (row.id in self.found or self.duplicates.go_on(row, source, locator, sure)):
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
