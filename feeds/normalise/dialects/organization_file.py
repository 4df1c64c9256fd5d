"""Organisation files: one organisation each, as Markdown with front matter or as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from feeds.model.errors import PostError, installation
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem, unexpected
from feeds.model.settings import Organization, Place
from feeds.model.urls import is_web_url
from feeds.normalise import places
from feeds.normalise.dialects import front_matter
from feeds.normalise.html import comments
from feeds.normalise.html.strip_tags import visible
from feeds.normalise.organization_names import id_in_path
from feeds.normalise.organizations import OrganizationFile, Reference
from feeds.normalise.values import text
from feeds.normalise.values.text import as_text, quoted

_URL_KEYS = ("link", "website", "url", "site")
_PARENT_KEYS = ("incubator", "parent")
_NAME_KEYS = ("short_name", "shortname", "short-name", "acronym", "acronyme", "sigle")
_YAML = (".yml", ".yaml")
_ENDINGS = (".md", ".markdown", *_YAML)


class Reading(NamedTuple):
    """An organisation file, the fields whose values are not understood, and the problems by field."""

    file: OrganizationFile
    wrong: frozenset[str]
    problems: tuple[Problem, ...]


def read(
    key: str, document: Document, last: OrganizationFile | None = None, last_text: str = ""
) -> tuple[OrganizationFile, tuple[Problem, ...]]:
    """Return what an organisation file states, and its problems.

    Args:
        key: the front matter key that refers to it.
        document: the file.
        last: what it stated when it was last read. A value that is not understood now stays as it was.
        last_text: its text at that time (of YAML only), by which a file that was cut short is recognised.

    Raises:
        PostError: it cannot be read, was cut short, or has no title any more, as if it was emptied.
    """
    try:
        matter = front_matter.read_yaml(document) if is_yaml(document.locator) else front_matter.read(document)
        found = _read(key, document.locator, matter)
    except PostError:
        raise
    except Exception as error:
        installation.check(error)
        raise PostError(unexpected(document.locator, Message("an organisation file"), error)) from error
    problems = (*matter.problems, *found.problems)
    if last is None:
        return found.file, problems
    if found.file != last.without_parent():
        _refuse_damaged(document, found.file, last, last_text)
    before, organization = last.reference.organization, found.file.reference.organization
    file = found.file._replace(parent=last.parent) if "parent" in found.wrong else found.file
    wrong = {name: getattr(before, name) for name in found.wrong - {"parent"}}
    parent = before.parent if file.parent else None
    file = file.with_organization(replace(organization, **{**wrong, "parent": parent}))
    known = {name for name in found.wrong if (last.parent if name == "parent" else wrong[name])}
    return file, tuple(stays(one) if _field(one.field) in known else one for one in problems)


def is_yaml(locator: str) -> bool:
    """Return whether a file is YAML as a whole, by its name."""
    return _split(locator)[1] in _YAML


def id_of(locator: str) -> str:
    """Return the id of the organisation that a file describes, by its name."""
    return _split(locator)[0]


def stays(problem: Problem) -> Problem:
    """Return the problem of something that was understood before, so that nothing changes."""
    remedy: Phrase = Message("what was published from it stays")
    if problem.remedy:
        remedy = Message("%(remedy)s; until then what was published from it stays", remedy=problem.remedy)
    return replace(problem, remedy=remedy)


def _refuse_damaged(document: Document, file: OrganizationFile, last: OrganizationFile, last_text: str) -> None:
    """Raise PostError for a file that was read before, and has no title any more or was cut short.

    A file that ends with a line is taken to be whole.
    """
    if last.titled and not file.titled:
        problem = Problem(
            document.locator,
            Message("a title"),
            Message("none"),
            Message("write `title:`, or restore the file"),
            "title",
        )
        raise PostError(replace(problem, severity="error"))
    body = document.body.decode("utf-8", "replace")
    if body != last_text and last_text.startswith(body) and not body.endswith(("\n", "\r")):
        found, remedy = Message("one that was cut short"), Message("restore it, or end its last line")
        raise PostError(Problem(document.locator, Message("a whole file"), found, remedy, severity="error"))


def _split(locator: str) -> tuple[str, str]:
    """Return id and ending of a file."""
    name = PurePosixPath(locator).name
    ending = next((ending for ending in _ENDINGS if name.casefold().endswith(ending)), "")
    return name[: len(name) - len(ending)], ending


def _read(key: str, file: str, matter: front_matter.FrontMatter) -> Reading:
    own = id_of(file)
    data = {text.fold(str(name)): comments.strip_values(value)[0] for name, value in matter.data.items()}
    reporter = _Reporter(file, matter.lines, [], set())
    title = visible(_scalar(data, "title")) or visible(_scalar(data, "name"))
    if not title:
        remedy = Message("the id %(id)s was used as the name", id=quoted(own))
        reporter.warn("title", Message("a title"), Message("none"), remedy)
    organization = Organization(
        name=title or text.one_line(own),
        url=_url(data, "url", _URL_KEYS, reporter),
        logo=_url(data, "logo", ("logo",), reporter),
        address=_place(data.get("address"), reporter),
    )
    reference = Reference(key, own, organization, _scalar(data, "owner"), file, _names(data))
    found = OrganizationFile(reference, _parent(data, reporter), titled=bool(title))
    return Reading(found, frozenset(reporter.wrong), tuple(reporter.problems))


class _Reporter(NamedTuple):
    file: str
    lines: Mapping[str, int]
    problems: list[Problem]
    wrong: set[str]

    def warn(self, key: str, expected: Phrase, found: Phrase, remedy: Phrase = "") -> None:
        self.problems.append(Problem(self.file, expected, found, remedy, key, self.lines.get(key)))


def _scalar(data: Mapping[str, Any], key: str) -> str:
    return text.one_line(as_text(data.get(key)) or "")


def _names(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return short names and acronyms, and the former ids that the paths of `redirect_from` end with."""
    paths = (id_in_path(path) or path for path in _texts(data.get("redirect_from")))
    return tuple(dict.fromkeys([name for key in _NAME_KEYS for name in _texts(data.get(key))] + [*paths]))


