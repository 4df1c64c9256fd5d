"""Organisation files: one organisation each, as Markdown with front matter or as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from feeds.model.errors import PostError, installation
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, unexpected
from feeds.model.settings import Organization, Place
from feeds.model.urls import is_web_url
from feeds.normalise.dialects import front_matter
from feeds.normalise.job import places
from feeds.normalise.organizations import Reference, References, comparable
from feeds.normalise.values import text
from feeds.normalise.values.text import as_text, quoted

_URL_KEYS = ("link", "website", "url", "site")
_ENDINGS = (".md", ".markdown", ".yml", ".yaml")


def build(folders: Mapping[str, Iterable[Document]]) -> tuple[References, tuple[Problem, ...]]:
    """Return the organisations of each front matter key; an invalid file is a Problem and left out."""
    problems: list[Problem] = []
    entries: dict[tuple[str, str], tuple[Reference, str]] = {}
    for key, documents in folders.items():
        for document in documents:
            own, ending = _split(PurePosixPath(document.locator).name)
            plain = ending in (".yml", ".yaml")
            try:
                matter = front_matter.read_yaml(document) if plain else front_matter.read(document)
                entry = _entry(document.locator, key, own, matter)
            except PostError as error:
                problems.append(error.problem)
                continue
            except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
                installation.check(error)
                problems.append(unexpected(document.locator, "an organisation file", error))
                continue
            problems += (*matter.problems, *entry.problems)
            read = (entry.reference, entry.parent)
            first = entries.setdefault((key, comparable(own)), read)
            if first is not read:
                found = Message("%(id)s again", id=quoted(own))
                remedy = Message("%(file)s was kept", file=first[0].file)
                problems.append(Problem(document.locator, "one file per id", found, remedy, "id"))
    bare = References(tuple(reference for reference, _ in entries.values()))
    return References(tuple(_with_parents(bare, entries.values(), problems))), tuple(problems)


def _with_parents(
    known: References, entries: Iterable[tuple[Reference, str]], problems: list[Problem]
) -> Iterator[Reference]:
    for entry, parent in entries:
        above = known.resolve(parent, "incubator") if parent else None
        if parent and above is None and known.knows("incubator"):
            problems.append(_missing_parent(known, entry, parent))
        # One level is enough for schema.org's parentOrganization, and an entry is never its own parent.
        inside = above is not None and above is not entry
        organization = entry.organization
        yield entry._replace(
            organization=replace(organization, parent=above.organization if above and inside else None)
        )


def _missing_parent(known: References, entry: Reference, parent: str) -> Problem:
    remedy = known.suggestion(parent, "incubator")
    return Problem(entry.file, "the id of an incubator", quoted(parent), remedy, "incubator")


def _split(name: str) -> tuple[str, str]:
    ending = next((ending for ending in _ENDINGS if name.casefold().endswith(ending)), "")
    return name[: len(name) - len(ending)], ending


class _Entry(NamedTuple):
    reference: Reference
    parent: str
    problems: list[Problem]


def _entry(file: str, key: str, own: str, matter: front_matter.FrontMatter) -> _Entry:
    data = {text.fold(str(name)): value for name, value in matter.data.items()}
    reporter = _Reporter(file, matter.lines, [])
    title = _scalar(data, "title") or _scalar(data, "name")
    if not title:
        remedy = Message("the id %(id)s was used as the name", id=quoted(own))
        reporter.warn("title", "a title", "none", remedy)
    organization = Organization(
        name=title or text.one_line(own),
        url=_url(data, _URL_KEYS, reporter),
        logo=_url(data, ("logo",), reporter),
        address=_place(data.get("address"), reporter),
    )
    reference = Reference(key, own, organization, _scalar(data, "owner"), file)
    return _Entry(reference, _scalar(data, "incubator") or _scalar(data, "parent"), reporter.problems)


class _Reporter(NamedTuple):
    file: str
    lines: Mapping[str, int]
    problems: list[Problem]

    def warn(self, key: str, expected: Phrase, found: Phrase, remedy: Phrase = "") -> None:
        self.problems.append(Problem(self.file, expected, found, remedy, key, self.lines.get(key)))


def _scalar(data: Mapping[str, Any], key: str) -> str:
    return text.one_line(as_text(data.get(key)) or "")


def _url(data: Mapping[str, Any], keys: Iterable[str], reporter: _Reporter) -> str:
    """Return the first absolute URL under the keys, one with https before one without."""
    valid: list[str] = []
    for key in keys:
        value = _scalar(data, key)
        if value and is_web_url(value):
            valid.append(value)
        elif value:
            reporter.warn(key, "an absolute URL", quoted(value), "write https://…")
    return next((value for value in valid if value.startswith("https:")), valid[0] if valid else "")


def _place(value: object, reporter: _Reporter) -> Place | None:
    if value in (None, "", [], {}):
        return None
    if isinstance(value, Mapping):
        found = places.from_mapping(value, "")
    else:
        several = places.parse(as_text(value) or "", "")
        found = several[0] if several else None
    if found is None:
        reporter.warn("address", "a postal address", quoted(value), "write 20 rue Haute, 56000 Vannes")
    return found
