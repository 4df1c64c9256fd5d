"""The commands that do a run: publish, accept, collect."""

from __future__ import annotations

import argparse
import os
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from feeds.cli import clock, output
from feeds.cli.reporter import Voice
from feeds.model.errors import FeedsError, UsageError
from feeds.model.instant import Deadline

if TYPE_CHECKING:
    from feeds.collect import Source
    from feeds.ledger.store import Store
    from feeds.pipeline.report import Report
    from feeds.pipeline.run import Options, Project


def publish(line: argparse.Namespace) -> int:
    """Publish what changed."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import publish as run

    with (
        opened(line.config, keep=not line.dry_run, wait=line.wait) as (project, store),
        _Command(line, project, store, dry_run=line.dry_run) as command,
    ):
        command.report = run(project, store, command.options(strict=line.strict))
    return command.status


def accept(line: argparse.Namespace) -> int:
    """Publish what changed, however much it is; with sources, only what of them was held back."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import publish as run

    named = frozenset(line.sources)
    with opened(line.config, wait=line.wait) as (project, store):
        _check_names("source", named, project.config.sources)
        with _Command(line, project, store) as command:
            options = command.options(strict=line.strict, accept=not named, accepted=named)
            command.report = run(project, store, options)
    return command.status


def collect(line: argparse.Namespace) -> int:
    """Fetch partners and record their entries, without publishing them."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import publish as run

    named = frozenset(line.sources)
    with opened(line.config, wait=line.wait) as (project, store):
        _check_names("partner", named, project.config.partners)
        with _Command(line, project, store, deliver=False) as command:
            command.report = run(project, store, command.options(fetch_now=named))
    return command.status


def _check_names(what: str, named: frozenset[str], sources: tuple[Source, ...]) -> None:
    known = sorted(source.name for source in sources)
    if unknown := named - set(known):
        raise UsageError(
            f"{', '.join(sorted(unknown))}: no such {what} (known: {', '.join(known) or 'none'})"
        )


class _Command:
    """One run: its options, and once it has ended, however it did, what is printed and monitored of it."""

    def __init__(
        self,
        line: argparse.Namespace,
        project: Project,
        store: Store,
        *,
        dry_run: bool = False,
        deliver: bool = True,
    ) -> None:
        self.project, self.store, self.dry_run, self.deliver = project, store, dry_run, deliver
        self.now = clock.read(line, project.config.site.timezone)
        self.voice = Voice(line, project, store, self.now)
        self.deadline = Deadline(line.timeout or inf)
        self.report: Report | None = None
        self.status = output.PROBLEMS

    def options(self, **more: Any) -> Options:
        """Return the options of the run."""
        from feeds.pipeline.run import Options

        return Options(
            self.now,
            dry_run=self.dry_run,
            deliver=self.deliver,
            secrets=os.environ,
            progress=self.voice.progress,
            deadline=self.deadline,
            **more,
        )

    def __enter__(self) -> Self:
        self.voice.begin()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.report:
            self.status = output.exit_status(self.report)
            self.voice.end(self.report, self.status, self.deadline.elapsed(), self._print)
            self._monitor("")
        elif isinstance(error, KeyboardInterrupt):
            self.status = output.INTERRUPTED
            self._monitor("interrupted")
        elif isinstance(error, Exception):
            self.status = error.exit_status if isinstance(error, FeedsError) else output.PROBLEMS
            self._monitor(str(error) or type(error).__name__)

    def _print(self) -> None:
        if self.report and self.deliver:
            output.tell(self.report, self.project.config.output, dry_run=self.dry_run)
        elif self.report:
            output.tell_collected(self.report)

    def _monitor(self, error: str) -> None:
        if self.dry_run or not self.deliver:
            return
        from feeds.monitor import Outcome, after, send_heartbeat

        outcome = Outcome(self.now, self.deadline.elapsed(), self.status, self.report, error)
        errors = after(self.project, self.store, outcome)
        # A person who interrupts a run knows that it did not end; the heartbeat would alert others.
        if self.status != output.INTERRUPTED:
            errors += send_heartbeat(self.project, os.environ, ok=outcome.ok)
        self.voice.complain(errors)
