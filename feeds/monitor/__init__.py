"""Monitoring: the health of runs, for those who operate the site.

    outcome of a run | source_status  the run history, in the ledger
                     | status_file    status.json, beside the feeds
                     | metrics        for Prometheus, in a file or over `health_server`
                     | heartbeat      a URL that expects to be called after each run

`log` writes progress and problems as lines of JSON. What goes wrong here is reported, and changes nothing
about the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, TextIO

from feeds.ledger.store import Store
from feeds.model.errors import FeedsError
from feeds.monitor.alert_state import is_news
from feeds.monitor.health_server import Health
from feeds.monitor.source_status import Outcome, RunHistory, SourceStatus, save_outcome, status
from feeds.pipeline.run import Project

__all__ = [
    "Health",
    "Outcome",
    "Say",
    "Seen",
    "after",
    "exposition",
    "is_news",
    "log",
    "see",
    "send_heartbeat",
]

Say = Callable[..., None]  # level (error, warning, note, info), message, and fields by name


class Seen(NamedTuple):
    """The state of a project after a run; `counts` are the posts of each kind and state."""

    outcome: Outcome
    history: RunHistory
    counts: Mapping[str, int]
    sources: tuple[SourceStatus, ...]


def see(project: Project, store: Store, outcome: Outcome) -> Seen:
    """Save how a run ended, and return the state of the project.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    history = save_outcome(project, store, outcome)
    counts = json.loads(store.meta("entry_counts") or "{}")  # not those of a run that was held back
    return Seen(outcome, history, counts, status(project, store, outcome.now))


def after(project: Project, store: Store, outcome: Outcome, health: Health | None = None) -> list[str]:
    """Write what the configuration wants of a run's outcome, and return what went wrong.

    A worker shows it on its port, too: `health`.
    """
    errors: list[str] = []
    monitor = project.config.monitor
    try:
        seen = see(project, store, outcome)
        from feeds.monitor import status_file

        errors += status_file.keep(project, store, seen)
        if monitor.metrics:
            from feeds.monitor import metrics

            errors += metrics.write(project.root / monitor.metrics, seen)
        if health:
            health.metrics = exposition(seen)
    except FeedsError as error:
        if outcome.report:  # else it is most likely the error that the run failed with
            errors.append(str(error))
    if health:
        health.ready = "" if outcome.ok else (outcome.error or "the last run did not publish all")
    return errors


def send_heartbeat(project: Project, secrets: Mapping[str, str], *, ok: bool) -> list[str]:
    """Send the heartbeat, if one is configured, and return what went wrong.

    `secrets` are the environment variables that its URL may name.
    """
    if not project.config.monitor.ping:
        return []
    from feeds.monitor.heartbeat import ping

    network = project.config.network
    return list(ping(project.config.monitor.ping, network.contact, network.allow, secrets, ok=ok))


def exposition(seen: Seen) -> bytes:
    """Return the metrics of a run as Prometheus reads them, for `Health.metrics`."""
    from feeds.monitor import metrics

    return metrics.exposition(seen)


def log(stream: TextIO, **fixed: str) -> Say:
    """Return the writer of a log of lines of JSON; `fixed` are fields that each of them has."""
    from feeds.monitor import log_format

    return log_format.lines(stream, **fixed)
