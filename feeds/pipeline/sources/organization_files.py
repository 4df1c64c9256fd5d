"""The organisation files that posts refer to: which there are, and what they say.

They are looked at in every run, so what is known of each file is kept: only those that were touched
are read to find out whether anything changed, and all are understood only when a post is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import REFERENCE_ENDINGS, Folder, Found
from feeds.ledger.store import codec
from feeds.model.errors import PostError, SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.pipeline.run import Project, Report, Run

if TYPE_CHECKING:
    from feeds.model.post import Document
    from feeds.normalise.organizations import References as Organizations


class References(NamedTuple):
    """Reference files by the front matter key that refers to them; `key` names their content."""

    files: tuple[tuple[Folder, tuple[Found, ...]], ...]
    stamps: dict[str, list[int | str]]

    @property
    def key(self) -> str:
        """Name the content of all reference files."""
        return digest(*((locator, stamp[-1]) for locator, stamp in sorted(self.stamps.items())))


def scan(run: Run) -> References:
    """List the reference files and find out what each holds, reading only those that were touched."""
    project = run.project
    files = tuple(_folders(project, run.report))
    known: dict[str, list[int | str]] = json.loads(run.store.meta("references") or "{}")
    stamps = {
        f"{folder.name} {found.locator}": _stamp(
            project, folder, found, known.get(f"{folder.name} {found.locator}")
        )
        for folder, listed in files
        for found in listed
    }
    return References(files, stamps)


def _folders(project: Project, report: Report) -> Iterator[tuple[Folder, tuple[Found, ...]]]:
    for key, paths in project.config.references:
        for path in paths:
            folder = Folder(path, name=key)
            try:
                scanned = folders.scan(folder, project.root, REFERENCE_ENDINGS)
            except SourceError as error:
                where = f"references.{key}"
                report.problems.append(
                    Problem(project.file, "a folder of reference files", str(error), field=where)
                )
                continue
            report.problems.extend(scanned.problems)
            yield folder, scanned.files


def _stamp(project: Project, folder: Folder, found: Found, known: list[int | str] | None) -> list[int | str]:
    touched = [found.size, found.mtime, found.inode]
    if known and found.mtime and known[:3] == touched:
        return known
    document = _document(project, folder, found)
    return [*touched, "" if isinstance(document, Problem) else document.fingerprint]


def _document(project: Project, folder: Folder, found: Found) -> Document | Problem:
    try:
        return folders.read(folder, found, project.root)
    except PostError as error:
        return error.problem


def build(run: Run, references: References) -> Organizations:
    """Read all reference files and keep what is wrong with them in the ledger."""
    from feeds.normalise.dialects import organization_file

    documents: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    for folder, listed in references.files:
        for found in listed:
            document = _document(run.project, folder, found)
            if isinstance(document, Problem):
                problems.append(document)
            else:
                documents.setdefault(folder.name, []).append(document)
    try:
        organizations, troubles = organization_file.build(documents)
    except Exception:  # noqa: BLE001 - the door of a stage: one bad file stops nobody
        organizations, troubles = organization_file.build(_understood(documents, problems))
    store = run.store
    store.set_meta("references", json.dumps(references.stamps))
    store.set_meta("reference_problems", codec.encode_problems((*problems, *troubles)))
    return organizations


def _understood(documents: dict[str, list[Document]], problems: list[Problem]) -> dict[str, list[Document]]:
    """Leave out the files that cannot be read even alone, and say so."""
    from feeds.normalise.dialects import organization_file
    from feeds.pipeline.tasks import unexpected

    kept: dict[str, list[Document]] = {key: [] for key in documents}
    for key, several in documents.items():
        for document in several:
            try:
                organization_file.build({key: [document]})
            except Exception as error:  # noqa: BLE001 - as above
                problems.append(unexpected(document.locator, "an organisation file", error))
            else:
                kept[key].append(document)
    return kept
