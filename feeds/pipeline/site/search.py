"""The index of the search: its parts, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from feeds.assemble.memberships import JOBS, VALUE
from feeds.model.feed import Output, Page, Value
from feeds.model.hashing import digest
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.list_pages import Lists, save_cuts
from feeds.pipeline.site.site_file import SiteFile, one

SEARCH = "search"  # the collection of the index


def search_files(lists: Lists) -> Iterator[SiteFile]:
    """Yield the parts of the index and the list of them, if open jobs changed, and save where it is cut."""
    from feeds.assemble.pagination import of_list, paginate
    from feeds.emit.pages import search_index

    collections, store = lists.collections, lists.run.store
    if not collections.changes.has(JOBS):
        return
    lists.manifest.check(SEARCH)
    stored = store.list_cuts(search_index.FOLDER)
    parts, now = paginate(lists.jobs, stored, of_list(search_index.SIZE))
    save_cuts(lists.run, search_index.FOLDER, stored, now if lists.jobs else ())
    if not lists.jobs:
        return
    numbers = [part.number for part in parts]
    yield SiteFile(
        f"{search_index.FOLDER}/parts.js", digest(numbers), partial(one, search_index.table, numbers), SEARCH
    )
    same = collections.same_pages(stored, now, parts)
    lists.manifest.wanted.update(map(search_index.path, same))
    for part in parts:
        if part.number in same:
            continue
        values = _values(lists, part)
        found = ((entry.id, values.get(entry.id)) for entry in part.entries)
        key = digest("search", lists.base, *found, *(entry.revision + entry.path for entry in part.entries))
        yield SiteFile(search_index.path(part.number), key, partial(_part, collections, part, values), SEARCH)


def _values(lists: Lists, part: Page) -> dict[str, list[Value]]:
    """Return the values of the jobs of a part."""
    of_entries = lists.run.store.members_of(entry.id for entry in part.entries)
    return {
        # In order, so that a new offer elsewhere moves none.
        id_: sorted(lists.values[name] for name in (one.collection for one in of_entry) if name.startswith(VALUE))
        for id_, of_entry in of_entries.items()
    }


def _part(collections: Collections, part: Page, values: Mapping[str, Sequence[Value]]) -> Iterable[Output]:
    from feeds.emit.pages import search_index

    entries = collections.entries(part.entries)
    yield search_index.part(collections.run.project.config.site, part.number, entries, values)
