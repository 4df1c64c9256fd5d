"""Fetching the partners that are due, in parallel.

Hosts are fetched in parallel, the sources of one host one after the other. Responses are saved as they come,
so that they are not fetched again after a run that was cut off; entries are recorded in a later stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feeds.collect import Web, crawl, web
from feeds.collect.authorization import Tokens, credentials_of
from feeds.collect.crawl import Crawl, CrawlContext, CrawlResult, StoredCrawl
from feeds.collect.http.client import Client, Limits
from feeds.collect.masking import Mask
from feeds.collect.secrets import values_of
from feeds.ledger.store import Store
from feeds.model.errors import installation
from feeds.model.problem import Message
from feeds.model.source_state import CachedDocument, SourceState
from feeds.pipeline.partners.hosts import Budget, Hosts, Turn
from feeds.pipeline.report import Fetched
from feeds.pipeline.run import Run

if TYPE_CHECKING:
    from feeds.pipeline.partners.documents import ParsedDocuments

BATCH = 50  # sources that are saved in one transaction

Result = tuple[Web, CrawlResult]


class _Due(NamedTuple):
    """The sources to fetch, with their states and the heads of their cached documents."""

    sources: list[Web]
    states: Mapping[str, SourceState]
    heads: Mapping[str, Sequence[CachedDocument]]


def fetch_due(run: Run) -> Fetched:
    """Fetch the partners that are due, those never fetched and those longest due first.

    Raises:
        LateError: the deadline has passed; the responses until then are kept.
    """
    due = _due(run)
    total = len(due.sources)
    if not total:
        return Fetched()
    from feeds.pipeline.partners.documents import ParsedDocuments  # only a run with due partners parses

    parsed, unsaved = ParsedDocuments(), list[Result]()
    fetched = Fetched(parsed=parsed)
    try:
        for result in _Fetcher(run, due, parsed).results():
            unsaved.append(result)
            fetched = fetched._replace(partners=fetched.partners + 1)
            run.options.progress(Message("fetching partners"), fetched.partners, total)
            if len(unsaved) >= BATCH:
                fetched = _save(run.store, unsaved, fetched)
    finally:
        fetched = _save(run.store, unsaved, fetched)  # also those of a run that is cut off
    return fetched._replace(skipped=total - fetched.partners)


def _due(run: Run) -> _Due:
    store, now = run.store, run.now
    states = store.source_states()
    sources = [
        source
        for source in run.project.config.partners
        if web.is_due(source, states.get(source.name), now)
        # A server that failed may have sent `Retry-After`.
        or (source.name in run.options.fetch_now and states[source.name].failures == 0)
    ]
    next_polls = {name: state.next_poll.isoformat() for name, state in states.items() if state.next_poll}
    sources.sort(key=lambda source: next_polls.get(source.name, ""))
    heads = store.cached_heads(source.name for source in sources if source.name in states)
    return _Due(sources, states, heads)


class _Fetcher:
    """Fetches sources within the budget of the run."""

    def __init__(self, run: Run, due: _Due, parsed: ParsedDocuments) -> None:
        network, deadline = run.project.config.network, run.options.deadline
        self.run, self.due, self.parsed = run, due, parsed
        self.budget, self.tokens = Budget(network, deadline), Tokens()
        self.client = Client(
            network.contact,
            network.allow,
            Limits(lifetime=self.budget.deadline.left()),
            spacing=network.spacing,
            connections=network.workers,
        )

    def results(self) -> Iterator[Result]:
        """Fetch until the budget is spent; yield the result of each source as it comes.

        Raises:
            LateError: the deadline has passed.
        """
        network = self.run.project.config.network
        with self.client:
            yield from Hosts(self.due.sources, network.workers, self.budget, self._fetch).results(
                self.run.options.deadline
            )

    def _fetch(self, source: Web, turn: Turn) -> Result | None:
        """Return the result of a source; None if the run had not enough time left for it."""
        try:
            collected = self._crawl(source, turn)
            self.budget.spend(collected.received)
        except Exception as error:  # noqa: BLE001 - one partner must not stop the others
            installation.check(error)
            collected = self._failure(source, error)
        return None if collected.postponed else (source, collected)

    def _crawl(self, source: Web, turn: Turn) -> CrawlResult:
        from feeds.pipeline.partners.documents import LinkParser, first_request

        stored = StoredCrawl(self.due.states.get(source.name), self.due.heads.get(source.name, ()))
        context = CrawlContext(
            self.client.within(turn.deadline.left()),
            self.run.now,
            self.run.options.secrets,
            self.tokens,
            turn.deadline,
            turn.share,
            self.budget.is_left,
        )
        mapping = stored.state.mapping if stored.state and stored.state.url == source.url else ""
        follow_ups = LinkParser(source, self.parsed, mapping).follow_ups
        return Crawl(source, first_request(source), follow_ups, context, stored).run()

    def _failure(self, source: Web, error: Exception) -> CrawlResult:
        """Return the result of a source with an error that no code foresees."""
        state = self.due.states.get(source.name) or SourceState(
            source.name, source.url, parser_key=web.parser_key(source)
        )
        values = values_of((source.url, str(source.body), *source.headers.values()), self.run.options.secrets)
        mask = Mask(values, (source.url,), source.headers)
        mask.add(*credentials_of(source, self.run.options.secrets))
        return CrawlResult(
            replace(
                state,
                last_fetch=self.run.now,
                next_poll=self.run.now + crawl.FIRST_BACK_OFF * 2 ** min(state.failures, 8),
                failures=state.failures + 1,
                last_error=f"an unexpected {type(error).__name__}: {mask.text(str(error))} (please report this)",
            )
        )


def _save(store: Store, results: list[Result], fetched: Fetched) -> Fetched:
    """Save responses; a source with new documents is to be parsed."""
    notes, received, states = list(fetched.notes), fetched.received, list[SourceState]()
    with store.transaction(durable=False):
        for source, collected in results:
            state = collected.state
            documents = [cached for cached in collected.documents if cached.role != "other"]
            if documents or collected.dropped or collected.gone:
                state = replace(state, recorded="")
            store.forget_cached_documents(source.name, collected.dropped)
            store.save_cached_documents(source.name, collected.documents)
            store.save_cached_heads(source.name, collected.revalidated)
            store.mark_cached_gone(source.name, collected.gone)
            states.append(state)
            received += collected.received
            notes += ((source.name, note) for note in collected.notes)
        store.save_source_states(states)
    results.clear()
    return fetched._replace(received=received, notes=tuple(notes))
