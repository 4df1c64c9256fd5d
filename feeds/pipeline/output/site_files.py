"""The files that speak of the site as a whole, each with a key that names all that goes into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.ledger.lifecycle import HIDDEN
from feeds.ledger.permalinks import output_path, url_path
from feeds.model.entry import Listing, Redirect
from feeds.model.feed import FeedLink, Output
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.model.settings import FeedSpec
from feeds.notify.indexnow import key_file
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory

NEWEST = 200  # open jobs that the home page lists; the feeds hold them all


class Item(NamedTuple):
    """Something to publish: `make` gives its file; `key` names all that goes into it."""

    name: str
    key: str
    make: Callable[[], Iterable[Output]]


class Contents(NamedTuple):
    """What the files of the whole site are made of.

    listings: all entries; one without a page has no path.
    specs: all feeds, those of facets one by one.
    addresses: former addresses, each with the id of the entry that it led to.
    feed_ids: the ids of all feeds that were ever published, by name.
    """

    listings: Sequence[Listing]
    specs: Sequence[FeedSpec]
    addresses: dict[str, str]
    feed_ids: dict[str, str]


def links_of(specs: Iterable[FeedSpec]) -> tuple[FeedLink, ...]:
    """Name the feeds that stand for themselves, each with the formats it comes in."""
    return tuple(FeedLink(spec.name, spec.title, spec.formats) for spec in specs if spec.each is None)


def items(
    run: Run, contents: Contents, target: Directory, published: Collection[str]
) -> tuple[list[Item], list[Problem]]:
    """Return what is to be published besides pages and feeds, and why some of it cannot be.

    Args:
        run: the inputs of the run.
        contents: the entries and feeds of the site.
        target: where it is published.
        published: the files that are there for good: no former address redirects away from them.
    """
    own = [*_about(run, contents.listings, contents.specs), *_memory(run, contents)]
    redirects, problems = _redirects(run, contents, target, {*published, *(item.name for item in own)})
    return own + redirects, problems


def _about(run: Run, listings: Sequence[Listing], specs: Sequence[FeedSpec]) -> Iterator[Item]:
    """List what the site says of itself."""
    from feeds.emit import pages
    from feeds.emit.site import closed, opml, robots, sitemap

    site, links = run.project.config.site, links_of(run.project.config.feeds)
    base = digest(run.project.version, site)
    newest = sorted(listings, key=lambda listing: (listing.published, listing.id), reverse=True)
    live = [listing for listing in newest if listing.state == "open"]
    jobs = [listing for listing in live if listing.kind == "job"]
    articles = [listing for listing in live if listing.kind == "article"]
    gone = [listing for listing in newest if listing.closed]
    all_links = links_of(specs)
    home = digest("home", base, links, len(jobs), *(x.revision for x in (*jobs[:NEWEST], *articles[:NEWEST])))
    yield Item("index.html", home, lambda: [pages.index(site, jobs, articles, links)])
    yield Item("style.css", digest("style", base), lambda: [pages.style()])
    yield Item("feeds.opml", digest("opml", base, all_links), lambda: [opml.emit(site, all_links)])
    if indexnow := run.project.config.notify.indexnow:
        key = key_file(indexnow)
        yield Item(key.path, digest("indexnow", key.path), lambda: [key])
    yield Item("robots.txt", digest("robots", base), lambda: [robots.emit(site)])
    closed_key = digest("closed", base, *map(closed.fingerprint, gone))
    yield Item("closed.json", closed_key, lambda: [closed.emit(site, gone)])
    parts = sitemap.parts(site, live, max((listing.updated for listing in live), default=None))
    keys = {part.path: digest(base, *(f"{page.url} {page.updated}" for page in part.pages)) for part in parts}
    for part in parts:
        yield Item(part.path, digest(part.path, keys[part.path]), partial(_one, sitemap.write, part))
    yield Item(sitemap.INDEX, digest("sitemap", base, *keys.values()), lambda: [sitemap.index(site, parts)])


def _one(write: Callable[[Any], Output], value: Any) -> Iterable[Output]:
    yield write(value)


def _memory(run: Run, contents: Contents) -> Iterator[Item]:
    """List what a lost ledger is learnt again from."""
    from feeds.emit.site import recovery

    listings = contents.listings
    site, former = run.project.config.site, dict[str, list[str]]()
    entries = {listing.id: listing for listing in listings}
    for path, id_ in contents.addresses.items():
        if id_ in entries and path != url_path(site, entries[id_].url):
            former.setdefault(id_, []).append(path)
    base, ids = digest(run.project.version, site), contents.feed_ids
    parts = recovery.parts(site, listings)
    names = [part.path for part in parts]
    for part in parts:
        key = digest(base, *(f"{one.revision} {one.locator} {former.get(one.id)}" for one in part.listings))
        yield Item(part.path, key, partial(_one, partial(recovery.write, addresses=former), part))
    yield Item(recovery.INDEX, digest(base, names, sorted(ids.items())), lambda: [recovery.index(parts, ids)])


def _redirects(
    run: Run, contents: Contents, target: Directory, taken: Collection[str]
) -> tuple[list[Item], list[Problem]]:
    """Return the redirects in the formats of hosts; a file that this program did not write stays."""
    from feeds.emit.redirects import HOSTS, MARKER

    items: list[Item] = []
    problems: list[Problem] = []
    config, moved = run.project.config, list(_moved(run, contents, taken))
    for name in config.redirects:
        path, emit = HOSTS[name]
        there = target.read(path)
        if there is not None and MARKER.encode() not in there:
            problems.append(_taken(f"{config.output}/{path}", name))
            continue
        items.append(Item(path, digest(path, run.project.version, *moved), partial(_one, emit, moved)))
    return items, problems


def _moved(run: Run, contents: Contents, taken: Collection[str]) -> Iterator[Redirect]:
    """Say where former addresses lead: to where the page is now, or nowhere any more.

    One with a query cannot be told from the page that it asks, so it leads nowhere else.
    """
    site, known = run.project.config.site, {listing.id: listing for listing in contents.listings}
    gone = {listing.was: listing.id for listing in contents.listings if listing.was and not listing.path}
    for path, id_ in sorted((contents.addresses | gone).items()):
        listing = known.get(id_)
        if listing is None or listing.state in HIDDEN or "?" in path or output_path(site, path) in taken:
            continue
        yield Redirect(path, listing.url if listing.path else "")


def _taken(path: str, host: str) -> Problem:
    return Problem(
        path,
        "a file that this program wrote",
        "one of somebody else, which stays",
        f"include its rules by hand, or leave `{host}` out of `redirects:`",
        field="redirects",
    )
