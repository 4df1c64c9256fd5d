"""Assemble, render and write the outputs that changed.

An output whose key is in the manifest, and whose file is as it was written, is not rendered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin
from uuid import NAMESPACE_URL, uuid5

from feeds.ledger.permalinks import output_path
from feeds.ledger.public import retention
from feeds.model.entry import Listing
from feeds.model.feed import Cut, FeedLink
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem, phrase, unexpected
from feeds.model.settings import FeedSpec
from feeds.model.urls import is_page_path
from feeds.pipeline.executor import CHUNK, chunks
from feeds.pipeline.output import edited, linked_files, site_files, write
from feeds.pipeline.output.facet_words import facet_words
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.output.site_file import links_of
from feeds.pipeline.output.site_files import Contents
from feeds.pipeline.output.write import FeedDocument, FeedTask, PageInput, PageTask, WriteResult
from feeds.pipeline.report import Delivery
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.assemble.archives import Closings, Outline
    from feeds.deliver.directory import Directory

ENTRIES = 4  # of a feed, in all formats: about as much work as one post that is parsed, or one page


class _Known(NamedTuple):
    """The ids of feeds, the archive numbers of their entries, and where they are cut into parts, before this run.

    characters: the lengths of encoded posts by entry id, if a feed may be in parts.
    """

    ids: dict[str, str]
    archives: dict[str, dict[str, int]]
    cuts: dict[str, tuple[Cut, ...]]
    characters: Mapping[str, int]


def deliver(run: Run, listings: Sequence[Listing]) -> Delivery:
    """Write the outputs that changed: linked files, pages, the feeds that link to them, the files of the whole site.

    Files of removed entries are deleted last. Where an output cannot be rendered or written, the old file
    stays.

    Raises:
        LateError: the deadline of the run has passed; what was written is kept.
    """
    from feeds.assemble.archives import Closings

    store, policy = run.store, run.project.config.policy
    public = [listing for listing in listings if retention.has_page(listing, run.now, policy)]
    lengths = store.post_lengths() if _may_be_in_parts(run.project.config.feeds, len(public)) else {}
    known = _Known(store.feed_ids(), store.all_archive_numbers(), store.part_cuts(), lengths)
    closings = Closings(
        {listing.id for listing in listings if retention.is_shown_closed(listing, run.now)},
        {listing.id for listing in listings if retention.has_tombstone(listing, run.now, policy)},
    )
    manifest = Manifest(store)
    feeds = _assemble(run, _published(listings, public, {}), closings, known)
    known = _number(run, feeds, known)  # before pages are written: one that fails moves no entry
    from feeds.deliver.directory import Directory

    target = Directory(run.project.output, first=manifest.first)
    edits = edited.keep(run, manifest, target)
    shown = {listing.id for listing in public if listing.state != "removed"}  # with their content
    linked_files.write(run, shown, target, manifest)
    old_pages = _write_pages(run, public, feeds.of_entries, target, manifest)
    published = _published(listings, public, old_pages)
    if old_pages:
        feeds = _assemble(run, published, closings, known)
    paths = _record(run, feeds, known, [listing for listing in public if listing.id not in old_pages])
    _write_feeds(run, feeds.outlines, manifest)
    contents = Contents(published, feeds.expanded, paths, feeds.ids, _in_json(run, feeds.outlines), manifest.files)
    _write_site_files(run, contents, target, manifest)
    linked_files.save_archived(run, feeds.outlines)
    removed = _remove(run, target, manifest, len(old_pages))
    return Delivery(
        tuple(manifest.changed),
        removed,
        len(manifest.wanted),
        len(manifest.failed),
        (*manifest.problems, *edited.problems(run, edits, manifest, published)),
        published,
        feeds.outlines,
        frozenset(old_pages),
        len(manifest.incomplete),
    )


def _may_be_in_parts(specs: Iterable[FeedSpec], entries: int) -> bool:
    from feeds.assemble.parts import MAX_WEIGHT, can_be_paged

    return any(can_be_paged(spec) and entries * MAX_WEIGHT > spec.parts_above for spec in specs)


def _published(
    listings: Iterable[Listing], public: Iterable[Listing], old_pages: Mapping[str, Listing | None]
) -> tuple[Listing, ...]:
    """Return the entries as they are published: one whose new page failed has the old one, or is left out."""
    with_page = {listing.id for listing in public}
    entries = (old_pages.get(listing.id, listing) for listing in listings)
    return tuple(one if one.id in with_page else one._replace(path="") for one in entries if one is not None)


class _Feeds(NamedTuple):
    """All feeds, their documents, and the ids of these and of former feeds by name.

    expanded: each feed with the listings to select from.
    of_entries: by id of an entry, the feeds for values of facets that it has.
    """

    expanded: tuple[tuple[FeedSpec, Sequence[Listing]], ...]
    outlines: tuple[Outline, ...]
    ids: dict[str, str]
    of_entries: Mapping[str, Sequence[FeedLink]]


def _assemble(run: Run, listings: Sequence[Listing], closings: Closings, known: _Known) -> _Feeds:
    """Assemble the documents of all feeds; a new feed gets its id (RFC 4287 section 4.2.6)."""
    from feeds.assemble.archives import Stored, outline
    from feeds.assemble.facets import expand

    config = run.project.config
    outlines: list[Outline] = []
    expanded: list[tuple[FeedSpec, Sequence[Listing]]] = []
    ids = dict(known.ids)
    of_entries: dict[str, list[FeedLink]] = {}
    for spec, members in expand(config.feeds, listings, config.site, facet_words(config.site, config.feeds)):
        expanded.append((spec, members))
        link = links_of([spec] if spec.group else ())
        # The page of a removed post shows nothing of it.
        for listing in (one for one in members if link and one.state != "removed"):
            of_entries.setdefault(listing.id, []).extend(link)
        id_ = ids.setdefault(spec.name, uuid5(NAMESPACE_URL, config.site.url + spec.name).urn)
        stored = Stored(known.archives.get(spec.name, {}), known.cuts.get(spec.name, ()), known.characters)
        for part in outline(spec, members, config.site, stored, closings):
            # No one subscribes to an archive document, which never changes, or to a part.
            hubs = config.notify.websub if part.head.is_live else ()
            outlines.append(part._replace(head=replace(part.head, id=id_, hubs=hubs)))
    return _Feeds(tuple(expanded), tuple(outlines), ids, of_entries)


def _in_json(run: Run, outlines: Iterable[Outline]) -> frozenset[str]:
    """Return the ids of the entries in JSON Feeds; those of facets are no part of the recovery."""
    specs = (spec for spec in run.project.config.feeds if not spec.each and spec.content != "summary")
    names = {spec.name for spec in specs if "json_feed" in spec.formats}
    parts = (part for part in outlines if _feed(part) in names)
    return frozenset(listing.id for part in parts for listing in part.listings)


def _number(run: Run, feeds: _Feeds, known: _Known) -> _Known:
    """Save the archive numbers of entries that have none, and where feeds are cut now; return all that is known."""
    new = [
        (part.head.current, listing.id, part.head.archive)
        for part in feeds.outlines
        if part.head.archive
        for listing in part.listings
        if listing.id not in known.archives.get(part.head.current, {})
    ]
    numbers = {feed: dict(of_feed) for feed, of_feed in known.archives.items()}
    from feeds.emit.site import closed  # whose list has cuts of its own

    cuts = {part.head.name: part.cuts for part in feeds.outlines if part.cuts}
    with run.store.transaction():
        for name in (known.cuts.keys() | cuts.keys()) - {closed.NAME}:
            if known.cuts.get(name) != cuts.get(name):
                run.store.save_part_cuts(name, cuts.get(name, ()))
        for feed, id_, number in new:
            numbers.setdefault(feed, {})[id_] = number
            run.store.save_archive_number(feed, id_, number)
    return known._replace(archives=numbers, cuts=cuts)


def _record(run: Run, feeds: _Feeds, known: _Known, written: Iterable[Listing]) -> dict[str, str]:
    """Save feed ids and page paths, which never change; return all paths with ids."""
    store = run.store
    with store.transaction():
        store.save_feed_ids(feeds.ids.items() - known.ids.items())
        run.ledger.save_pages(written)
        aliases = store.aliases()
        # Older versions saved aliases that no page can have, and some files cannot hold.
        store.forget_aliases(wrong := {path for path in aliases if not is_page_path(path.partition("?")[0])})
        return {path: id_ for path, id_ in aliases.items() if path not in wrong}


def _write_site_files(run: Run, contents: Contents, target: Directory, manifest: Manifest) -> None:
    files, problems = site_files.site_files(run, contents, target, manifest.wanted)
    manifest.problems += problems
    manifest.keep(run.project.unread)
    stale = [file for file in files if not manifest.has(file.path, file.key)]
    manifest.intend(file.path for file in stale)
    for file in stale:
        run.options.deadline.check()
        manifest.record(write.write_one(target, file.path, file.key, file.render))


def _remove(run: Run, target: Directory, manifest: Manifest, failed_pages: int) -> tuple[str, ...]:
    """Remove the files that are not to be published any more; return those that were published."""
    if manifest.failed:
        linked_files.keep(manifest)
    # An old feed or site file that could not be replaced may link to any of them.
    no_old_links = len(manifest.failed) == failed_pages
    removed, kept = target.remove(manifest.unwanted() if no_old_links else {})
    for path, reason in sorted(kept.items()):
        if path in manifest.files:
            file = f"{run.project.config.output}/{path}"
            remedy = Message("no longer published; remove it yourself if you do not need it")
            manifest.problems.append(Problem(file, Message("the file that was published here"), phrase(reason), remedy))
    target.finish(len(manifest.changed) + len(removed))
    if removed:
        with run.store.transaction(durable=False):
            run.store.forget_outputs(removed)
    return tuple(path for path in removed if path in manifest.files)


def _failure(run: Run, failed: Iterable[str], error: BaseException) -> WriteResult:
    problem = unexpected(run.project.config.output, Message("outputs that can be published"), error)
    return WriteResult(failed=tuple(failed), problems=(problem,))


def _write_pages(
    run: Run,
    public: Sequence[Listing],
    lists: Mapping[str, Sequence[FeedLink]],
    target: Directory,
    manifest: Manifest,
) -> dict[str, Listing | None]:
    """Write the pages that changed; return the entries whose pages failed as they were, or None."""
    project = run.project
    links, site = links_of(project.config.feeds), project.config.site
    base = digest(project.version, site, site.look, links)
    ledger = run.ledger
    keys = ((item, digest(base, item.revision, lists.get(item.id, ()))) for item in public)
    stale = [(item, key) for item, key in keys if not manifest.has(item.path, key)]
    manifest.intend(listing.path for listing, _ in stale)
    if stale:
        write.check_libraries(site)  # before any page is written, not between pages and feeds

    def tasks() -> Iterator[PageTask]:
        for chunk in chunks(stale):
            payloads = ledger.payloads(listing for listing, _ in chunk)
            pages = tuple(
                PageInput(listing, payloads[listing.id], key, tuple(lists.get(listing.id, ())))
                for listing, key in chunk
            )
            yield PageTask(site, links, project.output, pages)

    failed: set[str] = set()
    prepare, count = partial(write.prepare, site), 0
    for task, result in run.executor.map(write.write_pages, tasks(), size=len(stale), prepare=prepare):
        ids = [page.listing.id for page in task.pages]
        written = _failure(run, ids, result) if isinstance(result, BaseException) else result
        manifest.record(written)
        failed.update(written.failed)
        count += len(ids)
        run.options.progress(Message("writing pages"), count, len(stale))
    return {listing.id: _keep_page(run, listing, target, manifest) for listing in public if listing.id in failed}


def _keep_page(run: Run, listing: Listing, target: Directory, manifest: Manifest) -> Listing | None:
    """Keep the old page of an entry whose new one failed, and return the entry with it; None without one."""
    site = run.project.config.site
    path = output_path(site, listing.was) if listing.was else ""
    if path not in manifest.files or target.read(path) is None:
        return None
    manifest.keep([path])
    return listing._replace(path=path, url=urljoin(site.url, quote(listing.was)))


def _write_feeds(run: Run, outlines: Iterable[Outline], manifest: Manifest) -> None:
    """Write the feed documents that changed, each in the formats that changed.

    If one that gains entries fails, the others of its feed stay as they were, so that no entry is in none.
    """
    base, failed = digest(run.project.version, run.project.config.site), set[str]()
    steps: dict[int, list[Outline]] = {}
    for part in outlines:
        steps.setdefault(part.step, []).append(part)
    for _, parts in sorted(steps.items()):
        stale = [(part, formats) for part in parts if (formats := tuple(_stale_formats(base, part, manifest)))]
        manifest.keep(path for part, formats in stale if _feed(part) in failed for _, path, _ in formats)
        _write_documents(run, [one for one in stale if _feed(one[0]) not in failed], manifest)
        lost = set(manifest.failed)
        failed |= {_feed(part) for part, formats in stale for _, path, _ in formats if path in lost}


def _feed(part: Outline) -> str:
    return part.head.current or part.head.name


def _write_documents(
    run: Run, stale: Sequence[tuple[Outline, tuple[tuple[str, str, str], ...]]], manifest: Manifest
) -> None:
    """Write feed documents, each in formats with path and key."""
    site = run.project.config.site
    size = sum(len(part.listings) for part, _ in stale) // ENTRIES
    entries = sum(len(part.listings) * len(formats) for part, formats in stale)
    ledger, task_of = run.ledger, partial(FeedTask, site, run.project.output, manifest.first)

    def tasks() -> Iterator[FeedTask]:
        documents: list[FeedDocument] = []
        for part, formats in stale:
            payloads = ledger.payloads(part.listings)
            pairs = tuple((listing, payloads[listing.id]) for listing in part.listings)
            # Each format of a large document is a task of its own, so that every core has one at a time.
            split = run.executor.is_parallel(size) and len(pairs) > CHUNK
            for group in [(format_,) for format_ in formats] if split else [formats]:
                documents.append(FeedDocument(part.head, pairs, group))
                if sum(len(document.entries) for document in documents) >= CHUNK:
                    yield task_of(tuple(documents))
                    documents.clear()
        yield task_of(tuple(documents))

    manifest.intend(path for _, formats in stale for _, path, _ in formats)
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
    for name in part.head.formats:
        ended = [(one.id, one.left, *one.public_state) for one in part.head.deleted if name in ("atom", "json_feed")]
        key = digest(*head, part.head.name, name, *entries, *ended)
        path = part.head.name + FORMATS[name].ending
        if not manifest.has(path, key):
            yield name, path, key
