"""WHO IS TOLD how runs go: those who watch over them, and never the readers of a feed.

    outcome of a run | note      the ledger remembers it
                     | public    status.json, beside the feeds
                     | metrics   figures for Prometheus, in a file or over `health`
                     | ping      an address that misses us when we fall silent

`log` writes what is told on the way as lines of JSON.

What goes wrong here is told, and changes nothing about the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, TextIO

from feeds.ledger.store import Store
from feeds.model.errors import FeedsError
from feeds.monitor.alert_state import is_news
from feeds.monitor.health_server import Health
from feeds.monitor.source_status import Runs, SourceStatus, note, status
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

__all__ = ["Health", "Outcome", "Say", "Seen", "after", "exposition", "heard", "is_news", "log", "see"]

Say = Callable[..., None]  # level (error, warning, note, info), message, and fields by name


class Outcome(NamedTuple):
    """How a run ended, at the moment `now`, after `seconds`, with an exit `status`.

    Without a `report` it did not come to its end, and `trouble` says why.
    """

    now: datetime
    seconds: float
    status: int
    report: Report | None = None
    trouble: str = ""

    @property
    def ok(self) -> bool:
        """Whether all that was to be published was."""
        return self.report is not None and self.report.ok


class Seen(NamedTuple):
    """What is shown of a project after a run; `counts` are the posts of each kind and state."""

    outcome: Outcome
    runs: Runs
    counts: Mapping[str, int]
    sources: tuple[SourceStatus, ...]


def see(project: Project, store: Store, outcome: Outcome) -> Seen:
    """Note how a run ended, and look at all that is to be shown.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    noted = note(project, store, outcome.now, outcome.status, outcome.report, outcome.trouble)
    counts = json.loads(store.meta("entry_counts") or "{}")  # not those of a run that was held back
    return Seen(outcome, noted, counts, status(project, store, outcome.now))


def after(
    project: Project,
    store: Store,
    outcome: Outcome,
    secrets: Mapping[str, str],
    *,
    ping: bool = True,
    health: Health | None = None,
) -> list[str]:
    """Tell all who watch how a run ended, as the configuration wishes; give what could not be told.

    `secrets` are the environment variables that the address of the ping may name. A program that goes on
    shows it on its port, too: `health`.
    """
    troubles: list[str] = []
    monitor = project.config.monitor
    try:
        seen = see(project, store, outcome)
        from feeds.monitor import status_file

        troubles += status_file.keep(project, store, seen)
        if monitor.metrics:
            from feeds.monitor import metrics

            troubles += metrics.write(project.root / monitor.metrics, seen)
        if health:
            health.metrics = exposition(seen)
    except FeedsError as error:
        if outcome.report:  # else it is most likely what the run failed of, and told
            troubles.append(str(error))
    if health:
        health.ready = "" if outcome.ok else (outcome.trouble or "the last run did not publish all")
    return troubles + (heard(project, secrets, ok=outcome.ok) if ping else [])


def heard(project: Project, secrets: Mapping[str, str], *, ok: bool) -> list[str]:
    """Ask for the address that misses us when we fall silent, if there is one; give what went wrong."""
    if not project.config.monitor.ping:
        return []
    from feeds.monitor.heartbeat import ping

    network = project.config.network
    return list(ping(project.config.monitor.ping, network.contact, network.allow, secrets, ok=ok))


def exposition(seen: Seen) -> bytes:
    """Give the figures of a run as Prometheus reads them, for `Health.metrics`."""
    from feeds.monitor import metrics

    return metrics.exposition(seen)


def log(stream: TextIO, **fixed: str) -> Say:
    """Make the writer of a log of lines of JSON; `fixed` are fields that each of them has."""
    from feeds.monitor import log_format

    return log_format.lines(stream, **fixed)
