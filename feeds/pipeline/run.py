"""Inputs of a run: the project, the store and the options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Config
from feeds.config.files import digests, find
from feeds.ledger.store import Store
from feeds.model.feed import Output
from feeds.model.hashing import digest
from feeds.model.instant import Deadline
from feeds.model.problem import Message, Problem

if TYPE_CHECKING:
    from feeds.ledger.ledger import Ledger
    from feeds.pipeline.executor import Executor

Progress = Callable[[Message, int, int], None]  # stage, how many are done, of how many


def quiet(_stage: Message, _done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, its folder `root`, and the `version` of the program and of its libraries.

    config_digest: of the configuration's text and of the files that it includes.
    look_digest: of the files of its look, once they were read. problems: of these files.
    files: those of them to publish as they are; unread: paths of such that cannot be read.
    file: the path of the configuration as the user wrote it.
    """

    root: Path
    config: Config
    config_digest: str
    version: str
    file: str = "config.yaml"
    look_digest: str = ""
    problems: tuple[Problem, ...] = ()
    files: tuple[Output, ...] = field(default=(), repr=False)
    unread: tuple[str, ...] = ()

    @property
    def output(self) -> Path:
        """Return the folder that is published."""
        return self.root / self.config.output

    def folders(self) -> list[Path]:
        """Return the folders with posts, reference files, files that posts link to and the theme, and the logo."""
        folders = [folder.path for folder in self.config.folders]
        folders += [path for _, paths in self.config.references for path in paths]
        return [
            self.root / path
            for path in (
                *folders,
                *filter(None, [self.config.static, self.config.theme, self.config.site.look.logo_file]),
            )
        ]

    def included(self) -> list[Path]:
        """Return the files that the configuration includes, as they are now."""
        return [self.root / file for pattern in self.config.includes for file in find(self.root, pattern)]

    def included_digests(self) -> dict[str, str]:
        """Return the digest of the content of each of these files."""
        return digests(self.root, self.config.includes)

    def places(self) -> dict[str, tuple[str, int]]:
        """Return file and line of each source that the configuration includes from another file, by its name."""
        found = dict[str, tuple[str, int]]()
        for one in self.config.included:
            names = (source.name for source in self.config.sources[one.first : one.first + len(one.lines)])
            found.update(zip(names, ((one.file, line) for line in one.lines), strict=True))
        return found

    @property
    def key(self) -> str:
        """Return the digest of all that outputs depend on besides the posts."""
        return digest(self.version, self.config_digest, self.look_digest)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run at the instant `now`.

    dry_run: fetch, save, write and send nothing.
    strict: hold the run back if there is any error or warning.
    accept: accept suspicious responses and empty folders, and skip the change guard.
    accepted: names of sources to accept these of, instead of all.
    fetch: fetch the partners that are due.
    fetch_now: names of partners to fetch even if they are not due.
    fetched: the instant at which partners were fetched, if it is not `now`.
    deliver: write the outputs.
    notify: send the notifications that are due.
    secrets: the environment variables that URLs and headers may name.
    """

    now: datetime
    dry_run: bool = False
    strict: bool = False
    accept: bool = False
    accepted: frozenset[str] = frozenset()
    fetch: bool = True
    fetch_now: frozenset[str] = frozenset()
    fetched: datetime | None = None
    deliver: bool = True
    notify: bool = True
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    progress: Progress = quiet
    deadline: Deadline = field(default_factory=Deadline)

    def accepts(self, source: str) -> bool:
        """Return whether what is suspicious in a source is accepted."""
        return self.accept or source in self.accepted


@dataclass(frozen=True, slots=True)
class Run:
    """The inputs of one run."""

    project: Project
    store: Store
    options: Options
    executor: Executor

    @property
    def now(self) -> datetime:
        """Return the instant of the run."""
        return self.options.now

    @property
    def ledger(self) -> Ledger:
        """Return the ledger of the store."""
        from feeds.ledger.ledger import Ledger  # not needed if nothing changed

        return Ledger(self.store, self.project.config.site, self.project.config.policy)
