"""The first half of a run: collect | normalise | record.

scan      which documents are there, and which of them are not as they were?
record    read those, and tell the ledger
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feeds import engine, references
from feeds.collect import folder as folders
from feeds.collect.folder import Folder, Found, Scan
from feeds.errors import SourceError
from feeds.ledger.lifecycle import Proof
from feeds.ledger.reading import Reading
from feeds.ledger.rows import Stamp
from feeds.model import Problem
from feeds.partners import taking
from feeds.partners.taking import PartnerPile
from feeds.references import References
from feeds.run import Run, digest
from feeds.tasks import ReadTask, prepare_to_read, read, unexpected, unpacked

if TYPE_CHECKING:
    from feeds.normalise.references import References as Organizations

MANY = 10  # posts: a folder that held fewer may well be emptied on purpose


@dataclass(frozen=True, slots=True)
class Pile:
    """What is to be done for one source: documents to read, and those that are gone.

    `known` are the fingerprints of documents that need no more than a look; `context` names what
    the reading depends on besides the document.
    """

    folder: Folder
    files: tuple[Found, ...]
    known: dict[str, str]
    gone: tuple[str, ...]
    context: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be done for all sources; `dropped` are those that the configuration no longer names.

    It is `complete` when every folder could be listed in full.
    """

    piles: tuple[Pile, ...]
    partners: tuple[PartnerPile, ...]
    dropped: tuple[str, ...]
    references: References
    complete: bool

    @property
    def changed(self) -> bool:
        """Say whether there is anything to read or to forget."""
        touched = any(pile.files or pile.gone for pile in self.piles)
        return touched or bool(self.dropped or self.partners)


def scan(run: Run) -> Intake:
    """Find out what changed since the last run, reading no document that was not touched."""
    found = references.scan(run)
    piles = tuple(_piles(run, found.key))
    config, store = run.project.config, run.ledger.store
    named = {source.name for source in config.sources}
    dropped = tuple(source for source in store.sources() if source not in named)
    complete = len(piles) == len(config.folders) and all(pile.complete for pile in piles)
    return Intake(piles, taking.scan(run), dropped, found, complete)


def _piles(run: Run, references_key: str) -> Iterator[Pile]:
    project, report = run.project, run.report
    for folder in project.config.folders:
        report.sources += 1
        try:
            scanned = folders.scan(folder, project.root)
        except SourceError as error:
            report.unread.append(folder.name)
            report.problems.append(_source_failed(project.file, folder, error))
            continue
        report.problems.extend(scanned.problems)
        config = project.config
        context = digest(project.version, config.site, config.jobs, config.vocabulary, folder, references_key)
        yield _pile(run, folder, scanned, context)


def _source_failed(file: str, folder: Folder, error: SourceError) -> Problem:
    found = f"{error}; what was published from it stays"
    return Problem(
        file, "a source that can be read", found, field=f"sources: {folder.name}", severity="error"
    )


def _pile(run: Run, folder: Folder, scanned: Scan, context: str) -> Pile:
    store = run.ledger.store
    stamps = store.stamps(folder.name)
    same_context = store.meta(f"context {folder.name}") == context
    files = tuple(
        found
        for found in scanned.files
        if not (same_context and found.mtime and stamps.get(found.locator) == found[1:])
    )
    known = (
        {found.locator: store.fingerprint(folder.name, found.locator) for found in files} if stamps else {}
    )
    there = {found.locator for found in scanned.files}
    gone = tuple(locator for locator in stamps if locator not in there) if scanned.complete else ()
    if not there and len(gone) >= MANY and not run.accept:
        run.report.problems.append(_emptied(folder, len(gone)))
        gone = ()
    return Pile(folder, files, known if same_context else {}, gone, context, scanned.complete)


def _emptied(folder: Folder, count: int) -> Problem:
    """Say that a folder lost all it had: more often a disk that is not there than somebody's wish."""
    remedy = "what was published stays; if they are meant to go, run `feeds accept`"
    return Problem(folder.path, f"the {count} posts that were here", "an empty folder", remedy)


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
    recording, organizations = ledger.recording(deleted, run.now), None
    for pile in intake.piles:
        if pile.files and organizations is None:
            organizations = references.build(run, intake.references)
        readings = _readings(run, pile, organizations) if organizations else ()
        transitions.extend(recording.take(pile.folder.name, readings))
        ledger.store.set_meta(f"context {pile.folder.name}", pile.context)
    transitions.extend(taking.take(run, recording, intake.partners))
    transitions.extend(recording.finish())
    for source in intake.dropped:
        ledger.store.forget_standing(source)
    if intake.complete and not recording.refused:
        transitions.extend(ledger.bury(run.now))
    run.report.by_clock.extend(ledger.wake(run.now))
    transitions.extend(run.report.by_clock)
    transitions.sort(key=lambda transition: transition.locator)
    return recording.changed or bool(transitions)


def _readings(run: Run, pile: Pile, organizations: Organizations) -> Iterator[Reading]:
    from feeds.normalise.context import Context

    config, folder, total = run.project.config, pile.folder, len(pile.files)
    language, base_url = folder.language or config.site.language, folder.base_url or config.site.url
    context = Context(
        config.site, config.jobs, organizations, language, base_url, vocabulary=config.vocabulary
    )

    def work() -> Iterator[ReadTask]:
        for files in engine.chunks(pile.files):
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


def _given_up(found: Found, error: BaseException) -> Reading:
    stamp = Stamp(found.size, found.mtime, found.inode, "")
    return Reading(found.locator, stamp, (unexpected(found.locator, "a post that can be read", error),))
