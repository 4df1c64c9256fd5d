"""`feeds publish`, `accept` and `collect`: do a run."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from feeds.cli import clock, failure, output
from feeds.cli.kept_report import KeptReport
from feeds.cli.reporter import RunReporter
from feeds.model.errors import UsageError
from feeds.model.instant import Deadline
from feeds.model.problem import Message, marked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from feeds.collect import Source
    from feeds.ledger.store import Store
    from feeds.monitor import Outcome
    from feeds.pipeline.run import Options, Project


NO_SOURCE = marked("%(unknown)s: no such source (known: %(known)s)")
NO_PARTNER = marked("%(unknown)s: no such partner (known: %(known)s)")
# The options of a run that a command may have no arguments for.
DEFAULTS = {"dry_run": False, "strict": False, "accepted": (), "fetch_now": (), "deliver": True}


def publish(line: argparse.Namespace) -> int:
    """Do a run, report and monitor it, and return its exit status."""
    from feeds.monitor import Outcome
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import publish as run

    began = clock.machine()
    line.status = output.FAILED  # until it is known, for a report that cannot be printed
    with opened(line.config, keep=not line.dry_run, wait=line.wait) as (project, store):
        now, deadline = clock.now(line, project.config.site.timezone), Deadline(line.timeout or inf)
        _check_names(NO_SOURCE, line.accepted, project.config.sources)
        _check_names(NO_PARTNER, line.fetch_now, project.config.partners)
        reporter = RunReporter(line, project, store, now)
        options = _options(line, reporter, now, deadline)
        reporter.begin()
        try:
            report = run(project, store, options)
        except (Exception, KeyboardInterrupt) as error:
            status, reason = failure.status_and_reason(error)
            with suppress(Exception):  # the first error counts
                outcome = Outcome(now, deadline.elapsed(), status, error=reason)
                _send(project, options, outcome, reporter, _record(project, store, options, outcome))
            raise
        outcome = Outcome(now, deadline.elapsed(), report.exit_status, report)
        errors = _record(project, store, options, outcome)
        report = replace(report, outputs_failed=report.outputs_failed + len(errors))
        line.status = report.exit_status
        try:
            kept = KeptReport(line, project, store, report, now)
            end = partial(reporter.end, report, deadline.elapsed())
            if kept.is_possible:
                kept.print(end, began)
            else:
                end()
        finally:
            _send(project, options, outcome._replace(exit_status=line.status, report=report), reporter, errors)
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


def _check_names(template: str, names: Iterable[str], sources: Iterable[Source]) -> None:
    known = sorted(source.name for source in sources)
    if unknown := ", ".join(sorted(set(names).difference(known))):
        raise UsageError(Message(template, unknown=unknown, known=", ".join(known) or Message("none")))


def _record(project: Project, store: Store, options: Options, outcome: Outcome) -> list[str]:
    """Record the outcome of a run, and write the files of monitors, which are outputs too; return errors."""
    if options.dry_run or not options.deliver:
        return []
    from feeds.monitor import record_outcome

    return record_outcome(project, store, outcome)


def _send(project: Project, options: Options, outcome: Outcome, reporter: RunReporter, errors: Collection[str]) -> None:
    """Send the heartbeat, and report the errors of monitoring."""
    if options.dry_run or not options.deliver:
        return
    from feeds.monitor import send_heartbeat

    # A person who interrupts a run knows that it did not end; the heartbeat would alert others.
    interrupted = outcome.exit_status == output.INTERRUPTED
    sent = [] if interrupted else send_heartbeat(project, os.environ, ok=outcome.ok)
    reporter.warn([*errors, *sent])
