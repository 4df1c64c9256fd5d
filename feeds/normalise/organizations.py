"""Organisations that posts refer to by id, and how a reference is resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from feeds.model.problem import Message, Phrase, Problem
from feeds.model.safe_text import suggestion
from feeds.model.settings import Organization
from feeds.normalise.languages import UNNAMED
from feeds.normalise.values import text
from feeds.normalise.values.text import quoted

_ARTICLE = re.compile(r"^(?:l['’]\s*|(?:le|la|les)\s+)(?=\w)", re.IGNORECASE)


def is_unnamed(written: str) -> bool:
    """Return whether a text stands in place of a name: "confidential", "n/a", "to be defined", "our client"."""
    return text.fold(written).strip(" .…-–—?!()[]") in UNNAMED


class Reference(NamedTuple):
    """An organisation: `key` is the front matter key whose value is its `id`."""

    key: str
    id: str
    organization: Organization
    owner: str = ""
    file: str = ""


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
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, int] = {}
        for first, group in ((0, self.entries), (len(self.entries), self.gone)):
            ids = [entry.id for entry in group]
            for names in (ids, [entry.organization.name for entry in group]):  # an id beats a title
                for position, name in enumerate(names):
                    index.setdefault(f"{group[position].key} {comparable(name)}", first + position)
                    index.setdefault(comparable(name), first + position)
        object.__setattr__(self, "_index", index)

    @property
    def every(self) -> tuple[Reference, ...]:
        """Return all organisations, those whose files were deleted last."""
        return (*self.entries, *self.gone)

    def knows(self, key: str) -> bool:
        """Return whether there are organisations for a front matter key."""
        return any(entry.key == key for entry in self.every)

    def resolve(self, name: str, key: str = "") -> Reference | None:
        """Return an organisation by its id or name, ignoring case, accents and article, or None."""
        plain = comparable(name)
        position = self._index.get(f"{key} {plain}" if key else plain)
        return None if position is None or not plain else self.every[position]

    def unread_path(self, name: str, key: str = "") -> str:
        """Return the file or folder that may describe an organisation that is not known, or ""."""
        plain = comparable(name)
        return next(
            (one.path for one in self.unread if key in ("", one.key) and (not one.id or comparable(one.id) == plain)),
            "",
        )

    def suggestion(self, name: str, key: str) -> str:
        """Return "did you mean …?" with up to three ids similar to a name, or ""."""
        return suggestion(name, (entry.id for entry in self.every if entry.key == key), 3, comparable)

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
            problems.append(Problem(reference.file, "one file per id", found, remedy, "id"))
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
            problems.append(Problem(reference.file, "the id of an incubator", quoted(file.parent), remedy, "incubator"))
        parent = organization.parent if is_lost else None
    else:
        # One level is enough for schema.org's parentOrganization, and an entry is never its own parent.
        is_own = (above.key, above.file) == (reference.key, reference.file)
        parent = None if is_own else replace(above.organization, parent=None)
    organization = replace(organization, parent=parent)
    return file.with_organization(organization)._replace(parent_file=above.file if above else "")


def without_article(name: str) -> str:
    """Return a name without a French article at its start."""
    return _ARTICLE.sub("", name)


def comparable(name: str) -> str:
    """Return a name for comparison: folded letters and digits, without article."""
    return "".join(letter for letter in text.fold(without_article(name.strip())) if letter.isalnum())
