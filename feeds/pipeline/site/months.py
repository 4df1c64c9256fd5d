"""Files with a part for each month of publication: the site map and the recovery data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from feeds.assemble.memberships import MONTH, SITEMAP
from feeds.ledger.permalinks import url_path
from feeds.model.entry import Listed
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.in_feeds import in_feeds
from feeds.pipeline.site.site_file import SiteFile, one


def sitemap_files(collections: Collections, manifest: Manifest, base: str) -> Iterator[SiteFile]:
    """Yield the parts of the site map whose entries changed, and its index."""
    from feeds.emit.site import sitemap

    store, site, changes = collections.run.store, collections.run.project.config.site, collections.changes
    counts, updates = store.count_members(SITEMAP), store.last_updates(SITEMAP)
    home = sitemap.Page(site.url, max(updates.values(), default=None))
    index = [(part.path, part) for part in sitemap.parts(sitemap.HOME, [home])]
    yield from (SiteFile(path, digest(base, *part.pages), partial(one, sitemap.write, part)) for path, part in index)
    changed = [(path, sitemap.newest(part)) for path, part in index]
    _check(collections, manifest, SITEMAP)
    for name, count in counts.items():
        if not changes.has(name) and count <= sitemap.MAX_URLS:
            changed.append((sitemap.path(name.removeprefix(SITEMAP)), updates[name]))
            continue
        members = sorted(collections.members(name), key=lambda listed: (listed.published, listed.url))
        pages = [sitemap.Page(listed.url, listed.updated) for listed in members]
        for part in sitemap.parts(name.removeprefix(SITEMAP), pages):
            yield SiteFile(part.path, digest(base, part.path, *part.pages), partial(one, sitemap.write, part), name)
            changed.append((part.path, sitemap.newest(part)))
    yield SiteFile(sitemap.INDEX, digest("sitemap", base, *changed), lambda: [sitemap.index(site, changed)])


def recovery_files(collections: Collections, manifest: Manifest) -> Iterator[SiteFile]:
    """Yield the files from which a lost ledger is recovered, of the months whose entries changed, and their index."""
    from feeds.emit.site import recovery

    run = collections.run
    base, ids, paths = digest(run.project.version, run.project.config.site), run.store.feed_ids(), list[str]()
    _check(collections, manifest, MONTH)
    former: dict[str, list[str]] | None = None
    for name, count in run.store.count_members(MONTH).items():
        documents = recovery.paths(name.removeprefix(MONTH), count)
        paths += documents
        if not collections.changes.has(name):
            continue
        former = _addresses(collections) if former is None else former
        entries = sorted(collections.members(name), key=lambda listed: (listed.published, listed.id))
        known = in_feeds(collections, entries)
        origins = run.store.origins(listed.id for listed in entries)
        for place, path in enumerate(documents):
            listed = entries[place * recovery.MAX_ENTRIES :][: recovery.MAX_ENTRIES]
            others = [entry for entry in listed if _has_content(entry) and entry.id not in known]
            facts = (f"{entry.revision} {origins[entry.id]} {former.get(entry.id)}" for entry in listed)
            key = digest(base, *facts, *(entry.id for entry in others))
            yield SiteFile(path, key, partial(_recovery, collections, path, listed, former, others), name)
    yield SiteFile(recovery.INDEX, digest(base, paths, sorted(ids.items())), lambda: [recovery.index(paths, ids)])


def _check(collections: Collections, manifest: Manifest, kind: str) -> None:
    """Let files of the months that changed be removed that are not wanted."""
    for name in collections.changes.collections:
        if name.startswith(kind):
            manifest.check(name)


def _addresses(collections: Collections) -> dict[str, list[str]]:
    """Return the former paths of pages, by entry."""
    site, found = collections.run.project.config.site, dict[str, list[str]]()
    aliases = collections.run.store.aliases()
    urls = collections.run.store.listed_of(set(aliases.values()))
    for path, id_ in aliases.items():
        if id_ in urls and path != url_path(site, urls[id_].url):
            found.setdefault(id_, []).append(path)
    return found


def _has_content(listed: Listed) -> bool:
    """Return whether the page of an entry shows content that may be found."""
    return bool(listed.path) and listed.state not in ("removed", "unlisted")


def _recovery(
    collections: Collections,
    path: str,
    listed: Sequence[Listed],
    former: Mapping[str, Sequence[str]],
    others: Sequence[Listed],
) -> Iterable[Output]:
    from feeds.emit.site import recovery

    site = collections.run.project.config.site
    yield recovery.write(site, path, collections.listings(listed), former, collections.entries(others))
