"""Fetch the partners that are due: many at once, each alone with its failures.

Hosts are fetched side by side, the sources of one host one after the other. What a server returned is kept as
it comes, so that a run that is cut off need not fetch it again; parsing its entries is a later stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from feeds.collect import Network, Web, crawl, web
from feeds.collect.crawl import Collected, Crawl, CrawlContext, Stored, secrets_of
from feeds.collect.http.client import Client, Limits
from feeds.collect.secrets import Secrets
from feeds.ledger.store import Store
from feeds.model.instant import Deadline
from feeds.model.source_state import CachedDocument, SourceState
from feeds.pipeline.report import Fetched
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.pipeline.partners.documents import ParsedDocuments

SHARE = 0.5  # of the time that a run may take: then no request begins, so that the rest can be published
KEEP = 50  # sources: how many are kept in one transaction

Result = tuple[Web, Collected | BaseException]


class _Due(NamedTuple):
    """The sources to fetch, with what the ledger knows of them."""

    sources: list[Web]
    states: Mapping[str, SourceState]
    heads: Mapping[str, Sequence[CachedDocument]]


def fetch_due(run: Run) -> Fetched:
    """Fetch the partners that are due, those never fetched and those longest due first.

    Raises:
        LateError: the deadline has passed; what servers returned until then is kept.
    """
    due = _due(run)
    total = len(due.sources)
    if not total:
        return Fetched()
    from feeds.pipeline.partners.documents import ParsedDocuments  # only a run with due partners parses

    parsed, kept = ParsedDocuments(), list[tuple[Web, Collected]]()
    done = Fetched(parsed=parsed)
    try:
        for source, result in _Fetching(run, due, parsed).side_by_side():
            kept.append((source, _collected(run, due, source, result)))
            done = done._replace(partners=done.partners + 1)
            run.options.progress("asking partners", done.partners, total)
            if len(kept) >= KEEP:
                done = _keep(run.store, kept, done)
    finally:
        done = _keep(run.store, kept, done)  # of a run that is cut off, too
    return done._replace(left=total - done.partners)


def _due(run: Run) -> _Due:
    store, now, wanted = run.store, run.now, run.options.fetch_now
    states = store.source_states()
    sources = [
        source
        for source in run.project.config.partners
        if web.is_due(source, states.get(source.name), now)
        # One whose server failed may have asked for a pause.
        or (source.name in wanted and states[source.name].failures == 0)
    ]
    sources.sort(key=lambda source: _urgency(states.get(source.name)))
    heads = {source.name: store.cached_heads(source.name) for source in sources if source.name in states}
    return _Due(sources, states, heads)


def _urgency(state: SourceState | None) -> str:
    return state.next_poll.isoformat() if state and state.next_poll else ""


class _Budget:
    """What is left of the time and bytes of a run."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        share = deadline.within(min(network.seconds, deadline.left() * SHARE))
        self.deadline, self.left = share, network.megabytes * 1_000_000
        self.lock = Lock()

    def lasts(self) -> bool:
        return self.deadline.left() > 0 and self.left > 0

    def spend(self, count: int) -> None:
        with self.lock:
            self.left -= count


class _Fetching:
    """The requests of one run, of which those of one host are made in one thread."""

    def __init__(self, run: Run, due: _Due, parsed: ParsedDocuments) -> None:
        network, deadline = run.project.config.network, run.options.deadline
        self.run, self.due, self.parsed = run, due, parsed
        self.budget, self.results = _Budget(network, deadline), SimpleQueue[Result | None]()
        self.client = Client(
            network.contact,
            network.allow,
            Limits(lifetime=deadline.left() + 1),  # a request that outlasts the run did not fail for it
            spacing=network.spacing,
            connections=network.workers,
        )
        self.context = CrawlContext(self.client, run.now, run.options.secrets, self.budget.lasts)

    def side_by_side(self) -> Iterator[Result]:
        """Fetch until time or bytes run out; yield what came of each source as it comes.

        Raises:
            LateError: the deadline has passed.
        """
        from concurrent.futures import ThreadPoolExecutor

        lanes = _by_host(self.due.sources)
        workers = min(self.run.project.config.network.workers, len(lanes))
        with self.client, ThreadPoolExecutor(workers) as pool:
            try:
                for lane in lanes:
                    pool.submit(self._work, lane)
                running = len(lanes)
                while running:
                    result = self._next()
                    running -= result is None
                    if result:
                        yield result
            finally:
                self.budget.spend(self.budget.left)
                pool.shutdown(cancel_futures=True)

    def _next(self) -> Result | None:
        left = self.run.options.deadline.left()
        with suppress(Empty):
            return self.results.get(timeout=None if left == inf else left)
        self.run.options.deadline.check()
        return self._next()

    def _work(self, lane: Sequence[Web]) -> None:
        for source in lane:
            if not self.budget.lasts():
                break
            try:
                collected = self._one(source)
                self.budget.spend(collected.received)
                self.results.put((source, collected))
            except Exception as error:  # noqa: BLE001 - one partner must not stop the others
                self.results.put((source, error))
        self.results.put(None)

    def _one(self, source: Web) -> Collected:
        from feeds.pipeline.partners.documents import LinkParser, first

        stored = Stored(self.due.states.get(source.name), self.due.heads.get(source.name, ()))
        follow_ups = LinkParser(source, self.parsed).follow_ups
        return Crawl(source, first(source), follow_ups, self.context, stored).run()


def _by_host(due: Iterable[Web]) -> list[list[Web]]:
    lanes: dict[str, list[Web]] = {}
    for source in due:
        lanes.setdefault(urlsplit(source.url).netloc.lower(), []).append(source)
    return list(lanes.values())


def _collected(run: Run, due: _Due, source: Web, result: Collected | BaseException) -> Collected:
    """Return what came of a source; an error that no code foresees is a failure of that source."""
    if isinstance(result, Collected):
        return result
    known = due.states.get(source.name) or SourceState(
        source.name, source.url, parser_key=web.parser_key(source)
    )
    said = Secrets(secrets_of(source, run.options.secrets), {}).masked(str(result))
    trouble = f"an unexpected {type(result).__name__}: {said} (please report this)"
    pause = crawl.FIRST_BACK_OFF * 2 ** min(known.failures, 8)
    return Collected(
        replace(
            known,
            last_fetch=run.now,
            next_poll=run.now + pause,
            failures=known.failures + 1,
            last_error=trouble,
        )
    )


def _keep(store: Store, results: list[tuple[Web, Collected]], done: Fetched) -> Fetched:
    """Keep what servers returned; a source with new documents is to be parsed."""
    notes, received = list(done.notes), done.received
    with store.transaction(durable=False):
        for source, collected in results:
            state = collected.state
            if collected.documents or collected.dropped or collected.gone:
                state = replace(state, recorded="")
            store.forget_cached_documents(source.name, collected.dropped)
            store.save_cached_documents(source.name, collected.documents)
            store.save_cached_heads(source.name, collected.heads)
            store.mark_cached_gone(source.name, collected.gone)
            store.save_source_state(state)
            received += collected.received
            notes += ((source.name, note) for note in collected.notes)
    results.clear()
    return done._replace(received=received, notes=tuple(notes))
