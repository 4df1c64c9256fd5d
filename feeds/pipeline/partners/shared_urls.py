"""URLs that several entries of a partner have, so that they identify none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.normalise.dialects.item import Batch


def ambiguous(batch: Batch) -> frozenset[str]:
    """Return the URLs, "" among them, that entries without an id share."""
    titles: dict[str, set[str]] = {"": {"", "none"}}
    for item in batch.items:
        if not item.id:
            titles.setdefault(item.url, set()).add(item.title)
    return frozenset(url for url, known in titles.items() if len(known) > 1)


def shared(batches: Iterable[Batch], *, are_jobs: bool) -> frozenset[str]:
    """Return the page keys that several entries of a list share, so that they identify none of them.

    Only jobs are identified by their pages; with `are_jobs`, all entries are jobs.
    """
    from feeds.normalise.match_keys import page_key

    batches, counts = tuple(batches), Counter[str]()
    if not are_jobs and all(item.job is None for batch in batches for item in batch.items):
        return frozenset()
    different = {(item.id, item.url, item.title): item for batch in batches for item in batch.items}
    for item in different.values():
        urls = (item.url, item.apply_url, item.external_url)
        counts.update({page_key(url) for url in urls if url})
    return frozenset(key for key, count in counts.items() if count > 1)
