"""One run's answer to the question which document is which entry.

An id is given once. A document that is new to its source may still be an entry that is known: it
claims its id, it says what one said that is gone, it names an address that led to one, or it was
published before the ledger began. In this order, the first that applies decides:

1. the id that it claims
2. what a document says that is gone since the last run, byte by byte or word by word
3. an address in its `redirect_from` that leads to an entry without a document
4. an entry that was published before this ledger began: by its words, its id, or its address
5. what an entry said that was removed in an earlier run
6. nearly what a document says that is gone: a file that was renamed and edited in one go
7. an id of its own
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, count
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger import codec
from feeds.ledger.address import below_host, file_of
from feeds.ledger.formers import Formers
from feeds.ledger.lifecycle import Change, Life, Proof, change, miss, settle, was_public
from feeds.ledger.reading import Facts, Reading
from feeds.ledger.rows import Row
from feeds.ledger.significance import ALIKE, SAME_ADDRESS, alike, differences
from feeds.ledger.store import Store
from feeds.model import CLOSED, Policy, Post, Problem, Site

MANY = 200  # documents that are gone: beyond, nobody renamed and edited them all by hand


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that subscribers will notice, and why or in what, in a phrase."""

    change: Change
    id: str
    title: str
    locator: str
    detail: str = ""


