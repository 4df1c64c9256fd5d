"""One offer that several documents tell: they are one entry, and one of them leads.

Documents tell of the same offer when they share a strong key: the address of its page, where one applies,
what the recruiting system calls it, its id. The same title is never enough. What a document is to the offer
is a number: 0 points to it, 1 gives its address as a page of its own, 2 is a post of ours that points to it,
3 is the employer's own copy. The highest leads, or the one that was first among equals.
"""

from __future__ import annotations

from collections.abc import Iterator

from feeds.ledger.lifecycle import Proof
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, Stamp

_HIGHEST = 3
_PAGES = frozenset({1, 3})


class Duplicates:
    """Looks documents up by what their offers are known by."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def before(self, source: str, parsed: ParsedDocument) -> Stamp | None:
        """Give what is known of a document; of one that tells of another offer by now, nothing."""
        stamp = self.store.stamp(source, parsed.locator)
        if stamp is None or not stamp.entry or parsed.same or not parsed.facts:
            return stamp
        row = self.store.entry(stamp.entry)
        if row is None or (row.source, row.locator) == (source, parsed.locator):
            return stamp
        return (
            stamp if self.leads(row, source, parsed) is not None else stamp._replace(entry="", fingerprint="")
        )

    def of(self, source: str, parsed: ParsedDocument) -> str:
        """Name the entry of another document that tells of the same offer; nothing if there is none."""
        for key, own in parsed.facts.keys if parsed.facts else ():
            for other, locator, others_own in self.store.keyed(key):
                if not _is_same(own, others_own, (source, parsed.locator), (other, locator)):
                    continue
                stamp = self.store.stamp(other, locator)
                if (other, locator) != (source, parsed.locator) and stamp and stamp.entry:
                    return stamp.entry
        return ""

    def leads(self, row: EntryRow, source: str, parsed: ParsedDocument) -> bool | None:
        """Say whether a document is to lead an entry from now on; None if it tells of another offer."""
        shared = list(self._shared(row, source, parsed))
        if not shared:
            return None
        return any(own > other for own, other in shared)

    def _shared(self, row: EntryRow, source: str, parsed: ParsedDocument) -> Iterator[tuple[int, int]]:
        """Give, for each key shared with the entry, what this document and the leader are to the offer.

        A key shared with another document of the entry will do to belong to it, but not to lead.
        """
        for key, own in parsed.facts.keys if parsed.facts else ():
            for other, locator, others_own in self.store.keyed(key):
                stamp = self.store.stamp(other, locator)
                if (other, locator) == (source, parsed.locator) or not stamp or stamp.entry != row.id:
                    continue
                if not _is_same(own, others_own, (source, parsed.locator), (other, locator)):
                    continue
                leader = (other, locator) == (row.source, row.locator)
                yield own, others_own if leader else _HIGHEST

    def go_on(self, row: EntryRow, source: str, locator: str, proof: Proof) -> bool:
        """Say whether an entry goes on without a document that is missing: another tells of it.

        If the one that led is sure to be gone, the next one leads; it is read anew in the next run.
        """
        others = [one for one in self.store.documents_of(row.id) if one != (source, locator)]
        if not others:
            return False
        if (row.source, row.locator) != (source, locator):
            return proof not in ("none", "stale")
        if proof in ("none", "stale", "partial"):
            return False
        heir = others[0]
        stamp = self.store.stamp(*heir)
        if stamp:
            self.store.lead(row.id, *heir)
            self.store.save_document(*heir, stamp._replace(mtime=0, fingerprint=""), "")
            self.store.reread_source(heir[0])
        return True


def _is_same(own: int, others_own: int, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two documents with one key tell of one offer.

    One of them has it as its own page, or two partners lead to one page; two posts of ours that do so may
    mean two offers.
    """
    pages = {own, others_own} & _PAGES
    return bool(pages) or (one[0] != other[0] and "://" in one[1] and "://" in other[1])
