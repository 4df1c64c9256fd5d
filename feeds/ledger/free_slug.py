"""Addresses that nobody has: variants of the one that a post would like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, count

from feeds.ledger.store import Store

FEW = 20  # posts of one slug


def free_slug(store: Store, id_: str, wanted: str, day: date | None = None) -> str:
    """Give the first of the addresses like `wanted` that no other entry has."""
    return next(
        slug
        for slug in chain((wanted,), _variants(wanted, day, store.slugs_like(wanted)))
        if (store.slug_holder(slug) or (id_,))[0] == id_
    )


def _variants(slug: str, day: date | None, taken: int) -> Iterator[str]:
    """Offer other addresses for a post; its own day is one that its author would think of, too.

    Where many are `taken`, the numbers begin there: to try them all would take as long as there are posts.
    """
    if day:
        yield f"{slug}-{day.isoformat()}"
    yield from (f"{slug}-{number}" for number in count(2 if taken < FEW else taken))
