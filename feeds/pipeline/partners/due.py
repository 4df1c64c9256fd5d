"""Partners with new, missing or failing responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import Web
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.problem import Problem
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

WORTH = 3  # failures in a row, from which on they are worth an exit status
STALE = "stale"


class PartnerChanges(NamedTuple):
    """A partner whose documents are to be parsed (`to_read`), or of which only the silence is counted.

    context: the digest of what parsing depends on besides the documents.
    """

    source: Web
    state: SourceState
    context: str
    to_read: bool


def scan(run: Run) -> tuple[PartnerChanges, ...]:
    """Find the partners that gave something new, were silent again, or gave no good answer for too long."""
    store, config = run.store, run.project.config
    states = store.source_states()
    waiting = (
        set(store.sources_with_missing()) if any(_answered(run, one) for one in states.values()) else set()
    )
    changes = []
    for source in config.partners:
        state = states.get(source.name)
        if state is None or state.url != source.url or state.last_change is None:
            continue
        context = digest(run.project.version, config.site, config.jobs, config.vocabulary, source)
        to_read = state.recorded != context and (state.recorded != STALE or _answered(run, state))
        to_read = to_read or (bool(state.quarantined) and run.options.accepts(source.name))
        if to_read or (source.name in waiting and _answered(run, state)) or is_stale(run, source, state):
            changes.append(PartnerChanges(source, state, context, to_read))
    return tuple(changes)


def _answered(run: Run, state: SourceState) -> bool:
    return state.last_fetch == run.now and state.failures == 0


def is_stale(run: Run, source: Web, state: SourceState) -> bool:
    """Say whether a source gave no good answer for longer than what it last said can be believed."""
    if state.last_success is None or state.recorded == STALE or not (state.failures or state.quarantined):
        return False
    return run.now - state.last_success > timedelta(days=source.max_age_days)


def problems(run: Run, notes: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Return the problems of partners; the first failure of one that worked is only a note.

    `notes` are what fetching could not get, with the names of the partners.
    """
    states = run.store.source_states()
    for source in run.project.config.partners:
        state = states.get(source.name)
        if not state or state.url != source.url or not state.last_error:
            continue
        remedy = "what was published from it stays"
        if state.next_poll and not state.gone_since and state.failures:
            remedy += f"; it is asked again from {rfc3339(state.next_poll)} on"
        # One that never worked is more likely to be configured wrongly than to be down.
        small = bool(state.last_success and not state.gone_since and not state.quarantined) and (
            state.failures < WORTH
        )
        yield Problem(
            run.project.file,
            "a source that can be read",
            state.last_error,
            remedy,
            field=f"sources: {source.name}",
            severity="note" if small else "warning",
        )
    for name, note in notes:
        yield Problem(
            run.project.file, "all pages of a source", note, field=f"sources: {name}", severity="note"
        )
