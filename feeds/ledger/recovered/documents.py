"""Documents of recovered entries: after the ledger was lost, their locators are known by a digest only."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.ledger.recovered.locators import locator_digest, recovered_locator
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow


def find(store: Store, source: str, locators: Iterable[str]) -> bool:
    """Save the locators of a source that are those of recovered entries; return whether there are any."""
    found = False
    waiting = {locator: owner for owner in ("", source) for locator in store.recovered_locators(owner)}
    for locator in locators if waiting else ():
        recovered = recovered_locator(locator_digest(source, locator), "")
        stamp = store.stamp(waiting[recovered], recovered) if recovered in waiting else None
        row = store.entry(stamp.entry) if stamp and not store.stamp(source, locator) else None
        if row:
            move_document(store, row, (source, locator))
            found = True
    return found


def move_document(store: Store, row: EntryRow, to: tuple[str, str]) -> None:
    """Save another source and locator of the document of an entry."""
    stamp = store.stamp(row.source, row.locator)
    if stamp:
        store.forget_document(row.source, row.locator)
        store.save_document(*to, stamp, "")
    store.set_primary_document(row.id, *to)
