"""Entries that were published before this ledger began, waiting for their documents.

They come from what lies in the output when the ledger was lost, or from the feed of another program.
A document is one of them if it has its words, its id or its address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feeds.ledger.change_detection import named
from feeds.ledger.lifecycle import HIDDEN, Life
from feeds.ledger.parsed_document import Facts
from feeds.ledger.permalinks import below_host, page, slug_in
from feeds.ledger.store import Store
from feeds.ledger.store.rows import Row, Waiting
from feeds.model.entry import Former
from feeds.model.settings import Site


class Formers:
    """Those that wait, in one run."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site, self.now = store, site, now
        self.waiting = {former.id: former for former in store.formers()}
        self.by_path = {former.path: former.id for former in self.waiting.values() if former.path}
        self.by_document = {former.document: former.id for former in self.waiting.values() if former.document}
        self.by_title: dict[str, list[str]] = {}
        self.by_words: dict[tuple[str, str], list[str]] = {}
        for former in self.waiting.values():
            if not former.document:  # else that says better which one it is
                self.by_title.setdefault(_plain(former.title), []).append(former.id)
            if former.words:
                self.by_words.setdefault((_plain(former.title), former.words), []).append(former.id)

    def __contains__(self, id_: str) -> bool:
        return id_ in self.waiting

    def at(self, path: str) -> str:
        """Name the one whose page was at an address below the host, or nothing."""
        return self.by_path.get(path, "")

    def find(self, facts: Facts, document: str) -> str:
        """Find the one that a document is: by its words, its place, its id, its address or its title."""
        if not self.waiting:
            return ""
        same = [
            id_ for id_ in self.by_words.get((_plain(facts.title), facts.words), ()) if id_ in self.waiting
        ]
        here = self.by_document.get(document, "")
        if len(same) == 1 or here in same:
            return here if here in same else same[0]
        would_be = page(self.site, facts.slug, "", facts.published or self.now)
        by_address = self.at(below_host(self.site, would_be))
        titled = self.by_title.get(_plain(facts.title), [])
        alone = titled if len(titled) == 1 else []
        return next((id_ for id_ in (here, facts.id, by_address, *same, *alone) if id_ in self.waiting), "")

    def row(self, id_: str, published: datetime | None = None) -> Row | None:
        """Give one that waits as an entry that is known, `published` as its document says if no feed did."""
        former = self.waiting.get(id_)
        if former is None:
            return None
        slug = slug_in(self.site, former.path)
        named_so = (former.kind, former.title, self.site.language)
        life, was = self._life(former, published), self._page(former)
        return Row(id_, "", "", slug, *named_so, "", (), life, was, former.words)

    def _life(self, former: Waiting, stated: datetime | None) -> Life:
        published = min(former.published or former.updated or stated or self.now, self.now)
        updated = min(max(former.updated or published, published), self.now)
        return Life(
            *(former.state, former.reason, published, published, updated, ""),
            closed=former.closed,
            changes=former.changes,
            shown=former.shown,
        )

    def _page(self, former: Waiting) -> str:
        """Give the address of its page, if that was one of this site's."""
        return former.path if former.ours and slug_in(self.site, former.path) else ""

    def changes(self, id_: str, facts: Facts) -> tuple[str, ...]:
        """Name the aspects in which a document differs from what was published, as far as that is known."""
        former = self.waiting[id_]
        differs = {
            "title": bool(former.title) and _plain(former.title) != _plain(facts.title),
            # The feed of another program may hold excerpts, and renders Markdown in its own way.
            "text": former.ours and bool(former.words) and former.words != facts.words,
        }
        return tuple(aspect for aspect, other in differs.items() if other)

    def found(self, id_: str) -> None:
        """Let one that was found wait no longer; its address leads to it from now on."""
        former = self.waiting.pop(id_, None)
        if former:
            self.store.forget_former(id_)
            self.store.save_addresses([(former.path, id_)] if former.path else [])


def adopt(store: Store, site: Site, formers: Iterable[Former], *, ours: bool) -> None:
    """Let entries of a feed wait for their documents, but for those that the ledger knows."""
    for former in formers:
        if store.entry(former.id) or former.state in HIDDEN:
            continue
        store.save_addresses((address, former.id) for address in former.addresses)
        store.save_former(
            Waiting(
                id=former.id,
                path=below_host(site, former.url) if former.url else "",
                title=former.title,
                words=former.words or (named(former.content_html) if former.content_html else ""),
                document=former.document,
                published=former.published,
                updated=former.updated,
                kind=former.kind,
                state=former.state,
                reason=former.reason,
                closed=former.closed,
                changes=former.changes,
                shown=former.shown,
                ours=ours,
            )
        )


def _plain(title: str) -> str:
    return " ".join(title.split())
