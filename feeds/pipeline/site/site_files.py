"""Files of the whole site: pages of lists, site map, OPML, closed posts, recovery data, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from feeds.ledger.store.rows import batches
from feeds.model.hashing import digest
from feeds.notify.indexnow import key_file
from feeds.pipeline.output import look
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.run import Run
from feeds.pipeline.site.closings import closed_files, redirect_files
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.fixed_pages import fixed_pages
from feeds.pipeline.site.list_pages import Lists
from feeds.pipeline.site.months import recovery_files, sitemap_files
from feeds.pipeline.site.open_jobs import open_job_files
from feeds.pipeline.site.search import search_files
from feeds.pipeline.site.site_file import SiteFile, links_of

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory


def site_files(run: Run, collections: Collections, target: Directory, manifest: Manifest) -> Iterator[SiteFile]:
    """Yield the files of the whole site that may have changed; pages of posts at their addresses stay.

    Args:
        run: the inputs of the run.
        collections: what the files are made of.
        target: where the site is published.
        manifest: what is published, which is never redirected.
    """
    published = set[str]()
    of_feeds = _feed_paths(collections)
    for batch in batches(_all_files(run, collections, target, manifest)):
        taken = run.store.pages_at(file.path for file in batch) | of_feeds
        left = [file for file in batch if file.path not in taken]
        published.update(file.path for file in left)
        yield from left
    yield from redirect_files(collections, manifest, target, published)


def _all_files(run: Run, collections: Collections, target: Directory, manifest: Manifest) -> Iterator[SiteFile]:
    lists = Lists(run, collections, manifest)
    base = digest(run.project.version, run.project.config.site)
    yield from lists.files()
    yield from search_files(lists)
    yield from _fixed_files(run, collections, target, base)
    yield from closed_files(collections, manifest, base)
    yield from sitemap_files(collections, manifest, base)
    yield from open_job_files(collections, manifest)
    yield from recovery_files(collections, manifest)


def _fixed_files(run: Run, collections: Collections, target: Directory, base: str) -> Iterator[SiteFile]:
    """Yield the files that a site has whatever it publishes, and what pages load."""
    from feeds.emit import pages
    from feeds.emit.site import opml, robots

    site, configured = run.project.config.site, run.project.config.feeds
    all_links, links = links_of(collections.feeds), links_of(configured)
    yield SiteFile("style.css", look.style_key(run.project), lambda: [pages.style(site)])
    yield SiteFile("lists.js", digest("lists", base), lambda: [pages.script("lists.js")])
    for file in run.project.files:
        yield SiteFile(file.path, digest("as it is", file.body), partial(tuple, (file,)))
    yield SiteFile("feeds.opml", digest("opml", base, all_links), lambda: [opml.emit(site, all_links)])
    for path, parts_of, render in fixed_pages(site, configured, all_links, links, target.read):
        yield SiteFile(path, digest(path, base, site.look, parts_of), render)
    if indexnow := run.project.config.notify.indexnow:
        key = key_file(indexnow)
        yield SiteFile(key.path, digest("indexnow", key.path), lambda: [key])
    yield SiteFile("robots.txt", digest("robots", base), lambda: [robots.emit(site)])


def _feed_paths(collections: Collections) -> set[str]:
    """Return the paths of the documents of all feeds but their parts, which have names of their own."""
    from feeds.emit.formats import FORMATS

    return {spec.name + FORMATS[name].ending for spec in collections.feeds for name in spec.formats}
