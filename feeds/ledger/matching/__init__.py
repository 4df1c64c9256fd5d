"""Matching documents to entries.

An id is assigned once. A document that is new to its source may still be a known entry: it states its id,
has the content of a deleted document, names an alias of an entry, or was published before the ledger began.
The first of these that applies decides:

1. the id that it states
2. the content of a document deleted since the last run, by bytes or by words
3. an alias in its `redirect_from` that belongs to an entry without a document
4. an entry that was published before this ledger began: by its text, its id, or its URL
5. the content of an entry that was removed in an earlier run: all of it, or most of it at the same URL
6. similar content to that of a deleted document: a file that was renamed and edited at once
7. else it is a new entry
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger.change_detection import MIN_SIMILARITY, MIN_SIMILARITY_SAME_URL, content_key, similarity
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.permalinks import url_path
from feeds.ledger.recovered.previous_entries import PreviousEntries
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, Stamp
from feeds.model.post import Post
from feeds.model.settings import Site

MAX_COMPARED = 200  # deleted documents: so many were not all renamed and edited by hand


class Deferred(NamedTuple):
    """A new document, or one whose content differs from that of its entry."""

    source: str
    parsed: ParsedDocument
    row: EntryRow | None

    @property
    def facts(self) -> EntryFacts:
        """Return the post for the ledger, which a deferred document has."""
        assert self.parsed.facts  # noqa: S101 - a refused one is recorded at once
        return self.parsed.facts


class Matcher:
    """Finds the entry of a document, in one run; each entry is found once."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site = store, site
        self.is_new_ledger = store.is_empty()
        # Entries whose documents were deleted, or now have other content.
        self.unmatched: dict[str, tuple[str, str]] = {}  # their kinds and slugs
        self.absent: set[str] = set()  # entries that their partner leaves out
        self.entries_by_content: dict[str, list[str]] = {}
        self.entries_by_locator: dict[str, str] = {}  # of deleted documents, in any source
        self.matched: set[str] = set()
        self.previous_entries = PreviousEntries(store, site, now)

    def note_gone(self, source: str, locators: Iterable[str]) -> None:
        """Note the entries whose documents were deleted."""
        for locator in locators:
            stamp = self.store.stamp(source, locator)
            if stamp and (row := self.store.entry(stamp.entry)):
                self.unmatched[row.id] = row.kind, row.slug
                self.entries_by_locator[locator] = row.id
                self.note_content(stamp, row)

    def note_content(self, stamp: Stamp, row: EntryRow) -> None:
        """Note the former content of a document, by the digests of its bytes and of its post."""
        for digest in filter(None, (stamp.fingerprint, row.lifecycle.digest)):
            self.entries_by_content.setdefault(digest, []).append(row.id)

    def note_missing(self, row: EntryRow, *, absent: bool) -> None:
        """Note an entry that its partner leaves out: its content may return under another locator."""
        self.entries_by_content.setdefault(content_key(row.title, row.text_digest), []).append(row.id)
        if absent:
            self.absent.add(row.id)

    def find_by_content(self, deferred: Deferred, here: Callable[[str], Deferred | None]) -> str:
        """Return the id of the entry that had exactly this content until now, in another document, or "".

        If that document still has most of the content, it keeps its entry, and this one is a copy. `here` returns the
        deferred document that an entry had until now.
        """
        own = deferred.row.id if deferred.row else ""
        if deferred.facts.has_explicit_id and not own:
            return ""
        if not own and (former := self.entries_by_locator.get(deferred.parsed.locator)):
            self.matched.add(former)
            return former
        visible = content_key(deferred.facts.title, deferred.facts.text_digest)
        for key in (deferred.parsed.stamp.fingerprint, deferred.facts.digest, visible):
            ids = self.entries_by_content.get(key, [])
            for id_ in [] if own in ids else ids:
                other = here(id_)
                if id_ not in self.matched and not (
                    other and self._similarity(id_, other.facts, MIN_SIMILARITY_SAME_URL)
                ):
                    self.matched.add(id_)
                    self.absent.add(id_)
                    return id_
        return ""

    def match(self, facts: EntryFacts, document: str) -> str:
        """Return the id of the entry that a new document names by its id, aliases or history, or ""."""
        if facts.has_explicit_id and (
            facts.id in self.previous_entries or not self.previous_entries.find(facts, document)
        ):
            return facts.id
        if id_ := next((id_ for id_ in self._alias_targets(facts) if self._is_free(id_)), ""):
            return id_
        if previous := self.previous_entries.find(facts, document):
            return previous
        return "" if self.is_new_ledger or self.store.entry(facts.id) else self._find_removed(facts)

    def _find_removed(self, facts: EntryFacts) -> str:
        """Return the id of the entry removed in an earlier run that has this content, or ""."""
        if removed := next(filter(self._is_free, self.store.removed_ids(facts.digest)), ""):
            return removed
        holder = self.store.slug_holder(facts.slug)
        known = holder and self._is_free(holder[0]) and self._similarity(holder[0], facts, MIN_SIMILARITY_SAME_URL)
        return holder[0] if holder and known else ""

    def _alias_targets(self, facts: EntryFacts) -> Iterator[str]:
        """Yield the ids of the entries that the aliases of a post belong to."""
        for alias in facts.aliases:
            path = url_path(self.site, alias)
            if not path:
                continue
            known = (self.store.alias_target(path), self.store.entry_at(path), self.previous_entries.id_at(path))
            yield from filter(None, known)

    def _is_free(self, id_: str) -> bool:
        """Return whether an entry has no document, and none was matched to it in this run."""
        return id_ not in self.matched and not self.has_document(id_)

    def has_document(self, id_: str) -> bool:
        """Return whether an entry has an existing document."""
        row = self.store.entry(id_)
        exists = not (id_ in self.unmatched or id_ in self.absent or id_ in self.previous_entries)
        return row is not None and exists and row.lifecycle.state != "removed"

    def most_similar(self, facts: EntryFacts) -> str:
        """Return the id of the most similar unmatched entry, or "": renamed and edited at once."""
        if not self.unmatched or len(self.unmatched) > MAX_COMPARED:
            return ""
        ratios = [
            (self._similarity(id_, facts, MIN_SIMILARITY_SAME_URL if slug == facts.slug else MIN_SIMILARITY), id_)
            for id_, (kind, slug) in self.unmatched.items()
            if kind == facts.kind and id_ not in self.matched
        ]
        ratio, id_ = max(ratios, default=(0.0, ""))
        return id_ if ratio else ""

    def _similarity(self, id_: str, facts: EntryFacts, minimum: float) -> float:
        """Return the similarity of an entry and a document, from 0 to 1; 0 if it is below `minimum`."""
        return similarity(self.post(id_), codec.decode(facts.payload), minimum)

    def new_id(self, facts: EntryFacts) -> str:
        """Return the id of a new entry; an earlier post at this location may have the first choice."""
        others = (uuid5(NAMESPACE_URL, f"{facts.id} {number}").urn for number in count(2))
        row = self.store.entry(facts.id)
        is_same = row is None or row.title == facts.title or self._similarity(row.id, facts, MIN_SIMILARITY_SAME_URL)
        free = facts.id not in self.matched if row is None else self._is_free(facts.id)
        if free and facts.id not in self.unmatched and is_same:
            return facts.id
        return next(id_ for id_ in others if self.store.entry(id_) is None)

    def post(self, id_: str) -> Post:
        """Return the post of an entry."""
        (payload,) = self.store.payloads((id_,)).values()
        return codec.decode(payload)
