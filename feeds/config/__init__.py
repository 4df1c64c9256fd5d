"""The configuration: config.yaml → `Config`, every mistake at its line, all of them at once.

    text → positions      data, and the line of each value
         → schema         which keys there are, of which type (pydantic)
         → keys           what each single value must be
         → cross_checks   what must go together
         → folder_checks  which folders must not be inside one another
         → defaults       defaults, and the values the program works with

What is here is imported by every run, so it is little; the rest only when a configuration changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from feeds.collect import SOURCES, Folder, Network, Source, Web
from feeds.model.errors import ConfigError
from feeds.model.problem import Problem
from feeds.model.settings import FeedSpec, JobDefaults, Monitor, Organization, Place, Policy, Selection, Site
from feeds.notify import Hook, IndexNow, Notify

STARTER = Path(__file__).with_name("starter")


@dataclass(frozen=True, slots=True)
class Config:
    """All that a publisher decides; paths are relative to the file.

    `references` are the folders that describe organisations, by the front matter key that names one.
    `redirects` are the web servers to tell of addresses that moved; `recover` is where this site lies in
    public, to learn from when the ledger is lost. `vocabulary` are words beside those that are known, by
    group and concept. `notify` says who is told of what changed.
    """

    site: Site
    sources: tuple[Source, ...]
    feeds: tuple[FeedSpec, ...]
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: tuple[tuple[str, tuple[str, ...]], ...] = ()
    output: str = "output"
    policy: Policy = field(default_factory=Policy)
    redirects: tuple[str, ...] = ("netlify", "apache", "nginx", "caddy")
    recover: str = ""
    network: Network = field(default_factory=Network)
    monitor: Monitor = field(default_factory=Monitor)
    notify: Notify = field(default_factory=Notify)
    vocabulary: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = ()

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The sources that lie here."""
        return tuple(source for source in self.sources if isinstance(source, Folder))

    @property
    def partners(self) -> tuple[Web, ...]:
        """The sources that others publish."""
        return tuple(source for source in self.sources if isinstance(source, Web))


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: it cannot be read or is wrong; with all its problems.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        _unreadable(path, "nothing", "`feeds init` writes a first one")
    except IsADirectoryError:
        _unreadable(path, "a folder", f"name the file in it: {path / 'config.yaml'}")
    except OSError as error:
        _unreadable(path, error.strerror or str(error), "check its permissions")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{error.object[error.start]:02x}"
        raise ConfigError(
            (Problem(path.name, "text in UTF-8", found, "save it as UTF-8", "", line, None, "error"),)
        ) from None
    return parse(text, path.name, path.parent)


def _unreadable(path: Path, found: str, remedy: str) -> NoReturn:
    raise ConfigError((Problem(str(path), "a configuration", found, remedy, severity="error"),)) from None


def parse(text: str, file: str = "config.yaml", root: Path | None = None) -> Config:
    """Read a configuration; `file` is what its problems are said to be in.

    `root` is the folder it lies in: with it, links count where folders must lie apart.

    Raises:
        ConfigError: it is wrong; with all its problems, in the order of its lines.
    """
    from feeds.config import cross_checks, defaults, folder_checks, keys, positions, schema

    tree = positions.read(text, file)
    data = schema.prepared(tree.data)
    faults = [
        *keys.faults(data),
        *schema.faults(data, tree),
        *cross_checks.faults(data),
        *folder_checks.faults(data, file, root),
    ]
    problems: dict[str, Problem] = {}
    for problem in (*tree.problems, *map(tree.problem, faults)):
        problems.setdefault(problem.field, problem)
    if problems:
        raise ConfigError(
            tuple(sorted(problems.values(), key=lambda problem: (problem.line or 0, problem.column or 0)))
        )
    read = schema.read(data)
    site = defaults.site(read)
    return Config(
        site=site,
        sources=tuple(defaults.source(source, site) for source in read.sources),
        feeds=tuple(defaults.feed(feed, site) for feed in read.feeds),
        jobs=read.jobs,
        references=tuple(read.references.items()),
        output=read.output,
        policy=Policy(**asdict(read.policy)),
        redirects=read.redirects,
        recover=read.recover,
        network=defaults.network(read.network, site),
        monitor=read.monitor,
        notify=read.notify,
        vocabulary=defaults.vocabulary(read.vocabulary),
    )


def mapping(text: str, file: str) -> dict[str, Any]:
    """Read a mapping of records that stands in a file of its own.

    Raises:
        ConfigError: it is wrong; with all its problems.
    """
    from feeds.config import cross_checks, positions

    tree = positions.read(text, file)
    problems = (*tree.problems, *map(tree.problem, cross_checks.mapping(tree.data, ())))
    if problems:
        raise ConfigError(problems)
    return dict(tree.data)


def starter_files() -> Iterator[tuple[str, str]]:
    """Give path and text of each file that a new project begins with, in the order of their paths."""
    files = [path for path in STARTER.rglob("*") if path.suffix in (".yaml", ".md")]
    for path in sorted(files):
        yield path.relative_to(STARTER).as_posix(), path.read_text("utf-8")


def to_json(config: Config) -> str:
    """Write a configuration down, for `from_json`."""
    return json.dumps(asdict(config), ensure_ascii=False, default=date.isoformat)


def from_json(text: str) -> Config:
    """Read what `to_json` wrote, without any library.

    Raises:
        KeyError, TypeError, ValueError: it is something else, or of another version.
    """
    data = json.loads(text)
    return Config(
        site=_site(data["site"]),
        sources=tuple(SOURCES[source["kind"]](**_tuples(source)) for source in data["sources"]),
        feeds=tuple(_feed(feed) for feed in data["feeds"]),
        jobs=JobDefaults(**{**_tuples(data["jobs"]), "place": _place(data["jobs"]["place"])}),
        references=tuple((key, tuple(folders)) for key, folders in data["references"]),
        output=data["output"],
        policy=Policy(**data["policy"]),
        redirects=tuple(data["redirects"]),
        recover=data["recover"],
        network=Network(**_tuples(data["network"])),
        monitor=Monitor(**data["monitor"]),
        notify=_notify(data["notify"]),
        vocabulary=_frozen(data["vocabulary"]),
    )


def _notify(data: dict[str, Any]) -> Notify:
    indexnow = IndexNow(**data["indexnow"]) if data["indexnow"] else None
    return Notify(tuple(data["websub"]), indexnow, tuple(Hook(**hook) for hook in data["webhook"]))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _frozen(data: Any) -> Any:
    return tuple(map(_frozen, data)) if isinstance(data, list) else data


def _site(data: dict[str, Any]) -> Site:
    publisher = _organization(data.pop("publisher"))
    assert publisher is not None  # noqa: S101 - a site always has one; tells the type checker
    return Site(**data, publisher=publisher)


def _organization(data: dict[str, Any] | None) -> Organization | None:
    if data is None:
        return None
    return Organization(
        **{**data, "parent": _organization(data["parent"]), "address": _place(data["address"])}
    )


def _place(data: dict[str, Any] | None) -> Place | None:
    return Place(**data) if data else None


def _feed(data: dict[str, Any]) -> FeedSpec:
    select = _tuples(data.pop("select"))
    days = {key: date.fromisoformat(select[key]) if select[key] else None for key in ("since", "until")}
    return FeedSpec(**_tuples(data), select=Selection(**{**select, **days}))
