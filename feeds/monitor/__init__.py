"""Monitoring: the health of runs, for operators.

    outcome of a run | source_status  run history, in the ledger
                     | status_file    status.json, beside the feeds
                     | metrics        for Prometheus, in a file or by `health_server`
                     | heartbeat      URL requested after each run

`json_log` writes progress and problems as lines of JSON. Errors here are reported. Files are outputs of the run: it
fails if one cannot be written, unlike a heartbeat that is not received.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TextIO

from feeds.ledger.store import Store
from feeds.model.errors import DamagedError, FeedsError
from feeds.monitor.alert_state import should_alert
from feeds.monitor.source_status import Outcome, RunHistory, SourceStatus, run_history, save_outcome, status
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.monitor.health_server import HealthServer

__all__ = ["Log", "Outcome", "Snapshot", "exposition", "json_log", "record_outcome", "send_heartbeat", "should_alert"]

Log = Callable[..., None]  # arguments: level (error, warning, note, info), message, and fields by name


class Snapshot(NamedTuple):
    """The state of a project after a run; `counts` are its entries by kind and state."""

    outcome: Outcome
    history: RunHistory
    counts: Mapping[str, int]
    sources: tuple[SourceStatus, ...]


def _snapshot(project: Project, store: Store, outcome: Outcome, before: RunHistory) -> Snapshot:
    """Save the outcome of a run, and return the state of the project.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    history = save_outcome(project, store, outcome, before)
    counts = store.meta_json("entry_counts", {"": int}, {})  # of the last published run
    return Snapshot(outcome, history, counts, status(project, store, outcome.now))


def _with_failed(outcome: Outcome, failed: int) -> Outcome:
    """Return the outcome of a run of which a number of files for monitors could not be written."""
    if not failed or not outcome.report:
        return outcome
    report = replace(outcome.report, outputs_failed=outcome.report.outputs_failed + failed)
    return outcome._replace(report=report, exit_status=report.exit_status)


def record_outcome(project: Project, store: Store, outcome: Outcome, health: HealthServer | None = None) -> list[str]:
    """Save the outcome of a run and write the configured files; return errors.

    The worker passes its `health` server, which serves the result.
    """
    errors: list[str] = []
    monitor = project.config.monitor
    try:
        before = run_history(store)
        snapshot = _snapshot(project, store, outcome, before)
        if monitor.status or store.meta("status_file"):
            from feeds.monitor import status_file

            errors += status_file.update(project, store, snapshot)
            if errors:
                snapshot = _snapshot(project, store, _with_failed(outcome, len(errors)), before)
        if monitor.metrics:
            from feeds.monitor import metrics

            errors += metrics.write(project.root / monitor.metrics, snapshot)
        if errors:
            snapshot = _snapshot(project, store, _with_failed(outcome, len(errors)), before)
            outcome = snapshot.outcome
        if health:
            health.metrics = exposition(snapshot)
    except DamagedError:
        raise  # whoever opened the ledger adds its file and the remedy
    except FeedsError as error:
        if outcome.report:  # without one, the run most likely failed with this very error
            errors.append(str(error))
    if health:
        health.ready = "" if outcome.ok else (outcome.error or "the last run did not publish everything")
    return errors


def send_heartbeat(project: Project, secrets: Mapping[str, str], *, ok: bool) -> list[str]:
    """Send the heartbeat, if one is configured, and return errors.

    `secrets` are the environment variables that its URL may contain.
    """
    if not project.config.monitor.ping:
        return []
    from feeds.monitor.heartbeat import ping

    network = project.config.network
    return list(ping(project.config.monitor.ping, network.contact, network.allow, secrets, ok=ok))


def exposition(snapshot: Snapshot) -> bytes:
    """Return the metrics of a run in the Prometheus text format, for `HealthServer.metrics`."""
    from feeds.monitor import metrics

    return metrics.exposition(snapshot)


def json_log(stream: TextIO, **fixed: str) -> Log:
    """Return a log that writes lines of JSON, each with the fields `fixed`."""
    from feeds.monitor import log_format

    return log_format.json_log(stream, **fixed)
