"""Which partners a run has to do with: those that gave something new or are silent, and those in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import Web
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.problem import Problem
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.model.source_state import Standing

WORTH = 3  # failures in a row, from which on they are worth an exit status
STALE = "stale"


class PartnerPile(NamedTuple):
    """What is to be done for one partner: read what it gave (`context` is new), or only count its silence."""

    source: Web
    standing: Standing
    context: str
    to_read: bool


def scan(run: Run) -> tuple[PartnerPile, ...]:
    """Find the partners that gave something new, were silent again, or gave no good answer for too long."""
    store, config = run.store, run.project.config
    standings = store.standings()
    waiting = set(store.waiting_for()) if any(_answered(run, one) for one in standings.values()) else set()
    piles = []
    for source in config.partners:
        standing = standings.get(source.name)
        if standing is None or standing.url != source.url or standing.changed is None:
            continue
        context = digest(run.project.version, config.site, config.jobs, config.vocabulary, source)
        to_read = standing.read != context and (standing.read != STALE or _answered(run, standing))
        to_read = to_read or (bool(standing.held) and is_accepted(run, source))
        if (
            to_read
            or (source.name in waiting and _answered(run, standing))
            or is_stale(run, source, standing)
        ):
            piles.append(PartnerPile(source, standing, context, to_read))
    return tuple(piles)


def _answered(run: Run, standing: Standing) -> bool:
    return standing.asked == run.now and standing.failures == 0


def is_accepted(run: Run, source: Web) -> bool:
    """Say whether somebody takes a source at its word."""
    return run.accept or source.name in run.accepted


def is_stale(run: Run, source: Web, standing: Standing) -> bool:
    """Say whether a source gave no good answer for longer than what it last said can be believed."""
    if standing.succeeded is None or standing.read == STALE or not (standing.failures or standing.held):
        return False
    return run.now - standing.succeeded > timedelta(days=source.max_age_days)


def problems(run: Run) -> Iterator[Problem]:
    """Say which partners there is trouble with; the first failure of one that worked is worth a note."""
    standings = run.store.standings()
    for source in run.project.config.partners:
        standing = standings.get(source.name)
        if not standing or standing.url != source.url or not standing.trouble:
            continue
        remedy = "what was published from it stays"
        if standing.due and not standing.gone and standing.failures:
            remedy += f"; it is asked again from {rfc3339(standing.due)} on"
        # One that never worked is more likely to be configured wrongly than to be down.
        small = bool(standing.succeeded and not standing.gone and not standing.held) and (
            standing.failures < WORTH
        )
        yield Problem(
            run.project.file,
            "a source that can be read",
            standing.trouble,
            remedy,
            field=f"sources: {source.name}",
            severity="note" if small else "warning",
        )
    for name, note in run.report.notes:
        yield Problem(
            run.project.file, "all pages of a source", note, field=f"sources: {name}", severity="note"
        )
