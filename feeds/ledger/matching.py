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
from feeds.ledger.free_slug import free_slug
from feeds.ledger.lifecycle import Change, Life, Proof, change, miss, settle, was_public
from feeds.ledger.parsed_document import Facts, Reading
from feeds.ledger.permalinks import below_host, slug_in
from feeds.ledger.previous_entries import Formers
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import Row, Stamp
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


class _Held(NamedTuple):
    """A document that is new, or says something else than the entry that it was."""

    source: str
    reading: Reading
    facts: Facts
    row: Row | None


class Recording:
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
        self.orphans: dict[str, Row] = {}  # entries whose documents are gone, or say something else now
        self.absent: set[str] = set()  # entries that their partner does not mention any more
        self.twins: dict[str, list[str]] = {}
        self.places: dict[str, str] = {}  # where the document lay, in whichever source
        self.held: list[_Held] = []
        self.found: set[str] = set()
        self.formers = Formers(store, site, now)
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
                self.orphans[row.id] = row
                self.places[locator] = row.id
                self._note_content(stamp, row)

    def _note_content(self, stamp: Stamp, row: Row) -> None:
        """Note what a document said that says it no more, by its bytes and by its content."""
        for name in (stamp.fingerprint, row.life.digest):
            self.twins.setdefault(name, []).append(row.id)

    def miss(self, source: str, locators: Mapping[str, Proof]) -> None:
        """Note what a source left out, beside what is told of at the beginning; it may have another name."""
        self.missing[source] = {**self.missing.get(source, {}), **locators}
        for locator, proof in locators.items():
            stamp = self.store.stamp(source, locator) if proof != "stale" else None
            if stamp and (row := self.store.entry(stamp.entry)):
                self.twins.setdefault(said(row.title, row.words), []).append(row.id)
                if proof != "none":
                    self.absent.add(row.id)

    def take(self, source: str, readings: Iterable[Reading]) -> Iterator[Transition]:
        """Take in what a source gave; a document that was refused leaves its entry as it was.

        What is new or says something else is held back until all is read: it may have changed places.
        """
        for reading in readings:
            before, facts = self.duplicates.before(source, reading), reading.facts
            if reading.same:
                self.store.restamp(source, reading.locator, reading.stamp)
            elif not facts:
                self.refused = self.refused or not (before and before.entry)
                self._keep(source, reading, before.entry if before else "", ())
            elif before and before.entry and before.fingerprint == reading.stamp.fingerprint:
                yield from self._enter(source, reading, facts, before.entry)
            elif self.fresh:
                document = document_name(source, reading.locator)
                id_ = self.duplicates.of(source, reading) or self._identify(facts, document)
                yield from self._enter(source, reading, facts, id_ or self._own(facts))
            else:
                row = self.store.entry(before.entry) if before else None
                if before and row:
                    self._note_content(before, row)
                self.held.append(_Held(source, reading, facts, row))

    def finish(self) -> Iterator[Transition]:
        """Take in what was held back, and then what the sources left out."""
        here = {held.row.id: held for held in self.held if held.row}
        twins = [self._twin(held, here) for held in self.held]
        taken = set(twins)
        for held, twin in zip(self.held, twins, strict=True):
            if held.row and (twin or held.row.id in taken):
                self.orphans[held.row.id] = held.row  # its document goes on with another
        self._free_slugs()
        for held, twin in zip(self.held, twins, strict=True):
            own = held.row.id if held.row and held.row.id not in taken else ""
            document = document_name(held.source, held.reading.locator)
            id_ = twin or own or self.duplicates.of(held.source, held.reading)
            id_ = id_ or self._identify(held.facts, document) or self._resembling(held.facts)
            yield from self._enter(held.source, held.reading, held.facts, id_ or self._own(held.facts))
        for source, locators in self.missing.items():
            for locator, proof in locators.items():
                yield from self._leave(source, locator, proof)
        for held in here.values():
            if held.row and held.row.id in self.orphans:
                yield from self._end(held.row, "deleted")

    def _free_slugs(self) -> None:
        """Take slugs away from those whose authors ask for others, so that two may exchange theirs."""
        for held in self.held:
            if held.row and held.facts.asked_slug not in ("", held.row.slug):
                self.store.save_slug(held.row.id, held.row.id)

    def _twin(self, held: _Held, here: Mapping[str, _Held]) -> str:
        """Find the entry of which another document said just this, until now; each is found once.

        A document that still says most of what it said keeps its entry: then this is a copy of what it was.
        """
        own = held.row.id if held.row else ""
        if held.facts.claimed and not own:
            return ""
        if not own and (here_before := self.places.get(held.reading.locator)):
            self.found.add(here_before)
            return here_before
        words = said(held.facts.title, held.facts.words)
        for name in (held.reading.stamp.fingerprint, held.facts.digest, words):
            ids = self.twins.get(name, [])
            for id_ in [] if own in ids else ids:
                other = here.get(id_)
                if id_ not in self.found and not (other and self._share(id_, other.facts, SAME_ADDRESS)):
                    self.found.add(id_)
                    self.absent.add(id_)
                    return id_
        return ""

    def _identify(self, facts: Facts, document: str) -> str:
        """Find the entry of a new document by what it says of itself; nothing if it says nothing."""
        if facts.claimed and (facts.id in self.formers or not self.formers.find(facts, document)):
            return facts.id
        if id_ := next((id_ for id_ in self._alluded(facts) if self._is_free(id_)), ""):
            return id_
        if former := self.formers.find(facts, document):
            return former
        return "" if self.fresh or self.store.entry(facts.id) else self._returning(facts)

    def _returning(self, facts: Facts) -> str:
        """Find the entry that was removed in an earlier run, and that a new document says again."""
        if removed := next(filter(self._is_free, self.store.removed_as(facts.digest)), ""):
            return removed
        holder = self.store.slug_holder(facts.slug)
        known = holder and self._is_free(holder[0]) and self._share(holder[0], facts, SAME_ADDRESS)
        return holder[0] if holder and known else ""

    def _alluded(self, facts: Facts) -> Iterator[str]:
        """Name the entries that the former addresses of a post lead to."""
        for alias in facts.aliases:
            path = below_host(self.site, alias)
            known = (self.store.led_to(path), self.store.entry_at(path), self.formers.at(path))
            yield from filter(None, known)

    def _is_free(self, id_: str) -> bool:
        """Tell whether a new document may go on with an entry: it has none, and none was found for it."""
        return id_ not in self.found and not self._has_document(id_)

    def _has_document(self, id_: str) -> bool:
        row = self.store.entry(id_)
        here = id_ not in self.orphans and id_ not in self.absent
        return row is not None and here and row.life.state != "removed"

    def _resembling(self, facts: Facts) -> str:
        """Find the entry of a document that was renamed and edited at once: the most alike of those gone."""
        if not self.orphans or len(self.orphans) > MANY:
            return ""
        shares = [
            (self._share(id_, facts, SAME_ADDRESS if row.slug == facts.slug else ALIKE), id_)
            for id_, row in self.orphans.items()
            if row.kind == facts.kind and id_ not in self.found
        ]
        share, id_ = max(shares, default=(0.0, ""))
        return id_ if share else ""

    def _share(self, id_: str, facts: Facts, least: float) -> float:
        """Say how much of an entry a document says, too; 0 if it is less than `least`."""
        return alike(self._post(id_), codec.decode(facts.payload), least)

    def _own(self, facts: Facts) -> str:
        """Give a new document an id of its own; its first may belong to a post that once stood there."""
        others = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        row = self.store.entry(facts.id)
        again = row is None or row.title == facts.title or self._share(row.id, facts, SAME_ADDRESS)
        free = facts.id not in self.found if row is None else self._is_free(facts.id)
        if free and facts.id not in self.orphans and again:
            return facts.id
        return next(id_ for id_ in others if self.store.entry(id_) is None)

    def _enter(self, source: str, reading: Reading, facts: Facts, id_: str) -> Iterator[Transition]:
        """Record what a document says, unless another has the id that it claims."""
        row = self.store.entry(id_) or self.formers.row(id_, facts.published)
        if row and (row.source, row.locator) != (source, reading.locator) and self._has_document(id_):
            leads = self.duplicates.leads(row, source, reading)
            if leads is None:
                again = reading.stamp._replace(mtime=0, fingerprint="")  # the other may give way
                self._keep(source, reading._replace(stamp=again), "", (_claimed_twice(reading.locator, row),))
                return
            if not leads:
                self._keep(source, reading, id_, ())
                return
        self.orphans.pop(id_, None)
        slug, troubles = self._slug(id_, row, facts, reading.locator)
        changes = self._changes(row, facts) if row and row.life.digest != facts.digest else ()
        known = row.life if row else None
        life = settle(
            known, facts.published, facts.stated, facts.digest, self.now, changes, said=facts.updated
        )
        saved = Row(
            *(id_, source, reading.locator, slug, facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, life),
            row.page if row else "",
            facts.words,
        )
        self.store.save_entry(saved, facts.payload)
        self.formers.found(id_)
        troubles += tuple(self._lead_here(facts.aliases, id_, reading.locator))
        self._keep(source, reading, id_, troubles)
        yield from noticed(known, saved)

    def _keep(self, source: str, reading: Reading, entry: str, troubles: tuple[Problem, ...]) -> None:
        self.changed = True
        problems = codec.encode_problems((*reading.problems, *troubles))
        self.store.save_document(source, reading.locator, reading.stamp._replace(entry=entry), problems)
        if reading.facts and reading.facts.keys:
            self.store.save_keys(source, reading.locator, reading.facts.keys)

    def _changes(self, row: Row, facts: Facts) -> tuple[str, ...]:
        if row.id in self.formers:
            return self.formers.changes(row.id, facts)
        return differences(self._post(row.id), codec.decode(facts.payload))

    def _post(self, id_: str) -> Post:
        (payload,) = self.store.payloads((id_,)).values()
        return codec.decode(payload)

    def _slug(self, id_: str, row: Row | None, facts: Facts, locator: str) -> tuple[str, tuple[Problem, ...]]:
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

    def _lead_here(self, aliases: Iterable[str], id_: str, locator: str) -> Iterator[Problem]:
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

    def _leave(self, source: str, locator: str, proof: Proof) -> Iterator[Transition]:
        """Work out what it means for an entry that its source does not mention its document any more."""
        self.changed = True
        stamp = self.store.stamp(source, locator)
        row = self.store.entry(stamp.entry) if stamp else None
        if proof == "deleted":
            self.store.forget_document(source, locator)
            if row and row.id not in self.orphans:
                return  # another document goes on with it
        life = miss(row.life, proof, self.now, self.policy) if row else None
        # Of what would be lost, another document may still tell.
        sure: Proof = "snapshot" if life and life.state == "lost" else proof
        if row and (row.id in self.found or self.duplicates.go_on(row, source, locator, sure)):
            self.store.forget_document(source, locator)
            return
        if row and life:
            yield from self._end(row, proof)
            if proof != "deleted" and life.state in CLOSED:
                self.store.forget_document(source, locator)

    def _end(self, row: Row, proof: Proof) -> Iterator[Transition]:
        """Work out what it means for an entry that no document goes on with it."""
        if proof == "deleted" and not was_public(row.life):
            self.store.forget_entry(row.id)
            return
        life = miss(row.life, proof, self.now, self.policy)
        self.store.save_life(row.id, life)
        yield from noticed(row.life, row._replace(life=life))


def noticed(before: Life | None, row: Row) -> Iterator[Transition]:
    """Tell what subscribers will notice of an entry whose life was as `before`."""
    kind, life = change(before, row.life), row.life
    if kind:
        detail = ", ".join(life.changes) if kind == "changed" else life.reason
        yield Transition(kind, row.id, row.title, row.locator, detail, row.source)


def _claimed_twice(locator: str, row: Row) -> Problem:
    return Problem(
        locator,
        "an id of its own",
        f"{row.id!r}, which belongs to {row.locator}",
        "it is left out" if "://" in locator else "remove `id:`, or the copy of the post",
        field="id",
        severity="note" if "://" in locator else "error",
    )
