"""The second half of a run: assemble | emit | deliver.

What is to be published is a list of `Item`s, each with a key that names all that goes into it. An
item whose key is in the manifest, and whose files lie there as they were written, is not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from feeds import engine
from feeds.assemble import Outline, expand, outline
from feeds.deliver.directory import Directory
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Written
from feeds.model import FeedLink, FeedSpec, Listing, Output, Problem
from feeds.run import Project, Run, digest
from feeds.tasks import (
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

NEWEST = 200  # open jobs that the home page lists; the feeds hold them all


@dataclass(frozen=True, slots=True)
class Item:
    """Something to publish: `make` gives its files; `key` names all that goes into them."""

    name: str
    key: str
    make: Callable[[], Iterable[Output]]


class Manifest:
    """What lies in the output, by the keys it was made of, and what of it this run still wants."""

    def __init__(self, ledger: Ledger, target: Directory) -> None:
        self.ledger = ledger
        self.files = ledger.store.outputs()
        broken = set(target.intact((w.path, w.size, w.mtime) for w in self.files.values()))
        self.by_key: dict[str, list[str]] = {}
        self.stale: set[str] = set()
        for written in self.files.values():
            self.by_key.setdefault(written.source_key, []).append(written.path)
            if written.path in broken:
                self.stale.add(written.source_key)
        self.wanted: set[str] = set()

    def has(self, key: str) -> bool:
        """Say whether the files of this key are there; if so they are wanted."""
        if key not in self.by_key or key in self.stale:
            return False
        self.wanted.update(self.by_key[key])
        return True

    def keep(self, written: Iterable[Written]) -> None:
        """Take files that were just put in their places."""
        files = list(written)
        with self.ledger.store.transaction():
            self.ledger.store.save_outputs(files)
        self.wanted.update(file.path for file in files)

    def unwanted(self) -> dict[str, str]:
        """Give the files that nothing asks for any more, with their digests."""
        return {path: written.digest for path, written in self.files.items() if path not in self.wanted}


def is_intact(run: Run) -> bool:
    """Say whether every published file lies as it was written."""
    files = ((w.path, w.size, w.mtime) for w in run.ledger.store.outputs().values())
    return next(iter(Directory(run.project.output).intact(files)), None) is None


def deliver(run: Run, listings: Sequence[Listing]) -> None:
    """Write what changed: pages, then the feeds that link to them, then what the site says of itself.

    Files of posts that are gone are taken away last. An output that cannot be made or written is
    reported and leaves what was published in its place.
    """
    project, store, report = run.project, run.ledger.store, run.report
    target = Directory(project.output)
    manifest = Manifest(run.ledger, target)
    without_page = _pages(run, listings, manifest)
    shown = [listing for listing in listings if listing.id not in without_page]
    with store.transaction():
        specs = list(expand(project.config.feeds, shown, project.config.site))
        outlines = [part for spec, members in specs for part in _outlines(run, spec, members)]
    _feeds(run, outlines, manifest)
    for item in _site_items(project, shown, [spec for spec, _ in specs]):
        if not manifest.has(item.key):
            _take(run, manifest, publish_one(target, item.name, item.key, item.make))
    report.published = len(manifest.wanted)
    removed = target.remove(manifest.unwanted())
    report.removed.extend(removed)
    report.problems.extend(_not_ours(project, manifest, removed))
    target.finish(len(report.written) + len(removed))
    with store.transaction():
        store.forget_outputs(removed)
        store.set_meta("published", "" if report.outputs_failed else project.key)


def _not_ours(project: Project, manifest: Manifest, removed: Sequence[str]) -> Iterator[Problem]:
    for path in sorted(set(manifest.unwanted()) - set(removed)):
        yield Problem(
            f"{project.config.output}/{path}",
            "the file that was published here",
            "one that somebody has changed since",
            "it is not published any more; remove it by hand if you do not need it",
        )


def _take(run: Run, manifest: Manifest, done: Done) -> None:
    """Note what was written; where something failed, leave what was there before."""
    manifest.keep(done.written)
    manifest.wanted.update(path for path in done.failed if path in manifest.files)
    run.report.written.extend(done.changed)
    run.report.problems.extend(done.problems)
    run.report.outputs_failed += len(done.failed)


def _given_up(run: Run, failed: Iterable[str], error: BaseException) -> Done:
    problem = unexpected(run.project.config.output, "outputs that can be published", error)
    return Done(failed=tuple(failed), problems=(problem,))


def _pages(run: Run, listings: Sequence[Listing], manifest: Manifest) -> set[str]:
    """Write the pages that changed; give the ids of entries that have none."""
    project = run.project
    links, site = _links(project.config.feeds), project.config.site
    base = digest(project.version, site, links)
    public = [listing for listing in listings if listing.state not in ("draft", "scheduled", "removed")]
    stale = [
        (item, key) for item in public if not manifest.has(key := digest(base, item.path, item.revision))
    ]

    def work() -> Iterator[PageTask]:
        for chunk in engine.chunks(stale):
            payloads = run.ledger.store.payloads(listing.id for listing, _ in chunk)
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
    return _keep_old(failed, listings, manifest)


def _keep_old(failed: set[str], listings: Iterable[Listing], manifest: Manifest) -> set[str]:
    """Leave the former page of an entry whose new one failed; give the ids of those that had none."""
    paths = {listing.id: listing.path for listing in listings if listing.id in failed}
    manifest.wanted.update(path for path in paths.values() if path in manifest.files)
    return {id_ for id_, path in paths.items() if path not in manifest.files}


def _links(specs: Iterable[FeedSpec]) -> tuple[FeedLink, ...]:
    return tuple(FeedLink(spec.name, spec.title, spec.formats) for spec in specs if spec.each is None)


def _outlines(run: Run, spec: FeedSpec, listings: Sequence[Listing]) -> Iterator[Outline]:
    return outline(spec, listings, run.project.config.site, run.ledger.archive_numbers)


def _feeds(run: Run, outlines: Iterable[Outline], manifest: Manifest) -> None:
    """Write the feed documents that changed, each in all its formats."""
    site, output = run.project.config.site, run.project.output
    base = digest(run.project.version, site)
    stale = [(part, formats) for part in outlines if (formats := tuple(_stale_formats(base, part, manifest)))]
    entries = sum(len(part.listings) for part, _ in stale)

    def work() -> Iterator[FeedTask]:
        documents: list[FeedDocument] = []
        for part, formats in stale:
            payloads = run.ledger.store.payloads(listing.id for listing in part.listings)
            pairs = tuple((listing, payloads[listing.id]) for listing in part.listings)
            documents.append(FeedDocument(part.head, pairs, formats))
            if sum(len(document.entries) for document in documents) >= engine.CHUNK:
                yield FeedTask(site, output, tuple(documents))
                documents.clear()
        yield FeedTask(site, output, tuple(documents))

    ready, count = partial(prepare_to_write, site), 0
    for task, result in run.engine.spread(write_feeds, work(), size=entries, prepare=ready):
        paths = [path for document in task.documents for _, path, _ in document.formats]
        for done in (_given_up(run, paths, result),) if isinstance(result, BaseException) else result:
            _take(run, manifest, done)
        count += sum(len(document.entries) for document in task.documents)
        run.progress("writing feeds", count, entries)


def _stale_formats(base: str, part: Outline, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    from feeds.emit import FORMATS

    entries = [listing.id if part.frozen else listing.revision for listing in part.listings]
    what = ("frozen",) if part.frozen else (base, part.head)
    for name in part.formats:
        key = digest(*what, part.head.name, name, *entries)
        if not manifest.has(key):
            yield name, part.head.name + FORMATS[name].ending, key


def _site_items(project: Project, listings: Sequence[Listing], specs: Sequence[FeedSpec]) -> Iterator[Item]:
    """List what the site says of itself."""
    from feeds.emit import closed, opml, pages, robots, sitemap

    site, links = project.config.site, _links(project.config.feeds)
    base = digest(project.version, site)
    newest = sorted(listings, key=lambda listing: (listing.published, listing.id), reverse=True)
    live = [listing for listing in newest if listing.state == "open"]
    jobs = [listing for listing in live if listing.kind == "job"]
    articles = [listing for listing in live if listing.kind == "article"]
    gone = [listing for listing in newest if listing.closed]
    all_links = _links(specs)
    home = digest("home", base, links, len(jobs), *(x.revision for x in (*jobs[:NEWEST], *articles[:NEWEST])))
    yield Item("index.html", home, lambda: [pages.index(site, jobs, articles, links)])
    yield Item("style.css", digest("style", base), lambda: [pages.style()])
    yield Item("feeds.opml", digest("opml", base, all_links), lambda: [opml.emit(site, all_links)])
    yield Item("robots.txt", digest("robots", base), lambda: [robots.emit(site)])
    closed_key = digest("closed", base, *(x.revision for x in gone))
    yield Item("closed.json", closed_key, lambda: [closed.emit(site, gone)])
    updated = max((listing.updated for listing in live), default=None)
    map_key = digest("sitemap", base, *(f"{x.path} {x.updated} {x.published}" for x in live))
    yield Item("sitemap.xml", map_key, lambda: sitemap.emit(site, live, updated))
