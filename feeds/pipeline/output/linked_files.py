"""Files that posts link to: written before the pages that show them, removed with the last one that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from feeds.model.errors import OutputError
from feeds.model.feed import Output
from feeds.model.problem import Message
from feeds.pipeline.output import write as outputs
from feeds.pipeline.output.manifest import FILES, Manifest
from feeds.pipeline.run import Run
from feeds.pipeline.sources import linked_files
from feeds.pipeline.sources.linked_files import LinkedFiles

if TYPE_CHECKING:
    from feeds.assemble.archives import Outline
    from feeds.deliver.directory import Directory

_KEY = "file"  # of each: its path is already that of its bytes


def write(run: Run, target: Directory, manifest: Manifest) -> None:
    """Write the files that pages with content link to, and keep those that archive documents show."""
    manifest.check(FILES)
    manifest.keep(run.store.archived_files_of_pages())
    needed = run.store.files_of_pages()
    new = manifest.missing(dict.fromkeys(needed, _KEY))
    missing = {output: locator for output, locator in needed.items() if output in new}
    manifest.intend(missing, FILES)
    files = LinkedFiles(run)
    for count, (output, locator) in enumerate(missing.items(), start=1):
        run.options.deadline.check()

        def render(output: str = output, locator: str = locator) -> Iterator[Output]:
            yield _output(files, output, locator)

        manifest.record(outputs.write_one(target, output, _KEY, render))
        run.options.progress(Message("writing files"), count, len(missing))


def _output(files: LinkedFiles, output: str, locator: str) -> Output:
    """Return a file as it is published.

    Raises:
        OutputError: it is not the one that was last read.
    """
    try:
        body = linked_files.publishable(locator, files.body(locator))
    except OSError as error:
        raise OutputError(Message("%(locator)s: %(error)s", locator=locator, error=error.strerror)) from error
    if body is None or linked_files.output(locator, body) != output:
        raise OutputError(Message("%(locator)s: it changed while it was read (run again)", locator=locator))
    return Output(output, files.file(locator).media_type, body)


def keep(manifest: Manifest) -> None:
    """Keep all files, because an output that could not be replaced may show them."""
    manifest.keep(file.path for file in manifest.store.outputs_of(FILES))


def save_archived(run: Run, outlines: Iterable[Outline]) -> None:
    """Save which files full archive documents show: they are not written again when a file is replaced."""
    archived = {listing.id for part in outlines if part.frozen for listing in part.listings}
    files = run.store.files_of_entries() if archived else []
    known = set(run.store.archived_files()) if files else set()
    new = {(entry, output) for entry, _, output in files if entry in archived} - known
    if new:
        with run.store.transaction(durable=False):
            run.store.save_archived_files(sorted(new))
