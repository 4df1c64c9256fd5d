"""Previous entries: published before this ledger began, and not yet matched to a document.

They come from the site's own feeds after the ledger was lost, or from a feed of another program.
A document is matched by its text, location, id, URL or title.

Those of this site are entries from the beginning, so that they stay published. Each has a document with the locator
of a recovered entry (`locators.recovered_locator`), which is missing like any other once its source was read
completely, and until then proves nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from feeds.ledger.change_detection import digest_words
from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.parsed_document import EntryFacts
from feeds.ledger.permalinks import fallback_slug, free_slug, page_path, slug_of, url_path
from feeds.ledger.recovered.locators import is_recovered, recovered_locator
from feeds.ledger.store import Store, codec
from feeds.ledger.store.rows import EntryRow, PreviousEntryRow, Stamp
from feeds.model.entry import HIDDEN, LIVE, PreviousEntry
from feeds.model.post import Post
from feeds.model.settings import Site

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}-(?=.)")  # as in the names of files
_ENDING = re.compile(r"\.(?:html?|php|aspx?)$")


class PreviousEntries:
    """The unmatched previous entries, in one run."""

    def __init__(self, store: Store, site: Site, now: datetime) -> None:
        self.store, self.site, self.now = store, site, now
        self.unmatched = {previous.id: previous for previous in store.previous_entries()}
        self.by_path = {previous.path: previous.id for previous in self.unmatched.values() if previous.path}
        self.by_document = {
            previous.document_digest: previous.id for previous in self.unmatched.values() if previous.document_digest
        }
        slugs = {previous.id: slug for previous in self.unmatched.values() if (slug := _other_slug(previous))}
        used = Counter(slugs.values())
        self.by_slug = {slug: id_ for id_, slug in slugs.items() if used[slug] == 1}
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
        same_slug = self.by_slug.get(facts.slug, "")
        candidates = (same_document, facts.id, same_page, *same_text, *same_title, same_slug)
        return next((id_ for id_ in candidates if id_ in self.unmatched), "")

    def row(self, id_: str, published: datetime | None = None) -> EntryRow | None:
        """Return a previous entry as an entry; `published` is used if the feed had no date."""
        previous = self.unmatched.get(id_)
        return _row(self.site, previous, published, self.now) if previous else None

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
        """Drop an entry that was matched to a document; its former path becomes an alias."""
        if id_ in self.unmatched:
            for source, locator in self.store.documents_of(id_):
                if is_recovered(locator):
                    self.store.forget_document(source, locator)
            self.settle(id_)

    def settle(self, id_: str) -> None:
        """Drop an entry whose source was read completely: from now on it is one like others."""
        previous = self.unmatched.pop(id_, None)
        if previous:
            self.store.forget_previous_entry(id_)
            self.store.save_aliases([(previous.path, id_)] if previous.path else [])


def _other_slug(previous: PreviousEntryRow) -> str:
    """Return the last name in the path of another program's page: of /2025/08/my-post/, /2025-08-07-my-post.html."""
    if previous.published_here:
        return ""
    name = unquote(previous.path.partition("?")[0].rstrip("/").rpartition("/")[2]).lower()
    return "" if name.isdigit() else _DAY.sub("", _ENDING.sub("", name))


def post_of(row: EntryRow) -> Post:
    """Return the post of an entry without a document: its title alone is known."""
    return Post("", "", "job" if row.kind == "job" else "article", row.title, "", row.language)


def adopt(store: Store, site: Site, previous_entries: Iterable[PreviousEntry], now: datetime | None = None) -> None:
    """Save entries of an earlier feed until their documents are found, except known ones.

    Those that this site published before `now` stay published; without `now`, another program published them.
    """
    for previous in previous_entries:
        if store.entry(previous.id) or previous.state in HIDDEN:
            continue
        store.save_aliases((address, previous.id) for address in previous.addresses)
        row = PreviousEntryRow(
            id=previous.id,
            path=url_path(site, previous.url) if previous.url else "",
            title=previous.title,
            text_digest=previous.text_digest or (digest_words(previous.content_html) if previous.content_html else ""),
            document_digest=previous.document_digest,
            published=previous.published,
            updated=previous.updated,
            kind=previous.kind,
            state=previous.state,
            reason=previous.reason,
            closed=previous.closed,
            changes=previous.changes,
            shown=previous.shown,
            published_here=now is not None,
            edition=previous.edition,
        )
        store.save_previous_entry(row)
        if now and previous.post:
            _save_entry(store, _row(site, row, None, now), row, previous)


def _save_entry(store: Store, row: EntryRow, published: PreviousEntryRow, previous: PreviousEntry) -> None:
    """Save an entry as it was published, and its document, which is still to be found."""
    post, source = previous.post, previous.source
    assert post  # noqa: S101 - see `adopt`
    locator = recovered_locator(published.document_digest, row.id)
    if store.stamp(source, locator):  # two entries had one document, one after the other
        locator = recovered_locator("", row.id)
    closes = post.stated.closes if row.lifecycle.state in LIVE else None
    next_transition = previous.ends or (closes.at if closes else None)
    saved = row._replace(
        source=source,
        locator=locator,
        slug=free_slug(store, row.id, row.slug or fallback_slug(row.id)),
        language=post.language,
        organization=post.job.hiring_organization.name if post.job else "",
        tags=post.tags,
        lifecycle=row.lifecycle._replace(
            next_transition=next_transition, missing_since=previous.unconfirmed, leaves=previous.leaves
        ),
    )
    store.save_entry(saved, codec.encode(replace(post, source=source, locator=locator)))
    if row.lifecycle.state != "removed":
        store.save_document(source, locator, Stamp(0, 0, 0, "", row.id), "")


def _row(site: Site, previous: PreviousEntryRow, stated: datetime | None, now: datetime) -> EntryRow:
    """Return a previous entry as an entry; `stated` is used if the feed had no date of publication."""
    slug, heading = slug_of(site, previous.path), (previous.kind, previous.title, site.language)
    published = min(previous.published or previous.updated or stated or now, now)
    updated = min(max(previous.updated or published, published), now)
    lifecycle = Lifecycle(
        *(previous.state, previous.reason, published, published, updated, ""),
        closed=previous.closed,
        changes=previous.changes,
        shown=previous.shown,
    )
    page = previous.path if previous.published_here else ""  # not that of another site
    base = url_path(site, site.url)
    permalink = page.removeprefix(base) if page.startswith(base) and not slug else ""
    return EntryRow(
        *(previous.id, "", "", slug, *heading, "", (), lifecycle, page if slug or permalink else ""),
        *(previous.text_digest, previous.edition),
        permalink=permalink,
    )


def _plain(title: str) -> str:
    return " ".join(title.split())
