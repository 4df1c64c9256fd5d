"""One run, in the order of its stages.

    collect | normalise | ledger | assemble | emit | deliver | notify

The only module that knows this order. Entries are recorded before anything is delivered, and pages are
written before the feeds that link to them, so the next run finishes one that is cut off anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.deliver.published_files import modified
from feeds.ledger.store import Store
from feeds.ledger.unchanged import quick_check
from feeds.model.problem import Message, Phrase, Problem
from feeds.notify import Notified, Notify
from feeds.pipeline import change_guard
from feeds.pipeline.change_guard import Held
from feeds.pipeline.executor.processes import Processes
from feeds.pipeline.output import look, unnamed_employers
from feeds.pipeline.report import Delivery, Entries, Fetched, Recorded, Report, report, warnings
from feeds.pipeline.run import Options, Project, Run
from feeds.pipeline.sources import unused_references
from feeds.pipeline.sources.scan import SourceChanges, scan

if TYPE_CHECKING:
    from feeds.ledger.ledger import Ledger
    from feeds.model.entry import Listing
    from feeds.pipeline.site.members import Changes

NOTHING_HELD = Held()


def publish(project: Project, store: Store, options: Options) -> Report:
    """Run the pipeline once and return what it did.

    Raises:
        LedgerError: the ledger cannot be used; nothing was changed.
        LateError: the deadline has passed; what was fetched, recorded and written until then is kept.
    """
    project = look.read(project)
    fetched, delivery, notified = Fetched(), Delivery(), Notified()
    if options.fetch and not options.dry_run:
        fetched = fetch(project, store, options)
    options.deadline.check()
    clock_error = "" if options.accept else quick_check.clock_error(store, options.now)
    if clock_error:  # at the time of the last run, the clock opens and closes nothing
        options = replace(options, now=quick_check.last_run(store) or options.now, fetched=options.now)
    run = Run(project, store, options, Processes(options.deadline))

    if project.config.partners and not options.dry_run:
        from feeds.pipeline.partners import due  # most sites have none

        due.apply_order(run)
    changes = scan(run)
    unchanged = not changes.any and _is_published(run)
    if unchanged:
        entries = _unchanged_entries(run, changes, fetched)
        if not options.dry_run:
            quick_check.save_clock(store, options.now)
    else:
        with store.transaction() as transaction:
            before = _before(run)
            changes = scan(run) if before.recovered else changes  # with the recovered entries
            recorded = Recorded() if before.error else _record(run, changes, fetched, before)
            entries = _entries_after(run, changes, fetched, before, recorded)
            transaction.keep = not options.dry_run and not (entries.changed and entries.held_back)
        if recorded.moving_texts and not (transaction.keep or options.dry_run):
            with store.transaction(durable=False):
                for (source, locator), text in recorded.moving_texts.items():
                    store.save_moving_text(source, locator, text)
        options.deadline.check()
        if entries.changes and transaction.keep and options.deliver:
            delivery = _deliver(run, entries.changes)

    if options.deliver and options.notify and not options.dry_run:
        notified = notify(project, store, options)
    found = report(fetched, changes, entries, delivery, notified)
    return replace(found, clock_error=clock_error, unchanged=unchanged)


def fetch(project: Project, store: Store, options: Options) -> Fetched:
    """Fetch the partners that are due, and save their responses.

    Raises:
        LedgerError: the ledger cannot be used.
        LateError: the deadline has passed.
    """
    if not project.config.partners:
        return Fetched()
    from feeds.pipeline.partners.fetch import fetch_due

    return fetch_due(Run(project, store, options, Processes(options.deadline)))


def notify(project: Project, store: Store, options: Options) -> Notified:
    """Send the notifications that are due, and report secrets that are missing.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    if project.config.notify == Notify() and not store.has_pending_notifications():
        return Notified()
    from feeds.pipeline.output import missing_secrets

    missing = tuple(missing_secrets.problems(project, options))
    if not store.has_pending_notifications():
        return Notified(problems=missing)
    from feeds.pipeline.output import notifications  # most runs have none to send

    sent = notifications.send(project, store, options)
    known = {str(problem.found) for problem in missing}
    # Of their failed attempts, only the last one is news: after it, the notifications are dropped.
    others = (one for one in sent.problems if str(one.found) not in known or "not sent again" in str(one.remedy))
    return sent._replace(problems=(*missing, *others))


class _Before(NamedTuple):
    """The number of open posts by source before a run, or why the ledger cannot be recovered."""

    error: Phrase = ""
    open_posts: Mapping[str, int] = {}
    clock_jump: timedelta = timedelta()
    recovered: bool = False


def _before(run: Run) -> _Before:
    is_new = run.store.is_empty()
    if error := _recover(run):
        return _Before(error)
    recovered = is_new and not run.store.is_empty()
    return _Before("", run.store.count_live(), run.ledger.clock_jump(run.now), recovered)


def _entries_after(run: Run, changes: SourceChanges, fetched: Fetched, before: _Before, recorded: Recorded) -> Entries:
    """Return the entries after the recording, and why they must not be delivered."""
    if before.error:
        return Entries(held_back=before.error, changed=True)
    if not (recorded.changed or changes.due) and _is_published(run):
        return _unchanged_entries(run, changes, fetched, recorded.held)  # files were touched: the same content
    # With an earlier time, what it ended may be there again.
    everything = run.store.meta("published_key") != run.project.key or before.clock_jump < timedelta()
    run.store.set_meta("published_key", "")
    entries = _entries(run, changes, fetched, recorded, everything=everything)
    if run.project.config.notify.webhook and recorded.transitions:
        from feeds.pipeline.output import notifications

        notifications.enqueue_changes(run, recorded.transitions)
    return entries


