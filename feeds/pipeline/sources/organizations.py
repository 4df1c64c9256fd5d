"""The organisation files that posts refer to.

They are scanned in each run, but only files that were touched are read. The ledger keeps what each of them stated
when it was last understood: a file that cannot be read, or a folder that cannot be listed, changes nothing. A
deleted file is forgotten once no post names it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import folder as folders
from feeds.collect.folder import REFERENCE_ENDINGS, FileInfo, Folder
from feeds.ledger.store import Store, codec
from feeds.ledger.store.files import ReferenceRow
from feeds.model.errors import PostError, SourceError
from feeds.model.hashing import digest
from feeds.model.problem import Message, Problem, verbatim
from feeds.pipeline.run import Project, Run

if TYPE_CHECKING:
    from feeds.normalise.organizations import OrganizationFile, Organizations

Key = tuple[str, str]  # front matter key, locator


class OrganizationFiles(NamedTuple):
    """The organisation files of a run.

    files: each that exists, or may exist; one that cannot be understood as it was when it last could.
    gone: those that were deleted since the last run, or earlier, but are named by posts.
    emptied: the folders of `gone` files in which no file is left.
    unlisted: the front matter key and the path of each folder that could not be listed in full.
    known: the files of the last run.
    """

    files: Mapping[Key, ReferenceRow]
    gone: tuple[ReferenceRow, ...]
    emptied: tuple[Folder, ...]
    unlisted: tuple[Key, ...]
    known: Mapping[Key, ReferenceRow]
    problems: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """Return the digest of what all files state; those that were deleted do not count."""
        return digest(*((f"{row.name} {row.locator}", row.digest) for row in sorted(self.files.values())))

    @property
    def changed(self) -> bool:
        """Return whether files were touched, added or are no longer configured."""
        return self.files != {key: row for key, row in self.known.items() if row not in self.gone}


def scan(run: Run) -> OrganizationFiles:
    """Return the files, reading only those that were touched."""
    project = run.project
    known = {row.key: row for row in run.store.reference_files()}
    files: dict[Key, ReferenceRow] = {}
    gone: dict[Key, ReferenceRow] = {}
    emptied: list[Folder] = []
    unlisted: list[Key] = []
    problems: list[Problem] = []
    for name, paths in project.config.references:
        is_unread = False
        for path in paths:
            folder = Folder(path, name=name)
            inside = {
                row.locator: row for row in known.values() if row.name == name and _is_inside(row.locator, folder)
            }
            try:
                scanned = folders.scan(folder, project.root, REFERENCE_ENDINGS)
            except SourceError as error:
                is_unread = True
                unlisted.append((name, path))
                problems.append(_unread(project, name, str(error), published=bool(inside)))
                files |= {row.key: _unseen(row) for row in inside.values()}
                continue
            problems += scanned.problems
            if scanned.refused or not scanned.complete:
                unlisted.append((name, path))
            missing = scanned.missing(inside)
            if missing and not scanned.files and len(missing) == len(inside):
                emptied.append(folder)
            gone |= {inside[locator].key: inside[locator] for locator in missing}
            rows = {one.locator: _row(project, folder, one, inside.get(one.locator)) for one in scanned.files}
            rows = {locator: _unseen(row) for locator, row in inside.items() if locator not in missing} | rows
            files |= {row.key: row for _, row in sorted(rows.items())}
        if is_unread:  # most often under another path now, with a mistake in it
            others = (row for key, row in known.items() if row.name == name and not (key in files or key in gone))
            files |= {row.key: _unseen(row) for row in others}
    return OrganizationFiles(files, tuple(gone.values()), tuple(emptied), tuple(unlisted), known, tuple(problems))


def _is_inside(locator: str, folder: Folder) -> bool:
    return locator.startswith(f"{folder.path.rstrip('/')}/")


def _unseen(row: ReferenceRow) -> ReferenceRow:
    """Return a file that may still exist, but was not found: it is read as soon as it is."""
    return row._replace(fingerprint="", problems="")


def _unread(project: Project, name: str, error: str, *, published: bool) -> Problem:
    found = Message("%(error)s; what was published from it stays", error=error) if published else verbatim(error)
    return Problem(project.file, Message("a folder of reference files"), found, field=f"references.{name}")


def _row(project: Project, folder: Folder, found: FileInfo, last: ReferenceRow | None) -> ReferenceRow:
    """Return a file as it is now, as far as it can be understood, and as it was last read otherwise."""
    row = ReferenceRow(folder.name, *found) if last is None else last._replace(**found._asdict())
    is_current = last is not None and last.fingerprint != "" and last.version == project.version
    if is_current and found.mtime and row == last and os.access(project.root / found.locator, os.R_OK):
        return row
    from feeds.normalise.dialects import organization_file
    from feeds.normalise.organizations import OrganizationFile

    before = codec.from_text(row.organization, OrganizationFile) if row.organization else None
    row = row._replace(fingerprint="", version=project.version)
    try:
        document = folders.read(folder, found, project.root)
        if is_current and last and document.fingerprint == last.fingerprint:
            return row._replace(fingerprint=last.fingerprint)
        row = row._replace(fingerprint=document.fingerprint)
        file, problems = organization_file.read(folder.name, document, before, row.content)
    except PostError as error:
        problem = organization_file.stays(error.problem) if before else error.problem
        return row._replace(problems=codec.encode_problems((problem,)))
    return row._replace(
        digest=digest(codec.to_text(file.without_parent())),
        organization=codec.to_text(file),
        content=document.body.decode("utf-8", "replace") if organization_file.is_yaml(found.locator) else "",
        problems=codec.encode_problems(problems),
    )


def build(files: OrganizationFiles) -> Organizations:
    """Return the organisations of all files."""
    from feeds.normalise import organizations
    from feeds.normalise.dialects.organization_file import id_of

    present = tuple(_decoded(files.files.values()))
    unread = [organizations.Unread(name, "", path) for name, path in files.unlisted]
    rows = (row for row in files.files.values() if not row.organization)
    unread += (organizations.Unread(row.name, id_of(row.locator), row.locator) for row in rows)
    empty = (file.reference for file in present if file.is_empty)
    unread += (organizations.Unread(one.key, one.id, one.file) for one in empty)
    return organizations.build(present, _decoded(files.gone), unread)


def _decoded(rows: Iterable[ReferenceRow]) -> Iterator[OrganizationFile]:
    from feeds.normalise.organizations import OrganizationFile

    return (codec.from_text(row.organization, OrganizationFile) for row in rows if row.organization)


def save(store: Store, files: OrganizationFiles, built: Organizations) -> None:
    """Save the files as they are now, and their problems; forget those that were deleted and are named nowhere.

    The posts are recorded before.
    """
    named = _named(store, files, built) if files.gone else {}
    emptied = [folder for folder in files.emptied if any(_is_inside(locator, folder) for locator in named)]
    missing = {row.key: row for row in files.gone if any(_is_inside(row.locator, folder) for folder in emptied)}
    deleted = {row.key: row for row in files.gone if row.locator in named and row.key not in missing}
    rows = {**files.files, **missing, **deleted}
    for file in built.files:
        if row := rows.get((file.reference.key, file.reference.file)):
            rows[row.key] = row._replace(organization=codec.to_text(file))
    for key in files.known.keys() - rows.keys():
        store.forget_reference_file(*key)
    for key, row in rows.items():
        if row != files.known.get(key):
            store.save_reference_file(row)
    problems = [problem for row in files.files.values() for problem in codec.decode_problems(row.problems)]
    problems += built.problems
    problems += (_emptied(folder, missing.values()) for folder in emptied)
    problems += (_deleted(row, named[row.locator]) for row in deleted.values())
    store.set_meta("reference_problems", codec.encode_problems(problems))


def _named(store: Store, files: OrganizationFiles, built: Organizations) -> dict[str, list[str]]:
    """Return the deleted files that posts, or other organisation files, name, each with the files that do."""
    named: dict[str, list[str]] = {}
    for locator, payload in store.documented_posts():
        for file in {origin.detail for origin in codec.decode(payload).origins if origin.how == "reference"}:
            named.setdefault(file, []).append(locator)
    present = {locator for _, locator in files.files}
    for one in built.files:
        if one.parent_file and (one.reference.file in present or one.reference.file in named):
            named.setdefault(one.parent_file, []).append(one.reference.file)
    gone = {row.locator for row in files.gone}
    return {file: sorted(names) for file, names in named.items() if file in gone}


def _emptied(folder: Folder, rows: Iterable[ReferenceRow]) -> Problem:
    count = sum(_is_inside(row.locator, folder) for row in rows)
    expected = Message("the reference files that were here (%(count)s)", count=count)
    remedy = Message(
        "restore them, or remove the folder from `references`; until then what was published from them stays"
    )
    return Problem(folder.path, expected, Message("an empty folder"), remedy)


def _deleted(row: ReferenceRow, names: list[str]) -> Problem:
    found = Message("none, but %(file)s names it", file=names[0])
    if len(names) > 1:
        found = Message("none, but %(file)s and %(count)s more name it", file=names[0], count=len(names) - 1)
    remedy = Message("restore it, or remove its name there; until then what was published from it stays")
    return Problem(row.locator, Message("a reference file"), found, remedy)
