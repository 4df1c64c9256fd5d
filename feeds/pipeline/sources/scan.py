"""Scan the sources: which documents are there, and which of them changed.

A run in which nothing changed ends here, so nothing that parses or records is imported yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import Folder, Found, Scan
from feeds.ledger import quick_check
from feeds.model.errors import SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.pipeline.run import Run
from feeds.pipeline.sources import organizations
from feeds.pipeline.sources.organizations import OrganizationFiles

if TYPE_CHECKING:
    from feeds.pipeline.partners.due import PartnerChanges

MANY = 10  # posts: a folder that held fewer may well be emptied on purpose


class FolderChanges(NamedTuple):
    """The documents of a folder to parse, and the locators of those that are gone.

    known: fingerprints of documents that need not be parsed if they still have them.
    context: the digest of what parsing depends on besides the document.
    complete: whether the folder could be listed in full.
    """

    folder: Folder
    files: tuple[Found, ...]
    known: dict[str, str]
    gone: tuple[str, ...]
    context: str
    complete: bool


class SourceChanges(NamedTuple):
    """What changed in all sources since the last run.

    dropped: names of the sources that the configuration no longer has.
    unread: names of the folders that could not be listed; `complete` if none is, not even in part.
    due: whether the clock alone changes an entry.
    """

    folders: tuple[FolderChanges, ...]
    partners: tuple[PartnerChanges, ...]
    dropped: tuple[str, ...]
    organizations: OrganizationFiles
    unread: tuple[str, ...]
    due: bool
    problems: tuple[Problem, ...]

    @property
    def any(self) -> bool:
        """Return whether there is anything to record."""
        touched = any(folder.files or folder.gone for folder in self.folders)
        return touched or bool(self.dropped or self.partners) or self.due

    @property
    def unreadable(self) -> bool:
        """Return whether no folder could be listed at all, although there are some."""
        return bool(self.unread) and not self.folders

    @property
    def complete(self) -> bool:
        """Return whether every folder could be listed in full."""
        return not self.unread and all(folder.complete for folder in self.folders)


def scan(run: Run) -> SourceChanges:
    """Find out what changed since the last run, reading no document that was not touched."""
    config, store = run.project.config, run.store
    files = organizations.scan(run)
    problems = list(files.problems)
    changes: list[FolderChanges] = []
    unread: list[str] = []
    for folder in config.folders:
        try:
            scanned = folders.scan(folder, run.project.root)
        except SourceError as error:
            unread.append(folder.name)
            problems.append(_unreadable(run.project.file, folder, error))
            continue
        context = (run.project.version, config.site, config.jobs, config.vocabulary, folder, files.key)
        change = _compare(run, folder, scanned, digest(*context))
        if not scanned.files and len(change.gone) >= MANY and not run.options.accept:
            problems += (*scanned.problems, _emptied(folder, len(change.gone)))
            change = change._replace(gone=())
        else:
            problems += scanned.problems
        changes.append(change)
    named = {source.name for source in config.sources}
    return SourceChanges(
        tuple(changes),
        _partners(run),
        tuple(source for source in store.sources() if source not in named),
        files,
        tuple(unread),
        quick_check.is_due(store, run.now),
        tuple(problems),
    )


def _partners(run: Run) -> tuple[PartnerChanges, ...]:
    if not run.project.config.partners:
        return ()
    from feeds.pipeline.partners import due

    return due.scan(run)


def _compare(run: Run, folder: Folder, scanned: Scan, context: str) -> FolderChanges:
    """Return which documents of a folder are not as they were last parsed."""
    store = run.store
    stamps = store.stamps(folder.name)
    same_context = store.meta(f"context {folder.name}") == context
    files = tuple(
        found
        for found in scanned.files
        if not (same_context and found.mtime and stamps.get(found.locator) == found[1:])
    )
    known = _fingerprints(run, folder, files) if stamps and same_context else {}
    there = {found.locator for found in scanned.files}
    gone = tuple(locator for locator in stamps if locator not in there) if scanned.complete else ()
    return FolderChanges(folder, files, known, gone, context, scanned.complete)


def _fingerprints(run: Run, folder: Folder, files: Sequence[Found]) -> dict[str, str]:
    return {found.locator: run.store.fingerprint(folder.name, found.locator) for found in files}


def _unreadable(file: str, folder: Folder, error: SourceError) -> Problem:
    found = f"{error}; what was published from it stays"
    return Problem(
        file, "a source that can be read", found, field=f"sources: {folder.name}", severity="error"
    )


def _emptied(folder: Folder, count: int) -> Problem:
    """Return the problem of a folder that lost all it had: most often a disk that is not mounted."""
    remedy = "what was published stays; if they are meant to go, run `feeds accept`"
    return Problem(folder.path, f"the {count} posts that were here", "an empty folder", remedy)
