"""The beginning of a run: which documents are there, and which of them are not as they were?

A run in which nothing changed ends here, so what `gather` needs to read and record is not needed yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import Folder, Found, Scan
from feeds.model.errors import SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.pipeline.partners import due
from feeds.pipeline.partners.due import PartnerPile
from feeds.pipeline.run import Run
from feeds.pipeline.sources import organization_files
from feeds.pipeline.sources.organization_files import References

MANY = 10  # posts: a folder that held fewer may well be emptied on purpose


class Pile(NamedTuple):
    """What is to be done for one source: documents to read, and those that are gone.

    `known` are the fingerprints of documents that need no more than a look; `context` names what
    the reading depends on besides the document.
    """

    folder: Folder
    files: tuple[Found, ...]
    known: dict[str, str]
    gone: tuple[str, ...]
    context: str
    complete: bool


class Intake(NamedTuple):
    """What is to be done for all sources; `dropped` are those that the configuration no longer names.

    It is `complete` when every folder could be listed in full.
    """

    piles: tuple[Pile, ...]
    partners: tuple[PartnerPile, ...]
    dropped: tuple[str, ...]
    references: References
    complete: bool

    @property
    def changed(self) -> bool:
        """Say whether there is anything to read or to forget."""
        touched = any(pile.files or pile.gone for pile in self.piles)
        return touched or bool(self.dropped or self.partners)


def scan(run: Run) -> Intake:
    """Find out what changed since the last run, reading no document that was not touched."""
    found = organization_files.scan(run)
    piles = tuple(_piles(run, found.key))
    config, store = run.project.config, run.store
    named = {source.name for source in config.sources}
    dropped = tuple(source for source in store.sources() if source not in named)
    complete = len(piles) == len(config.folders) and all(pile.complete for pile in piles)
    return Intake(piles, due.scan(run), dropped, found, complete)


def _piles(run: Run, references_key: str) -> Iterator[Pile]:
    project, report = run.project, run.report
    for folder in project.config.folders:
        report.sources += 1
        try:
            scanned = folders.scan(folder, project.root)
        except SourceError as error:
            report.unread.append(folder.name)
            report.problems.append(_source_failed(project.file, folder, error))
            continue
        report.problems.extend(scanned.problems)
        config = project.config
        context = digest(project.version, config.site, config.jobs, config.vocabulary, folder, references_key)
        yield _pile(run, folder, scanned, context)


def _source_failed(file: str, folder: Folder, error: SourceError) -> Problem:
    found = f"{error}; what was published from it stays"
    return Problem(
        file, "a source that can be read", found, field=f"sources: {folder.name}", severity="error"
    )


def _pile(run: Run, folder: Folder, scanned: Scan, context: str) -> Pile:
    store = run.store
    stamps = store.stamps(folder.name)
    same_context = store.meta(f"context {folder.name}") == context
    files = tuple(
        found
        for found in scanned.files
        if not (same_context and found.mtime and stamps.get(found.locator) == found[1:])
    )
    known = (
        {found.locator: store.fingerprint(folder.name, found.locator) for found in files} if stamps else {}
    )
    there = {found.locator for found in scanned.files}
    gone = tuple(locator for locator in stamps if locator not in there) if scanned.complete else ()
    if not there and len(gone) >= MANY and not run.accept:
        run.report.problems.append(_emptied(folder, len(gone)))
        gone = ()
    return Pile(folder, files, known if same_context else {}, gone, context, scanned.complete)


def _emptied(folder: Folder, count: int) -> Problem:
    """Say that a folder lost all it had: more often a disk that is not there than somebody's wish."""
    remedy = "what was published stays; if they are meant to go, run `feeds accept`"
    return Problem(folder.path, f"the {count} posts that were here", "an empty folder", remedy)
