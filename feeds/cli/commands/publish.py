"""`feeds publish`, `accept` and `collect`: do a run."""

from __future__ import annotations

import argparse
import os
from math import inf
from typing import TYPE_CHECKING

from feeds.cli import clock, output
from feeds.cli.reporter import RunReporter
from feeds.model.errors import FeedsError, UsageError
from feeds.model.instant import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.collect import Source
    from feeds.ledger.store import Store
    from feeds.monitor import Outcome
    from feeds.pipeline.run import Options, Project


# The options of a run that a command may have no arguments for.
DEFAULTS = {"dry_run": False, "strict": False, "accepted": (), "fetch_now": (), "deliver": True}


def publish(line: argparse.Namespace) -> int:
    """Do a run, report and monitor it, and return its exit status."""
    from feeds.monitor import Outcome
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import publish as run

    with opened(line.config, keep=not line.dry_run, wait=line.wait) as (project, store):
        now, deadline = clock.now(line, project.config.site.timezone), Deadline(line.timeout or inf)
        _check_names("source", line.accepted, project.config.sources)
        _check_names("partner", line.fetch_now, project.config.partners)
        reporter = RunReporter(line, project, store, now)
        options = _options(line, reporter, now, deadline)
        reporter.begin()
        try:
            report = run(project, store, options)
        except (Exception, KeyboardInterrupt) as error:
            status, reason = output.PROBLEMS, str(error) or type(error).__name__
            if isinstance(error, KeyboardInterrupt):
                status, reason = output.INTERRUPTED, "interrupted"
            elif isinstance(error, FeedsError):
                status = error.exit_status
            outcome = Outcome(now, deadline.elapsed(), status, error=reason)
            _monitor(project, store, options, outcome, reporter)
            raise
        reporter.end(report, deadline.elapsed())
        outcome = Outcome(now, deadline.elapsed(), report.exit_status, report)
        _monitor(project, store, options, outcome, reporter)
    return report.exit_status


def _options(line: argparse.Namespace, reporter: RunReporter, now: datetime, deadline: Deadline) -> Options:
    from feeds.pipeline.run import Options

    return Options(
        now,
        dry_run=line.dry_run,
        strict=line.strict,
        accept=line.name == "accept" and not line.accepted,
        accepted=frozenset(line.accepted),
        fetch_now=frozenset(line.fetch_now),
        deliver=line.deliver,
        secrets=os.environ,
        progress=reporter.progress,
        deadline=deadline,
    )


def _check_names(kind: str, names: Iterable[str], sources: Iterable[Source]) -> None:
    known = sorted(source.name for source in sources)
    if unknown := set(names).difference(known):
        raise UsageError(f"{', '.join(sorted(unknown))}: no such {kind} (known: {', '.join(known) or 'none'})")


def _monitor(project: Project, store: Store, options: Options, outcome: Outcome, reporter: RunReporter) -> None:
    if options.dry_run or not options.deliver:
        return
    from feeds.monitor import record_outcome, send_heartbeat

    errors = record_outcome(project, store, outcome)
    # A person who interrupts a run knows that it did not end; the heartbeat would alert others.
    if outcome.exit_status != output.INTERRUPTED:
        errors += send_heartbeat(project, os.environ, ok=outcome.ok)
    reporter.warn(errors)
