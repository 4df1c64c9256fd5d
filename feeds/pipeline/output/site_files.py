"""Files of the whole site: pages of lists, site map, OPML, closed posts, recovery data, redirects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.ledger.lifecycle import LIVE
from feeds.ledger.permalinks import output_path, url_path
from feeds.model.entry import CLOSED, HIDDEN, Listing, Redirect
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem
from feeds.model.settings import FeedSpec, Site
from feeds.notify.indexnow import key_file
from feeds.pipeline.output import look
from feeds.pipeline.output.fixed_pages import fixed_pages
from feeds.pipeline.output.list_pages import list_files
from feeds.pipeline.output.site_file import SiteFile, links_of
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory
    from feeds.emit.site import recovery


class Contents(NamedTuple):
    """What the files of the whole site are made of.

    listings: all entries; one without a page has no path.
    feeds: all feeds, with one for each value of a facet, each with the listings to select from.
    paths: former paths of pages, with the ids of their entries.
    feed_ids: the ids of all feeds that were ever published, by name.
    in_json: ids of the entries that a JSON Feed contains from which a ledger can be recovered.
    known: paths of the outputs that were published before.
    """

    listings: Sequence[Listing]
    feeds: Sequence[tuple[FeedSpec, Sequence[Listing]]]
    paths: dict[str, str]
    feed_ids: dict[str, str]
    in_json: Collection[str] = ()
    known: Collection[str] = ()


def site_files(
    run: Run, contents: Contents, target: Directory, published: Collection[str]
) -> tuple[list[SiteFile], list[Problem]]:
    """Return the files of the whole site, and problems of those that cannot be written.

    Args:
        run: the inputs of the run.
        contents: the entries and feeds of the site.
        target: where it is published.
        published: paths of pages and feeds, which are never redirected.
    """
    for_programs = (file for file in _of_open_jobs(run, contents) if file.path not in published)
    pages = {listing.path for listing in contents.listings}  # they stay; `taken_addresses` reports them
    lists = list_files(run, contents.listings, contents.feeds)
    for_people = (file for file in (*lists, *_indexes(run, contents, target)) if file.path not in pages)
    files = [*for_people, *for_programs, *_recovery_data(run, contents)]
    if not run.project.config.redirects:
        return files, []
    redirects, problems = _redirects(run, contents, target, {*published, *(file.path for file in files)})
    return files + redirects, problems


def _indexes(run: Run, contents: Contents, target: Directory) -> Iterator[SiteFile]:
    """Yield the lists of feeds, pages and closed posts, and what pages load."""
    from feeds.emit import pages
    from feeds.emit.site import opml, robots, sitemap

    site = run.project.config.site
    base = digest(run.project.version, site)
    newest = sorted(contents.listings, key=lambda listing: (listing.published, listing.id), reverse=True)
    live = [listing for listing in newest if listing.state in LIVE]
    gone = [x for x in newest if (x.closed or x.state in CLOSED) and x.state != "unlisted"]
    all_links, links = links_of(spec for spec, _ in contents.feeds), links_of(run.project.config.feeds)
    yield SiteFile("style.css", look.style_key(run.project), lambda: [pages.style(site)])
    yield SiteFile("lists.js", digest("lists", base), lambda: [pages.script("lists.js")])
    for file in run.project.files:
        yield SiteFile(file.path, digest("as it is", file.body), partial(tuple, (file,)))
    yield SiteFile("feeds.opml", digest("opml", base, all_links), lambda: [opml.emit(site, all_links)])
    for path, parts_of, render in fixed_pages(site, run.project.config.feeds, all_links, links, target.read):
        yield SiteFile(path, digest(path, base, site.look, parts_of), render)
    if indexnow := run.project.config.notify.indexnow:
        key = key_file(indexnow)
        yield SiteFile(key.path, digest("indexnow", key.path), lambda: [key])
    yield SiteFile("robots.txt", digest("robots", base), lambda: [robots.emit(site)])
    yield from _closed(run, base, gone)
    parts = sitemap.parts(site, live, max((listing.updated for listing in live), default=None))
    keys = {part.path: digest(base, *(f"{page.url} {page.updated}" for page in part.pages)) for part in parts}
    for part in parts:
        yield SiteFile(part.path, digest(part.path, keys[part.path]), partial(_one, sitemap.write, part))
    yield SiteFile(sitemap.INDEX, digest("sitemap", base, *keys.values()), lambda: [sitemap.index(site, parts)])


def _closed(run: Run, base: str, gone: Iterable[Listing]) -> Iterator[SiteFile]:
    """Yield the list of closed posts, new parts first, and save where it is cut."""
    from feeds.assemble.pagination import FIRST, Measure, paginate
    from feeds.emit.site import closed

    store, site = run.store, run.project.config.site
    stored = store.part_cuts().get(closed.NAME, ())
    pages, cuts = paginate(gone, stored, closed.SIZES, Measure(lambda one: (closed.closed_at(one), one.id)))
    if set(cuts) != set(stored):
        with store.transaction(durable=False):
            store.save_part_cuts(closed.NAME, cuts)
    paths = [closed.PATH if page.number == FIRST else f"{closed.NAME}-part-{page.number:04}.json" for page in pages]
    known = {FIRST, *(cut.number for cut in stored)}
    files = []
    for page, path, older in zip(pages, paths, [*paths[1:], ""], strict=True):
        key = digest("closed", base, *([older] if older else []), *map(closed.fingerprint, page.entries))
        render = partial(_list_of_closed, site, page.entries, path, older)
        files.append((page.number in known, SiteFile(path, key, render)))
    yield from (file for _, file in sorted(files, key=lambda one: one[0]))


def _list_of_closed(site: Site, entries: Sequence[Listing], path: str, older: str) -> Iterable[Output]:
    from feeds.emit.site import closed

    yield closed.emit(site, entries, path, older)


def _of_open_jobs(run: Run, contents: Contents) -> Iterator[SiteFile]:
    """Yield the calendar of deadlines, and the open jobs of each organisation."""
    from feeds.emit.site import deadlines, hiring

    site, version = run.project.config.site, run.project.version
    jobs = [one for one in contents.listings if one.kind == "job" and one.state in LIVE and one.path]
    jobs.sort(key=lambda listing: (listing.published, listing.id), reverse=True)
    events = deadlines.deadlines(site, jobs)
    yield SiteFile(deadlines.PATH, digest("deadlines", version, site, *events), lambda: [deadlines.emit(site, events)])
    for part in hiring.parts(contents.listings, jobs, contents.known):
        key = digest(part.path, version, *(f"{job.title} {job.url}" for job in part.jobs))
        yield SiteFile(part.path, key, partial(_one, hiring.emit, part))


def _one(write: Callable[[Any], Output], value: Any) -> Iterable[Output]:
    yield write(value)


def _recovery_data(run: Run, contents: Contents) -> Iterator[SiteFile]:
    """Yield the files from which a lost ledger is recovered."""
    from feeds.emit.site import recovery

    listings = contents.listings
    site, former = run.project.config.site, dict[str, list[str]]()
    entries = {listing.id: listing for listing in listings}
    for path, id_ in contents.paths.items():
        if id_ in entries and path != url_path(site, entries[id_].url):
            former.setdefault(id_, []).append(path)
    base, ids = digest(run.project.version, site), contents.feed_ids
    parts = recovery.parts(site, listings)
    names = [part.path for part in parts]
    for part in parts:
        others = [one for one in part.listings if _has_content(one) and one.id not in contents.in_json]
        known = (
            f"{one.revision} {one.edition} {one.source} {one.locator} {former.get(one.id)}" for one in part.listings
        )
        key = digest(base, *known, *(one.id for one in others))
        yield SiteFile(part.path, key, partial(_recovery_part, run, part, former, others))
    yield SiteFile(recovery.INDEX, digest(base, names, sorted(ids.items())), lambda: [recovery.index(parts, ids)])


def _has_content(listing: Listing) -> bool:
    """Return whether the page of an entry shows content that may be found."""
    return bool(listing.path) and listing.state not in ("removed", "unlisted")


def _recovery_part(
    run: Run, part: recovery.Part, former: Mapping[str, Sequence[str]], others: Sequence[Listing]
) -> Iterable[Output]:
    from feeds.emit.site import recovery

    yield recovery.write(run.project.config.site, part, former, run.ledger.entries(others))


def _redirects(
    run: Run, contents: Contents, target: Directory, taken: Collection[str]
) -> tuple[list[SiteFile], list[Problem]]:
    """Return the redirects in the formats of hosts; a file that this program did not write is kept."""
    from feeds.emit.redirects import HOSTS, MARKER

    files: list[SiteFile] = []
    problems: list[Problem] = []
    config, moved = run.project.config, list(_moved(run, contents, taken))
    for name in config.redirects:
        path, emit = HOSTS[name]
        current = target.read(path)
        if current is None or MARKER.encode() in current:
            key = digest(path, run.project.version, *moved)
            files.append(SiteFile(path, key, partial(_one, emit, moved)))
            continue
        expected, found = Message("a file of this program"), Message("another one, which is kept")
        remedy = Message("include the redirects yourself, or remove `%(name)s` from `redirects:`", name=name)
        problems.append(Problem(f"{config.output}/{path}", expected, found, remedy, field="redirects"))
    return files, problems


def _moved(run: Run, contents: Contents, taken: Collection[str]) -> Iterator[Redirect]:
    """Yield redirects of former paths to the current pages, or to none if the page was removed.

    The rules of hosts match paths without queries, so one with a query is left out.
    """
    site, entries = run.project.config.site, {listing.id: listing for listing in contents.listings}
    gone = {listing.was: listing.id for listing in contents.listings if listing.was and not listing.path}
    for path, id_ in sorted((contents.paths | gone).items()):
        listing = entries.get(id_)
        if listing is None or listing.state in HIDDEN or "?" in path or output_path(site, path) in taken:
            continue
        yield Redirect(path, listing.url if listing.path else "")
