"""Schema of the configuration as written (pydantic wrapper).

Descriptions and checks of single keys are in `keys`, rules between keys in `cross_checks`, messages in
`messages`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import pydantic

from feeds.collect import Folder, Network, Web
from feeds.config.intervals import seconds
from feeds.config.key_paths import SCALAR_OR_LIST, pattern
from feeds.model.entry import Kind
from feeds.model.settings import Content, Facet, History, JobDefaults, MenuLink, Monitor, Order, Place
from feeds.notify import Notify

Host = Literal["netlify", "apache", "nginx", "caddy"]
# Drafts and scheduled posts are not public, and a removed post has no page.
PublicState = Literal["open", "filled", "withdrawn", "expired", "closed", "stale"]


@dataclass(frozen=True, slots=True)
class Publisher:
    """`site.publisher`."""

    name: str = ""
    url: str = ""
    logo: str = ""
    address: Place | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """`site.links`."""

    header: tuple[MenuLink, ...] = ()
    footer: tuple[MenuLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """`site`."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    publisher: Publisher = Publisher()
    logo: str = ""
    color: str = ""
    links: Links = Links()


@dataclass(frozen=True, slots=True)
class Not:
    """`feeds[].select.not`."""

    kind: tuple[Kind, ...] = ()
    tag: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    telework: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Select(Not):
    """`feeds[].select`."""

    state: tuple[PublicState, ...] = ("open",)
    since: date | None = None
    until: date | None = None
    excluded: Annotated[Not, pydantic.Field(alias="not")] = Not()


@dataclass(frozen=True, slots=True)
class Feed:
    """`feeds[]`; None and empty values get defaults (see `defaults`)."""

    name: str
    title: str = ""
    description: str = ""
    select: Select = Select()
    formats: tuple[str, ...] = ()
    order: Order = "newest"
    limit: int | None = None
    history: History | None = None
    parts_above: int | None = None
    content: Content = "full"
    each: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy`."""

    closed_entry_days: int = 7
    tombstone_days: int = 30
    closed_page_days: int = 365
    max_change_ratio: float = 0.3
    min_changes: int = 10


@dataclass(frozen=True, slots=True)
class Root:
    """The whole configuration."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # also for the dataclasses inside

    site: Site
    sources: tuple[Annotated[Folder | Web, pydantic.Discriminator("kind")], ...]
    permalink: str = "posts/{slug}/"
    slugs: Literal["ascii", "unicode"] = "ascii"
    markdown: Literal["python", "gfm"] = "python"
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: dict[str, tuple[str, ...]] = field(default_factory=dict)
    feeds: tuple[Feed, ...] = (Feed("jobs"), Feed("news"))
    static: str = ""
    theme: str = ""
    output: str = "output"
    policy: Policy = Policy()
    redirects: tuple[Host, ...] = ("netlify", "apache", "nginx", "caddy")
    recover: str = ""
    network: Network = field(default_factory=Network)
    monitor: Monitor = field(default_factory=Monitor)
    notify: Notify = field(default_factory=Notify)
    vocabulary: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


RECORDS_MAX_BYTES = 20_000_000  # of a file of records, as of a partner's response
BODIES = frozenset(f"sources[].{key}" for key in ("body", "mapping.body", "mapping.next.body"))  # of requests

# Feeds that can be listed by name alone, with the kind they select by default.
KNOWN_FEEDS: dict[str, tuple[Kind, ...]] = {"jobs": ("job",), "news": ("article",)}


@cache
def adapter() -> Any:
    """Return the validator of the whole schema."""
    return pydantic.TypeAdapter(Root)


def expanded(data: Any, path: str = "") -> Any:
    """Return data with short forms expanded: single values to lists, names to feeds; empty keys removed."""
    if path in BODIES:  # where null is a value, as in `variables: {after: null}`
        return data
    if isinstance(data, dict):
        inside = f"{path}." if path else ""
        if path == "sources[]":
            data = _source(data)
        return {key: expanded(value, inside + key) for key, value in data.items() if value is not None}
    if isinstance(data, list):
        return [expanded(value, f"{path}[]") for value in data]
    if path == "feeds[]" and isinstance(data, str) and data in KNOWN_FEEDS:
        return {"name": data}
    if path.endswith(".postal_code") and type(data) is int:
        return str(data)
    if path == "sources[].every":
        return data if (interval := seconds(data)) is None else interval
    return [data] if pattern(path) in SCALAR_OR_LIST else data


def _source(data: dict[str, Any]) -> dict[str, Any]:
    """Return a source with its kind; a folder with a preset or a mapping has files of records."""
    written = {key: value for key, value in data.items() if value is not None}
    known: dict[str, Any] = {"kind": "web" if "url" in written else "folder"}
    has_records = written.get("dialect") == "records" or "preset" in written or "mapping" in written
    if has_records and written.get("kind", known["kind"]) == "folder":
        known |= {"dialect": "records", "max_bytes": RECORDS_MAX_BYTES}
    return known | written


def load(data: Any) -> Root:
    """Return expanded data without errors as a configuration."""
    root: Root = adapter().validate_python(data)
    return root


def errors(data: Any) -> list[Any]:
    """Return pydantic's errors in expanded data."""
    try:
        adapter().validate_python(data)
    except pydantic.ValidationError as error:
        return error.errors(include_url=False, include_context=True)
    return []
