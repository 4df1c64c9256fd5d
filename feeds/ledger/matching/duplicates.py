"""Duplicates: one entry in several documents is made of its primary document.

Documents have the same offer if they share a key: the URL of its page, a URL that they link to together with
its title, its id in the recruiting system, or an id that is unique in the world; articles only have the last.
An equal title is never enough. Each document has a rank for each key: 0 it links to the offer, 1 it names a
page of the offer on another host, 2 it is a local post that links to the offer, 3 and 4 it came from the
host of the offer's page, from another port or the same. The primary document is the one with the highest
rank, where 0 and 1 are equal; of equal ones that of the source that is listed first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feeds.ledger.lifecycle import Proof
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, Stamp

_LINKED, _FOREIGN_PAGE = 0, 1
_PAGE_RANKS = frozenset({_FOREIGN_PAGE, 3, 4})

Document = tuple[str, str]  # source and locator


class Duplicates:
    """Finds documents of the same offer by their keys; `sources` are the names of all sources, in order."""

    def __init__(self, store: Store, sources: Sequence[str] = ()) -> None:
        self.store = store
        self.place = {name: place for place, name in enumerate(sources)}

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
        return bool(ranks) and self._claim(source, max(ranks)) > self._claim(row.source, max(other_ranks))

    def _claim(self, source: str, rank: int) -> tuple[int, int]:
        """Return a value that is higher the more a document of a source deserves to be the primary one."""
        return max(rank, _FOREIGN_PAGE), -self.place.get(source, len(self.place))

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
        for id_, *document in self.store.entries_of_several_sources():
            best = self._best(self.store.ranks_of(id_))
            if best != tuple(document):
                self._promote(id_, best)

    def _best(self, documents: list[tuple[str, str, int]]) -> Document:
        source, locator, _ = max(documents, key=lambda one: self._claim(one[0], one[2]))
        return source, locator

    def _promote(self, id_: str, document: Document) -> None:
        stamp = self.store.stamp(*document)
        if stamp:
            self.store.set_primary_document(id_, *document)
            self.store.save_document(*document, stamp._replace(mtime=0, fingerprint=""), "")
            self.store.reread_source(document[0])


def _is_distinctive(key: str, documents: list[Document]) -> bool:
    """Return whether a link identifies an offer for partners: with its title, and once in each source.

    Two local posts with one link may be two offers.
    """
    sources = [source for source, locator in documents if "://" in locator]
    return " " in key and len(sources) == len(documents) == len(set(sources))
