"""Normalise the documents that changed and record them in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.ledger.lifecycle import Proof
from feeds.pipeline.report import Recorded
from feeds.pipeline.run import Run
from feeds.pipeline.sources import organizations
from feeds.pipeline.sources.scan import SourceChanges

if TYPE_CHECKING:
    from feeds.ledger.recorder import Recorder
    from feeds.model.entry import Transition
    from feeds.pipeline.partners.documents import ParsedDocuments


def record(run: Run, changes: SourceChanges, parsed: ParsedDocuments | None = None) -> Recorded:
    """Record what changed in the sources, then open and close the entries whose time has come.

    To be called in a transaction. `parsed` are documents of partners that were parsed while being fetched.

    Raises:
        LateError: the deadline of the run has passed.
    """
    ledger, store, transitions = run.ledger, run.store, list["Transition"]()
    gone = {source: tuple(store.stamps(source)) for source in changes.dropped}
    gone |= {folder.folder.name: folder.gone for folder in changes.folders}
    deleted: dict[str, dict[str, Proof]] = {
        source: dict.fromkeys(locators, "deleted") for source, locators in gone.items()
    }
    recorder = ledger.recorder(deleted, run.now)
    if any(folder.files for folder in changes.folders):
        _record_posts(run, changes, recorder, transitions)
    for folder in changes.folders:
        store.set_meta(f"context {folder.folder.name}", folder.context)
    if changes.partners:
        from feeds.pipeline.partners import reconcile  # most sites have none

        transitions.extend(reconcile.record(run, recorder, changes.partners, parsed))
    transitions.extend(recorder.finish())
    for source in changes.dropped:
        store.forget_source(source)
    if changes.complete and not recorder.refused:
        transitions.extend(ledger.drop_unmatched(run.now))
    by_clock = tuple(ledger.apply_clock(run.now))
    transitions.extend(by_clock)
    transitions.sort(key=lambda transition: transition.locator)
    return Recorded(tuple(transitions), by_clock, recorder.changed or bool(transitions))


def _record_posts(
    run: Run, changes: SourceChanges, recorder: Recorder, transitions: list[Transition]
) -> None:
    """Normalise the posts of all folders, chunk by chunk, and record each chunk."""
    known, problems = organizations.build(run.project, changes.organizations)
    from feeds.pipeline.sources import local  # a run that only the clock caused parses nothing

    for folder in changes.folders:
        done, total = 0, len(folder.files)
        tasks = local.tasks(run.project, folder, known)
        for task, result in run.executor.map(local.parse, tasks, size=total, prepare=local.prepare):
            transitions.extend(recorder.record(folder.folder.name, local.parsed(task, result)))
            done += len(task.files)
            run.options.progress(f"reading {folder.folder.path}", done, total)
    organizations.keep(run.store, changes.organizations, problems)
