"""Configuration: parse config.yaml to a `Config`, and report all mistakes with their lines.

    text → files          data, and the line of each value; sources of other files (positions, includes, opml)
         → keys           checks of single values (value_checks)
         → messages       unknown keys and wrong types (schema)
         → cross_checks   rules between keys; files/duplicates: sources that are the same
         → folder_checks  folders that must be separate
         → defaults       default values

Every run imports this module and `cache`, which holds the configuration of the last run; the other modules
are imported only if the configuration changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from feeds.collect import Folder, Network, Source, Web
from feeds.config.files import Included, without_collector
from feeds.model.errors import ConfigError
from feeds.model.problem import Message, Phrase, Problem, verbatim
from feeds.model.settings import FeedSpec, JobDefaults, Monitor, Policy, Site
from feeds.notify import Notify

if TYPE_CHECKING:
    from feeds.config.files.positions import Tree

STARTER = Path(__file__).with_name("starter")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration; paths are relative to its file.

    references: front matter keys, each with the folders that describe its organisations. redirects: web
    servers to write redirects for. recover: public URL of the site, for recovery of a lost ledger.
    vocabulary: additional terms, by kind and meaning. static: folder of files that posts link to by `/img/x.png`.
    theme: folder of templates and style sheets in place of built-in ones. includes: patterns of other files with
    sources. included: these files.
    """

    site: Site
    sources: tuple[Source, ...]
    feeds: tuple[FeedSpec, ...]
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: tuple[tuple[str, tuple[str, ...]], ...] = ()
    static: str = ""
    theme: str = ""
    output: str = "output"
    policy: Policy = field(default_factory=Policy)
    redirects: tuple[str, ...] = ("netlify", "apache", "nginx", "caddy")
    recover: str = ""
    network: Network = field(default_factory=Network)
    monitor: Monitor = field(default_factory=Monitor)
    notify: Notify = field(default_factory=Notify)
    vocabulary: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = ()
    includes: tuple[str, ...] = ()
    included: tuple[Included, ...] = ()

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The folder sources."""
        return tuple(source for source in self.sources if isinstance(source, Folder))

    @property
    def partners(self) -> tuple[Web, ...]:
        """The partner sources."""
        return tuple(source for source in self.sources if isinstance(source, Web))


def load(path: Path) -> Config:
    """Load a configuration file.

    Raises:
        ConfigError: it cannot be read or is invalid; with all its problems.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        _unreadable(path, Message("no file"), Message("`feeds init` writes a first one"))
    except IsADirectoryError:
        _unreadable(path, Message("a folder"), Message("name the file in it: %(file)s", file=str(path / "config.yaml")))
    except OSError as error:
        _unreadable(path, verbatim(error.strerror or error), Message("check its permissions"))
    from feeds.config.files import positions

    return parse(positions.decode(body, path.name), path.name, path.parent)


def _unreadable(path: Path, found: Message, remedy: Phrase) -> NoReturn:
    raise ConfigError((Problem(str(path), Message("a configuration file"), found, remedy, severity="error"),)) from None


@without_collector()
def parse(text: str, file: str = "config.yaml", root: Path | None = None) -> Config:
    """Parse a configuration; `file` is its name in problems.

    `root` is its folder: with it, symbolic links are resolved to find out whether folders are separate.

    Raises:
        ConfigError: it is invalid; with all its problems, in the order of its lines, and then of other files.
    """
    from feeds.config import defaults, schema
    from feeds.config.files import includes, positions

    tree, patterns, included = includes.expand(positions.read(text, file), root or Path())
    data = schema.expanded(tree.data)
    if problems := _problems(tree, data, root):
        raise ConfigError(problems)
    written = schema.load(data)
    site, vocabulary = defaults.site(written), defaults.vocabulary(written.vocabulary)
    return Config(
        site=site,
        sources=tuple(defaults.source(source, site, written.markdown, vocabulary) for source in written.sources),
        feeds=tuple(defaults.feed(feed, site, vocabulary) for feed in written.feeds),
        jobs=written.jobs,
        references=tuple(written.references.items()),
        static=written.static,
        theme=written.theme,
        output=written.output,
        policy=Policy(**asdict(written.policy)),
        redirects=written.redirects,
        recover=written.recover,
        network=defaults.network(written.network, site),
        monitor=written.monitor,
        notify=written.notify,
        vocabulary=vocabulary,
        includes=patterns,
        included=included,
    )


def _problems(tree: Tree, data: dict[str, Any], root: Path | None) -> tuple[Problem, ...]:
    """Return the problems of a configuration and of the files that it includes, in their order."""
    from feeds.config import cross_checks, folder_checks, keys, messages
    from feeds.config.files import duplicates

    faults = [
        *keys.faults(data),
        *messages.faults(data, tree),
        *cross_checks.empty_color(tree.data),
        *cross_checks.faults(data),
        *duplicates.faults(data, tree),
        *folder_checks.faults(data, tree.file, root),
    ]
    found: dict[tuple[str, str], Problem] = {}
    for problem in (*tree.problems, *map(tree.problem, faults)):
        found.setdefault((problem.file, problem.field), problem)
    return tuple(
        sorted(found.values(), key=lambda one: (one.file != tree.file, one.file, one.line or 0, one.column or 0))
    )


def mapping(text: str, file: str) -> dict[str, Any]:
    """Parse a mapping of records from a separate file.

    Raises:
        ConfigError: it is invalid; with all its problems.
    """
    from feeds.config import cross_checks
    from feeds.config.files import positions

    tree = positions.read(text, file)
    problems = (*tree.problems, *map(tree.problem, cross_checks.mapping(tree.data, ())))
    if problems:
        raise ConfigError(problems)
    return dict(tree.data)


def starter_files() -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a new project, in the order of paths."""
    files = [path for path in STARTER.rglob("*") if path.suffix in (".yaml", ".md")]
    for path in sorted(files):
        yield path.relative_to(STARTER).as_posix(), path.read_text("utf-8")