class Recording:
    """Takes in what the sources gave, and then what they left out; in one transaction.

    `missing` are the documents that each source does not mention any more, by locator, with what that
    proves.
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
        self.missing = missing
        self.orphans: dict[str, Row] = {}
        self.twins: dict[str, list[str]] = {}
        self.held: list[tuple[str, Reading]] = []
        self.formers = Formers(store, site, now)
        self.changed = False
        for source, locators in missing.items():
            self._note_orphans(source, (name for name, proof in locators.items() if proof == "deleted"))

    def _note_orphans(self, source: str, locators: Iterable[str]) -> None:
        """Note the entries whose documents are gone, by the bytes and by the content they had."""
        for locator in locators:
            stamp = self.store.stamp(source, locator)
            if stamp and (row := self.store.entry(stamp.entry)):
                self.orphans[row.id] = row
                for name in (stamp.fingerprint, row.life.digest):
                    self.twins.setdefault(name, []).append(row.id)

    def take(self, source: str, readings: Iterable[Reading]) -> Iterator[Transition]:
        """Take in what a source gave; a document that was refused leaves its entry as it was."""
        for reading in readings:
            before = self.store.stamp(source, reading.locator)
            if reading.same:
                self.store.restamp(source, reading.locator, reading.stamp)
            elif not reading.facts:
                self._keep(source, reading, before.entry if before else "", ())
            elif before and before.entry:
                yield from self._enter(source, reading, reading.facts, before.entry)
            elif id_ := self._identify(reading, reading.facts):
                yield from self._enter(source, reading, reading.facts, id_)
            else:
                self.held.append((source, reading))

    def finish(self) -> Iterator[Transition]:
        """Take in what was held back until all was read, and then what the sources left out."""
        for source, reading in self.held:
            if facts := reading.facts:
                id_ = self._resembling(facts) or self._own(facts)
                yield from self._enter(source, reading, facts, id_)
        for source, locators in self.missing.items():
            for locator, proof in locators.items():
                yield from self._leave(source, locator, proof)

    def _identify(self, reading: Reading, facts: Facts) -> str:
        """Find the entry of a new document; nothing if that must wait until all were read."""
        if facts.claimed:
            return facts.id
        twins = (*self.twins.get(reading.stamp.fingerprint, ()), *self.twins.get(facts.digest, ()))
        if id_ := next((id_ for id_ in twins if id_ in self.orphans), ""):
            return id_
        if id_ := next((id_ for id_ in self._alluded(facts) if self._is_free(id_)), ""):
            return id_
        if former := self.formers.find(facts):
            return former
        if not self.store.entry(facts.id) and (removed := self.store.removed_as(facts.digest)):
            return removed[0]
        return "" if self.orphans else self._own(facts)

    def _alluded(self, facts: Facts) -> Iterator[str]:
        """Name the entries that the former addresses of a post lead to."""
        for alias in facts.aliases:
            path = below_host(self.site, alias)
            known = (
                self.store.led_to(path),
                self.store.entry_at(file_of(self.site, path)),
                self.formers.at(path),
            )
            yield from filter(None, known)

    def _is_free(self, id_: str) -> bool:
        """Tell whether an entry has no document, so that a new one may be its."""
        row = self.store.entry(id_)
        return id_ in self.orphans or row is None or row.life.state == "removed"

    def _resembling(self, facts: Facts) -> str:
        """Find the entry of a document that was renamed and edited at once: the most alike of those gone."""
        if not self.orphans or len(self.orphans) > MANY:
            return ""
        post = codec.decode(facts.payload)
        shares = [
            (alike(self._post(id_), post, SAME_ADDRESS if row.slug == facts.slug else ALIKE), id_)
            for id_, row in self.orphans.items()
            if row.kind == facts.kind
        ]
        share, id_ = max(shares, default=(0.0, ""))
        return id_ if share else ""

    def _own(self, facts: Facts) -> str:
        """Give a new document an id of its own; its first may belong to a post that once stood there."""
        others = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        if self._is_free(facts.id) and facts.id not in self.orphans:
            return facts.id
        return next(id_ for id_ in others if self.store.entry(id_) is None)

    def _enter(self, source: str, reading: Reading, facts: Facts, id_: str) -> Iterator[Transition]:
        """Record what a document says, unless another has the id that it claims."""
        row = self.store.entry(id_) or self.formers.row(id_)
        if row and row.locator != reading.locator and not self._is_free(id_):
            again = replace(reading.stamp, mtime=0, fingerprint="")  # the other may give way
            trouble = _claimed_twice(reading.locator, row)
            self._keep(source, replace(reading, stamp=again), "", (trouble,))
            return
        self.orphans.pop(id_, None)
        slug, troubles = self._slug(id_, row, facts, reading.locator)
        changes = self._changes(row, facts) if row and row.life.digest != facts.digest else ()
        known = row.life if row else None
        life = settle(known, facts.published, facts.stated, facts.digest, self.now, changes)
        saved = Row(
            *(id_, source, reading.locator, slug, facts.kind, facts.title, facts.language),
            *(facts.organization, facts.tags, life),
            *((row.page,) if row else ()),
        )
        self.store.save_entry(saved, facts.payload)
        self.store.save_addresses((below_host(self.site, alias), id_) for alias in facts.aliases)
        self.formers.found(id_)
        self._keep(source, reading, id_, troubles)
        yield from noticed(known, saved)

    def _keep(self, source: str, reading: Reading, entry: str, troubles: tuple[Problem, ...]) -> None:
        self.changed = True
        problems = codec.encode_problems((*reading.problems, *troubles))
        self.store.save_document(source, reading.locator, replace(reading.stamp, entry=entry), problems)

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
        return free, (
            Problem(
                locator,
                "an address that no other post has",
                f"{wanted!r}, which belongs to {holder[1]}",
                f"it is published as {free!r}; write `slug:` to choose another",
                field="slug",
                severity="note" if facts.day and free.endswith(facts.day.isoformat()) else "warning",
            ),
        )

    def _leave(self, source: str, locator: str, proof: Proof) -> Iterator[Transition]:
        """Work out what it means for an entry that its source does not mention its document any more."""
        self.changed = True
        stamp = self.store.stamp(source, locator)
        row = self.store.entry(stamp.entry) if stamp else None
        if proof == "deleted":
            self.store.forget_document(source, locator)
            if row and row.id not in self.orphans:
                return  # another document goes on with it
        if row is None:
            return
        if proof == "deleted" and not was_public(row.life):
            self.store.forget_entry(row.id)
            return
        life = miss(row.life, proof, self.now, self.policy)
        self.store.save_life(row.id, life)
        if life.state in CLOSED and proof != "deleted":
            self.store.forget_document(source, locator)
        yield from noticed(row.life, replace(row, life=life))


def noticed(before: Life | None, row: Row) -> Iterator[Transition]:
    """Tell what subscribers will notice of an entry whose life was as `before`."""
    kind, life = change(before, row.life), row.life
    if kind:
        detail = ", ".join(life.changes) if kind == "changed" else life.reason
        yield Transition(kind, row.id, row.title, row.locator, detail)


def _claimed_twice(locator: str, row: Row) -> Problem:
    return Problem(
        locator,
        "an id of its own",
        f"{row.id!r}, which belongs to {row.locator}",
        "remove `id:`, or the copy of the post",
        field="id",
        severity="error",
    )


def free_slug(store: Store, id_: str, wanted: str, day: date | None = None) -> str:
    """Give the first of the addresses like `wanted` that no other entry has."""
    return next(
        slug
        for slug in chain((wanted,), _variants(wanted, day))
        if (store.slug_holder(slug) or (id_,))[0] == id_
    )


def _variants(slug: str, day: date | None) -> Iterator[str]:
    """Offer other addresses for a post; its own day is one that its author would think of, too."""
    if day:
        yield f"{slug}-{day.isoformat()}"
    yield from (f"{slug}-{number}" for number in count(2))