def _recover(run: Run) -> Phrase:
    if not run.store.is_empty():
        return ""
    from feeds.pipeline.recovery.recover import recover

    return recover(run)


def _record(run: Run, changes: SourceChanges, fetched: Fetched, before: _Before) -> Recorded:
    """Record the changes; then, if sources must be held back, again without theirs."""
    from feeds.pipeline.record import record  # not needed if nothing changed

    config, options = run.project.config, run.options
    with run.store.attempt() as attempt:
        recorded = record(run, changes, fetched.parsed)
        with_clock = before.clock_jump > change_guard.MAX_CLOCK_JUMP
        counted = (
            transition
            for transition in recorded.transitions
            if (with_clock or transition.cause != "clock")
            and transition.cause != "stated"
            and not options.accepts(transition.source)
        )
        configured = {source.name for source in config.sources}
        held = change_guard.check(counted, before.open_posts, configured, config.policy)
        attempt.keep = not held.sources
    if held.sources:
        recorded = record(run, changes, fetched.parsed, held)
    return recorded._replace(held=held)


def _deliver(run: Run, changes: Changes) -> Delivery:
    """Assemble, render and write what changed, and enqueue the notifications of it."""
    from feeds.pipeline.output.release import deliver

    project, store = run.project, run.store
    delivery = deliver(run, changes)
    with store.transaction():
        if store.targets() or project.config.notify != Notify():
            from feeds.pipeline.output import notifications  # most sites notify no one

            notifications.enqueue(run, delivery)
        store.set_meta("published_key", "" if delivery.failed or delivery.incomplete else project.key)
    return delivery


class Rehearsal(NamedTuple):
    """What a run would find, while its transaction is open."""

    ledger: Ledger
    listings: tuple[Listing, ...]
    report: Report


@contextmanager
def rehearse(project: Project, store: Store, now: datetime, *, recover: bool = True) -> Iterator[Rehearsal]:
    """Do a run up to the recording, and roll it back at the end.

    With `recover`, an empty ledger is recovered from what is published.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    from feeds.pipeline.record import record
    from feeds.pipeline.site import selected_facts

    with store.transaction() as transaction:
        transaction.keep = False
        run = Run(look.read(project), store, Options(now), Processes())
        error: Phrase = _recover(run) if recover else ""
        changes, fetched = scan(run), Fetched()
        everything = store.meta("published_key") != project.key
        entries = _entries(run, changes, fetched, record(run, changes), everything=everything)
        entries = entries._replace(held_back=entries.held_back or error)
        found = report(fetched, changes, entries, Delivery(), Notified())
        yield Rehearsal(run.ledger, selected_facts.with_facts(run, run.ledger.listings()), found)


def _is_published(run: Run) -> bool:
    """Return whether everything recorded before is published, if this run is to deliver."""
    store = run.store
    if not run.options.deliver:
        return bool(store.meta("entry_counts"))
    if store.meta("published_key") != run.project.key:
        return False
    return next(modified(str(run.project.output), store.output_stats()), None) is None


def _entries(run: Run, changes: SourceChanges, fetched: Fetched, recorded: Recorded, *, everything: bool) -> Entries:
    """Return the entries of a run with changes, and save what the next run needs to know immediately."""
    from feeds.pipeline.site import members, taken_addresses

    held, store = recorded.held, run.store
    changed = members.update(run, everything=everything)
    store.set_meta("taken_addresses", taken_addresses.describe(run))
    store.set_meta("unused_references", unused_references.describe(store))
    problems = _problems(run, fetched, held)
    store.set_meta("next_transition", store.next_change(run.now))
    counts, unconfirmed = store.counts(), store.first_unconfirmed()
    store.set_meta("entry_counts", json.dumps(counts))
    store.set_meta("unnamed_employers", unnamed_employers.describe(run))
    problems += unnamed_employers.problems(run.project, store)
    store.set_meta("unconfirmed", unconfirmed)
    held_back = _reason_to_hold_back(run, changes, problems) or held.reason
    return Entries(recorded.transitions, changed, counts, unconfirmed, problems, held_back, held, changed=True)


def _unchanged_entries(run: Run, changes: SourceChanges, fetched: Fetched, held: Held = NOTHING_HELD) -> Entries:
    """Return the entries of a run in which nothing changed, without reading their listings."""
    problems, counts = _problems(run, fetched, held), run.store.meta_json("entry_counts", {"": int}, {})
    problems += unnamed_employers.problems(run.project, run.store)
    held_back = _reason_to_hold_back(run, changes, problems)
    unconfirmed = run.store.meta("unconfirmed")
    return Entries(counts=counts, unconfirmed=unconfirmed, problems=problems, held_back=held_back, held=held)


def _problems(run: Run, fetched: Fetched, held: Held) -> tuple[Problem, ...]:
    partners = {source.name for source in run.project.config.partners}
    problems = (*quick_check.problems(run.store), *change_guard.problems(held, partners, run.project))
    problems += look.problems(run.project, run.store)
    if not partners:
        return problems
    from feeds.pipeline.partners import due

    return (*problems, *due.problems(run, fetched.notes))


def _reason_to_hold_back(run: Run, changes: SourceChanges, problems: tuple[Problem, ...]) -> Phrase:
    if changes.unreadable:
        return Message("no source could be read")
    if run.options.strict and warnings((*changes.problems, *problems)):
        return Message("there are problems, and the run is strict")
    return ""
