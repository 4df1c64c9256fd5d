"""Entries that were published before this ledger began, waiting for their documents.

They come from what lies in the output when the ledger was lost, or from the feed of another program.
A document is one of them if it has its words, its id or its address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feeds.ledger.change_detection import named
from feeds.ledger.lifecycle import HIDDEN, Lifecycle
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.permalinks import below_host, page, slug_in
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, PreviousRow
from feeds.model.entry import PreviousEntry
from feeds.model.settings import Site


class PreviousEntries:
    """Those that wait, in one run."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site, self.now = store, site, now
        self.waiting = {previous.id: previous for previous in store.previous_entries()}
        self.by_path = {previous.path: previous.id for previous in self.waiting.values() if previous.path}
        self.by_document = {
            previous.document_digest: previous.id
            for previous in self.waiting.values()
            if previous.document_digest
        }
        self.by_title: dict[str, list[str]] = {}
        self.by_text: dict[tuple[str, str], list[str]] = {}
        for previous in self.waiting.values():
            if not previous.document_digest:  # else that says better which one it is
                self.by_title.setdefault(_plain(previous.title), []).append(previous.id)
            if previous.text_digest:
                self.by_text.setdefault((_plain(previous.title), previous.text_digest), []).append(
                    previous.id
                )

    def __contains__(self, id_: str) -> bool:
        return id_ in self.waiting

    def at(self, path: str) -> str:
        """Name the one whose page was at an address below the host, or nothing."""
        return self.by_path.get(path, "")

    def find(self, facts: EntryFacts, document: str) -> str:
        """Find the one that a document is: by its words, its place, its id, its address or its title."""
        if not self.waiting:
            return ""
        same = [
            id_
            for id_ in self.by_text.get((_plain(facts.title), facts.text_digest), ())
            if id_ in self.waiting
        ]
        here = self.by_document.get(document, "")
        if len(same) == 1 or here in same:
            return here if here in same else same[0]
        would_be = page(self.site, facts.slug, "", facts.published or self.now)
        by_address = self.at(below_host(self.site, would_be))
        titled = self.by_title.get(_plain(facts.title), [])
        alone = titled if len(titled) == 1 else []
        return next((id_ for id_ in (here, facts.id, by_address, *same, *alone) if id_ in self.waiting), "")

    def row(self, id_: str, published: datetime | None = None) -> EntryRow | None:
        """Give one that waits as an entry that is known, `published` as its document says if no feed did."""
        previous = self.waiting.get(id_)
        if previous is None:
            return None
        slug = slug_in(self.site, previous.path)
        named_so = (previous.kind, previous.title, self.site.language)
        lifecycle, was = self._lifecycle(previous, published), self._page(previous)
        return EntryRow(id_, "", "", slug, *named_so, "", (), lifecycle, was, previous.text_digest)

    def _lifecycle(self, previous: PreviousRow, stated: datetime | None) -> Lifecycle:
        published = min(previous.published or previous.updated or stated or self.now, self.now)
        updated = min(max(previous.updated or published, published), self.now)
        return Lifecycle(
            *(previous.state, previous.reason, published, published, updated, ""),
            closed=previous.closed,
            changes=previous.changes,
            shown=previous.shown,
        )

    def _page(self, previous: PreviousRow) -> str:
        """Give the address of its page, if that was one of this site's."""
        return previous.path if previous.published_here and slug_in(self.site, previous.path) else ""

    def changes(self, id_: str, facts: EntryFacts) -> tuple[str, ...]:
        """Name the aspects in which a document differs from what was published, as far as that is known."""
        previous = self.waiting[id_]
        differs = {
            "title": bool(previous.title) and _plain(previous.title) != _plain(facts.title),
            # The feed of another program may hold excerpts, and renders Markdown in its own way.
            "text": previous.published_here
            and bool(previous.text_digest)
            and previous.text_digest != facts.text_digest,
        }
        return tuple(aspect for aspect, other in differs.items() if other)

    def found(self, id_: str) -> None:
        """Let one that was found wait no longer; its address leads to it from now on."""
        previous = self.waiting.pop(id_, None)
        if previous:
            self.store.forget_previous_entry(id_)
            self.store.save_addresses([(previous.path, id_)] if previous.path else [])


def adopt(store: Store, site: Site, previous_entries: Iterable[PreviousEntry], *, ours: bool) -> None:
    """Let entries of a feed wait for their documents, but for those that the ledger knows."""
    for previous in previous_entries:
        if store.entry(previous.id) or previous.state in HIDDEN:
            continue
        store.save_addresses((address, previous.id) for address in previous.addresses)
        store.save_previous_entry(
            PreviousRow(
                id=previous.id,
                path=below_host(site, previous.url) if previous.url else "",
                title=previous.title,
                text_digest=previous.text_digest
                or (named(previous.content_html) if previous.content_html else ""),
                document_digest=previous.document_digest,
                published=previous.published,
                updated=previous.updated,
                kind=previous.kind,
                state=previous.state,
                reason=previous.reason,
                closed=previous.closed,
                changes=previous.changes,
                shown=previous.shown,
                published_here=ours,
            )
        )


def _plain(title: str) -> str:
    return " ".join(title.split())
