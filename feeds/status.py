"""How each source stands: when it last gave something, how old that is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feeds.collect import Folder, Web
from feeds.collect.web import is_due
from feeds.ledger.store import Store
from feeds.partner import Standing
from feeds.run import Project

Health = Literal["good", "failing", "held", "gone", "waiting"]


@dataclass(frozen=True, slots=True)
class SourceStatus:
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
    last = store.meta("now")
    standings = store.standings()
    for source in project.config.sources:
        if isinstance(source, Folder):
            read = datetime.fromisoformat(last) if last and store.meta(f"context {source.name}") else None
            age = (now - read).total_seconds() if read else None
            health: Health = "good" if read else "waiting"
            yield SourceStatus(source.name, source.path, health, len(store.stamps(source.name)), read, age)
        else:
            yield _partner(source, standings.get(source.name), now)


def _partner(source: Web, standing: Standing | None, now: datetime) -> SourceStatus:
    if standing is None or standing.url != source.url:
        return SourceStatus(source.name, source.url, "waiting", 0)
    age = (now - standing.succeeded).total_seconds() if standing.succeeded else None
    due = now if is_due(source, standing, now) else standing.due
    return SourceStatus(
        source.name,
        source.url,
        _health(standing),
        standing.entries,
        standing.succeeded,
        age,
        None if standing.gone else due,
        standing.failures,
        standing.trouble,
        standing.moved,
    )


def _health(standing: Standing) -> Health:
    if standing.gone:
        return "gone"
    return "failing" if standing.failures else "held" if standing.held else "good"
