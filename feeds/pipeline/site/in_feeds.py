"""Entries whose content a JSON Feed contains: those are no part of the recovery data."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.assemble.archives import Outline
from feeds.assemble.memberships import FEED, MONTH, month_of
from feeds.ledger.public import retention
from feeds.model.entry import Listed
from feeds.model.settings import FeedSpec
from feeds.pipeline.site.collections import Collections

WINDOW = "window/"  # and the name of a feed: the entries that a feed with the newest ones alone has


def save_windows(collections: Collections, outlines: Iterable[Outline]) -> None:
    """Save which entries are in the feeds that have the newest ones alone, and note those that came or left."""
    run, moved = collections.run, set[str]()
    windows = {spec.name for spec in _json_feeds(collections) if _is_window(spec)}
    with run.store.transaction(durable=False):
        for part in outlines:
            if part.head.name in windows:
                moved |= run.store.save_window(WINDOW + part.head.name, (one.id for one in part.listings))
    site = run.project.config.site
    for listed in run.store.listed_of(moved).values():
        collections.changes.collections.add(MONTH + month_of(listed.published, site))


def in_feeds(collections: Collections, entries: Iterable[Listed]) -> set[str]:
    """Return the ids of the entries that JSON Feeds with full contents contain."""
    store, now, listed = collections.run.store, collections.run.now, list(entries)
    found = set[str]()
    for spec in _json_feeds(collections):
        name = (WINDOW if _is_window(spec) else FEED) + spec.name
        included = store.included(name, (one.id for one in listed))
        is_marked = "open" in spec.select.state
        found.update(
            one.id
            for one in listed
            if one.id in included
            and (included[one.id] or (is_marked and one.path and retention.is_shown_closed(one, now)))
        )
    return found


def _json_feeds(collections: Collections) -> list[FeedSpec]:
    """Return the feeds from which a ledger is recovered; those for values of facets are none."""
    specs = (spec for spec in collections.run.project.config.feeds if not spec.each and spec.content != "summary")
    return [spec for spec in specs if "json_feed" in spec.formats]


def _is_window(spec: FeedSpec) -> bool:
    return bool(spec.limit) and spec.history != "archived"
