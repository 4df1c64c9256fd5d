"""Local files of job records (XML, JSON, CSV or HTML): each record is a document of its own.

    a file | records of its dialect → one document for the file, one for each record, `exports/jobs.csv#ID`

The document of the file has its stamp and its problems, those of records have posts. A record that is missing from a
file which was read whole is deleted, as a post whose file is deleted. A file that cannot be read or was cut short
deletes none; one that has no records, or lost at least half of them, only once that is accepted.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from feeds.collect import Web
from feeds.collect.folder import Folder
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store.rows import READ, Stamp
from feeds.model.entry import LIVE
from feeds.model.errors import PostError
from feeds.model.problem import Message, Problem
from feeds.pipeline.sources.scan import file_of

if TYPE_CHECKING:
    from feeds.ledger.recorder import Recorder
    from feeds.model.post import Document
    from feeds.pipeline.run import Run
    from feeds.pipeline.sources.local import ParseTask

MIN_MISSING = 5  # records of a file: that fewer are deleted at once is usual
MAX_MISSING_SHARE = 0.5  # of the known records


def parse(task: ParseTask, document: Document, stamp: Stamp) -> tuple[ParsedDocument, ...]:
    """Parse a file; return its own document and those of its records.

    Records that still have their known fingerprints are not normalised again.

    Raises:
        PostError: it is no list of records, or not whole.
    """
    from feeds.normalise import partner_dialects
    from feeds.normalise.dialects import records
    from feeds.pipeline.partners import documents
    from feeds.pipeline.partners.parse import PartnerTask
    from feeds.pipeline.sources.file_entries import FileEntries
    from feeds.pipeline.sources.local import name_of

    if records.is_cut_short(document):
        raise PostError(_cut_short(document.locator))
    folder, context = task.folder, task.context
    source = Web(
        *(context.base_url, folder.name),
        dialect="records",
        preset=folder.preset,
        mapping=folder.mapping,
        dates=folder.dates,
        country=context.jobs.country,
        language=folder.language,
    )
    options = documents.parse_options(source)
    if not options.mapping:
        options = documents.list_options(options, document)
    batch = partner_dialects.read(document, options)
    as_partner = PartnerTask(source, context, (), task.known, task.version, {})
    entries = FileEntries(as_partner, options, batch, document.locator, name_of(folder, document.locator))
    problems = (*batch.problems, *entries.problems)
    seen = tuple(entries.seen) if records.proves_absence(document, batch) else None
    if seen is None and not problems:
        problems = (_part(document.locator),)
    stamp = stamp._replace(fingerprint=f"{READ}{stamp.fingerprint}" if seen is not None else stamp.fingerprint)
    return ParsedDocument(document.locator, stamp, problems, records=seen), *entries.parsed


def mark_missing(
    run: Run, recorder: Recorder, folder: Folder, parsed: Iterable[ParsedDocument], held: Container[str]
) -> tuple[ParsedDocument, ...]:
    """Mark the records that are missing from files as deleted; return the documents to record.

    Of a file that lost too many records, only a problem is recorded. If the change guard holds the source back
    (`held`), its files are read again in the next run.
    """
    states = {locator: state for locator, _, _, state, _ in run.store.known_documents(folder.name)}
    known: dict[str, list[str]] = {}
    for locator, stamp in run.store.stamps(folder.name).items():
        known.setdefault(file_of(locator, stamp), []).append(locator)
    kept, deleted, refused = list[ParsedDocument](), list[str](), set[str]()
    for one in parsed:
        if one.records is None:
            kept.append(one)
            continue
        of_file = {locator for locator in known.get(one.locator, ()) if locator != one.locator}
        lost = of_file.difference(one.records)
        missing, live = (sum(states.get(locator) in LIVE for locator in some) for some in (lost, of_file))
        is_most = missing >= MIN_MISSING and missing >= MAX_MISSING_SHARE * live
        is_loss = missing > 0 and (is_most or not one.records)
        if is_loss and not run.options.accepts(folder.name):
            refused.update(one.records)
            kept.append(_lost(one, missing, live, folder.name))
            continue
        deleted += sorted(lost)
        again = one.stamp._replace(mtime=0, fingerprint="")
        kept.append(one._replace(stamp=again) if folder.name in held else one)
    recorder.mark_missing(folder.name, dict.fromkeys(deleted, "deleted"))
    recorder.note_gone(folder.name, deleted)  # their content may be in another file
    return tuple(one for one in kept if one.locator not in refused)


def _lost(parsed: ParsedDocument, lost: int, of: int, source: str) -> ParsedDocument:
    found = Message("%(lost)s of %(count)s are missing", lost=lost, count=of)
    remedy = Message("what was published stays; if that is right, run `feeds accept %(source)s`", source=source)
    problem = Problem(parsed.locator, Message("the records that were in it"), found, remedy)
    stamp = parsed.stamp._replace(fingerprint=parsed.stamp.fingerprint.removeprefix(READ))
    return ParsedDocument(parsed.locator, stamp, (*parsed.problems, problem))


def _part(locator: str) -> Problem:
    remedy = Message("what is missing from it stays published")
    return Problem(locator, Message("a whole list"), Message("a part of one"), remedy, severity="note")


def _cut_short(locator: str) -> Problem:
    found, remedy = Message("one that ends within a record"), Message("export it again; what was published stays")
    return Problem(locator, Message("a whole table"), found, remedy, severity="error")
