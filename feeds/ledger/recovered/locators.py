"""Locators of documents: their digests, and the locators of recovered entries."""

from __future__ import annotations

from feeds.model.hashing import digest

RECOVERED = "recovered://"  # of an entry whose document was not read since the ledger was lost


def locator_digest(source: str, locator: str) -> str:
    """Return a digest of a document's location, which itself stays private; "" without a locator."""
    if is_recovered(locator):
        return locator.removeprefix(RECOVERED).partition("?")[0]
    return digest(f"{source} {locator}") if locator else ""


def recovered_locator(document_digest: str, id_: str) -> str:
    """Return the locator of a recovered entry, whose own one is known by its digest, or not at all."""
    return RECOVERED + (document_digest or f"?{digest(id_)}")


def is_recovered(locator: str) -> bool:
    """Return whether a locator is that of a recovered entry."""
    return locator.startswith(RECOVERED)
