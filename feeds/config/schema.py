"""The shape of a configuration as people write it, checked by pydantic (this module is its wall).

The description and the check of a key are in `keys`, rules between keys in `cross_checks`, what is said of
errors in `messages`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import pydantic

from feeds.collect import Folder, Network, Web
from feeds.config.keys import SCALAR_OR_LIST, pattern
from feeds.config.value_checks import seconds
from feeds.model.entry import Kind
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
    """Make the shape of prepared data in which `errors` finds nothing."""
    root: Root = adapter().validate_python(data)
    return root


def errors(data: Any) -> list[Any]:
    """Return what pydantic finds wrong with the shape of prepared data."""
    try:
        adapter().validate_python(data)
    except pydantic.ValidationError as error:
        return error.errors(include_url=False, include_context=True)
    return []
