"""Figures for Prometheus, by prometheus-client (this module is its wall).

Each run writes all figures anew, so all are gauges. Moments are told instead of ages, which would stand
still between two runs: the age is `time() - feeds_last_success_timestamp_seconds`.
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
    from feeds.monitor import Seen
    from feeds.pipeline.report import Report


def write(path: Path, seen: Seen) -> Iterator[str]:
    """Replace a file that the textfile collector of node_exporter reads; give what went wrong."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_to_textfile(str(path), registry(seen))
    except OSError as error:
        yield f"monitor.metrics: {path}: cannot be written: {error.strerror}"


def exposition(seen: Seen) -> bytes:
    """Give the figures as text."""
    return generate_latest(registry(seen))


def registry(seen: Seen) -> CollectorRegistry:
    """Collect the figures of a run."""
    figures = _Figures()
    outcome, history = seen.outcome, seen.history
    figures.add("feeds_info", "The program.", 1, version=__version__)
    figures.add("feeds_run_duration_seconds", "How long the last run took.", outcome.seconds)
    figures.add(
        "feeds_run_exit_status", "What the last run ended with: 0 or 1 if it succeeded.", outcome.exit_status
    )
    figures.add("feeds_last_run_timestamp_seconds", "When the last run was.", _seconds(history.last_run))
    figures.add(
        "feeds_last_success_timestamp_seconds",
        "When a run last published all that was to be published.",
        _seconds(history.last_success),
    )
    for name, count in sorted(seen.counts.items()):
        kind, _, state = name.partition(" ")
        figures.add("feeds_entries", "Posts, by kind and state.", count, kind=kind, state=state)
    if outcome.report:
        _of_report(figures, outcome.report)
    for source in seen.sources:
        _of_source(figures, source)
    return figures.registry


def _of_report(figures: _Figures, report: Report) -> None:
    severities = Counter[str](problem.severity for problem in report.problems)
    for severity in ("error", "warning", "note"):
        words = "Problems that the last run reported, by severity; notes are advice."
        figures.add("feeds_problems", words, severities[severity], severity=severity)
    for change, count in sorted(Counter(one.change for one in report.transitions).items()):
        figures.add("feeds_changes", "What subscribers notice of the last run.", count, change=change)
    figures.add("feeds_files_written", "Files that the last run wrote.", len(report.written))
    figures.add("feeds_files_removed", "Files that the last run removed.", len(report.removed))
    figures.add("feeds_received_bytes", "What partners sent to the last run.", report.received)
    figures.add("feeds_partners_fetched", "Partners that the last run fetched.", report.fetched)
    figures.add("feeds_partners_skipped", "Partners that the last run had no time to fetch.", report.skipped)


def _of_source(figures: _Figures, source: SourceStatus) -> None:
    name = source.name
    for health in get_args(Health):
        words = "How a source stands: 1 for the health that it has."
        figures.add("feeds_source_health", words, source.health == health, source=name, health=health)
    if source.last_success:
        words = "When a source last gave what could be used."
        figures.add(
            "feeds_source_last_success_timestamp_seconds", words, _seconds(source.last_success), source=name
        )
    figures.add("feeds_source_entries", "Entries of a source.", source.entries, source=name)
    words = "How often in a row a source gave nothing that could be used."
    figures.add("feeds_source_failures", words, source.failures, source=name)


class _Figures:
    """Gauges that come to be as they are set."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._gauges: dict[str, Gauge] = {}

    def add(self, name: str, words: str, value: float, **labels: str) -> None:
        if name not in self._gauges:
            self._gauges[name] = Gauge(name, words, tuple(labels), registry=self.registry)
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
