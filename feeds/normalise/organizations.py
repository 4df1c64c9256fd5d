"""Organisations that posts refer to by id, and how a reference is resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from feeds.model.problem import Message, Phrase, Problem
from feeds.model.safe_text import suggestion
from feeds.model.settings import Organization
from feeds.normalise.languages import UNNAMED
from feeds.normalise.organization_names import comparable, id_in_path, index_of, is_in_folder, spellings
from feeds.normalise.values import text
from feeds.normalise.values.text import quoted

_OWNED = ("incubator",)  # an owner has many start-ups, and is none of them


def is_unnamed(written: str) -> bool:
    """Return whether a text stands in place of a name: "confidential", "n/a", "to be defined", "our client"."""
    return text.fold(written).strip(" .…-–—?!()[]") in UNNAMED


class Reference(NamedTuple):
    """An organisation: `key` is the front matter key whose value is its `id`.

    owner: who it belongs to. names: its short names, acronyms and former ids.
    """

    key: str
    id: str
    organization: Organization
    owner: str = ""
    file: str = ""
    names: tuple[str, ...] = ()


class Unread(NamedTuple):
    """A file that is empty or cannot be read, as ever before: what posts that name its `id` take from it is not known.

    Without `id` it is a folder, which may describe any organisation of its `key`.
    """

    key: str
    id: str
    path: str


class OrganizationFile(NamedTuple):
    """What an organisation file states, as far as it is understood.

    parent: the id of the organisation that it belongs to, as written. parent_file: the file of that one.
    titled: whether it states a title; otherwise its id is its name.
    """

    reference: Reference
    parent: str = ""
    parent_file: str = ""
    titled: bool = True

    @property
    def is_empty(self) -> bool:
        """Return whether the file states nothing, as if it was emptied."""
        organization = self.reference.organization
        return not (self.titled or self.parent or organization.url or organization.logo or organization.address)

    def with_organization(self, organization: Organization) -> OrganizationFile:
        """Return the file with another organisation."""
        return self._replace(reference=self.reference._replace(organization=organization))

    def without_parent(self) -> OrganizationFile:
        """Return what the file itself states, without what the file of its parent does."""
        organization = replace(self.reference.organization, parent=None)
        return self.with_organization(organization)._replace(parent_file="")


@dataclass(frozen=True, slots=True)
class References:
    """All organisations of a publisher; `gone` are those whose files were deleted, which others precede.

    unread: files and folders that may describe more.
    """

    entries: tuple[Reference, ...] = ()
    gone: tuple[Reference, ...] = ()
    unread: tuple[Unread, ...] = ()
    _ranks: tuple[dict[str, tuple[int, ...]], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ranks: list[dict[str, tuple[int, ...]]] = []
        for first, group in ((0, self.entries), (len(self.entries), self.gone)):
            ids = [(entry.key, (comparable(entry.id),)) for entry in group]
            names = [(entry.key, _spellings((entry.organization.name, *entry.names))) for entry in group]
            owners = [(entry.key, _spellings((entry.owner, id_in_path(entry.owner)))) for entry in group]
            # An id beats a title, and both beat who owns it.
            ranks += (index_of(ids, first), index_of(names, first), index_of(owners, first, every=_OWNED))
        object.__setattr__(self, "_ranks", tuple(ranks))

    @property
    def every(self) -> tuple[Reference, ...]:
        """Return all organisations, those whose files were deleted last."""
        return (*self.entries, *self.gone)

    def knows(self, key: str) -> bool:
        """Return whether there are organisations for a front matter key."""
        return any(entry.key == key for entry in self.every)

    def find(self, name: str, key: str = "") -> tuple[Reference, ...]:
        """Return the organisations with an id or a name, several if it is ambiguous: of a `key`, or of all.

        Case, accents and an article are ignored, and so are an acronym in brackets at the end, and the folder and the
        ending of a file.
        """
        wanted = [f"{key} {plain}" if key else plain for plain in spellings(name, id_in_path(name)) if plain]
        for rank in self._ranks:
            for plain in wanted:
                if positions := rank.get(plain):
                    found = [self.every[position] for position in positions]
                    found = [one for one in found if is_in_folder(one.file, name)] or found
                    distinct = {one.organization: one for one in reversed(found)}  # the first of equal ones
                    return tuple(distinct.values())[::-1]
        return ()

    def resolve(self, name: str, key: str = "") -> Reference | None:
        """Return the one organisation with an id or a name, see `find`; None if there is none, or more than one."""
        found = self.find(name, key)
        return found[0] if len(found) == 1 else None

    def unread_path(self, name: str, key: str = "") -> str:
        """Return the file or folder that may describe an organisation that is not known, or ""."""
        plain = {comparable(name), comparable(id_in_path(name))}
        return next(
            (one.path for one in self.unread if key in ("", one.key) and (not one.id or comparable(one.id) in plain)),
            "",
        )

    def suggestion(self, name: str, key: str = "") -> Phrase:
        """Return "did you mean …?" with up to three ids similar to a name, of a `key` or of all, or ""."""
        return suggestion(name, (entry.id for entry in self.every if key in ("", entry.key)), 3, comparable)

    def digest(self) -> str:
        """Return a digest that changes with any organisation."""
        return sha256(repr(self.entries).encode("utf-8", "backslashreplace")).hexdigest()


class Organizations(NamedTuple):
    """The organisations of all files, the files with their parents, and the problems between them."""

    references: References
    files: tuple[OrganizationFile, ...]
    problems: tuple[Problem, ...]


def build(
    files: Iterable[OrganizationFile], gone: Iterable[OrganizationFile] = (), unread: Iterable[Unread] = ()
) -> Organizations:
    """Return the organisations of all files: the first one of each id, each with the one that it belongs to.

    `gone` are deleted files; they count only if no other has their ids or titles. `unread`: see `References`.
    """
    problems: list[Problem] = []
    first: dict[tuple[str, str], OrganizationFile] = {}
    for file in files:
        reference = file.reference
        other = first.setdefault((reference.key, comparable(reference.id)), file).reference
        if other is not reference:
            found = Message("%(id)s again", id=quoted(reference.id))
            remedy = Message("%(file)s was kept", file=other.file)
            problems.append(Problem(reference.file, Message("one file per id"), found, remedy, "id"))
    deleted = tuple(gone)
    known = References(tuple(file.reference for file in first.values()), tuple(file.reference for file in deleted))
    present = tuple(_with_parent(known, file, problems) for file in first.values())
    absent = tuple(_with_parent(known, file, []) for file in deleted)
    references = References(
        tuple(file.reference for file in present), tuple(file.reference for file in absent), tuple(unread)
    )
    return Organizations(references, (*present, *absent), tuple(problems))


def _with_parent(known: References, file: OrganizationFile, problems: list[Problem]) -> OrganizationFile:
    """Return a file with its parent, which stays as it was if it is not found."""
    reference, organization = file.reference, file.reference.organization
    above = known.resolve(file.parent, "incubator") if file.parent else None
    if above is None:
        is_lost = file.parent and known.knows("incubator")
        if is_lost:
            remedy: Phrase = known.suggestion(file.parent, "incubator")
            if organization.parent:
                remedy = Message(
                    "%(remedy)s; until then %(name)s stays",
                    remedy=remedy or "correct it",
                    name=organization.parent.name,
                )
            problems.append(
                Problem(reference.file, Message("the id of an incubator"), quoted(file.parent), remedy, "incubator")
            )
        parent = organization.parent if is_lost else None
    else:
        # One level is enough for schema.org's parentOrganization, and an entry is never its own parent.
        is_own = (above.key, above.file) == (reference.key, reference.file)
        parent = None if is_own else replace(above.organization, parent=None)
    organization = replace(organization, parent=parent)
    return file.with_organization(organization)._replace(parent_file=above.file if above else "")


def _spellings(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(plain for name in names for plain in spellings(name, acronym=True))
