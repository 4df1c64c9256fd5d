"""The organisation files that posts refer to.

They are scanned in each run. Stamps and fingerprints are saved, so that only files that were touched are
read, and all are parsed only if a post is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import REFERENCE_ENDINGS, FileInfo, Folder
from feeds.ledger.store import Store, codec
from feeds.model.errors import PostError, SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.pipeline.run import Project, Run

if TYPE_CHECKING:
    from feeds.model.post import Document
    from feeds.normalise.organizations import References


class OrganizationFiles(NamedTuple):
    """The files of each folder of organisations, whose `name` is the front matter key that refers to them.

    stamps: size, time of change, inode and fingerprint of each file.
    """

    folders: tuple[tuple[Folder, tuple[FileInfo, ...]], ...]
    stamps: dict[str, list[int | str]]
    problems: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """Return the digest of the content of all files."""
        return digest(*((locator, stamp[-1]) for locator, stamp in sorted(self.stamps.items())))


def scan(run: Run) -> OrganizationFiles:
    """Return the files with their fingerprints, reading only those that were touched."""
    project = run.project
    listed: list[tuple[Folder, tuple[FileInfo, ...]]] = []
    problems: list[Problem] = []
    for key, paths in project.config.references:
        for path in paths:
            folder = Folder(path, name=key)
            try:
                scanned = folders.scan(folder, project.root, REFERENCE_ENDINGS)
            except SourceError as error:
                where = f"references.{key}"
                problems.append(Problem(project.file, "a folder of reference files", str(error), field=where))
                continue
            problems += scanned.problems
            listed.append((folder, scanned.files))
    known: dict[str, list[int | str]] = json.loads(run.store.meta("references") or "{}") if listed else {}
    stamps = {
        f"{folder.name} {found.locator}": _stamp(project, folder, found, known.get(f"{folder.name} {found.locator}"))
        for folder, files in listed
        for found in files
    }
    return OrganizationFiles(tuple(listed), stamps, tuple(problems))


def _stamp(project: Project, folder: Folder, found: FileInfo, known: list[int | str] | None) -> list[int | str]:
    touched = [found.size, found.mtime, found.inode]
    if known and found.mtime and known[:3] == touched:
        return known
    document = _read(project, folder, found)
    return [*touched, "" if isinstance(document, Problem) else document.fingerprint]


def _read(project: Project, folder: Folder, found: FileInfo) -> Document | Problem:
    try:
        return folders.read(folder, found, project.root)
    except PostError as error:
        return error.problem


def build(project: Project, files: OrganizationFiles) -> tuple[References, tuple[Problem, ...]]:
    """Return the content of all organisation files, and their problems."""
    documents: dict[str, list[Document]] = {}
    unreadable: list[Problem] = []
    for folder, listed in files.folders:
        for found in listed:
            document = _read(project, folder, found)
            if isinstance(document, Problem):
                unreadable.append(document)
            else:
                documents.setdefault(folder.name, []).append(document)
    from feeds.normalise.dialects import organization_file

    organizations, problems = organization_file.build(documents)
    return organizations, (*unreadable, *problems)


def save(store: Store, files: OrganizationFiles, problems: tuple[Problem, ...]) -> None:
    """Save the stamps and the problems of organisation files."""
    store.set_meta("references", json.dumps(files.stamps))
    store.set_meta("reference_problems", codec.encode_problems(problems))
