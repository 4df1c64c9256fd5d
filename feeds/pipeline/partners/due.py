"""Partners with new, missing or failing responses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import Web
from feeds.model.hashing import digest
from feeds.model.instant import rfc3339
from feeds.model.problem import Message, Phrase, Problem, phrase
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.model.source_state import SourceState

REPEATED = 3  # failures in a row: from then on a warning, before a note
STALE = "stale"
ORDER = "source_order"


class PartnerChanges(NamedTuple):
    """A partner to record.

    context: the digest of what parsing depends on besides the documents.
    to_parse: whether its documents are to be parsed; else only its missing entries are counted again.
    """

    source: Web
    state: SourceState
    context: str
    to_parse: bool


def scan(run: Run) -> tuple[PartnerChanges, ...]:
    """Return the partners with new documents, with entries that are still missing, or that became stale."""
    store, config = run.store, run.project.config
    states = store.source_states()
    fresh = {name for name, state in states.items() if responded(run, state)}
    unsettled = {*store.sources_with_missing(), *store.sources_with_moving_texts()} if fresh else set[str]()
    changes = []
    for source in config.partners:
        state = states.get(source.name)
        if state is None or state.url != source.url:
            continue
        if state.gone_since and store.has_open_offers(source.name):
            changes.append(PartnerChanges(source, state, "", to_parse=False))
        if state.gone_since or state.last_change is None:
            continue
        context = digest(run.project.version, config.site, config.jobs, config.vocabulary, source)
        is_new = state.recorded != context and (state.recorded != STALE or source.name in fresh)
        to_parse = is_new or (bool(state.quarantined) and run.options.accepts(source.name))
        if to_parse or source.name in fresh & unsettled or is_stale(run, source, state):
            changes.append(PartnerChanges(source, state, context, to_parse))
    return tuple(changes)


def apply_order(run: Run) -> None:
    """Choose the primary documents again if sources were listed in another order before."""
    before = run.store.meta_json(ORDER, [str], [])
    names = [source.name for source in run.project.config.sources]
    if [name for name in before if name in names] != [name for name in names if name in before]:
        with run.store.transaction():
            run.ledger.duplicates(names).reorder()
            save_order(run)


def save_order(run: Run) -> None:
    """Save the order of the sources."""
    run.store.set_meta(ORDER, json.dumps([source.name for source in run.project.config.sources]))


def responded(run: Run, state: SourceState) -> bool:
    """Return whether a partner was fetched in this run, and responded."""
    return state.last_fetch == (run.options.fetched or run.now) and state.failures == 0


def is_stale(run: Run, source: Web, state: SourceState) -> bool:
    """Return whether a source has had no valid response for `max_age_days`."""
    if state.last_success is None or state.recorded == STALE or not (state.failures or state.quarantined):
        return False
    return run.now - state.last_success > timedelta(days=source.max_age_days)


def problems(run: Run, notes: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield the problems of partners; the first failures of one that worked before are notes.

    `notes` are names of partners, each with what could not be fetched of it.
    """
    states, notes = run.store.source_states(), list(notes)
    failed = [
        (source, state)
        for source in run.project.config.partners
        if (state := states.get(source.name)) and state.url == source.url and state.last_error
    ]
    places = run.project.places() if failed or notes else {}
    here = run.project.file, None
    for source, state in failed:
        remedy: Phrase = Message("what was published from it stays")
        if state.next_poll and not state.gone_since and state.failures:
            at = rfc3339(state.next_poll)
            remedy = Message("what was published from it stays; next attempt %(at)s", at=at)
        # A source that never worked is more likely to be configured wrongly than to be down.
        works = state.last_success and not state.gone_since and not state.quarantined
        # A response in quarantine was read: too much of what is published would change, or is missing.
        is_held = state.last_error == state.quarantined
        file, line = places.get(source.name, here)
        yield Problem(
            file,
            Message("a response that can be published") if is_held else Message("a source that can be read"),
            phrase(state.last_error),
            remedy,
            field=f"sources: {source.name}",
            line=line,
            severity="note" if works and state.failures < REPEATED else "warning",
        )
    for name, note in notes:
        file, line = places.get(name, here)
        expected = Message("all pages of a source")
        yield Problem(file, expected, phrase(note), field=f"sources: {name}", line=line, severity="note")
