"""Previous entries: published before this ledger began, and not yet matched to a document.

They come from the site's own feeds after the ledger was lost, or from a feed of another program.
A document is matched by its text, location, id, URL or title.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feeds.ledger.change_detection import digest_words
from feeds.ledger.lifecycle import HIDDEN, Lifecycle
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.permalinks import page_path, slug_of, url_path
from feeds.ledger.store import Store
from feeds.ledger.store.rows import EntryRow, PreviousEntryRow
from feeds.model.entry import PreviousEntry
from feeds.model.settings import Site


class PreviousEntries:
    """The unmatched previous entries, in one run."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site, self.now = store, site, now
        self.unmatched = {previous.id: previous for previous in store.previous_entries()}
        self.by_path = {previous.path: previous.id for previous in self.unmatched.values() if previous.path}
        self.by_document = {
            previous.document_digest: previous.id for previous in self.unmatched.values() if previous.document_digest
        }
        self.by_title: dict[str, list[str]] = {}
        self.by_text: dict[tuple[str, str], list[str]] = {}
        for previous in self.unmatched.values():
            if not previous.document_digest:  # a digest is the stronger key
                self.by_title.setdefault(_plain(previous.title), []).append(previous.id)
            if previous.text_digest:
                self.by_text.setdefault((_plain(previous.title), previous.text_digest), []).append(previous.id)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.unmatched

    def id_at(self, path: str) -> str:
        """Return the id of the entry whose page was at this path, or ""."""
        return self.by_path.get(path, "")

    def find(self, facts: EntryFacts, document: str) -> str:
        """Return the id of the entry that a document is, or ""."""
        if not self.unmatched:
            return ""
        same_text = [
            id_ for id_ in self.by_text.get((_plain(facts.title), facts.text_digest), ()) if id_ in self.unmatched
        ]
        same_document = self.by_document.get(document, "")
        if len(same_text) == 1 or same_document in same_text:
            return same_document if same_document in same_text else same_text[0]
        expected_page = page_path(self.site, facts.slug, "", facts.published or self.now)
        same_page = self.id_at(url_path(self.site, expected_page))
        titled = self.by_title.get(_plain(facts.title), [])
        same_title = titled if len(titled) == 1 else []
        candidates = (same_document, facts.id, same_page, *same_text, *same_title)
        return next((id_ for id_ in candidates if id_ in self.unmatched), "")

    def row(self, id_: str, published: datetime | None = None) -> EntryRow | None:
        """Return a previous entry as an entry; `published` is used if the feed had no date."""
        previous = self.unmatched.get(id_)
        if previous is None:
            return None
        slug = slug_of(self.site, previous.path)
        heading = (previous.kind, previous.title, self.site.language)
        lifecycle, path = self._lifecycle(previous, published), self._page(previous)
        return EntryRow(id_, "", "", slug, *heading, "", (), lifecycle, path, previous.text_digest, previous.edition)

    def _lifecycle(self, previous: PreviousEntryRow, stated: datetime | None) -> Lifecycle:
        published = min(previous.published or previous.updated or stated or self.now, self.now)
        updated = min(max(previous.updated or published, published), self.now)
        return Lifecycle(
            *(previous.state, previous.reason, published, published, updated, ""),
            closed=previous.closed,
            changes=previous.changes,
            shown=previous.shown,
        )

    def _page(self, previous: PreviousEntryRow) -> str:
        """Return the path of its page, or "" if it was on another site."""
        return previous.path if previous.published_here and slug_of(self.site, previous.path) else ""

    def changes(self, id_: str, facts: EntryFacts) -> tuple[str, ...]:
        """Return the aspects in which a document differs from what was published, as far as known."""
        previous = self.unmatched[id_]
        differs = {
            "title": bool(previous.title) and _plain(previous.title) != _plain(facts.title),
            # A feed of another program may have excerpts only, and other HTML for the same Markdown.
            "text": previous.published_here
            and bool(previous.text_digest)
            and previous.text_digest != facts.text_digest,
        }
        return tuple(aspect for aspect, different in differs.items() if different)

    def resolve(self, id_: str) -> None:
        """Drop an entry that was matched; its former path becomes an alias."""
        previous = self.unmatched.pop(id_, None)
        if previous:
            self.store.forget_previous_entry(id_)
            self.store.save_aliases([(previous.path, id_)] if previous.path else [])


def adopt(store: Store, site: Site, previous_entries: Iterable[PreviousEntry], *, ours: bool) -> None:
    """Save entries of an earlier feed until their documents are found, except known ones."""
    for previous in previous_entries:
        if store.entry(previous.id) or previous.state in HIDDEN:
            continue
        store.save_aliases((address, previous.id) for address in previous.addresses)
        store.save_previous_entry(
            PreviousEntryRow(
                id=previous.id,
                path=url_path(site, previous.url) if previous.url else "",
                title=previous.title,
                text_digest=previous.text_digest
                or (digest_words(previous.content_html) if previous.content_html else ""),
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
                edition=previous.edition,
            )
        )


def _plain(title: str) -> str:
    return " ".join(title.split())
