"""Scanning the sources for documents that changed.

A run in which nothing changed ends here, so this module imports nothing that parses or records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import FileInfo, Folder, Scan
from feeds.ledger import quick_check
from feeds.ledger.recovered.locators import locator_digest, recovered_locator
from feeds.ledger.store import Store
from feeds.model.errors import SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem
from feeds.pipeline.run import Run
from feeds.pipeline.sources import linked_files, organizations
from feeds.pipeline.sources.organizations import OrganizationFiles

if TYPE_CHECKING:
    from feeds.pipeline.partners.due import PartnerChanges

MIN_EMPTIED = 10  # posts: a folder with fewer may well be emptied on purpose


class FolderChanges(NamedTuple):
    """The documents of a folder to parse, and the locators of those that were removed (`gone`).

    known: fingerprints by locator; documents that still have them need not be normalised.
    context: the digest of what parsing depends on besides the document.
    complete: whether the whole folder could be listed.
    unread: locators of existing files and folders that are not read (see `Scan`).
    """

    folder: Folder
    files: tuple[FileInfo, ...]
    known: dict[str, str]
    gone: tuple[str, ...]
    context: str
    complete: bool
    unread: tuple[str, ...] = ()


class SourceChanges(NamedTuple):
    """What changed in all sources since the last run.

    dropped: names of sources that are no longer configured.
    unread: names of folders that could not be listed.
    due: whether an entry opens, closes or expires by date.
    linked_files: paths of files that posts link to, and that were touched.
    """

    folders: tuple[FolderChanges, ...]
    partners: tuple[PartnerChanges, ...]
    dropped: tuple[str, ...]
    organizations: OrganizationFiles
    unread: tuple[str, ...]
    due: bool
    linked_files: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def any(self) -> bool:
        """Return whether there is anything to record."""
        touched = any(folder.files or folder.gone for folder in self.folders)
        return (
            touched
            or self.organizations.changed
            or bool(self.dropped or self.partners or self.linked_files)
            or self.due
        )

    @property
    def unreadable(self) -> bool:
        """Return whether there are folders, but none could be listed."""
        return bool(self.unread) and not self.folders

    @property
    def complete(self) -> bool:
        """Return whether all folders could be listed as a whole."""
        return not self.unread and all(folder.complete for folder in self.folders)


def scan(run: Run) -> SourceChanges:
    """Return what changed since the last run; only documents that were touched are read."""
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
            found = Message("%(error)s; what was published from it stays", error=str(error))
            field, expected = f"sources: {folder.name}", Message("a source that can be read")
            problems.append(Problem(run.project.file, expected, found, field=field, severity="error"))
            continue
        context = (run.project.version, config.site, config.jobs, config.vocabulary, folder, files.key)
        change = _compare(store, folder, scanned, digest(*context))
        problems += scanned.problems
        if scanned.ignored:
            known = _known(store.stamps(folder.name), folder, scanned)
            problems += (_ignored(locator) for locator in scanned.ignored_of(known))
        if not scanned.files and len(change.gone) >= MIN_EMPTIED and not run.options.accept:
            # Most often a disk that is not mounted.
            remedy = Message("what was published stays; to remove it, run `feeds accept`")
            before = Message("the %(count)s posts that were here", count=len(change.gone))
            problems.append(Problem(folder.path, before, Message("an empty folder"), remedy))
            change = change._replace(gone=(), complete=False)
        changes.append(change)
    partners: tuple[PartnerChanges, ...] = ()
    if config.partners:
        from feeds.pipeline.partners import due  # most sites have none

        partners = due.scan(run)
    configured = {source.name for source in config.sources}
    return SourceChanges(
        tuple(changes),
        partners,
        tuple(source for source in store.sources() if source and source not in configured),
        files,
        tuple(unread),
        quick_check.is_due(store, run.now),
        tuple(linked_files.touched(run)),
        tuple(problems),
    )


def _ignored(locator: str) -> Problem:
    """Return the problem of a file that was published, and is empty or no post by its name."""
    found = Message("an empty file, or one that is no post by its name")
    remedy = Message("what was published stays; restore it, add it to include, or remove the file")
    return Problem(locator, Message("a post"), found, remedy)


def _compare(store: Store, folder: Folder, scanned: Scan, context: str) -> FolderChanges:
    """Return the documents of a folder that are not as they were last parsed."""
    stamps = store.stamps(folder.name)
    same_context = store.meta(f"context {folder.name}") == context
    files = tuple(
        found
        for found in scanned.files
        if not (same_context and found.mtime and stamps.get(found.locator) == found[1:])
    )
    known = {}
    if stamps and same_context:
        known = {found.locator: store.fingerprint(folder.name, found.locator) for found in files}
    gone, unread = scanned.missing(_known(stamps, folder, scanned)), (*scanned.refused, *scanned.ignored)
    return FolderChanges(folder, files, known, gone, context, scanned.complete, unread)


def _known(stamps: Iterable[str], folder: Folder, scanned: Scan) -> list[str]:
    """Return the locators of the known documents of a folder; of recovered ones that exist, their own."""
    unread = (*scanned.refused, *scanned.ignored)
    own = {recovered_locator(locator_digest(folder.name, locator), ""): locator for locator in unread}
    return [own.get(locator, locator) for locator in stamps]
