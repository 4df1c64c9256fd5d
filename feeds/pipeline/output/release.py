"""Assemble, render and write the outputs that changed.

An output whose key is in the manifest, and whose file is as it was written, is not rendered again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin
from uuid import NAMESPACE_URL, uuid5

from feeds.assemble.memberships import FEED
from feeds.ledger.permalinks import output_path
from feeds.ledger.public import retention
from feeds.model.entry import Listed, Listing
from feeds.model.feed import FeedLink
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem, phrase, unexpected
from feeds.model.settings import FeedSpec
from feeds.model.urls import is_page_path
from feeds.pipeline.executor import CHUNK, chunks
from feeds.pipeline.output import edited, linked_files, write
from feeds.pipeline.output.manifest import POSTS, Manifest
from feeds.pipeline.output.write import FeedDocument, FeedTask, PageInput, PageTask, WriteResult
from feeds.pipeline.report import Delivery
from feeds.pipeline.run import Run
from feeds.pipeline.site import members
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.in_feeds import save_windows
from feeds.pipeline.site.members import Changes
from feeds.pipeline.site.site_file import links_of
from feeds.pipeline.site.site_files import site_files

if TYPE_CHECKING:
    from feeds.assemble.archives import Members, Outline
    from feeds.deliver.directory import Directory

ENTRIES = 4  # of a feed, in all formats: about as much work as one post that is parsed, or one page


def deliver(run: Run, changes: Changes) -> Delivery:
    """Write the outputs that changed: linked files, pages, the feeds that link to them, the files of the whole site.

    Files of removed entries are deleted last. Where an output cannot be rendered or written, the old file
    stays.

    Raises:
        LateError: the deadline of the run has passed; what was written is kept.
    """
    from feeds.deliver.directory import Directory

    manifest = Manifest(run.store)
    target = Directory(run.project.output, first=manifest.first)
    edits = edited.keep(run, manifest, target)
    changes.everything |= bool(manifest.modified)
    linked_files.write(run, target, manifest)
    collections = Collections(run, changes)
    outlines = list(_assemble(run, collections))
    _save_ids(run, collections, outlines)  # before pages are written: one that fails moves no entry
    old_pages = _write_pages(run, collections, target, manifest)
    if old_pages:
        with run.store.transaction(durable=False):
            members.override(run, changes, old_pages)
        collections = Collections(run, changes)
        outlines = list(_assemble(run, collections))
    save_windows(collections, outlines)
    _write_feeds(run, collections, outlines, manifest)
    manifest.everything = changes.everything
    _write_site_files(run, collections, target, manifest)
    linked_files.save_archived(run, outlines)
    removed = _remove(run, target, manifest, len(old_pages))
    return Delivery(
        tuple(manifest.changed),
        removed,
        run.store.count_outputs(),
        len(manifest.failed),
        (*manifest.problems, *edited.problems(run, edits, manifest)),
        tuple(outlines),
        frozenset(spec.name for spec in collections.feeds if not changes.has(FEED + spec.name)),
        frozenset(old_pages),
        len(manifest.incomplete),
    )


def _assemble(run: Run, collections: Collections) -> Iterator[Outline]:
    """Assemble the documents of the feeds whose entries changed; a new feed gets its id (RFC 4287 section 4.2.6)."""
    from feeds.assemble.archives import Stored, outline

    config, store = run.project.config, run.store
    ids = store.feed_ids()
    for spec in collections.feeds:
        if not collections.changes.has(FEED + spec.name):
            continue
        id_ = ids.get(spec.name) or uuid5(NAMESPACE_URL, config.site.url + spec.name).urn
        archived = store.archive_numbers(spec.name) if spec.history == "archived" else {}
        stored = Stored(archived, store.part_cuts(spec.name))
        for part in outline(spec, _members(run, collections, spec), config.site, stored):
            # No one subscribes to an archive document, which never changes, or to a part.
            hubs = config.notify.websub if part.head.is_live else ()
            yield part._replace(head=replace(part.head, id=id_, hubs=hubs))


def _members(run: Run, collections: Collections, spec: FeedSpec) -> Members:
    from feeds.assemble.archives import Members

    since = run.now - timedelta(days=run.project.config.policy.tombstone_days)
    name = FEED + spec.name
    out = run.store.left_since(name, since)
    ended = run.store.left_until(name, since)
    return Members(
        collections.members(name),
        run.now,
        [one for one in out if retention.is_shown_closed(one, run.now) and one.path and "open" in spec.select.state],
        [one for one in out if one.ended and one.shown],
        *ended,
    )


def _save_ids(run: Run, collections: Collections, outlines: Sequence[Outline]) -> None:
    """Save ids of feeds, archive numbers of entries that have none, and where feeds are cut."""
    store, names = run.store, {spec.name for spec in collections.feeds}
    left = {name.removeprefix(FEED) for name in collections.changes.collections if name.startswith(FEED)} - names
    cuts = dict.fromkeys(left, ()) | {part.head.name: part.cuts for part in outlines if part.head.is_live}
    with store.transaction():
        store.save_feed_ids((part.head.name, part.head.id) for part in outlines if part.head.is_live)
        for name, of_feed in cuts.items():
            if store.part_cuts(name) != of_feed:
                store.save_part_cuts(name, of_feed)
        for part in outlines:
            known = store.archive_numbers(part.head.current) if part.head.archive else {}
            for listing in part.listings:
                if part.head.archive and listing.id not in known:
                    store.save_archive_number(part.head.current, listing.id, part.head.archive)


def _write_site_files(run: Run, collections: Collections, target: Directory, manifest: Manifest) -> None:
    files = site_files(run, collections, target, manifest)
    while batch := list(islice(files, CHUNK)):
        new = manifest.missing({file.path: file.key for file in batch})
        stale = [file for file in batch if file.path in new]
        for collection, of_collection in groupby(stale, lambda file: file.collection):
            manifest.intend([file.path for file in of_collection], collection)
        for file in stale:
            run.options.deadline.check()
            manifest.record(write.write_one(target, file.path, file.key, file.render))
    manifest.keep(run.project.unread)


def _remove(run: Run, target: Directory, manifest: Manifest, failed_pages: int) -> tuple[str, ...]:
    """Remove the files that are not to be published any more; return those that were published."""
    if manifest.failed:
        linked_files.keep(manifest)
    # An old feed or site file that could not be replaced may link to any of them.
    no_old_links = len(manifest.failed) == failed_pages
    unwanted = manifest.unwanted() if no_old_links else {}
    known = {path for path, digest_ in unwanted.items() if digest_}
    removed, kept = target.remove(unwanted)
    for path, reason in sorted(kept.items()):
        if path in known:
            file = f"{run.project.config.output}/{path}"
            remedy = Message("no longer published; remove it yourself if you do not need it")
            manifest.problems.append(Problem(file, Message("the file that was published here"), phrase(reason), remedy))
    target.finish(len(manifest.changed) + len(removed))
    if removed:
        with run.store.transaction(durable=False):
            run.store.forget_outputs(removed)
    return tuple(path for path in removed if path in known)


def _failure(run: Run, failed: Iterable[str], error: BaseException) -> WriteResult:
    problem = unexpected(run.project.config.output, Message("outputs that can be published"), error)
    return WriteResult(failed=tuple(failed), problems=(problem,))


def _write_pages(
    run: Run, collections: Collections, target: Directory, manifest: Manifest
) -> dict[str, Listing | None]:
    """Write the pages that changed; return the entries whose pages failed as they were, or None."""
    project = run.project
    feeds, site = links_of(project.config.feeds), project.config.site
    links = _Links(run, collections)
    base = digest(project.version, site, site.look, feeds)
    stale: list[tuple[str, str]] = []
    for batch in collections.changed():
        of_batch = links.of(batch)
        keys = {one.path: digest(base, one.revision, of_batch.get(one.id, ())) for one in batch}
        new = manifest.missing(keys)
        manifest.intend(sorted(new), POSTS)
        stale += [(one.id, keys[one.path]) for one in batch if one.path in new]
    if stale:
        write.check_libraries(site)  # before any page is written, not between pages and feeds

    def tasks() -> Iterator[PageTask]:
        for chunk in chunks(stale):
            listings = collections.listings(listed := collections.listed([id_ for id_, _ in chunk]))
            payloads, of_chunk = run.ledger.payloads(listings), links.of(listed)
            pages = tuple(
                PageInput(listing, payloads[listing.id], key, of_chunk.get(listing.id, ()))
                for listing, (_, key) in zip(listings, chunk, strict=True)
            )
            yield PageTask(site, feeds, project.output, pages)

    failed: dict[str, Listing] = {}
    prepare, count = partial(write.prepare, site), 0
    for task, result in run.executor.map(write.write_pages, tasks(), size=len(stale), prepare=prepare):
        ids = [page.listing.id for page in task.pages]
        written = _failure(run, ids, result) if isinstance(result, BaseException) else result
        manifest.record(written)
        failed |= {page.listing.id: page.listing for page in task.pages if page.listing.id in set(written.failed)}
        count += len(ids)
        run.options.progress(Message("writing pages"), count, len(stale))
    _save_pages(run, collections, failed, manifest)
    return {id_: _keep_page(run, listing, target, manifest) for id_, listing in failed.items()}


class _Links:
    """Links from the pages of entries to the feeds for values that they have."""

    def __init__(self, run: Run, collections: Collections) -> None:
        self.store = run.store
        grouped = [spec for spec in collections.feeds if spec.group]
        self.links = links_of(grouped)
        self.places = {FEED + spec.name: place for place, spec in enumerate(grouped)}

    def of(self, listed: Iterable[Listed]) -> dict[str, tuple[FeedLink, ...]]:
        """Return the links by entry; the page of a removed post shows nothing of it."""
        ids = [one.id for one in listed if one.state != "removed"] if self.links else []
        found: dict[str, tuple[FeedLink, ...]] = {}
        for id_, of_entry in self.store.members_of(ids).items():
            places = {self.places[one.collection] for one in of_entry if one.collection in self.places}
            found[id_] = tuple(self.links[place] for place in sorted(places))
        return found


def _save_pages(run: Run, collections: Collections, failed: Collection[str], manifest: Manifest) -> None:
    """Save the paths of pages, which never change, and let those that moved be removed."""
    store = run.store
    with store.transaction():
        for batch in collections.changed():
            run.ledger.save_pages(one for one in batch if one.id not in failed)
        # Older versions saved aliases that no page can have, and some files cannot hold.
        store.forget_aliases([path for path in store.aliases() if not is_page_path(path.partition("?")[0])])
    manifest.check_pages(one.path for one in collections.changes.before.values())


def _keep_page(run: Run, listing: Listing, target: Directory, manifest: Manifest) -> Listing | None:
    """Keep the old page of an entry whose new one failed, and return the entry with it; None without one."""
    site = run.project.config.site
    path = output_path(site, listing.was) if listing.was else ""
    if not manifest.is_known(path) or target.read(path) is None:
        return None
    manifest.keep([path])
    return listing._replace(path=path, url=urljoin(site.url, quote(listing.was)))


def _write_feeds(run: Run, collections: Collections, outlines: Iterable[Outline], manifest: Manifest) -> None:
    """Write the feed documents that changed, each in the formats that changed.

    If one that gains entries fails, the others of its feed stay as they were, so that no entry is in none.
    """
    for name in collections.changes.collections:
        if name.startswith(FEED):
            manifest.check(name)
    base, failed = digest(run.project.version, run.project.config.site), set[str]()
    steps: dict[int, list[Outline]] = {}
    for part in outlines:
        steps.setdefault(part.step, []).append(_with_deleted(collections, part))
    for _, parts in sorted(steps.items()):
        stale = [(part, formats) for part in parts if (formats := tuple(_stale_formats(base, part, manifest)))]
        manifest.keep(path for part, formats in stale if _feed(part) in failed for _, path, _ in formats)
        _write_documents(run, collections, [one for one in stale if _feed(one[0]) not in failed], manifest)
        lost = set(manifest.failed)
        failed |= {_feed(part) for part, formats in stale for _, path, _ in formats if path in lost}


def _with_deleted(collections: Collections, part: Outline) -> Outline:
    """Return an outline with the listings of the entries that left the feed."""
    return part._replace(head=replace(part.head, deleted=tuple(collections.listings(part.deleted))))


def _feed(part: Outline) -> str:
    return part.head.current or part.head.name


def _write_documents(
    run: Run,
    collections: Collections,
    stale: Sequence[tuple[Outline, tuple[tuple[str, str, str], ...]]],
    manifest: Manifest,
) -> None:
    """Write feed documents, each in formats with path and key."""
    site = run.project.config.site
    size = sum(len(part.listings) for part, _ in stale) // ENTRIES
    entries = sum(len(part.listings) * len(formats) for part, formats in stale)
    ledger, task_of = run.ledger, partial(FeedTask, site, run.project.output, manifest.first)

    def tasks() -> Iterator[FeedTask]:
        documents: list[FeedDocument] = []
        for part, formats in stale:
            listings = collections.listings(part.listings)
            payloads = ledger.payloads(listings)
            pairs = tuple((listing, payloads[listing.id]) for listing in listings)
            # Each format of a large document is a task of its own, so that every core has one at a time.
            split = run.executor.is_parallel(size) and len(pairs) > CHUNK
            for group in [(format_,) for format_ in formats] if split else [formats]:
                documents.append(FeedDocument(part.head, pairs, group))
                if sum(len(document.entries) for document in documents) >= CHUNK:
                    yield task_of(tuple(documents))
                    documents.clear()
        yield task_of(tuple(documents))

    for part, formats in stale:
        manifest.intend([path for _, path, _ in formats], FEED + _feed(part))
    prepare, count = partial(write.prepare, site), 0
    for task, result in run.executor.map(write.write_feeds, tasks(), size=size, prepare=prepare):
        paths = [path for document in task.documents for _, path, _ in document.formats]
        for written in (_failure(run, paths, result),) if isinstance(result, BaseException) else result:
            manifest.record(written)
        count += sum(len(document.entries) * len(document.formats) for document in task.documents)
        run.options.progress(Message("writing feeds"), count, entries)


def _stale_formats(base: str, part: Outline, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    """Yield name, path and key of each format in which a document has to be written."""
    from feeds.emit.formats import FORMATS

    entries = [listing.id if part.frozen else listing.revision for listing in part.listings]
    head = ("frozen",) if part.frozen else (base, replace(part.head, deleted=()))
    keys: dict[str, str] = {}
    for name in part.head.formats:
        ended = [(one.id, one.left, *one.public_state) for one in part.head.deleted if name in ("atom", "json_feed")]
        keys[part.head.name + FORMATS[name].ending] = digest(*head, part.head.name, name, *entries, *ended)
    new = manifest.missing(keys)
    yield from (
        (name, path, key) for name, (path, key) in zip(part.head.formats, keys.items(), strict=True) if path in new
    )
