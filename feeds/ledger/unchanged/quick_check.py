"""Cheap queries for runs in which nothing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from feeds.ledger.store import Store, codec
from feeds.model.instant import rfc3339
from feeds.model.problem import Message, Phrase, Problem

MAX_CLOCK_STEP_BACK = timedelta(days=1)
CLOCK_PRECISION = timedelta(hours=12)


def is_due(store: Store, now: datetime) -> bool:
    """Return whether the clock alone changes anything: a transition is due, or it was set back."""
    due, last = store.meta_time("next_transition"), store.meta_time("clock")
    return bool((due and due <= now) or (last and last > now))


def last_run(store: Store) -> datetime | None:
    """Return the time of the last run by its own clock."""
    return store.meta_time("clock")


def clock_error(store: Store, now: datetime) -> Phrase:
    """Return why the clock of a run is not believed, or "": it lies more than a day before that of the last run."""
    last = last_run(store)
    if last is None or last - now <= MAX_CLOCK_STEP_BACK:
        return ""
    return Message(
        "the clock: expected a time after that of the last run, %(last)s, found %(now)s: nothing was opened or closed "
        "by its dates (set the clock, or run `feeds accept` if it is right)",
        last=rfc3339(last),
        now=rfc3339(now),
    )


def next_change(store: Store, now: datetime) -> datetime:
    """Return the first time at which a run has something to do, though nothing is edited."""
    due, clock = store.meta_time("next_transition"), (last_run(store) or now) + CLOCK_PRECISION
    return min(due, clock) if due else clock


def save_clock(store: Store, now: datetime) -> None:
    """Save the time of a run in which nothing changed, at most twice a day: writing takes longer than the run."""
    last = last_run(store)
    if last and now - last > CLOCK_PRECISION:
        with store.transaction(durable=False):
            store.set_meta("clock", now.isoformat())


def problems(store: Store) -> tuple[Problem, ...]:
    """Return the problems of all documents and reference files as last parsed, and of pages where lists would be.

    Those of files that no job uses are notes.
    """
    unused = store.meta_json("unused_references", [str], [])
    references = tuple(
        replace(problem, severity="note") if problem.file in unused else problem
        for problem in codec.decode_problems(store.meta("reference_problems"))
    )
    texts = (*store.problems(), *store.link_problems(), store.meta("taken_addresses"))
    return references + tuple(problem for text in texts for problem in codec.decode_problems(text))
