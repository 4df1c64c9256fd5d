"""Reconciling the documents of partners with the ledger: new, missing and deleted entries, quarantine.

A response that lacks most of the known entries is quarantined, as is one that cannot be read: what was
published stays until there is a better response, `feeds accept SOURCE`, or until it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from feeds.collect import Web
from feeds.ledger.lifecycle import Proof
from feeds.ledger.recovered import documents as recovered_documents
from feeds.ledger.store import codec
from feeds.ledger.store.rows import Stamp
from feeds.model.entry import CLOSED, HIDDEN, LIVE, Removal
from feeds.model.instant import rfc3339
from feeds.model.problem import Message, Problem
from feeds.model.settings import Organization
from feeds.pipeline.partners import filters
from feeds.pipeline.partners.due import STALE, PartnerChanges, is_stale, responded
from feeds.pipeline.partners.far_dates import without_far_dates
from feeds.pipeline.partners.parse import ParsedPartner, PartnerTask, parse_encoded, prepare
from feeds.pipeline.partners.stable_dates import StableDates
from feeds.pipeline.partners.stable_texts import StableTexts
from feeds.pipeline.run import Project, Run

if TYPE_CHECKING:
    from feeds.ledger.recorder import Recorder
    from feeds.model.entry import Transition
    from feeds.normalise.context import Context
    from feeds.pipeline.partners.documents import ParsedDocuments

MIN_MISSING = 5  # entries: that fewer end at once is usual
MAX_MISSING_SHARE = 0.5  # of the known entries; a response that lacks more is quarantined
GUESS = 50  # entries of a source that was never parsed


def record(
    run: Run,
    recorder: Recorder,
    partners: Iterable[PartnerChanges],
    parsed: ParsedDocuments | None,
    held: Mapping[str, str],
) -> Iterator[Transition]:
    """Normalise the documents of partners, and record their entries and the missing ones.

    Args:
        run: the inputs of the run.
        recorder: of this run.
        partners: those to record.
        parsed: the documents that were parsed while they were fetched.
        held: why the change guard holds back a partner, by name.
    """
    to_parse = {partner.source.name: partner for partner in partners if partner.to_parse}
    size = sum(partner.state.entries or GUESS for partner in to_parse.values())
    tasks = (_task(run, partner, parsed) for partner in to_parse.values())
    results = run.executor.map(parse_encoded, tasks, size=size, prepare=prepare)
    for done, (task, result) in enumerate(results, 1):
        run.options.progress(Message("parsing partners"), done, len(to_parse))
        if isinstance(result, bytes):
            found = codec.unpack(result, ParsedPartner)
        else:
            error = f"an unexpected {type(result).__name__}: {result} (please report this)"
            found = ParsedPartner(error=error)
        yield from _Reconciler(run, recorder, to_parse[task.source.name]).record(found, held.get(task.source.name, ""))
    for partner in partners:
        if not partner.to_parse:
            _Reconciler(run, recorder, partner).count_missing()


def _task(run: Run, partner: PartnerChanges, parsed: ParsedDocuments | None) -> PartnerTask:
    store, source = run.store, partner.source
    moving = store.moving_texts(source.name)
    known = {
        locator: fingerprint
        for locator, fingerprint, _, state, missed in store.known_documents(source.name)
        # An entry that comes back is recorded again, and a text that moves is compared each time.
        if not missed and state != "stale" and locator not in moving
    }
    context = context_of(run.project, source)
    cached = tuple(store.cached_documents(source.name))
    done = parsed.of(source.name, cached) if parsed else {}
    # A list that was accepted may have another structure.
    mapping = "" if run.options.accepts(source.name) else partner.state.mapping
    filtered = filters.known(store, source)
    order = partner.state.day_order
    return PartnerTask(source, context, cached, known, partner.context, done, mapping, filtered, order)


def context_of(project: Project, source: Web) -> Context:
    """Return what the configuration states about the entries of a partner."""
    from feeds.normalise.context import Context

    config = project.config
    return Context(
        config.site,
        replace(config.jobs, country=source.country, employer=""),  # that hires for the site's own jobs
        language=source.language,
        base_url=source.url,
        employer=Organization(source.organization) if source.organization else None,
        kind=source.posts,
        vocabulary=config.vocabulary,
        markdown=source.markdown,
    )


class _Reconciler:
    """Reconciles one partner; `known` are its documents in the ledger."""

    def __init__(self, run: Run, recorder: Recorder, partner: PartnerChanges) -> None:
        self.run, self.recorder, self.partner = run, recorder, partner
        self.source, self.state = partner.source, partner.state
        self.known = list(run.store.known_documents(self.source.name))
        self.accepted = run.options.accepts(partner.source.name)

    def record(self, found: ParsedPartner, held: str = "") -> Iterator[Transition]:
        """Record the entries of a partner, unless its response is suspicious.

        If it is `held` back, for this reason, new entries are recorded and nothing is missing.
        """
        store, name = self.run.store, self.source.name
        if recovered_documents.find(store, name, (*found.seen, *(one.locator for one in found.filtered))):
            self.known = list(store.known_documents(name))
        error = found.error or self._missing_too_many(found)
        if error:
            self._quarantine(error)
            return
        dates, texts = StableDates(self.recorder.store, name, self.run.now), self._stable_texts()
        self.recorder.duplicates.judge(name, (one.facts.missing for one in found.entries if one.facts))
        # If the response is not new, the program was updated: dates and texts may change.
        stable = None if self.state.recorded else lambda entries: dates.applied(texts.applied(entries))
        yield from self.recorder.record(name, without_far_dates(found.entries, self.run.now), stable)
        self.recorder.moving_texts.update(((name, locator), text) for locator, text in texts.observed.items())
        if held:
            self._quarantine(held)
            return
        proof = self._proof(found)
        self._mark_missing(found, proof)
        filters.save(store, name, found.filtered)
        self._save_problems((*found.problems, *dates.problems(self.source.url), *texts.problems(self.source.url)))
        interval, due = found.min_interval or 0, self.state.next_poll
        fetched = self.state.last_fetch or self.run.now
        store.save_source_state(
            replace(
                self.state,
                next_poll=max(due, fetched + timedelta(seconds=interval)) if due else None,
                last_success=max(fetched, self.state.last_success or fetched, self._believed_now() or fetched),
                recorded=self.partner.context,
                quarantined="",
                last_error="" if self.state.failures == 0 else self.state.last_error,
                entries=len(found.seen),
                proof=proof,
                min_interval=interval,
                mapping=found.mapping,
                day_order=found.day_order,
            )
        )

    def _believed_now(self) -> datetime | None:
        """Return the instant of the run if its clock was not believed when the source was fetched."""
        return self.run.now if self.run.options.fetched else None

    def count_missing(self) -> None:
        """Mark entries that an unchanged response still lacks, or all offers of a source that is stale or gone."""
        store, name = self.run.store, self.source.name
        offers = [locator for locator, _, kind, state, _ in self.known if state in LIVE and kind == "job"]
        if self.state.gone_since:
            self.recorder.mark_missing(name, dict.fromkeys(offers, "gone"), self.state.last_success)
            return
        if is_stale(self.run, self.source, self.state):
            self.recorder.mark_missing(name, dict.fromkeys(offers, "stale"), self.state.last_success)
            store.save_source_state(replace(self.state, recorded=STALE))
            return
        if responded(self.run, self.state):
            self._stable_texts().count_rests()
        if self.state.quarantined:
            return  # a response that is not believed proves nothing
        missing = [locator for locator, _, _, state, missed in self.known if missed and state in LIVE]
        self.recorder.mark_missing(name, dict.fromkeys(missing, cast("Proof", self.state.proof)))

    def _quarantine(self, reason: str) -> None:
        quarantined = replace(self.state, recorded=self.partner.context, quarantined=reason, last_error=reason)
        self.run.store.save_source_state(quarantined)

    def _stable_texts(self) -> StableTexts:
        seen = self.state.last_fetch
        return StableTexts(self.recorder.store, self.source.name, rfc3339(seen) if seen else "")

    def _missing_too_many(self, found: ParsedPartner) -> str:
        """Return why a response that lacks many known entries is suspicious, or ""."""
        if self.accepted or self.source.completeness == "events":
            return ""
        live = {locator for locator, _, _, state, _ in self.known if state in LIVE}
        live -= {removal.id for removal in found.deleted} - set(found.seen)  # that is stated, not lost
        listed = {*found.seen, *(one.locator for one in found.filtered)}
        missing = len(live.difference(listed))
        if missing < MIN_MISSING or missing < MAX_MISSING_SHARE * len(live):
            return ""
        if listed and self._proof(found) != "snapshot":
            return ""
        lack = f"{missing} of {len(live)} entries are missing from" if listed else "there are no entries in"
        return f"{lack} its last response (if that is right, run `feeds accept {self.source.name}`)"

    def _proof(self, found: ParsedPartner) -> Proof:
        """Return what a missing entry proves."""
        if self.source.completeness == "events":
            return "none"
        complete = found.complete
        if self.source.completeness:
            complete = complete is not False and self.source.completeness == "snapshot"
        return "snapshot" if complete else "partial"

    def _mark_missing(self, found: ParsedPartner, proof: Proof) -> None:
        seen, gone, store = set(found.seen), set(found.gone), self.run.store
        filtered = {one.locator for one in found.filtered}
        deleted = {removal.id for removal in found.deleted} - seen
        missing: dict[str, Proof] = {}
        for locator, fingerprint, kind, state, _ in self.known:
            if locator in deleted:
                missing[locator] = "confirmed"
            elif locator in filtered:
                if state not in CLOSED:
                    self._leave_out(locator, fingerprint, state)
                    missing[locator] = "deleted" if state in HIDDEN else "left out"
            elif locator in gone:
                missing[locator] = "confirmed" if self.accepted else "snapshot"
            elif locator not in seen and (kind == "job" or proof == "snapshot"):
                missing[locator] = "confirmed" if self.accepted and proof == "snapshot" else proof
        # A new entry may be a missing one with another URL.
        known = {locator for locator, *_ in self.known}
        new = {one.facts.title for one in found.entries if one.facts and one.locator not in known}
        for locator, title in store.document_titles(self.source.name) if new and known else ():
            if title in new and locator not in seen:
                missing.setdefault(locator, "none")
        self.recorder.mark_missing(self.source.name, missing)
        self.recorder.removals |= {(self.source.name, one.id): one for one in found.deleted if one.id in deleted}
        # Those of closed entries are no longer needed, and would be fetched in each run.
        kept = {locator for locator, _, _, state, _ in self.known if state not in CLOSED}
        store.forget_cached_documents(self.source.name, ((url, "") for url in {*(gone - kept), *found.unused}))

    def _leave_out(self, locator: str, fingerprint: str, state: str) -> None:
        """Note an entry that the filters leave out now: one that is not public yet has no document any more."""
        if state in HIDDEN:
            self.recorder.note_gone(self.source.name, (locator,))
        if filters.had_other_filters(self.source, fingerprint):  # that is wanted, and not counted by the change guard
            self.recorder.removals[self.source.name, locator] = Removal(locator)

    def _save_problems(self, problems: tuple[Problem, ...]) -> None:
        """Save the problems of the response as a whole, as those of a document with the locator ""."""
        store, name = self.run.store, self.source.name
        if problems:
            store.save_document(name, "", Stamp(0, 0, 0, ""), codec.encode_problems(problems))
        elif store.stamp(name, ""):
            store.forget_document(name, "")
