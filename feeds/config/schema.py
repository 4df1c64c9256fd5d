"""The shape of a configuration as people write it, checked by pydantic (this module is its wall).

A key's words and its own check stand in `_keys`, rules between keys in `_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import pydantic

from feeds.collect import SOURCES, Folder, Network, Web
from feeds.config.keys import KEYS, SCALAR_OR_LIST, pattern, shown
from feeds.config.positions import Fault, Tree
from feeds.config.value_checks import seconds
from feeds.model.entry import Kind
from feeds.model.problem import Path
from feeds.model.safe_text import suggestion
from feeds.model.settings import Facet, History, JobDefaults, Monitor, Order, Place
from feeds.notify import Notify

# Drafts and scheduled posts are nobody's business yet, and a removed post has no page to link to.
Host = Literal["netlify", "apache", "nginx", "caddy"]
PublicState = Literal["open", "filled", "withdrawn", "expired", "closed", "stale"]


@dataclass(frozen=True, slots=True)
class Publisher:
    """`site.publisher`."""

    name: str = ""
    url: str = ""
    logo: str = ""
    address: Place | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """`site`."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    publisher: Publisher = Publisher()


@dataclass(frozen=True, slots=True)
class Select:
    """`feeds[].select`."""

    kind: tuple[Kind, ...] = ()
    state: tuple[PublicState, ...] = ("open",)
    tag: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """`feeds[]`; what is None or empty is worked out from the rest."""

    name: str
    title: str = ""
    description: str = ""
    select: Select = Select()
    formats: tuple[str, ...] = ()
    order: Order = "newest"
    limit: int | None = None
    history: History | None = None
    each: Facet | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy`."""

    tombstone_days: int = 30
    closed_page_days: int = 365
    max_change_ratio: float = 0.3
    min_changes: int = 10


@dataclass(frozen=True, slots=True)
class Root:
    """The whole configuration."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # holds for the dataclasses inside, too

    site: Site
    sources: tuple[Annotated[Folder | Web, pydantic.Discriminator("kind")], ...]
    permalink: str = "posts/{slug}/"
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = (Feed("jobs"), Feed("news"))
    output: str = "output"
    policy: Policy = Policy()
    redirects: tuple[Host, ...] = ("netlify", "apache", "nginx", "caddy")
    recover: str = ""
    network: Network = field(default_factory=Network)
    monitor: Monitor = field(default_factory=Monitor)
    notify: Notify = field(default_factory=Notify)
    vocabulary: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


# The feeds that a bare name asks for, and what they select unless they say otherwise.
KNOWN_FEEDS: dict[str, tuple[Kind, ...]] = {"jobs": ("job",), "news": ("article",)}

# What pydantic finds, as a phrase that completes "expected …".
EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "model_attributes_type": "a mapping",
    "date_type": "a date",
}


@cache
def adapter() -> Any:
    """Make the checker of the whole shape."""
    return pydantic.TypeAdapter(Root)


def prepared(data: Any, path: str = "") -> Any:
    """Write short forms out: one value for a list of one, a name for a feed; a key without value is none."""
    if isinstance(data, dict):
        inside = f"{path}." if path else ""
        if path == "sources[]" and "kind" not in data:
            data = {"kind": "web" if "url" in data else "folder", **data}
        return {key: prepared(value, inside + key) for key, value in data.items() if value is not None}
    if isinstance(data, list):
        return [prepared(value, f"{path}[]") for value in data]
    if path == "feeds[]" and isinstance(data, str) and data in KNOWN_FEEDS:
        return {"name": data}
    if path.endswith(".postal_code") and type(data) is int:
        return str(data)
    if path == "sources[].every":
        return data if (every := seconds(data)) is None else every
    return [data] if pattern(path) in SCALAR_OR_LIST else data


def read(data: Any) -> Root:
    """Make the shape of prepared data in which `faults` finds nothing."""
    root: Root = adapter().validate_python(data)
    return root


def faults(data: Any, tree: Tree) -> Iterator[Fault]:
    """Find all that does not have the shape."""
    try:
        adapter().validate_python(data)
    except pydantic.ValidationError as errors:
        for error in errors.errors(include_url=False, include_context=True):
            yield _fault(error, tree)


def _fault(error: Any, tree: Tree) -> Fault:
    path: Path = _untagged(error["loc"])
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return Fault(path, f"the key '{path[-1]}'", "nothing", f"add `{path[-1]}:`")
    if kind == "unexpected_keyword_argument":
        return Fault(path, "a known key", f"'{path[-1]}'", _near_key(path), at_key=True)
    if kind == "union_tag_invalid":
        return _choice((*path, "kind"), " or ".join(f"'{name}'" for name in SOURCES), value["kind"])
    if kind == "literal_error":
        return _choice(path, error["ctx"]["expected"], value)
    if kind == "string_type" and not isinstance(value, dict | list):
        written = tree.source(path)
        found = (
            shown(value)
            if isinstance(value, int) and str(value) == written
            else f"{written}, read as {shown(value)}"
        )
        return Fault(path, "text", found, f'put it in quotes: "{written}"')
    if pattern(path) == "feeds[]" and isinstance(value, str):
        return _choice(path, "a feed with a name, or one of 'jobs', 'news'", value)
    if kind.startswith("date"):
        return Fault(path, "a date", shown(value), "write it like 2026-02-01")
    return Fault(path, EXPECTED.get(kind, error["msg"]), shown(value), _remedy(kind, value))


def _untagged(path: Path) -> Path:
    """Leave out what pydantic puts in between: which kind of source it was."""
    return (*path[:2], *path[3:]) if path[:1] == ("sources",) and path[2:3] and path[2] in SOURCES else path


def _remedy(kind: str, value: Any) -> str:
    if kind == "tuple_type":
        return "begin each item with '- '"
    is_mapping = kind in ("dataclass_type", "model_attributes_type") and value is not None
    return "write its keys below it, indented" if is_mapping else ""


def _choice(path: Path, expected: str, value: Any) -> Fault:
    return Fault(path, expected, shown(value), suggestion(value, re.findall(r"'([^']*)'", expected)))


def _near_key(path: Path) -> str:
    """Name the key that was probably meant: one beside it, or the same further off."""
    name, parent = str(path[-1]), pattern(path[:-1])
    inside = f"{parent}." if parent else ""
    beside = [key.removeprefix(inside) for key in KEYS if key.startswith(inside)]
    beside = [key for key in beside if "." not in key]
    if near := suggestion(name, beside):
        return near
    homes = [key.rpartition(".")[0].replace("[]", "") for key in KEYS if key.endswith(f".{name}")]
    if homes:
        return f"it belongs under `{homes[0]}`"
    return f"known here: {', '.join(beside)}"
