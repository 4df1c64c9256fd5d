"""Members of lists and feeds: kept in the ledger, and determined again for the entries that changed.

    entries that changed → their collections before and now → what may have to be written

With the memberships of all entries known, a run reads those that changed, and the members of their collections.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from feeds.assemble.memberships import FEED, LABEL, MONTH, ORGANIZATION, SITEMAP, TAKEN, VALUE, Rules, memberships
from feeds.assemble.parts import weight
from feeds.ledger.public import retention
from feeds.ledger.store.rows import BATCH
from feeds.model.entry import Listed, Listing, Member
from feeds.pipeline.run import Run
from feeds.pipeline.site import taken_addresses
from feeds.pipeline.site.facet_words import all_words, facet_words
from feeds.pipeline.site.selected_facts import with_facts

NAMED = (FEED, LABEL, VALUE, MONTH, SITEMAP, ORGANIZATION)  # collections of which there are many, by their names


@dataclass
class Changes:
    """What may differ from what is published.

    everything: any output may; otherwise those of `entries` and of the `collections` that they belong or belonged to.
    pairs: of collections that an entry belongs or belonged to.
    before: what was known of these entries.
    overrides: entries whose new pages failed, as they stay published, or None.
    """

    everything: bool = False
    entries: set[str] = field(default_factory=set)
    collections: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    before: dict[str, Listed] = field(default_factory=dict)
    overrides: dict[str, Listing | None] = field(default_factory=dict)

    def has(self, collection: str) -> bool:
        """Return whether the outputs of a collection may have changed."""
        return self.everything or collection in self.collections


def update(run: Run, *, everything: bool) -> Changes:
    """Determine the memberships of the entries that changed; call it in a transaction.

    Args:
        run: the inputs of the run.
        everything: determine those of all entries, since the configuration or the version is another one.
    """
    store = run.store
    changes = Changes(everything or not store.has_listed())
    if changes.everything:
        store.forget_listed(store.removed_entries())
    for ids in _all_ids(run) if changes.everything else _batches(sorted(store.changed_entries(run.now))):
        save(run, changes, ids, run.ledger.listings_of(ids))
    store.forget_changed_entries()
    _save_names(run, changes)
    return changes


def _all_ids(run: Run) -> Iterator[list[str]]:
    last = ""
    while ids := run.store.entry_ids(last, BATCH):
        yield ids
        last = ids[-1]


def _batches(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def override(run: Run, changes: Changes, old_pages: Mapping[str, Listing | None]) -> None:
    """Let entries whose new pages failed stay as they are published, or be left out."""
    changes.overrides |= old_pages
    save(run, changes, list(old_pages), [one for one in old_pages.values() if one])
    _save_names(run, changes)


def save(run: Run, changes: Changes, ids: Collection[str], listings: Iterable[Listing]) -> None:
    """Save the memberships of entries; those without a listing are no more."""
    store, policy = run.store, run.project.config.policy
    before, known = store.listed_of(ids), store.members_of(ids)
    lengths = store.post_lengths(ids)
    rules, taken = _rules(run), taken_addresses.list_pages(run.project.config.feeds)
    found: dict[str, set[Member]] = {}
    listed: list[tuple[Listed, datetime | None]] = []
    for one in with_facts(run, tuple(listings)):
        has_page = retention.has_page(one, run.now, policy) or one.id in changes.overrides
        listing = one if has_page else one._replace(path="")
        found[one.id] = set(memberships(listing, rules))
        if listing.path and taken.fullmatch(listing.path):
            found[one.id].add(Member(TAKEN))
        until = min((at for at, _ in retention.clock_changes(one, policy) if at > run.now), default=None)
        listed.append((Listed.of(listing, weight(lengths.get(one.id, 0))), until))
    store.save_listed(listed)
    store.forget_listed(set(ids) - found.keys())
    store.forget_post_facts(set(ids) - found.keys())
    gone = [(id_, one) for id_ in found for one in known.get(id_, set()) - found[id_]]
    store.save_members(gone, [(id_, one) for id_ in found for one in found[id_] - known.get(id_, set())])
    if not changes.everything:
        changes.before = {**before, **changes.before}
        changes.entries.update(ids)
    for id_ in ids:
        names = sorted({one.collection for one in (*known.get(id_, ()), *found.get(id_, ()))})
        changes.collections.update(names)
        if not changes.everything:
            changes.pairs.update(combinations((name for name in names if name.startswith(VALUE)), 2))


def _rules(run: Run) -> Rules:
    config = run.project.config
    return Rules(config.feeds, config.site, facet_words(config.site, config.feeds), all_words(config.site))


def _save_names(run: Run, changes: Changes) -> None:
    """Save the names of the collections that changed; if one is written otherwise, what shows it changes, too."""
    store = run.store
    known = store.labels("")
    all_names = changes.collections | known.keys() if changes.everything else changes.collections
    names = {name for name in all_names if name.startswith(NAMED)}
    labels = store.most_frequent_labels(names)
    changed = {name: label for name, label in labels.items() if known.get(name) != label}
    gone = [name for name in names - labels.keys() if not name.startswith(ORGANIZATION)]
    store.save_collections(changed.items())
    store.forget_collections(gone)
    # With a page at the address of a list, that list goes; without it, it comes back.
    changes.everything |= TAKEN in changes.collections or any(name in known for name in changed)
