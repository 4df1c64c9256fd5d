"""The configuration: config.yaml → `Config`, every mistake at its line, all of them at once.

    text → positions      data, and the line of each value
         → keys           what each single value must be (value_checks)
         → messages       which keys there are, of which type (schema): what is wrong, in plain words
         → cross_checks   what must go together
         → folder_checks  which folders must not be inside one another
         → defaults       defaults, and the values the program works with

Every run imports this module, and `cache` with what the last run read; the rest only when a configuration
changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from feeds.collect import Folder, Network, Source, Web
from feeds.model.errors import ConfigError
from feeds.model.problem import Problem
from feeds.model.settings import FeedSpec, JobDefaults, Monitor, Policy, Site
from feeds.notify import Notify

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
    from feeds.config import cross_checks, defaults, folder_checks, keys, messages, positions, schema

    tree = positions.read(text, file)
    data = schema.prepared(tree.data)
    faults = [
        *keys.faults(data),
        *messages.faults(data, tree),
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
