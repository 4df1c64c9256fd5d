"""Matching: which entry a document is.

An id is assigned once. A document that is new to its source may still be a known entry: it claims
its id, has the content of one that is gone, names an alias of one, or was published before the
ledger began. In this order, the first that applies decides:

1. the id that it claims
2. the content of a document that is gone since the last run, byte by byte or word by word
3. an alias in its `redirect_from` that leads to an entry without a document
4. an entry that was published before this ledger began: by its text, its id, or its URL
5. the content of an entry that was removed in an earlier run: all of it, or most of it at the same URL
6. nearly the content of a document that is gone: a file that was renamed and edited in one go
7. an id of its own
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger.change_detection import ALIKE, SAME_ADDRESS, alike, said
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import below_host
from feeds.ledger.previous_entries import PreviousEntries
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, Stamp
from feeds.model.post import Post
from feeds.model.settings import Site

MANY = 200  # documents that are gone: beyond, nobody renamed and edited them all by hand


class Deferred(NamedTuple):
    """A document that is new, or states something else than the entry that it was."""

    source: str
    parsed: ParsedDocument
    facts: EntryFacts
    row: EntryRow | None


class Matcher:
    """Finds the entry of a document, in one run; each entry is found once."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site = store, site
        self.fresh = store.is_empty()
        # Entries whose documents are gone, or now state something else.
        self.unmatched: dict[str, EntryRow] = {}
        self.absent: set[str] = set()  # entries that their partner no longer mentions
        self.entries_by_content: dict[str, list[str]] = {}
        self.places: dict[str, str] = {}  # entries by the locator of the document that is gone, in any source
        self.found: set[str] = set()
        self.previous_entries = PreviousEntries(store, site, now)

    def note_gone(self, source: str, locators: Iterable[str]) -> None:
        """Note the entries whose documents are gone."""
        for locator in locators:
            stamp = self.store.stamp(source, locator)
            if stamp and (row := self.store.entry(stamp.entry)):
                self.unmatched[row.id] = row
                self.places[locator] = row.id
                self.note_content(stamp, row)

    def note_content(self, stamp: Stamp, row: EntryRow) -> None:
        """Note what a document stated before, by its bytes and by its content."""
        for name in (stamp.fingerprint, row.lifecycle.digest):
            self.entries_by_content.setdefault(name, []).append(row.id)

    def note_missing(self, row: EntryRow, *, absent: bool) -> None:
        """Note an entry that its partner leaves out: its content may return under another locator."""
        self.entries_by_content.setdefault(said(row.title, row.text_digest), []).append(row.id)
        if absent:
            self.absent.add(row.id)

    def find_by_content(self, deferred: Deferred, here: Mapping[str, Deferred]) -> str:
        """Return the id of the entry of which another document had just this content until now, or "".

        A document that still has most of that content keeps its entry: then this one is a copy of it.
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

    def match(self, facts: EntryFacts, document: str) -> str:
        """Return the id of the entry that a new document names by its id, aliases or history, or ""."""
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
        """Return the id of the entry that was removed in an earlier run and whose content is back, or ""."""
        if removed := next(filter(self._is_free, self.store.removed_as(facts.digest)), ""):
            return removed
        holder = self.store.slug_holder(facts.slug)
        known = holder and self._is_free(holder[0]) and self._similarity(holder[0], facts, SAME_ADDRESS)
        return holder[0] if holder and known else ""

    def _alias_targets(self, facts: EntryFacts) -> Iterator[str]:
        """Yield the ids of the entries that the aliases of a post lead to."""
        for alias in facts.aliases:
            path = below_host(self.site, alias)
            known = (self.store.led_to(path), self.store.entry_at(path), self.previous_entries.at(path))
            yield from filter(None, known)

    def _is_free(self, id_: str) -> bool:
        """Return whether an entry has no document and none was found for it in this run."""
        return id_ not in self.found and not self.has_document(id_)

    def has_document(self, id_: str) -> bool:
        """Return whether an entry has a document that is there."""
        row = self.store.entry(id_)
        here = id_ not in self.unmatched and id_ not in self.absent
        return row is not None and here and row.lifecycle.state != "removed"

    def most_similar(self, facts: EntryFacts) -> str:
        """Return the id of the most similar of the unmatched entries: renamed and edited in one go; or ""."""
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
        """Return the share of an entry's content that a document has, too; 0 if it is below `least`."""
        return alike(self.post(id_), codec.decode(facts.payload), least)

    def new_id(self, facts: EntryFacts) -> str:
        """Return an id for a new document; the first choice may belong to an earlier post of this place."""
        others = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        row = self.store.entry(facts.id)
        again = row is None or row.title == facts.title or self._similarity(row.id, facts, SAME_ADDRESS)
        free = facts.id not in self.found if row is None else self._is_free(facts.id)
        if free and facts.id not in self.unmatched and again:
            return facts.id
        return next(id_ for id_ in others if self.store.entry(id_) is None)

    def post(self, id_: str) -> Post:
        """Return the post of an entry."""
        (payload,) = self.store.payloads((id_,)).values()
        return codec.decode(payload)
