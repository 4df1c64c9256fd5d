"""Normalise the documents that changed and record them in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from feeds.ledger.lifecycle import Proof
from feeds.ledger.public import quality
from feeds.ledger.recorder.spool import Spool
from feeds.ledger.recovered import documents as recovered_documents
from feeds.ledger.store import Store
from feeds.model.entry import Transition
from feeds.model.problem import Message
from feeds.pipeline.change_guard import Held
from feeds.pipeline.report import Recorded
from feeds.pipeline.run import Run
from feeds.pipeline.sources import organizations
from feeds.pipeline.sources.scan import SourceChanges

if TYPE_CHECKING:
    from feeds.collect.folder import Folder
    from feeds.ledger.parsed_document import ParsedDocument
    from feeds.ledger.recorder import Recorder
    from feeds.pipeline.partners.documents import ParsedDocuments

NOTHING_HELD = Held()


def record(
    run: Run, changes: SourceChanges, parsed: ParsedDocuments | None = None, held: Held = NOTHING_HELD
) -> Recorded:
    """Record the changes of the sources, then open and close the entries that are due.

    Args:
        run: in a transaction.
        changes: what changed since the last run.
        parsed: the documents of partners that were parsed while they were fetched.
        held: what the change guard holds back.

    Raises:
        LateError: the deadline of the run has passed.
    """
    ledger, store = run.ledger, run.store
    transitions = Spool(Transition, key=lambda transition: transition.locator)
    order = [source.name for source in run.project.config.sources]
    recorder = ledger.recorder(_deleted(store, changes), run.now, order)
    recorder.held = held.entries
    files, built = changes.organizations, None
    if files.changed or files.gone or any(folder.files for folder in changes.folders):
        built = organizations.build(files)
        from feeds.pipeline.sources import local  # not needed if only time has passed

        tasks = local.tasks(run.project, changes.folders, built.references)
        size = sum(len(folder.files) for folder in changes.folders)
        for task, result in run.executor.map(local.parse, tasks, size=size, prepare=local.prepare):
            transitions.extend(_recorded(run, recorder, task.folder, local.parsed(task, result), held))
            run.options.progress(Message("parsing %(folder)s", folder=task.folder.path), task.done, task.total)
    for folder in changes.folders:
        store.set_meta(f"context {folder.folder.name}", folder.context)
    if changes.partners:
        from feeds.pipeline.partners import due, reconcile  # most sites have none

        due.save_order(run)
        transitions.extend(reconcile.record(run, recorder, changes.partners, parsed, held.sources))
    transitions.extend(recorder.finish())
    for source in changes.dropped:
        store.forget_source(source)
    if store.has_recovered_entries():
        transitions.extend(_settle(run, changes, held))
    if built:
        organizations.save(store, files, built)
    transitions.extend(recorder.publish_withheld())
    transitions.extend(ledger.apply_clock(run.now))
    from feeds.pipeline.sources import bind_links

    linked = bind_links.bind(run, changes)
    _count_quality(run, recorder, transitions)
    return Recorded(transitions, recorder.changed or linked or bool(transitions), recorder.moving_texts)


def _recorded(
    run: Run, recorder: Recorder, folder: Folder, parsed: tuple[ParsedDocument, ...], held: Held
) -> Iterator[Transition]:
    """Record parsed documents, and mark records as missing that are in their files no more."""
    if folder.dialect == "records":
        from feeds.pipeline.sources import record_files  # most sites have none

        parsed = record_files.mark_missing(run, recorder, folder, parsed, held.sources)
    return recorder.record(folder.name, parsed)


def _deleted(store: Store, changes: SourceChanges) -> dict[str, dict[str, Proof]]:
    """Return the documents that no longer exist, by source; first find those of recovered entries that do."""
    for folder in changes.folders if store.has_recovered_entries() else ():
        recovered_documents.find(store, folder.folder.name, folder.unread)
    gone = {source: tuple(store.stamps(source)) for source in changes.dropped}
    gone |= {folder.folder.name: folder.gone for folder in changes.folders}
    return {source: dict.fromkeys(locators, "deleted") for source, locators in gone.items()}


def _count_quality(run: Run, recorder: Recorder, transitions: Collection[Transition]) -> None:
    """Count the quality of the sources; what the filters of this site leave out was not closed by its source."""
    if not (recorder.changed or transitions):
        return
    missing = recorder.missing

    def is_of_source(one: Transition) -> bool:
        return missing.get(one.source, {}).get(one.locator) != "left out"

    quality.observe(run.store, transitions, run.now, is_of_source)
    quality.save(run.store)


def _settle(run: Run, changes: SourceChanges, held: Held) -> Iterator[Transition]:
    """Treat recovered entries like others once their own source was read completely; yield what is gone."""
    ledger, store, config = run.ledger, run.store, run.project.config
    states = store.source_states()
    complete = {folder.folder.name for folder in changes.folders if folder.complete}
    read = {name for name in complete if not store.has_unidentified(name)}
    for partner in config.partners:
        state = states.get(partner.name)
        has_read = state and state.recorded and state.last_success and not state.quarantined
        if state and state.url == partner.url and (has_read or state.gone_since):
            read.add(partner.name)
    read -= held.sources.keys()
    ledger.settle(read, run.now)
    if read.issuperset(source.name for source in config.sources):
        # A partner that does not list everything proves least about an entry that may be its own.
        names = sorted((states[one.name].proof == "snapshot", one.name) for one in config.partners)
        yield from ledger.settle_unknown(names[0][1] if names else "", run.now)
