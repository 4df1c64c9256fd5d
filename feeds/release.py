"""The second half of a run: assemble | emit | deliver.

What is to be published is a list of `Item`s, each with a key that names all that goes into it. An
item whose key is in the manifest, and whose files lie there as they were written, is not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds import engine
from feeds.assemble import Outline, expand, outline
from feeds.deliver.directory import Directory
from feeds.errors import OutputError
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Written
from feeds.model import FeedLink, FeedSpec, Listing, Output, Problem
from feeds.run import Progress, Project, Report, digest
from feeds.tasks import PagesDone, PageTask, unexpected, write_pages

if TYPE_CHECKING:
    from feeds.emit import Format

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


def is_intact(project: Project, ledger: Ledger) -> bool:
    """Say whether every published file lies as it was written."""
    files = ((w.path, w.size, w.mtime) for w in ledger.store.outputs().values())
    return next(iter(Directory(project.output).intact(files)), None) is None


def deliver(
    project: Project, ledger: Ledger, listings: Sequence[Listing], report: Report, progress: Progress
) -> None:
    """Write what changed: pages, then the feeds that link to them, then what the site says of itself.

    Files of posts that are gone are taken away last. An output that cannot be made or written is
    reported and leaves what was published in its place.
    """
    target = Directory(project.output)
    manifest = Manifest(ledger, target)
    without_page = _pages(project, ledger, listings, manifest, report, progress)
    shown = [listing for listing in listings if listing.id not in without_page]
    for item in _items(project, ledger, shown):
        if not manifest.has(item.key):
            _put(item, target, manifest, report)
    removed = target.remove(manifest.unwanted())
    report.removed.extend(removed)
    report.problems.extend(_not_ours(project, manifest, removed))
    target.finish(len(report.written) + len(removed))
    with ledger.store.transaction():
        ledger.store.forget_outputs(manifest.unwanted())
        ledger.store.set_meta("published", "" if report.outputs_failed else project.key)


def _not_ours(project: Project, manifest: Manifest, removed: Sequence[str]) -> Iterator[Problem]:
    for path in sorted(set(manifest.unwanted()) - set(removed)):
        yield Problem(
            f"{project.config.output}/{path}",
            "the file that was published here",
            "one that somebody has changed since",
            "it is not published any more; remove it by hand if you do not need it",
        )


def _pages(
    project: Project,
    ledger: Ledger,
    listings: Sequence[Listing],
    manifest: Manifest,
    report: Report,
    progress: Progress,
) -> set[str]:
    """Write the pages that changed; give the ids of entries that have none."""
    links, site = _links(project.config.feeds), project.config.site
    base = digest(project.version, site, links)
    public = [listing for listing in listings if listing.state not in ("draft", "scheduled", "removed")]
    stale = [
        (item, key) for item in public if not manifest.has(key := digest(base, item.path, item.revision))
    ]

    def work() -> Iterator[PageTask]:
        for chunk in engine.chunks(stale):
            payloads = ledger.store.payloads(listing.id for listing, _ in chunk)
            pages = tuple((listing, payloads[listing.id], key) for listing, key in chunk)
            yield PageTask(site, links, project.output, pages)

    failed: set[str] = set()
    done = 0
    for task, result in engine.spread(write_pages, work(), size=len(stale)):
        came = _given_up(task, result) if isinstance(result, BaseException) else result
        manifest.keep(came.written)
        report.written.extend(came.changed)
        report.problems.extend(came.problems)
        report.outputs_failed += len(came.failed)
        failed.update(came.failed)
        done += len(task.pages)
        progress("writing pages", done, len(stale))
    return _keep_old(failed, listings, manifest)


def _given_up(task: PageTask, error: BaseException) -> PagesDone:
    failed = tuple(listing.id for listing, _, _ in task.pages)
    return PagesDone((), (), failed, (unexpected(str(task.output), "pages that can be written", error),))


def _keep_old(failed: set[str], listings: Iterable[Listing], manifest: Manifest) -> set[str]:
    """Leave the former page of an entry whose new one failed; give the ids of those that had none."""
    paths = {listing.id: listing.path for listing in listings if listing.id in failed}
    manifest.wanted.update(path for path in paths.values() if path in manifest.files)
    return {id_ for id_, path in paths.items() if path not in manifest.files}


def _links(specs: Iterable[FeedSpec]) -> tuple[FeedLink, ...]:
    return tuple(FeedLink(spec.name, spec.title, spec.formats) for spec in specs if spec.each is None)


def _put(item: Item, target: Directory, manifest: Manifest, report: Report) -> None:
    try:
        placed = target.put(item.make())
    except OutputError as error:
        report.problems.append(
            Problem(item.name, "an output that can be published", str(error), severity="error")
        )
    except Exception as error:  # noqa: BLE001 - the door of a stage: one bad output stops nobody
        report.problems.append(unexpected(item.name, "an output that can be published", error))
    else:
        manifest.keep(Written(p.path, item.key, p.digest, p.size, p.mtime) for p in placed)
        report.written.extend(p.path for p in placed if p.changed)
        return
    report.outputs_failed += 1
    manifest.wanted.update(path for path in manifest.files if path == item.name)


def _items(project: Project, ledger: Ledger, listings: Sequence[Listing]) -> Iterator[Item]:
    """List everything to publish but the pages of posts."""
    site = project.config.site
    with ledger.store.transaction():
        specs = list(expand(project.config.feeds, listings, site))
        outlines = [part for spec in specs for part in outline(spec, listings, site, ledger.archive_numbers)]
    base = digest(project.version, site)
    yield from _feed_items(base, project, ledger, outlines)
    yield from _site_items(base, project, listings, specs)


def _feed_items(base: str, project: Project, ledger: Ledger, outlines: Sequence[Outline]) -> Iterator[Item]:
    from feeds.emit import FORMATS

    for part in outlines:
        entries = [listing.id if part.frozen else listing.revision for listing in part.listings]
        what = ("frozen",) if part.frozen else (base, part.head)
        for name in part.formats:
            format_ = FORMATS[name]
            key = digest(*what, part.head.name, name, *entries)
            yield Item(part.head.name + format_.ending, key, _feed_maker(project, ledger, part, format_))


def _feed_maker(
    project: Project, ledger: Ledger, part: Outline, format_: Format
) -> Callable[[], Iterable[Output]]:
    from dataclasses import replace

    def make() -> Iterable[Output]:
        feed = replace(part.head, entries=ledger.entries(part.listings))
        return format_.emit(project.config.site, feed)

    return make


def _site_items(
    base: str, project: Project, listings: Sequence[Listing], specs: Sequence[FeedSpec]
) -> Iterator[Item]:
    from feeds.emit import closed, opml, pages, robots, sitemap

    site, links = project.config.site, _links(project.config.feeds)
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
