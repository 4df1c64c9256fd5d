"""The first half of a run, where there is anything to do: normalise | record.

What `intake` found to be new is read, and the ledger told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from feeds.collect.folder import Found
from feeds.ledger.lifecycle import Proof
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store.rows import Stamp
from feeds.pipeline.executor import processes
from feeds.pipeline.run import Run
from feeds.pipeline.sources import organization_files
from feeds.pipeline.sources.scan import Intake, Pile
from feeds.pipeline.tasks import ReadTask, prepare_to_read, read, unexpected, unpacked

if TYPE_CHECKING:
    from feeds.normalise.organizations import References as Organizations


def record(run: Run, intake: Intake) -> bool:
    """Read what changed and tell the ledger, then let the clock open and close what is due.

    Gives whether anything is known now that was not: what was only touched says what it said before.
    """
    ledger, transitions = run.ledger, run.report.transitions
    gone = {source: tuple(ledger.store.stamps(source)) for source in intake.dropped}
    gone |= {pile.folder.name: pile.gone for pile in intake.piles}
    deleted: dict[str, dict[str, Proof]] = {
        source: dict.fromkeys(locators, "deleted") for source, locators in gone.items()
    }
    recorder, organizations = ledger.recorder(deleted, run.now), None
    for pile in intake.piles:
        if pile.files and organizations is None:
            organizations = organization_files.build(run, intake.references)
        readings = _readings(run, pile, organizations) if organizations else ()
        transitions.extend(recorder.record(pile.folder.name, readings))
        ledger.store.set_meta(f"context {pile.folder.name}", pile.context)
    if intake.partners:
        from feeds.pipeline.partners import reconcile  # most sites have none

        transitions.extend(reconcile.take(run, recorder, intake.partners))
    transitions.extend(recorder.finish())
    for source in intake.dropped:
        ledger.store.forget_source(source)
    if intake.complete and not recorder.refused:
        transitions.extend(ledger.drop_unmatched(run.now))
    run.report.by_clock.extend(ledger.apply_clock(run.now))
    transitions.extend(run.report.by_clock)
    transitions.sort(key=lambda transition: transition.locator)
    return recorder.changed or bool(transitions)


def _readings(run: Run, pile: Pile, organizations: Organizations) -> Iterator[ParsedDocument]:
    from feeds.normalise.context import Context

    config, folder, total = run.project.config, pile.folder, len(pile.files)
    language, base_url = folder.language or config.site.language, folder.base_url or config.site.url
    context = Context(
        config.site, config.jobs, organizations, language, base_url, vocabulary=config.vocabulary
    )

    def work() -> Iterator[ReadTask]:
        for files in processes.chunks(pile.files):
            known = {found.locator: pile.known.get(found.locator, "") for found in files}
            yield ReadTask(folder, run.project.root, context, files, known)

    done = 0
    for task, result in run.engine.spread(read, work(), size=total, prepare=prepare_to_read):
        if isinstance(result, BaseException):
            yield from (_given_up(found, result) for found in task.files)
        else:
            yield from unpacked(result)
        done += len(task.files)
        run.progress(f"reading {folder.path}", done, total)


def _given_up(found: Found, error: BaseException) -> ParsedDocument:
    stamp = Stamp(found.size, found.mtime, found.inode, "")
    return ParsedDocument(
        found.locator, stamp, (unexpected(found.locator, "a post that can be read", error),)
    )
