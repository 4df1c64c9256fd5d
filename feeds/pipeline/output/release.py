"""The second half of a run: assemble | emit | deliver.

Each file has a key that names all that goes into it. One whose key is in the manifest, and which lies there
as it was written, is not made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from feeds.assemble.selection_and_order import Outline, expand, outline
from feeds.deliver.directory import Directory
from feeds.ledger import lifecycle
from feeds.ledger.permalinks import file_of
from feeds.model.entry import Listing
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.model.settings import FeedSpec
from feeds.notify import targets
from feeds.pipeline.executor import processes
from feeds.pipeline.output import site_files
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.output.site_files import links_of
from feeds.pipeline.run import Project, Run
from feeds.pipeline.tasks import (
    Done,
    FeedDocument,
    FeedTask,
    PageTask,
    prepare_to_write,
    publish_one,
    unexpected,
    write_feeds,
    write_pages,
)

if TYPE_CHECKING:
    from feeds.notify.request import Delivered

ENTRIES = 4  # of a feed, in all formats: about as much work as one post that is read, or one page


def deliver(run: Run, listings: Sequence[Listing]) -> None:
    """Write what changed: pages, then the feeds that link to them, then what the site says of itself.

    Files of posts that are gone are taken away last. An output that cannot be made or written is
    reported and leaves what was published in its place.
    """
    project, store, report = run.project, run.store, run.report
    manifest = Manifest(store, Directory(project.output))
    target = Directory(project.output, first=manifest.first)
    former = _pages(run, listings, manifest)
    without_pages = report.outputs_failed
    policy = project.config.policy
    shown = [
        listing if lifecycle.has_page(listing, run.now, policy) else listing._replace(path="")
        for listing in (former.get(listing.id, listing) for listing in listings)
        if listing is not None
    ]
    with store.transaction(durable=False):
        specs = list(expand(project.config.feeds, shown, project.config.site))
        ids = run.ledger.feed_ids(spec.name for spec, _ in specs)
        outlines = [part for spec, members in specs for part in _outlines(run, spec, members, ids)]
    _feeds(run, outlines, manifest)
    items = [
        item
        for item in site_files.items(run, shown, [spec for spec, _ in specs], target, manifest.wanted)
        if not manifest.has(item.name, item.key)
    ]
    manifest.intend(item.name for item in items)
    for item in items:
        _take(run, manifest, publish_one(target, item.name, item.key, item.make))
    report.published = len(manifest.wanted)
    # What still leads to a file, for want of being written anew, must not lead to nothing.
    all_lead_right = report.outputs_failed == without_pages
    removed, kept = target.remove(manifest.unwanted() if all_lead_right else {})
    report.removed.extend(path for path in removed if path in manifest.files)
    report.problems.extend(_kept(project, manifest, kept))
    target.finish(len(report.written) + len(removed))
    with store.transaction():
        store.forget_outputs(removed)
        if targets(project.config.notify) or store.targets():
            from feeds.notify import outbox  # most sites tell nobody

            outbox.settle(run, partial(_delivered, run, outlines, shown, former), former)
        store.set_meta("published_key", "" if report.outputs_failed else project.key)


def _delivered(
    run: Run, outlines: Sequence[Outline], shown: Sequence[Listing], failed: Collection[str]
) -> Delivered:
    """Say what lies there now, for those who are told of it; `failed` are the entries whose pages are old."""
    from feeds.emit.formats import FORMATS
    from feeds.notify.request import Delivered

    url, files = run.project.config.site.url, run.store.outputs()
    live = ((part, FORMATS[name]) for part in outlines if part.head.archive is None for name in part.formats)
    names = [part.head.name + form.ending for part, form in live if form.names_hubs]
    feeds = {url + name: files[name].digest for name in names if name in files}
    pages = {
        one.url: "" if one.id in failed else f"{files[one.path].digest} {one.revision}"
        for one in shown
        if one.path in files
    }
    unsure = frozenset(address for address, revision in (feeds | pages).items() if not revision)
    return Delivered(feeds, pages, unsure)


def _kept(project: Project, manifest: Manifest, kept: Mapping[str, str]) -> Iterator[Problem]:
    """Say which files are published no more and lie there still; what this run could not write was told."""
    for path, why in sorted(kept.items()):
        if path in manifest.files:
            yield Problem(
                f"{project.config.output}/{path}",
                "the file that was published here",
                why,
                "it is not published any more; remove it by hand if you do not need it",
            )


def _take(run: Run, manifest: Manifest, done: Done) -> None:
    """Note what was written; where something failed, leave what was there before."""
    manifest.keep(done.written)
    manifest.leave(done.failed)
    run.report.written.extend(done.changed)
    run.report.problems.extend(done.problems)
    run.report.outputs_failed += len(done.failed)


def _given_up(run: Run, failed: Iterable[str], error: BaseException) -> Done:
    problem = unexpected(run.project.config.output, "outputs that can be published", error)
    return Done(failed=tuple(failed), problems=(problem,))


def _pages(run: Run, listings: Sequence[Listing], manifest: Manifest) -> dict[str, Listing | None]:
    """Write the pages that changed; give the entries whose new one failed: as before, or None without one."""
    project, policy = run.project, run.project.config.policy
    links, site = links_of(project.config.feeds), project.config.site
    base = digest(project.version, site, links)
    public = [listing for listing in listings if lifecycle.has_page(listing, run.now, policy)]
    stale = [(item, key) for item in public if not manifest.has(item.path, key := f"{base}.{item.revision}")]
    manifest.intend(listing.path for listing, _ in stale)

    def work() -> Iterator[PageTask]:
        for chunk in processes.chunks(stale):
            payloads = run.store.payloads(listing.id for listing, _ in chunk)
            pages = tuple((listing, payloads[listing.id], key) for listing, key in chunk)
            yield PageTask(site, links, project.output, pages)

    failed: set[str] = set()
    ready, count = partial(prepare_to_write, site), 0
    for task, result in run.engine.spread(write_pages, work(), size=len(stale), prepare=ready):
        ids = [listing.id for listing, _, _ in task.pages]
        done = _given_up(run, ids, result) if isinstance(result, BaseException) else result
        _take(run, manifest, done)
        failed.update(done.failed)
        count += len(ids)
        run.progress("writing pages", count, len(stale))
    with run.store.transaction():
        run.ledger.keep_pages(listing for listing in public if listing.id not in failed)
    return {listing.id: _as_before(run, listing, manifest) for listing in public if listing.id in failed}


def _as_before(run: Run, listing: Listing, manifest: Manifest) -> Listing | None:
    """Leave the former page of an entry whose new one failed, and give the entry as it is there."""
    site = run.project.config.site
    path = file_of(site, listing.was) if listing.was else ""
    if path not in manifest.files or Directory(run.project.output).read(path) is None:
        return None
    manifest.leave([path])
    return listing._replace(path=path, url=urljoin(site.url, quote(listing.was)))


def _outlines(
    run: Run, spec: FeedSpec, listings: Sequence[Listing], ids: Mapping[str, str]
) -> Iterator[Outline]:
    policy = run.project.config.policy

    def has_tombstone(listing: Listing) -> bool:
        return lifecycle.has_tombstone(listing, run.now, policy)

    site = run.project.config.site
    for part in outline(spec, listings, site, run.ledger.archive_numbers, has_tombstone):
        # An archive is there for good: nobody subscribes to it.
        hubs = run.project.config.notify.websub if part.head.archive is None else ()
        yield part._replace(head=replace(part.head, id=ids[spec.name], hubs=hubs))


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
            apart = run.engine.spreads(size) and len(pairs) > processes.CHUNK
            shares = [(format_,) for format_ in formats] if apart else [formats]
            for share in shares:
                documents.append(FeedDocument(part.head, pairs, share))
                if sum(len(document.entries) for document in documents) >= processes.CHUNK:
                    yield task_of(tuple(documents))
                    documents.clear()
        yield task_of(tuple(documents))

    manifest.intend(path for _, formats in stale for _, path, _ in formats)
    ready, count = partial(prepare_to_write, site), 0
    for task, result in run.engine.spread(write_feeds, work(), size=size, prepare=ready):
        paths = [path for document in task.documents for _, path, _ in document.formats]
        for done in (_given_up(run, paths, result),) if isinstance(result, BaseException) else result:
            _take(run, manifest, done)
        count += sum(len(document.entries) for document in task.documents)
        run.progress("writing feeds", count, entries)


def _stale_formats(base: str, part: Outline, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    from feeds.emit.formats import FORMATS

    entries = [listing.id if part.frozen else listing.revision for listing in part.listings]
    what = ("frozen",) if part.frozen else (base, replace(part.head, deleted=()))
    for name in part.formats:
        told = [(listing.id, listing.ended) for listing in part.head.deleted] if name == "atom" else ()
        key = digest(*what, part.head.name, name, *entries, *told)
        path = part.head.name + FORMATS[name].ending
        if not manifest.has(path, key):
            yield name, path, key
