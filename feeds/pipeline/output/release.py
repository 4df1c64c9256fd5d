"""Assemble, render and write the outputs that changed.

Each file has a key, the digest of all that goes into it. One whose key is in the manifest, and which is in
its place as it was written, is not made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger import lifecycle
from feeds.ledger.permalinks import output_path
from feeds.model.entry import Listing
from feeds.model.hashing import digest
from feeds.model.problem import Problem, unexpected
from feeds.model.settings import FeedSpec
from feeds.pipeline.executor import CHUNK, chunks
from feeds.pipeline.output import site_files, write
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.output.site_files import Contents, links_of
from feeds.pipeline.output.write import Done, FeedDocument, FeedTask, PageTask
from feeds.pipeline.report import Delivery
from feeds.pipeline.run import Project, Run

if TYPE_CHECKING:
    from feeds.assemble.archives import Outline
    from feeds.deliver.directory import Directory

ENTRIES = 4  # of a feed, in all formats: about as much work as one post that is read, or one page


class _Known(NamedTuple):
    """What the ledger knows of feeds: their ids, and the archive numbers of their entries."""

    ids: dict[str, str]
    archives: dict[str, dict[str, int]]


def deliver(run: Run, listings: Sequence[Listing]) -> Delivery:
    """Write what changed: pages, then the feeds that link to them, then the files of the whole site.

    Files of entries that are gone are removed last. An output that cannot be made or written is a problem,
    and what was published in its place stays.

    Raises:
        LateError: the deadline of the run has passed; what was written is kept.
    """
    store, policy = run.store, run.project.config.policy
    known = _Known(store.feed_ids(), store.all_archive_numbers())
    public = [listing for listing in listings if lifecycle.has_page(listing, run.now, policy)]
    tombstones = {listing.id for listing in listings if lifecycle.has_tombstone(listing, run.now, policy)}
    manifest = Manifest(store)
    feeds = _assemble(run, _published(listings, public, {}), tombstones, known)
    from feeds.deliver.directory import Directory

    target = Directory(run.project.output, first=manifest.first)
    manifest.compare(target)
    old_pages = _pages(run, public, target, manifest)
    shown = _published(listings, public, old_pages)
    if old_pages:
        feeds = _assemble(run, shown, tombstones, known)
    addresses = _keep(run, feeds, known, [listing for listing in public if listing.id not in old_pages])
    _feeds(run, feeds.outlines, manifest)
    _site_files(run, Contents(shown, feeds.specs, addresses, feeds.ids), target, manifest)
    removed = _remove(run, target, manifest, len(old_pages))
    return Delivery(
        tuple(manifest.changed),
        removed,
        len(manifest.wanted),
        len(manifest.failed),
        tuple(manifest.problems),
        shown,
        feeds.outlines,
        frozenset(old_pages),
    )


def _published(
    listings: Iterable[Listing], public: Iterable[Listing], old_pages: Mapping[str, Listing | None]
) -> tuple[Listing, ...]:
    """Return the entries as they are published: one whose new page failed has its old one, or is left out."""
    with_page = {listing.id for listing in public}
    shown = (old_pages.get(listing.id, listing) for listing in listings)
    return tuple(one if one.id in with_page else one._replace(path="") for one in shown if one is not None)


class _Feeds(NamedTuple):
    """All feeds, their documents, and the ids of these and of former feeds by name."""

    specs: tuple[FeedSpec, ...]
    outlines: tuple[Outline, ...]
    ids: dict[str, str]


def _assemble(run: Run, shown: Sequence[Listing], tombstones: Collection[str], known: _Known) -> _Feeds:
    """Assemble the documents of all feeds; a new feed gets its id (RFC 4287 section 4.2.6)."""
    from feeds.assemble.archives import outline
    from feeds.assemble.facets import expand

    config = run.project.config
    outlines: list[Outline] = []
    specs: list[FeedSpec] = []
    ids = dict(known.ids)
    for spec, members in expand(config.feeds, shown, config.site):
        specs.append(spec)
        id_ = ids.setdefault(spec.name, uuid5(NAMESPACE_URL, config.site.url + spec.name).urn)
        for part in outline(spec, members, config.site, known.archives.get(spec.name, {}), tombstones):
            # An archive document never changes: nobody subscribes to it.
            hubs = config.notify.websub if part.head.archive is None else ()
            outlines.append(part._replace(head=replace(part.head, id=id_, hubs=hubs)))
    return _Feeds(tuple(specs), tuple(outlines), ids)


def _keep(run: Run, feeds: _Feeds, known: _Known, written: Iterable[Listing]) -> dict[str, str]:
    """Keep what is for ever: ids of feeds, archive numbers and former addresses, which it returns."""
    store = run.store
    with store.transaction():
        store.save_feed_ids(feeds.ids.items() - known.ids.items())
        for part in feeds.outlines:
            feed, number = part.head.current, part.head.archive
            for listing in part.listings if number else ():
                if number and listing.id not in known.archives.get(feed, {}):
                    store.save_archive_number(feed, listing.id, number)
        run.ledger.save_pages(written)
        return store.aliases()


def _site_files(run: Run, contents: Contents, target: Directory, manifest: Manifest) -> None:
    """Write the files of the whole site that changed."""
    items, problems = site_files.items(run, contents, target, manifest.wanted)
    manifest.problems += problems
    items = [item for item in items if not manifest.has(item.name, item.key)]
    manifest.intend(item.name for item in items)
    for item in items:
        run.options.deadline.check()
        manifest.take(write.publish_one(target, item.name, item.key, item.make))


def _remove(run: Run, target: Directory, manifest: Manifest, without_pages: int) -> tuple[str, ...]:
    """Remove the files that nothing wants any more; return those that were published."""
    # What still links to a file, because it could not be written, must not link to nothing.
    all_link_right = len(manifest.failed) == without_pages
    removed, kept = target.remove(manifest.unwanted() if all_link_right else {})
    manifest.problems += _kept(run.project, manifest, kept)
    target.finish(len(manifest.changed) + len(removed))
    if removed:
        with run.store.transaction(durable=False):
            run.store.forget_outputs(removed)
    return tuple(path for path in removed if path in manifest.files)


def _kept(project: Project, manifest: Manifest, kept: Mapping[str, str]) -> Iterator[Problem]:
    """Return the problems of files that are no longer published and cannot be removed."""
    for path, why in sorted(kept.items()):
        if path in manifest.files:
            yield Problem(
                f"{project.config.output}/{path}",
                "the file that was published here",
                why,
                "it is not published any more; remove it by hand if you do not need it",
            )


def _given_up(run: Run, failed: Iterable[str], error: BaseException) -> Done:
    problem = unexpected(run.project.config.output, "outputs that can be published", error)
    return Done(failed=tuple(failed), problems=(problem,))


def _pages(
    run: Run, public: Sequence[Listing], target: Directory, manifest: Manifest
) -> dict[str, Listing | None]:
    """Write the pages that changed; return the entries whose new one failed, as they were, or None."""
    project = run.project
    links, site = links_of(project.config.feeds), project.config.site
    base = digest(project.version, site, links)
    stale = [(item, key) for item in public if not manifest.has(item.path, key := f"{base}.{item.revision}")]
    manifest.intend(listing.path for listing, _ in stale)

    def work() -> Iterator[PageTask]:
        for chunk in chunks(stale):
            payloads = run.store.payloads(listing.id for listing, _ in chunk)
            pages = tuple((listing, payloads[listing.id], key) for listing, key in chunk)
            yield PageTask(site, links, project.output, pages)

    failed: set[str] = set()
    ready, count = partial(write.prepare, site), 0
    for task, result in run.executor.map(write.write_pages, work(), size=len(stale), prepare=ready):
        ids = [listing.id for listing, _, _ in task.pages]
        done = _given_up(run, ids, result) if isinstance(result, BaseException) else result
        manifest.take(done)
        failed.update(done.failed)
        count += len(ids)
        run.options.progress("writing pages", count, len(stale))
    return {
        listing.id: _as_before(run, listing, target, manifest) for listing in public if listing.id in failed
    }


def _as_before(run: Run, listing: Listing, target: Directory, manifest: Manifest) -> Listing | None:
    """Leave the former page of an entry whose new one failed, and give the entry as it is there."""
    site = run.project.config.site
    path = output_path(site, listing.was) if listing.was else ""
    if path not in manifest.files or target.read(path) is None:
        return None
    manifest.leave([path])
    return listing._replace(path=path, url=urljoin(site.url, quote(listing.was)))


def _feeds(run: Run, outlines: Iterable[Outline], manifest: Manifest) -> None:
    """Write the feed documents that changed, each in all its formats."""
    site = run.project.config.site
    base = digest(run.project.version, site)
    stale = [(part, formats) for part in outlines if (formats := tuple(_stale_formats(base, part, manifest)))]
    entries = sum(len(part.listings) for part, _ in stale)
    size = entries // ENTRIES

    task_of = partial(FeedTask, site, run.project.output, manifest.first)

    def work() -> Iterator[FeedTask]:
        documents: list[FeedDocument] = []
        for part, formats in stale:
            payloads = run.store.payloads(listing.id for listing in part.listings)
            pairs = tuple((listing, payloads[listing.id]) for listing in part.listings)
            # Of a large document, each format is a task of its own: every core has one, and holds one.
            apart = run.executor.is_parallel(size) and len(pairs) > CHUNK
            shares = [(format_,) for format_ in formats] if apart else [formats]
            for share in shares:
                documents.append(FeedDocument(part.head, pairs, share))
                if sum(len(document.entries) for document in documents) >= CHUNK:
                    yield task_of(tuple(documents))
                    documents.clear()
        yield task_of(tuple(documents))

    manifest.intend(path for _, formats in stale for _, path, _ in formats)
    ready, count = partial(write.prepare, site), 0
    for task, result in run.executor.map(write.write_feeds, work(), size=size, prepare=ready):
        paths = [path for document in task.documents for _, path, _ in document.formats]
        for done in (_given_up(run, paths, result),) if isinstance(result, BaseException) else result:
            manifest.take(done)
        count += sum(len(document.entries) for document in task.documents)
        run.options.progress("writing feeds", count, entries)


def _stale_formats(base: str, part: Outline, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    from feeds.emit.formats import FORMATS

    entries = [listing.id if part.frozen else listing.revision for listing in part.listings]
    what = ("frozen",) if part.frozen else (base, replace(part.head, deleted=()))
    for name in part.head.formats:
        ended = [(one.id, one.ended) for one in part.head.deleted if name in ("atom", "json_feed")]
        key = digest(*what, part.head.name, name, *entries, *ended)
        path = part.head.name + FORMATS[name].ending
        if not manifest.has(path, key):
            yield name, path, key
