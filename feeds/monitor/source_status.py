"""Run history, and the status of each source: last success and health."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.collect import Folder, Web
from feeds.collect.web import is_due
from feeds.ledger.public import quality
from feeds.ledger.store import Store
from feeds.ledger.store.rows import parse_time, required_time
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

Health = Literal["good", "failing", "quarantined", "gone", "waiting"]

# In JSON.
RUNS = {"last_run": (str, None), "last_success": (str, None), "exit_status": int, "last_error": str}
RUNS |= {"folders": {"": str}, "unreadable": [str]}


class Outcome(NamedTuple):
    """The outcome of a run at `now`; without a `report` it was aborted by an `error`.

    seconds: its duration.
    """

    now: datetime
    seconds: float
    exit_status: int
    report: Report | None = None
    error: str = ""

    @property
    def ok(self) -> bool:
        """True if everything was published."""
        return self.report is not None and self.report.ok


@dataclass(frozen=True, slots=True)
class RunHistory:
    """The last run of a project, and the last successful one, which published everything.

    Problems in posts do not count. last_error: why the last run did not succeed.
    folders: when each was last read. unreadable: folders that the last run could not read.
    """

    last_run: datetime | None = None
    last_success: datetime | None = None
    exit_status: int = 0
    last_error: str = ""
    folders: Mapping[str, datetime] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()


def run_history(store: Store) -> RunHistory:
    """Return the run history of a project."""
    values = store.meta_json("runs", RUNS, {})
    for name in ("last_run", "last_success"):
        values[name] = parse_time(values.get(name))
    folders = {name: required_time(at) for name, at in values.get("folders", {}).items()}
    return RunHistory(**{**values, "folders": folders, "unreadable": tuple(values.get("unreadable", ()))})


def save_outcome(project: Project, store: Store, outcome: Outcome, before: RunHistory) -> RunHistory:
    """Save the outcome of a run and return the run history, which was `before` without it.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    report, now = outcome.report, outcome.now
    unreadable = set(report.unread if report else before.unreadable)
    folders: dict[str, datetime] = {}
    for folder in project.config.folders:
        at = now if report and folder.name not in unreadable else before.folders.get(folder.name)
        folders |= {folder.name: at} if at else {}
    error = outcome.error
    if report:
        error = report.stopped or report.clock_error or ("" if report.ok else "not all outputs could be written")
    history = RunHistory(
        now,
        now if outcome.ok else before.last_success,
        *(outcome.exit_status, error, folders, tuple(sorted(unreadable))),
    )
    with store.transaction(durable=False):
        store.set_meta("runs", json.dumps(asdict(history), default=datetime.isoformat))
    return history


class SourceStatus(NamedTuple):
    """The status of one source; `age` is the time since the last success, in seconds.

    health: `good`; `waiting` before the first poll; `failing` after an error; `gone` after status 410;
        `quarantined` until the last response is accepted.
    mapping: the one that was recognised, as it is kept; empty without one.
    quality: of its jobs, as last counted; None without any.
    """

    name: str
    location: str
    health: Health
    entries: int
    last_success: datetime | None = None
    age: float | None = None
    next_poll: datetime | None = None
    failures: int = 0
    last_error: str = ""
    moved_to: str = ""
    mapping: str = ""
    quality: quality.Quality | None = None


def status(project: Project, store: Store, now: datetime) -> tuple[SourceStatus, ...]:
    """Return the status of each source of a project, in the order of its configuration."""
    known = quality.load(store)
    return tuple(source._replace(quality=known.get(source.name)) for source in _sources(project, store, now))


def _sources(project: Project, store: Store, now: datetime) -> Iterator[SourceStatus]:
    last, known = store.meta_time("clock"), run_history(store)
    states = store.source_states() if project.config.partners else {}
    for source in project.config.sources:
        if isinstance(source, Folder):
            read = known.folders.get(source.name)
            if read is None and last and store.meta(f"context {source.name}"):
                read = last
            failing = source.name in known.unreadable
            yield SourceStatus(
                source.name,
                source.path,
                "failing" if failing else "good" if read else "waiting",
                store.count_documents(source.name),
                read,
                (now - read).total_seconds() if read else None,
                failures=int(failing),
                last_error="the folder cannot be read" if failing else "",
            )
        else:
            yield _partner(source, states.get(source.name), now)


def _partner(source: Web, state: SourceState | None, now: datetime) -> SourceStatus:
    if state is None or state.url != source.url:
        return SourceStatus(source.name, source.url, "waiting", 0)
    age = (now - state.last_success).total_seconds() if state.last_success else None
    due = now if is_due(source, state, now) else state.next_poll
    return SourceStatus(
        source.name,
        source.url,
        _health(state),
        state.entries,
        state.last_success,
        age,
        None if state.gone_since else due,
        state.failures,
        state.last_error,
        state.moved_to,
        state.mapping,
    )


def _health(state: SourceState) -> Health:
    if state.gone_since:
        return "gone"
    return "failing" if state.failures else "quarantined" if state.quarantined else "good"
