"""Asking partners: those that are due, many at once, each alone with its troubles.

Hosts are asked side by side, the sources of one host one after the other. What comes of it is kept as it
comes, so that a run that is cut off need not ask again; the reading of it is `partners`' work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import inf
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.collect import Network, Web, crawl, web
from feeds.collect.crawl import Collected, Pass
from feeds.collect.http.client import Client
from feeds.collect.secrets import Secrets, variables
from feeds.model.errors import FetchError, PostError
from feeds.model.post import Document
from feeds.model.source_state import CachedDocument, Lead, Leads, SourceState
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.normalise.dialects.item import Given

ASKING = 0.5  # part of the time that a run may take
KEEP = 50  # sources: how many answers are kept in one transaction


def ask(
    run: Run, secrets: Mapping[str, str], wanted: frozenset[str] = frozenset(), seconds: float = inf
) -> None:
    """Ask the partners that are due, those never asked and those longest due first.

    Those `wanted` are asked even if they are not due, unless their server asked to be left alone.
    `secrets` are the environment variables that addresses and headers may name. The run as a whole may take
    so many `seconds`: asking begins nothing new after half of them, so that the rest can be published.
    """
    store, now = run.store, run.now
    states = store.source_states()
    due = [
        source
        for source in run.project.config.partners
        if web.is_due(source, states.get(source.name), now) or _is_wanted(source, states, wanted)
    ]
    if not due:
        return
    due.sort(key=lambda source: _urgency(states.get(source.name)))
    heads = {source.name: store.cached_heads(source.name) for source in due if source.name in states}
    asked = 0
    waiting: list[tuple[Web, Collected]] = []
    network = run.project.config.network
    try:
        for source, result in _side_by_side(network, due, states, heads, now, secrets, seconds):
            asked += 1
            run.progress("asking partners", asked, len(due))
            own = secrets_of(source, secrets)
            waiting.append((source, _unforeseen(source, states.get(source.name), now, result, own)))
            if len(waiting) >= KEEP:
                _keep(run, waiting)
    finally:
        _keep(run, waiting)  # of a run that is cut off, too
    run.report.asked, run.report.left = asked, len(due) - asked


def _is_wanted(source: Web, states: Mapping[str, SourceState], wanted: frozenset[str]) -> bool:
    return source.name in wanted and states[source.name].failures == 0


def _urgency(state: SourceState | None) -> str:
    return state.next_poll.isoformat() if state and state.next_poll else ""


def _side_by_side(
    network: Network,
    due: Sequence[Web],
    states: Mapping[str, SourceState],
    heads: Mapping[str, Sequence[CachedDocument]],
    now: datetime,
    secrets: Mapping[str, str],
    seconds: float,
) -> Iterator[tuple[Web, Collected | BaseException]]:
    """Ask sources, those of one host by one thread, until time or bytes run out."""
    budget = _Budget(network, seconds * ASKING)
    client = Client(
        network.contact,
        network.allow,
        spacing=network.spacing,
        connections=network.workers,
        lasts=seconds + 1,  # so that none is taken to have failed for it
    )

    def one(source: Web) -> Collected:
        own = secrets_of(source, secrets)
        known = states.get(source.name)
        there = heads.get(source.name, ())
        return Pass(source, known, there, client, first(source), leads, now, own, budget.lasts).run()

    with client:
        yield from _in_lanes(_by_host(due), one, budget, network.workers)


class _Budget:
    """What is left of the time and bytes of a run."""

    def __init__(self, network: Network, seconds: float) -> None:
        self.until = time.monotonic() + min(network.seconds, seconds)
        self.left = network.megabytes * 1_000_000
        self.lock = Lock()

    def lasts(self) -> bool:
        return time.monotonic() < self.until and self.left > 0

    def spend(self, count: int) -> None:
        with self.lock:
            self.left -= count


def _in_lanes(
    lanes: Sequence[Sequence[Web]], one: Callable[[Web], Collected], budget: _Budget, workers: int
) -> Iterator[tuple[Web, Collected | BaseException]]:
    """Work on lanes side by side, within each one after the other, and give what comes of it as it comes."""
    from concurrent.futures import ThreadPoolExecutor

    answers: SimpleQueue[tuple[Web, Collected | BaseException] | None] = SimpleQueue()

    def work(lane: Sequence[Web]) -> None:
        for source in lane:
            if not budget.lasts():
                break
            try:
                collected = one(source)
                budget.spend(collected.received)
                answers.put((source, collected))
            except Exception as error:  # noqa: BLE001 - the door of a stage: one partner stops nobody
                answers.put((source, error))
        answers.put(None)

    with ThreadPoolExecutor(min(workers, len(lanes))) as pool:
        try:
            for lane in lanes:
                pool.submit(work, lane)
            ended = 0
            while ended < len(lanes):
                answer = answers.get()
                ended += answer is None
                if answer:
                    yield answer
        finally:
            budget.spend(budget.left)
            pool.shutdown(cancel_futures=True)


def _by_host(due: Iterable[Web]) -> list[list[Web]]:
    lanes: dict[str, list[Web]] = {}
    for source in due:
        lanes.setdefault(urlsplit(source.url).netloc.lower(), []).append(source)
    return list(lanes.values())


def secrets_of(source: Web, secrets: Mapping[str, str]) -> dict[str, str]:
    """Give the environment variables that a source names, and no others."""
    named = (name for text in (source.url, *source.headers.values()) for name in variables(text))
    return {name: secrets.get(name, "") for name in named}


def leads(source: Web, cached: CachedDocument) -> Leads:
    """Say where a document of a source leads to; a record that is told in full leads nowhere.

    Raises:
        FetchError: it is not what it should be, as far as that is seen.
    """
    from feeds.normalise import partner_dialects

    if cached.role == "page" and partner_dialects.records.recognises(cached.body):
        return Leads()
    try:
        further, pages = partner_dialects.leads(document(source, cached), given(source))
    except PostError as error:
        problem = error.problem
        line = f" (line {problem.line})" if problem.line else ""
        raise FetchError(f"it does not give {problem.expected}, but {problem.found}{line}") from error
    return Leads(tuple(Lead(*one) for one in further), tuple(Lead(*one) for one in pages))


def document(source: Web, cached: CachedDocument) -> Document:
    """Give a copy as a document."""
    return Document(
        source.name, cached.final_url, cached.body, cached.fingerprint, cached.media_type, cached.charset
    )


def given(source: Web) -> Given:
    """Say how a source is to be read; a page of a recruiting system stands for what it shows to programs."""
    from feeds.normalise.dialects import records
    from feeds.normalise.dialects.item import Given

    url = source.url
    if source.dialect in ("", "records"):
        url = records.api_for(url) or url
    return Given(url, source.dialect, source.preset, source.mapping)


def first(source: Web) -> Lead:
    """Say what to ask a source for first."""
    from feeds.normalise.dialects import records

    way = given(source)
    return Lead(*records.ask(way)) if source.dialect in ("", "records") else Lead(way.url)


def _unforeseen(
    source: Web,
    known: SourceState | None,
    now: datetime,
    result: Collected | BaseException,
    secrets: Mapping[str, str],
) -> Collected:
    """Make of an error that nobody foresaw a failure of its source."""
    if isinstance(result, Collected):
        return result
    known = known or SourceState(source.name, source.url, parser_key=web.parser_key(source))
    said = Secrets(secrets, {}).masked(str(result))
    trouble = f"an unexpected {type(result).__name__}: {said} (please report this)"
    due = now + crawl.FIRST_PAUSE * 2 ** min(known.failures, 8)
    return Collected(
        replace(known, last_fetch=now, next_poll=due, failures=known.failures + 1, last_error=trouble)
    )


def _keep(run: Run, waiting: list[tuple[Web, Collected]]) -> None:
    """Note what came of asking; an answer that is new is to be read."""
    store = run.store
    with store.transaction(durable=False):
        for source, collected in waiting:
            state = collected.state
            if collected.documents or collected.dropped or collected.gone:
                state = replace(state, recorded="")
            store.forget_cached_documents(source.name, collected.dropped)
            store.save_cached_documents(source.name, collected.documents)
            store.save_cached_heads(source.name, collected.heads)
            store.mark_cached_gone(source.name, collected.gone)
            store.save_source_state(state)
            run.report.received += collected.received
            run.report.notes.extend((source.name, note) for note in collected.notes)
    waiting.clear()
