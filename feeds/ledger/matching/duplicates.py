"""Duplicates: one entry in several documents is made of its primary document.

Documents have the same offer if they share a key: the URL of its page, a URL that they link to together with
its title, its id in the recruiting system, or an id that is unique in the world; articles only have the last.
An equal title is never enough. Each document has a rank for each key: 0 it links to the offer, 1 it names a
page of the offer on another host, 2 it is a local post that links to the offer, 3 and 4 it came from the
host of the offer's page, from another port or the same. The primary document is the one with the highest
rank, where 0 and 1 are equal; of equal ones that of the source with the higher score (see `public.quality`), and if the
scores are near each other, that of the source that is listed first.

The primary document is chosen when an entry gets a document or one of its documents is edited or missing. A change
of a score alone chooses nothing, nor does another reading of the same document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

from feeds.ledger.change_detection import is_edit
from feeds.ledger.lifecycle import Proof
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.public import quality
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, Stamp

_LINKED, _FOREIGN_PAGE = 0, 1
_PAGE_RANKS = frozenset({_FOREIGN_PAGE, 3, 4})
_NEAR = 5  # points: by a smaller difference of scores, entries would often turn from one source to the other

Document = tuple[str, str]  # source and locator


class Duplicates:
    """Finds documents of the same offer by their keys; `sources` are the names of all sources, in order."""

    def __init__(self, store: Store, sources: Sequence[str] = ()) -> None:
        self.store = store
        self.place = {name: place for place, name in enumerate(sources)}
        self.scores = {name: one.score for name, one in quality.load(store).items()}

    def judge(self, source: str, missing: Iterable[str | None]) -> None:
        """Set the score of a source that has none, from the fields `missing` in each of its documents."""
        if source not in self.scores and (found := quality.of_documents(missing)):
            self.scores[source] = found.score

    def known_stamp(self, source: str, parsed: ParsedDocument) -> Stamp | None:
        """Return the stamp of a document, without its entry if the document now has another offer."""
        stamp = self.store.stamp(source, parsed.locator)
        if stamp is None or not stamp.entry or parsed.unchanged or not parsed.facts:
            return stamp
        row = self.store.entry(stamp.entry)
        if row is None or (row.source, row.locator) == (source, parsed.locator):
            return stamp
        return (
            stamp if self.becomes_primary(row, source, parsed) is not None else stamp._replace(entry="", fingerprint="")
        )

    def find(self, source: str, parsed: ParsedDocument) -> str:
        """Return the id of the entry of another document with the same offer, or ""."""
        for _, document, _ in self._same(source, parsed):
            stamp = self.store.stamp(*document)
            if stamp and stamp.entry:
                return stamp.entry
        return ""

    def becomes_primary(self, row: EntryRow, source: str, parsed: ParsedDocument) -> bool | None:
        """Return whether a document becomes the primary one of an entry; None if it has another offer.

        A key shared with another document of the entry is enough to belong to it, but not to be primary.
        """
        belongs, ranks, other_ranks = False, list[int](), list[int]()
        for rank, document, other_rank in self._same(source, parsed):
            stamp = self.store.stamp(*document)
            if not stamp or stamp.entry != row.id:
                continue
            belongs = True
            if document == (row.source, row.locator):
                ranks.append(rank)
                other_ranks.append(other_rank)
        if not belongs:
            return None
        if not ranks:
            return False
        rank, other_rank = _comparable(max(ranks)), _comparable(max(other_ranks))
        before = self.store.stamp(source, parsed.locator)
        if before and before.entry == row.id and not is_edit(before.fingerprint, parsed.stamp.fingerprint):
            return rank > other_rank  # the choice among equal ones was made
        return self._leads((source, rank), (row.source, other_rank))

    def _leads(self, one: tuple[str, int], other: tuple[str, int]) -> bool:
        """Return whether a document is to be primary in the place of another, each as its source and its rank."""
        if one[1] != other[1]:
            return one[1] > other[1]
        if not self._are_near(one[0], other[0]):
            return self._score(one[0]) > self._score(other[0])
        return self._place(one[0]) < self._place(other[0])

    def _score(self, source: str) -> int:
        return self.scores.get(source, 100)  # no fault is known of it

    def _are_near(self, source: str, other: str) -> bool:
        return abs(self._score(source) - self._score(other)) < _NEAR

    def _place(self, source: str) -> int:
        return self.place.get(source, len(self.place))

    def _same(self, source: str, parsed: ParsedDocument) -> Iterator[tuple[int, Document, int]]:
        """Yield, for each key shared with another document of the same offer, both ranks for it."""
        for key, rank in parsed.facts.keys if parsed.facts else ():
            others = [one for one in self.store.documents_with_key(key) if one[:2] != (source, parsed.locator)]
            linking = [(other, locator) for other, locator, other_rank in others if other_rank == _LINKED]
            for other, locator, other_rank in others:
                if {rank, other_rank} & _PAGE_RANKS or (
                    rank == other_rank == _LINKED and _is_distinctive(key, [(source, parsed.locator), *linking])
                ):
                    yield rank, (other, locator), other_rank

    def survives(self, row: EntryRow, source: str, locator: str, proof: Proof) -> bool:
        """Return whether an entry continues without a missing document, because it has another one.

        If the primary document is proved to be gone, the next one becomes primary and is parsed again in the
        next run.
        """
        others = [one for one in self.store.ranks_of(row.id) if one[:2] != (source, locator)]
        if not others:
            return False
        if (row.source, row.locator) != (source, locator):
            return proof not in ("none", "stale")
        if proof in ("none", "stale", "partial"):
            return False
        self._promote(row.id, self._best(others))
        return True

    def reorder(self) -> None:
        """Choose the primary documents again, in a new order of the sources; they are parsed in the next run."""
        for id_, source, locator in self.store.entries_of_several_sources():
            ranked = self.store.ranks_of(id_)
            rank = next((_comparable(one[2]) for one in ranked if one[:2] == (source, locator)), -1)
            # Those that scores set apart stay as they were chosen.
            equal = [one for one in ranked if _comparable(one[2]) > rank or self._are_near(one[0], source)]
            best = self._best(equal)
            if best != (source, locator):
                self._promote(id_, best)

    def _best(self, documents: list[tuple[str, str, int]]) -> Document:
        def better(one: tuple[str, str, int], other: tuple[str, str, int]) -> tuple[str, str, int]:
            return other if self._leads((other[0], _comparable(other[2])), (one[0], _comparable(one[2]))) else one

        source, locator, _ = reduce(better, sorted(documents, key=lambda one: self._place(one[0])))
        return source, locator

    def _promote(self, id_: str, document: Document) -> None:
        stamp = self.store.stamp(*document)
        if stamp:
            self.store.set_primary_document(id_, *document)
            self.store.save_document(*document, stamp._replace(mtime=0, fingerprint=""), "")
            self.store.reread_source(document[0])


def _comparable(rank: int) -> int:
    """Return a rank, the same for all that are equal."""
    return max(rank, _FOREIGN_PAGE)


def _is_distinctive(key: str, documents: list[Document]) -> bool:
    """Return whether a link identifies an offer for partners: with its title, and once in each source.

    Two local posts with one link may be two offers.
    """
    sources = [source for source, locator in documents if "://" in locator]
    return " " in key and len(sources) == len(documents) == len(set(sources))
