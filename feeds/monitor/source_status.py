"""How a project stands: when it was published, and how old and how well each source is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.collect import Folder, Web
from feeds.collect.web import is_due
from feeds.ledger.store import Store
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

Health = Literal["good", "failing", "held", "gone", "waiting"]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a project: the moment of the `last` one, and of the last that `succeeded`.

    A run succeeds when all that was to be published was; problems in posts do not count. `status` is what the
    last one ended with, `trouble` says why it did not succeed. `folders` are the moments at which each was
    last read, `unread` those that the last run could not read.
    """

    last: datetime | None = None
    succeeded: datetime | None = None
    status: int = 0
    trouble: str = ""
    folders: Mapping[str, datetime] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def runs(store: Store) -> Runs:
    """Say how the runs of a project went."""
    noted = json.loads(store.meta("runs") or "{}")
    for name in ("last", "succeeded"):
        noted[name] = datetime.fromisoformat(noted[name]) if noted.get(name) else None
    folders = {name: datetime.fromisoformat(at) for name, at in noted.get("folders", {}).items()}
    return Runs(**{**noted, "folders": folders, "unread": tuple(noted.get("unread", ()))})


def note(
    project: Project, store: Store, now: datetime, status: int, report: Report | None, trouble: str = ""
) -> Runs:
    """Note how a run ended: with a `report`, or with `trouble` before it got that far.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    before = runs(store)
    folders: dict[str, datetime] = {}
    unread = set(report.unread if report else before.unread)
    for folder in project.config.folders:
        at = now if report and folder.name not in unread else before.folders.get(folder.name)
        folders |= {folder.name: at} if at else {}
    succeeded = now if report and report.ok else before.succeeded
    trouble = (
        (report.stopped or ("" if report.ok else "not all outputs could be written")) if report else trouble
    )
    noted = Runs(now, succeeded, status, trouble, folders, tuple(sorted(unread)))
    with store.transaction(durable=False):
        store.set_meta("runs", json.dumps(asdict(noted), default=datetime.isoformat))
    return noted


class SourceStatus(NamedTuple):
    """One source. `age` is in seconds, since it last gave what could be used; None if it never did.

    `health` is `good`; `waiting` when it was never asked; `failing` when its last answer was none; `held`
    when its last answer is not believed; `gone` when it said that it is gone for good.
    """

    name: str
    where: str
    health: Health
    entries: int
    succeeded: datetime | None = None
    age: float | None = None
    due: datetime | None = None
    failures: int = 0
    trouble: str = ""
    moved: str = ""


def status(project: Project, store: Store, now: datetime) -> tuple[SourceStatus, ...]:
    """Say how the sources of a project stand, in the order of its configuration."""
    return tuple(_sources(project, store, now))


def _sources(project: Project, store: Store, now: datetime) -> Iterator[SourceStatus]:
    last, known = store.meta("clock"), runs(store)
    states = store.source_states()
    for source in project.config.sources:
        if isinstance(source, Folder):
            read = known.folders.get(source.name)
            if read is None and last and store.meta(f"context {source.name}"):
                read = datetime.fromisoformat(last)
            failing = source.name in known.unread
            yield SourceStatus(
                source.name,
                source.path,
                "failing" if failing else "good" if read else "waiting",
                store.count(source.name),
                read,
                (now - read).total_seconds() if read else None,
                failures=int(failing),
                trouble="the folder cannot be read" if failing else "",
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
    )


def _health(state: SourceState) -> Health:
    if state.gone_since:
        return "gone"
    return "failing" if state.failures else "held" if state.quarantined else "good"
