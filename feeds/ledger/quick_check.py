"""Cheap queries for runs in which nothing changed."""

from __future__ import annotations

from datetime import datetime

from feeds.ledger.store import Store, codec
from feeds.model.problem import Problem


def is_due(store: Store, now: datetime) -> bool:
    """Return whether the clock alone changes anything: a transition is due, or it was set back."""
    due, last = store.meta("next_transition"), store.meta("clock")
    return (bool(due) and datetime.fromisoformat(due) <= now) or (bool(last) and datetime.fromisoformat(last) > now)


def problems(store: Store) -> tuple[Problem, ...]:
    """Return the problems of all documents and reference files as last parsed."""
    references = codec.decode_problems(store.meta("reference_problems"))
    return references + tuple(problem for text in store.problems() for problem in codec.decode_problems(text))
