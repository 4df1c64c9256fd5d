"""What every run asks, also one in which nothing changed: a few rows, and no rule of the ledger."""

from __future__ import annotations

from datetime import datetime

from feeds.ledger.store import Store, codec
from feeds.model.problem import Problem


def is_due(store: Store, now: datetime) -> bool:
    """Say whether the clock alone changes anything: a moment has come, or it was set back."""
    coming, last = store.meta("next_transition"), store.meta("clock")
    return (bool(coming) and datetime.fromisoformat(coming) <= now) or (
        bool(last) and datetime.fromisoformat(last) > now
    )


def problems(store: Store) -> tuple[Problem, ...]:
    """Give the problems of every document and reference file as they were last read."""
    references = codec.decode_problems(store.meta("reference_problems"))
    return references + tuple(problem for text in store.problems() for problem in codec.decode_problems(text))
