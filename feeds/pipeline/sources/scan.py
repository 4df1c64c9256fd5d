"""Scanning the sources for documents that changed.

A run in which nothing changed ends here, so this module imports nothing that parses or records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import FileInfo, Folder, Scan
from feeds.ledger.recovered.locators import is_recovered, locator_digest, recovered_locator
from feeds.ledger.unchanged import quick_check
from feeds.model.errors import SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem
from feeds.pipeline.run import Run
from feeds.pipeline.sources import linked_files, organizations
from feeds.pipeline.sources.organizations import OrganizationFiles

if TYPE_CHECKING:
    from feeds.pipeline.partners.due import PartnerChanges

NO_FILE = (0, 0, 0)  # size, time and inode of the document of a record, as the ledger has them
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
            problems.append(_unread(run, folder, error))
            continue
        context = (run.project.version, config.site, config.jobs, config.vocabulary, folder, files.key)
        change = _compare(run, folder, scanned, digest(*context))
        problems += scanned.problems
        if scanned.ignored:
            known = _known(store.stamps(folder.name), folder, scanned)
            problems += (_ignored(locator) for locator in scanned.ignored_of(known))
        if not scanned.files and len(change.gone) >= MIN_EMPTIED and not run.options.accept:
            # Most often a disk that is not mounted.
            remedy = Message("what was published stays; to remove it, run `feeds accept`")
            posts = [locator for locator in change.gone if "#" in locator or folder.dialect != "records"]
            before = Message("the %(count)s posts that were here", count=len(posts))
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


def _unread(run: Run, folder: Folder, error: SourceError) -> Problem:
    """Return the problem of a folder that cannot be read."""
    file, line = run.project.places().get(folder.name, (run.project.file, None))
    found = Message("%(error)s; what was published from it stays", error=str(error))
    field, expected = f"sources: {folder.name}", Message("a source that can be read")
    return Problem(file, expected, found, field=field, line=line, severity="error")


def _compare(run: Run, folder: Folder, scanned: Scan, context: str) -> FolderChanges:
    """Return the documents of a folder that are not as they were last parsed."""
    if folder.dialect == "records":
        return _compare_records(run, folder, scanned, context)
    store = run.store
    stamps = store.stamps(folder.name)
    same_context = store.meta(f"context {folder.name}") == context
    files = tuple(
        found
        for found in scanned.files
        if not (same_context and found.mtime and stamps.get(found.locator) == found[1:])
    )
    known = {}
    if stamps and same_context:
        read = store.stamps_of(folder.name, (found.locator for found in files))
        known = {locator: stamp.fingerprint for locator, stamp in read.items()}
    gone, unread = scanned.missing(_known(stamps, folder, scanned)), (*scanned.refused, *scanned.ignored)
    return FolderChanges(folder, files, known, gone, context, scanned.complete, unread)


def _compare_records(run: Run, folder: Folder, scanned: Scan, context: str) -> FolderChanges:
    """Return the files of records that are not as they were last read; what is accepted is read again."""
    stamps, known = run.store.stamps(folder.name), run.store.fingerprints(folder.name)
    if run.store.meta(f"context {folder.name}") != context or run.options.accepts(folder.name):
        known = {}
    # A record without a fingerprint is to be read again.
    for locator in [locator for locator, fingerprint in known.items() if not fingerprint]:
        known.pop(file_of(locator, stamps[locator]), None)
    files = tuple(
        found
        for found in scanned.files
        if not (found.locator in known and found.mtime and stamps[found.locator] == found[1:])
    )
    of_files = {name: file_of(name, stamps.get(name, NO_FILE)) for name in _known(stamps, folder, scanned)}
    lost = set(scanned.missing(dict.fromkeys(of_files.values())))
    gone = tuple(locator for locator, file in of_files.items() if file in lost)
    unread = (*scanned.refused, *scanned.ignored)
    return FolderChanges(folder, files, known if files else {}, gone, context, scanned.complete, unread)


def file_of(locator: str, stamp: tuple[int, int, int]) -> str:
    """Return the file of a document; that of a record has the stamp of no file."""
    return locator.rpartition("#")[0] if stamp == NO_FILE and not is_recovered(locator) else locator


def _known(stamps: Iterable[str], folder: Folder, scanned: Scan) -> list[str]:
    """Return the locators of the known documents of a folder; of recovered ones that exist, their own."""
    unread = (*scanned.refused, *scanned.ignored)
    own = {recovered_locator(locator_digest(folder.name, locator), ""): locator for locator in unread}
    return [own.get(locator, locator) for locator in stamps]
