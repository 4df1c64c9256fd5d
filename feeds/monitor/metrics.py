"""Metrics for Prometheus (prometheus-client wrapper).

Each run sets all metrics, so all are gauges. They are times instead of ages, which would not grow between
runs: an age is `time() - feeds_last_success_timestamp_seconds`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from prometheus_client import CollectorRegistry, Gauge, generate_latest, write_to_textfile

from feeds._version import __version__
from feeds.monitor.source_status import Health, SourceStatus

if TYPE_CHECKING:
    from feeds.monitor import Snapshot
    from feeds.pipeline.report import Report


def write(path: Path, snapshot: Snapshot) -> Iterator[str]:
    """Replace the file for the textfile collector of node_exporter; yield errors."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry(snapshot))
    except OSError as error:
        yield f"monitor.metrics: {path}: cannot be written: {error.strerror} (check its permissions)"


def exposition(snapshot: Snapshot) -> bytes:
    """Return the metrics in the Prometheus text format."""
    return generate_latest(registry(snapshot))


def registry(snapshot: Snapshot) -> CollectorRegistry:
    """Return the metrics of a run."""
    metrics = _Gauges()
    outcome, history = snapshot.outcome, snapshot.history
    metrics.add("feeds_info", "Version of the program.", 1, version=__version__)
    metrics.add("feeds_run_duration_seconds", "Duration of the last run.", outcome.seconds)
    metrics.add("feeds_run_exit_status", "Exit status of the last run: 0 or 1 if it succeeded.", outcome.exit_status)
    metrics.add("feeds_last_run_timestamp_seconds", "Time of the last run.", _seconds(history.last_run))
    metrics.add(
        "feeds_last_success_timestamp_seconds",
        "Time of the last run that published everything.",
        _seconds(history.last_success),
    )
    for name, count in sorted(snapshot.counts.items()):
        kind, _, state = name.partition(" ")
        metrics.add("feeds_entries", "Number of posts, by kind and state.", count, kind=kind, state=state)
    if outcome.report:
        _add_report(metrics, outcome.report)
    for source in snapshot.sources:
        _add_source(metrics, source)
    return metrics.registry


def _add_report(metrics: _Gauges, report: Report) -> None:
    severities = Counter[str](problem.severity for problem in report.problems)
    for severity in ("error", "warning", "note"):
        help_text = "Problems of the last run, by severity; notes are advice."
        metrics.add("feeds_problems", help_text, severities[severity], severity=severity)
    for change, count in sorted(Counter(one.change for one in report.transitions).items()):
        metrics.add("feeds_changes", "Changes of the last run that subscribers see.", count, change=change)
    metrics.add("feeds_files_written", "Files written by the last run.", len(report.written))
    metrics.add("feeds_files_removed", "Files removed by the last run.", len(report.removed))
    metrics.add("feeds_received_bytes", "Bytes received from partners in the last run.", report.received)
    metrics.add("feeds_partners_fetched", "Partners fetched in the last run.", report.fetched)
    metrics.add("feeds_partners_skipped", "Partners postponed in the last run because time ran out.", report.skipped)


def _add_source(metrics: _Gauges, source: SourceStatus) -> None:
    name = source.name
    for health in get_args(Health):
        help_text = "Health of a source: 1 for the present one."
        metrics.add("feeds_source_health", help_text, source.health == health, source=name, health=health)
    if source.last_success:
        help_text = "Time of the last valid response of a source."
        metrics.add(
            "feeds_source_last_success_timestamp_seconds", help_text, _seconds(source.last_success), source=name
        )
    metrics.add("feeds_source_entries", "Number of entries of a source.", source.entries, source=name)
    if source.quality:
        help_text = "Quality of the jobs of a source, from 0 to 100."
        metrics.add("feeds_source_quality_score", help_text, source.quality.score, source=name)
    help_text = "Consecutive failures of a source."
    metrics.add("feeds_source_failures", help_text, source.failures, source=name)


class _Gauges:
    """Gauges, created when first set."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._gauges: dict[str, Gauge] = {}

    def add(self, name: str, help_text: str, value: float, **labels: str) -> None:
        if name not in self._gauges:
            self._gauges[name] = Gauge(name, help_text, tuple(labels), registry=self.registry)
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)


def _seconds(time: datetime | None) -> float:
    return time.timestamp() if time else 0.0
