"""What a partner's answer means for what is known of it: whether it is believed, and what its silence proves.

An answer that has lost most of what was there is held back, as one that cannot be read: what was published
stays, until a better answer comes, somebody accepts it (`feeds accept SOURCE`), or it is too old.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from feeds.collect import Web
from feeds.ledger.lifecycle import LIVE, Proof
from feeds.ledger.store import codec
from feeds.ledger.store.rows import Stamp
from feeds.model.problem import Problem
from feeds.model.settings import Organization
from feeds.pipeline.partners.due import STALE, PartnerChanges, is_stale
from feeds.pipeline.partners.parse import PartnerReading, PartnerTask, packed, prepare, unpacked
from feeds.pipeline.partners.stable_dates import Moments
from feeds.pipeline.run import Project, Run

if TYPE_CHECKING:
    from feeds.ledger.recorder import Recorder
    from feeds.model.entry import Transition
    from feeds.normalise.context import Context
    from feeds.pipeline.partners.documents import ParsedDocuments

FEW = 5  # offers: that so few end at once is nothing strange
SHARE = 0.5  # of what was there: an answer that has lost as much is held back
GUESS = 50  # entries of a source that was never read


def record(
    run: Run, recorder: Recorder, partners: Iterable[PartnerChanges], parsed: ParsedDocuments | None
) -> Iterator[Transition]:
    """Normalise the documents of partners and record their entries, or that a partner was silent.

    `parsed` are those that were parsed while they were fetched.
    """
    to_read = {partner.source.name: partner for partner in partners if partner.to_read}
    size = sum(partner.state.entries or GUESS for partner in to_read.values())
    work = (_task(run, partner, parsed) for partner in to_read.values())
    results = run.executor.map(packed, work, size=size, prepare=prepare)
    for done, (task, result) in enumerate(results, 1):
        run.options.progress("reading partners", done, len(to_read))
        found = unpacked(result) if isinstance(result, bytes) else _unreadable(result)
        yield from _Partner(run, recorder, to_read[task.source.name]).read(found)
    for partner in partners:
        if not partner.to_read:
            _Partner(run, recorder, partner).silent()


def _unreadable(error: BaseException) -> PartnerReading:
    return PartnerReading(trouble=f"an unexpected {type(error).__name__}: {error} (please report this)")


def _task(run: Run, partner: PartnerChanges, parsed: ParsedDocuments | None) -> PartnerTask:
    store, source = run.store, partner.source
    known = {
        locator: fingerprint
        for locator, fingerprint, _, state, missed in store.known_documents(source.name)
        if not missed and state != "stale"  # what comes back is taken in again
    }
    context = context_of(run.project, source)
    cached = tuple(store.cached_documents(source.name))
    kept = parsed.of(source.name, cached) if parsed else {}
    return PartnerTask(source, context, cached, known, partner.context, kept)


def context_of(project: Project, source: Web) -> Context:
    """Say what is known besides what a partner says itself."""
    from feeds.normalise.context import Context

    config = project.config
    return Context(
        config.site,
        config.jobs,
        language=source.language or config.site.language,
        base_url=source.url,
        employer=Organization(source.organization) if source.organization else None,
        kind=source.posts,
        vocabulary=config.vocabulary,
    )


class _Partner:
    """What one partner's answer means for what is known of it."""

    def __init__(self, run: Run, recorder: Recorder, partner: PartnerChanges) -> None:
        self.run, self.recorder, self.partner = run, recorder, partner
        self.source, self.state = partner.source, partner.state
        self.known = list(run.store.known_documents(self.source.name))
        self.accepted = run.options.accepts(partner.source.name)

    def read(self, found: PartnerReading) -> Iterator[Transition]:
        """Take in what was read, unless it is to be held back."""
        store, name = self.run.store, self.source.name
        trouble = found.trouble or self._loss(found)
        if trouble:
            self._hold(trouble)
            return
        moments, readings = Moments(store, name), iter(found.readings)
        if not self.state.recorded:  # read anew for another reason than a new answer, it may be dated better
            readings = moments.kept(readings)
        yield from self.recorder.record(name, readings)
        proof = self._proof(found)
        self._miss(found, proof)
        self._note((*found.problems, *moments.problems(self.source.url)))
        wait, asked, due = found.wait or 0, self.state.last_fetch or self.run.now, self.state.next_poll
        store.save_source_state(
            replace(
                self.state,
                next_poll=max(due, asked + timedelta(seconds=wait)) if due else None,
                last_success=asked,
                recorded=self.partner.context,
                quarantined="",
                last_error="" if self.state.failures == 0 else self.state.last_error,
                entries=len(found.seen),
                proof=proof,
                min_interval=wait,
            )
        )

    def silent(self) -> None:
        """Count that a partner was silent again on what it left out, or that it gives no answer any more."""
        store, name = self.run.store, self.source.name
        if is_stale(self.run, self.source, self.state):
            live = [locator for locator, _, _, state, _ in self.known if state in LIVE]
            self.recorder.mark_missing(name, dict.fromkeys(live, "stale"))
            store.save_source_state(replace(self.state, recorded=STALE))
            return
        again = [locator for locator, _, _, state, missed in self.known if missed and state in LIVE]
        self.recorder.mark_missing(name, dict.fromkeys(again, cast("Proof", self.state.proof)))

    def _loss(self, found: PartnerReading) -> str:
        """Say how much an answer has lost, if that is more than is to be believed."""
        if self.accepted or self.source.completeness == "events":
            return ""
        live = {locator for locator, _, _, state, _ in self.known if state in LIVE}
        lost = len(live.difference(found.seen))
        if lost < FEW or lost < SHARE * len(live) or (found.seen and self._proof(found) != "snapshot"):
            return ""
        what = (
            f"{lost} of {len(live)} entries are"
            if found.seen
            else f"the list is empty, all {lost} entries are"
        )
        return (
            f"{what} missing from its last answer (if that is right, run `feeds accept {self.source.name}`)"
        )

    def _hold(self, trouble: str) -> None:
        state = replace(self.state, recorded=self.partner.context, quarantined=trouble, last_error=trouble)
        self.run.store.save_source_state(state)

    def _proof(self, found: PartnerReading) -> Proof:
        """Say what it proves when an entry is not mentioned."""
        if self.source.completeness == "events":
            return "none"
        said = found.complete if not self.source.completeness else self.source.completeness == "snapshot"
        return "snapshot" if said and found.complete is not False else "partial"

    def _miss(self, found: PartnerReading, proof: Proof) -> None:
        seen, gone, store = set(found.seen), set(found.gone), self.run.store
        deleted = set(found.deleted) - seen
        missing: dict[str, Proof] = {}
        for locator, _, kind, _, _ in self.known:
            if locator in deleted:
                missing[locator] = "confirmed"
            elif locator in gone:
                missing[locator] = "confirmed" if self.accepted else "snapshot"
            elif locator not in seen and (kind == "job" or proof == "snapshot"):
                missing[locator] = "confirmed" if self.accepted and proof == "snapshot" else proof
        # What is new may be what is not there any more, with another address.
        known = {locator for locator, *_ in self.known}
        new = {one.facts.title for one in found.readings if one.facts and one.locator not in known}
        for locator, title in store.document_titles(self.source.name) if new and known else ():
            if title in new and locator not in seen:
                missing.setdefault(locator, "none")
        self.recorder.mark_missing(self.source.name, missing)
        over = gone.difference(locator for locator, *_ in self.known)
        store.forget_cached_documents(self.source.name, ((url, "") for url in over))

    def _note(self, problems: tuple[Problem, ...]) -> None:
        """Keep what is wrong with the answer as a whole, as if with a document without a name."""
        store, name = self.run.store, self.source.name
        if problems:
            store.save_document(name, "", Stamp(0, 0, 0, ""), codec.encode_problems(problems))
        elif store.stamp(name, ""):
            store.forget_document(name, "")
