"""What a run works on and how: the project, the store and the options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Config
from feeds.ledger.store import Store
from feeds.model.hashing import digest
from feeds.model.instant import Deadline

if TYPE_CHECKING:
    from feeds.ledger.ledger import Ledger
    from feeds.pipeline.executor import Executor

Progress = Callable[[str, int, int], None]  # stage, how many are done, of how many


def quiet(_stage: str, _done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, its folder `root`, and the `version` of the program and of its libraries.

    `config_digest` is that of the configuration's text, `file` its name as the user wrote it.
    """

    root: Path
    config: Config
    config_digest: str
    version: str
    file: str = "config.yaml"

    @property
    def output(self) -> Path:
        """Return the folder that is published."""
        return self.root / self.config.output

    @property
    def key(self) -> str:
        """Return the digest of everything but the posts that an output depends on."""
        return digest(self.version, self.config_digest)


@dataclass(frozen=True, slots=True)
class Options:
    """What one run does, at the instant `now`.

    dry_run: work everything out from what is there; fetch, keep, write and send nothing.
    strict: hold the run back for any error or warning.
    accept: take every source at its word that has lost posts, and skip the change guard.
    accepted: names of the sources of which alone this holds.
    fetch: fetch the partners that are due; those named in `fetch_now` although they are not due.
    deliver: go on after the ledger was written.
    notify: send the notifications that are due after the delivery.
    secrets: the environment variables that URLs and headers may name.
    """

    now: datetime
    dry_run: bool = False
    strict: bool = False
    accept: bool = False
    accepted: frozenset[str] = frozenset()
    fetch: bool = True
    fetch_now: frozenset[str] = frozenset()
    deliver: bool = True
    notify: bool = True
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    progress: Progress = quiet
    deadline: Deadline = field(default_factory=Deadline)

    def accepts(self, source: str) -> bool:
        """Return whether a source is taken at its word."""
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
        """Return the rules by which the store is kept."""
        from feeds.ledger.ledger import Ledger  # a run in which nothing changed does without

        return Ledger(self.store, self.project.config.site, self.project.config.policy)
