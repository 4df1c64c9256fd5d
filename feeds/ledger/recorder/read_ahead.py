"""What recording a batch of documents will look up, read in a few statements."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby
from operator import itemgetter

from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.permalinks import slug_of, url_path
from feeds.ledger.recorder.buffer import BufferedStore
from feeds.model.settings import Site


def known(store: BufferedStore, source: str, documents: Collection[ParsedDocument], *, posts: bool) -> None:
    """Read what is known of the documents of a source; with `posts`, of all that changed their posts, too."""
    store.read_documents(source, (one.locator for one in documents))
    entries = {one.locator: _entry(store, source, one) for one in documents if one.facts}
    store.read_entries(filter(None, entries.values()))
    store.read_posts(id_ for one in documents if (posts or one.open_end) and (id_ := entries.get(one.locator)))


def to_record(
    store: BufferedStore,
    site: Site,
    documents: Collection[tuple[str, ParsedDocument]],
    *,
    removed: bool = False,
    recovered: bool = False,
) -> None:
    """Read what recording documents looks up, each with its source.

    With `removed`, they may be removed entries, with `recovered`, recovered ones.
    """
    for source, some in groupby(documents, key=itemgetter(0)):
        store.read_documents(source, (parsed.locator for _, parsed in some))
    ids = [id_ for source, parsed in documents if (id_ := _entry(store, source, parsed))]
    facts = [parsed.facts for _, parsed in documents if parsed.facts]
    store.read_entries([*ids, *(one.id for one in facts)])
    if recovered:
        store.read_documents_of([*ids, *(one.id for one in facts)])
    store.read_links([*ids, *(one.id for one in facts)])
    store.read_keys(key for one in facts for key, _ in one.keys)
    paths = [url_path(site, alias) for one in facts for alias in one.aliases]
    slugs = (slug_of(site, path) for path in paths)
    permalinks = [one.permalink for one in facts if one.permalink]
    usual = (slug_of(site, url_path(site, path)) for path in permalinks)
    wanted = (slug for one in facts for slug in (one.slug, one.requested_slug))
    store.read_addresses(filter(None, (*wanted, *slugs, *usual)), permalinks, paths)
    if removed:
        store.read_removed(one.digest for one in facts)


def _entry(store: BufferedStore, source: str, parsed: ParsedDocument) -> str:
    """Return the id of the entry of a document, or ""."""
    stamp = store.stamp(source, parsed.locator)
    return stamp.entry if stamp else ""
