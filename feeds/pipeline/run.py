"""What belongs to one run: the project it works on and the report it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.config import Config
from feeds.ledger.store import Store
from feeds.model.hashing import digest
from feeds.model.problem import Problem
from feeds.pipeline.executor.processes import Engine

if TYPE_CHECKING:
    from feeds.ledger.ledger import Ledger, Transition

Progress = Callable[[str, int, int], None]  # stage, how many are done, of how many


def quiet(_stage: str, _done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, the folder it lies in, and the `version` of the program and what it stands on.

    `config_digest` names the text of the configuration, `file` is its name as the user gave it.
    """

    root: Path
    config: Config
    config_digest: str
    version: str
    file: str = "config.yaml"

    @property
    def output(self) -> Path:
        """The folder that is published."""
        return self.root / self.config.output

    @property
    def key(self) -> str:
        """Name everything but the posts that an output depends on."""
        return digest(self.version, self.config_digest)


@dataclass(slots=True)
class Report:
    """What a run found and did.

    `by_clock` are those of the `transitions` that the posts' own dates brought about.
    `counts` says how many entries there are of each kind and state (`job open`); `written` and
    `removed` are paths below the output, `published` how many files lie there. `unread` are folders that
    could not be read, by name. So many partners were `asked` and gave so many bytes, as `received`; others
    that were due are `left` for the next run, for want of time. `notes` are what could not be had of a
    partner, by its name. So many notices were `told`, and so many wait `untold`. `stopped` says why nothing
    was delivered, if so.
    """

    transitions: list[Transition] = field(default_factory=list)
    by_clock: list[Transition] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    published: int = 0
    sources: int = 0
    unread: list[str] = field(default_factory=list)
    outputs_failed: int = 0
    asked: int = 0
    left: int = 0
    received: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    told: int = 0
    untold: int = 0
    stopped: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was to be published was; problems in posts do not count."""
        return not (self.stopped or self.outputs_failed)

    def troubles(self) -> list[Problem]:
        """Give the problems that are worth an exit status."""
        return [problem for problem in self.problems if problem.severity != "note"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it works on, at which moment, with which means, and the report it fills.

    With `accept` every source that has lost posts is taken at its word, and the guard lets all through; with
    `accepted` only those sources are.
    """

    project: Project
    store: Store
    now: datetime
    engine: Engine
    progress: Progress = quiet
    accept: bool = False
    accepted: frozenset[str] = frozenset()
    report: Report = field(default_factory=Report)

    @property
    def ledger(self) -> Ledger:
        """The rules by which the store is kept."""
        from feeds.ledger.ledger import Ledger  # a run in which nothing changed does without

        return Ledger(self.store, self.project.config.site, self.project.config.policy)
