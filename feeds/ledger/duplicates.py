"""Duplicates: one offer in several documents is one entry, made of its primary document.

Documents have the same offer if they share a key: the URL of its page, the URL to apply at, its id in the
recruiting system, or its id. An equal title is never enough. Each document has a rank for each key: 0 it
links to the offer, 1 it is a page of the offer, 2 it is a local post that links to the offer, 3 it is the
employer's own document. The primary document is the one with the highest rank, or the first of equal rank.
"""

from __future__ import annotations

from collections.abc import Iterator

from feeds.ledger.lifecycle import Proof
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, Stamp

_MAX_RANK = 3
_PAGE_RANKS = frozenset({1, 3})


class Duplicates:
    """Finds documents of the same offer by their keys."""

    def __init__(self, store: Store) -> None:
        self.store = store

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
        for key, rank in parsed.facts.keys if parsed.facts else ():
            for other, locator, other_rank in self.store.documents_with_key(key):
                if not _is_same(rank, other_rank, (source, parsed.locator), (other, locator)):
                    continue
                stamp = self.store.stamp(other, locator)
                if (other, locator) != (source, parsed.locator) and stamp and stamp.entry:
                    return stamp.entry
        return ""

    def becomes_primary(self, row: EntryRow, source: str, parsed: ParsedDocument) -> bool | None:
        """Return whether a document becomes the primary one of an entry; None if it has another offer."""
        ranks = list(self._shared_ranks(row, source, parsed))
        if not ranks:
            return None
        return any(rank > other_rank for rank, other_rank in ranks)

    def _shared_ranks(self, row: EntryRow, source: str, parsed: ParsedDocument) -> Iterator[tuple[int, int]]:
        """Yield, for each key shared with the entry, the ranks of this document and of the primary one.

        A key shared with another document of the entry is enough to belong to it, but not to be primary.
        """
        for key, rank in parsed.facts.keys if parsed.facts else ():
            for other, locator, other_rank in self.store.documents_with_key(key):
                stamp = self.store.stamp(other, locator)
                if (other, locator) == (source, parsed.locator) or not stamp or stamp.entry != row.id:
                    continue
                if not _is_same(rank, other_rank, (source, parsed.locator), (other, locator)):
                    continue
                is_primary = (other, locator) == (row.source, row.locator)
                yield rank, other_rank if is_primary else _MAX_RANK

    def survives(self, row: EntryRow, source: str, locator: str, proof: Proof) -> bool:
        """Return whether an entry continues without a missing document, because it has another one.

        If the primary document is proved to be gone, the next one becomes primary and is parsed again in the
        next run.
        """
        others = [one for one in self.store.documents_of(row.id) if one != (source, locator)]
        if not others:
            return False
        if (row.source, row.locator) != (source, locator):
            return proof not in ("none", "stale")
        if proof in ("none", "stale", "partial"):
            return False
        successor = others[0]
        stamp = self.store.stamp(*successor)
        if stamp:
            self.store.set_primary_document(row.id, *successor)
            self.store.save_document(*successor, stamp._replace(mtime=0, fingerprint=""), "")
            self.store.reread_source(successor[0])
        return True


def _is_same(rank: int, other_rank: int, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether two documents with the same key have the same offer.

    One of them is a page of the offer, or two partners link to one page. Two local posts with one link may
    be two offers.
    """
    pages = {rank, other_rank} & _PAGE_RANKS
    return bool(pages) or (one[0] != other[0] and "://" in one[1] and "://" in other[1])