def _texts(value: object) -> list[str]:
    """Return a text, or those of a list; other values are none."""
    parts = value if isinstance(value, list) else [value]
    return [name for part in parts if isinstance(part, str) and (name := visible(text.one_line(part)))]


def _field(key: str) -> str:
    """Return the field of an organisation that a key states."""
    return "url" if key in _URL_KEYS else "parent" if key in _PARENT_KEYS else key


def _parent(data: Mapping[str, Any], reporter: _Reporter) -> str:
    key = next((key for key in _PARENT_KEYS if not text.is_missing(data.get(key))), "")
    value = _scalar(data, key)
    if key and not value:
        reporter.warn(key, Message("the id of an incubator"), quoted(data[key]), Message("write one id"))
        reporter.wrong.add("parent")
    return value


def _url(data: Mapping[str, Any], field: str, keys: Iterable[str], reporter: _Reporter) -> str:
    """Return the first absolute URL under the keys, one with https before one without."""
    valid: list[str] = []
    for key in keys:
        value = _scalar(data, key)
        if value and is_web_url(value):
            valid.append(value)
        elif value or not text.is_missing(data.get(key)):
            reporter.warn(key, Message("an absolute URL"), quoted(data[key]), Message("write https://…"))
            reporter.wrong.add(field)
    if valid:
        reporter.wrong.discard(field)
    return next((value for value in valid if value.startswith("https:")), valid[0] if valid else "")


def _place(value: object, reporter: _Reporter) -> Place | None:
    if value in (None, "", [], {}):
        return None
    read = places.from_mapping(value) if isinstance(value, Mapping) else places.read(as_text(value) or "")
    found = next(iter(read.places), None)
    if found is None:
        reporter.warn(
            "address", Message("a postal address"), quoted(value), Message("write 20 rue Haute, 56000 Vannes")
        )
        reporter.wrong.add("address")
    return found
