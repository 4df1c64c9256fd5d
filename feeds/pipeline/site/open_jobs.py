"""Files about open jobs for other programs: the calendar of deadlines, and the jobs of each organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from feeds.assemble.memberships import DEADLINES, ORGANIZATION
from feeds.model.entry import Listed
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.pipeline.output.manifest import Manifest
from feeds.pipeline.site.collections import Collections
from feeds.pipeline.site.site_file import SiteFile


def open_job_files(collections: Collections, manifest: Manifest) -> Iterator[SiteFile]:
    """Yield the files whose jobs changed."""
    if collections.changes.has(DEADLINES):
        yield _deadlines(collections)
    yield from _hiring(collections, manifest)


def _deadlines(collections: Collections) -> SiteFile:
    from feeds.emit.site import deadlines

    project = collections.run.project
    events = deadlines.deadlines(project.config.site, collections.listings(collections.members(DEADLINES)))
    key = digest("deadlines", project.version, project.config.site, *events)
    return SiteFile(deadlines.PATH, key, lambda: [deadlines.emit(project.config.site, events)], DEADLINES)


def _hiring(collections: Collections, manifest: Manifest) -> Iterator[SiteFile]:
    """Yield the document of each organisation that ever had a public job and whose jobs changed."""
    from feeds.emit.site import hiring

    run = collections.run
    names = {name for name in collections.changes.collections if name.startswith(ORGANIZATION)}
    if collections.changes.everything:
        published = hiring.organizations(run.store.output_paths(f"{hiring.FOLDER}/"))
        names |= {ORGANIZATION + name for name in published} | set(run.store.collections_like(ORGANIZATION))
    for name in sorted(names):
        manifest.check(name)
        jobs = sorted(collections.members(name), key=lambda job: (job.published, job.id), reverse=True)
        key = digest(name, run.project.version, *(job.revision + job.url for job in jobs))
        organization = name.removeprefix(ORGANIZATION)
        yield SiteFile(hiring.path(organization), key, partial(_jobs, collections, organization, jobs), name)


def _jobs(collections: Collections, organization: str, jobs: Sequence[Listed]) -> Iterable[Output]:
    from feeds.emit.site import hiring

    yield hiring.emit(organization, collections.listings(jobs))
