"""The list of closed posts, and the redirects of former addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from feeds.assemble.memberships import CLOSINGS
from feeds.ledger.permalinks import output_path
from feeds.ledger.store.outputs import IN_PARTS
from feeds.model.entry import HIDDEN, Listed, Redirect
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.list_pages import save_cuts
from feeds.pipeline.site.site_file import SiteFile, one

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory


def closed_files(collections: Collections, manifest: Manifest, base: str) -> Iterator[SiteFile]:
    """Yield the list of closed posts if one changed, new parts first, and save where it is cut."""
    from feeds.assemble.pagination import FIRST, Measure, paginate
    from feeds.emit.site import closed

    if not collections.changes.has(CLOSINGS):
        return
    manifest.check(CLOSINGS)
    run = collections.run
    stored = run.store.part_cuts(closed.NAME)
    measure = Measure(lambda listed: (listed.closed or listed.updated, listed.id))
    pages, cuts = paginate(collections.members(CLOSINGS), stored, closed.SIZES, measure)
    save_cuts(run, IN_PARTS + closed.NAME, stored, cuts)
    paths = [closed.PATH if page.number == FIRST else f"{closed.NAME}-part-{page.number:04}.json" for page in pages]
    known = {FIRST, *(cut.number for cut in stored)}
    files = []
    for page, path, older in zip(pages, paths, [*paths[1:], ""], strict=True):
        key = digest("closed", base, *([older] if older else []), *(x.revision + x.url for x in page.entries))
        render = partial(_closed, collections, page.entries, path, older)
        files.append((page.number in known, SiteFile(path, key, render, CLOSINGS)))
    yield from (file for _, file in sorted(files, key=lambda one: one[0]))


def _closed(collections: Collections, entries: Sequence[Listed], path: str, older: str) -> Iterable[Output]:
    from feeds.emit.site import closed

    yield closed.emit(collections.run.project.config.site, collections.listings(entries), path, older)


def redirect_files(
    collections: Collections, manifest: Manifest, target: Directory, published: Collection[str]
) -> Iterator[SiteFile]:
    """Yield the redirects in the formats of hosts; a file that this program did not write is kept.

    `published` are the paths of the files of the site that were written in this run.
    """
    from feeds.emit.redirects import HOSTS, MARKER

    config, version = collections.run.project.config, collections.run.project.version
    if not config.redirects:
        return
    moved = list(_moved(collections, manifest, published))
    for name in config.redirects:
        path, emit = HOSTS[name]
        current = target.read(path)
        if current is None or MARKER.encode() in current:
            yield SiteFile(path, digest(path, version, *moved), partial(one, emit, moved))
            continue
        expected, found = Message("a file of this program"), Message("another one, which is kept")
        remedy = Message("include the redirects yourself, or remove `%(name)s` from `redirects:`", name=name)
        manifest.problems.append(Problem(f"{config.output}/{path}", expected, found, remedy, field="redirects"))


def _moved(collections: Collections, manifest: Manifest, published: Collection[str]) -> Iterator[Redirect]:
    """Yield redirects of former paths to the current pages, or to none if the page was removed.

    The rules of hosts match paths without queries, so one with a query is left out.
    """
    store, site = collections.run.store, collections.run.project.config.site
    paths = store.aliases() | store.pages_that_are_gone()
    entries = store.listed_of(set(paths.values()))
    unwanted = manifest.unwanted()
    for path, id_ in sorted(paths.items()):
        listed, output = entries.get(id_), output_path(site, path)
        if listed is None or listed.state in HIDDEN or "?" in path:
            continue
        if output in published or output in manifest.wanted or (output not in unwanted and store.output(output)):
            continue
        yield Redirect(path, listed.url if listed.path else "")
