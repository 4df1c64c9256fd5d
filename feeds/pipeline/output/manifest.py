"""The manifest: which outputs exist, what they were made of, and what this run does to them.

The key of an output is the digest of all that it is made of: with the same key, it is not rendered again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from feeds.ledger.store import Store
from feeds.ledger.store.rows import OutputRecord
from feeds.model.problem import Problem

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory
    from feeds.pipeline.output.write import WriteResult

POSTS, FILES = "posts", "files"  # the collections of the pages of posts, and of the files that posts link to


class Manifest:
    """The files that were published before, and those to be published now.

    Of a collection that is `checked`, files that are not wanted are removed; those of others stay.

    everything: all collections are checked.
    modified: paths of files that another program changed or removed.
    new: paths that this run is about to write for the first time.
    replaced: digests of the files that this run is about to replace.
    old_pages: paths of pages that entries had before.
    wanted: paths of checked collections that stay published.
    changed: paths with new bytes.
    failed: ids of entries without a new page, and paths of other outputs that failed; incomplete: paths of
    feed documents without a refused entry; problems: why.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.first = not store.count_outputs()
        self.everything = False
        self.modified: set[str] = set()
        self.new: set[str] = set()
        self.replaced: dict[str, str] = {}
        self.checked: set[str] = set()
        self.wanted: set[str] = set()
        self.old_pages: set[str] = set()
        self.changed: list[str] = []
        self.failed: list[str] = []
        self.incomplete: list[str] = []
        self.problems: list[Problem] = []

    def compare(self, target: Directory) -> None:
        """Find the files that are not as they were written."""
        self.modified = set(target.modified(self.store.output_stats()))

    def check(self, collection: str) -> None:
        """Let the files of a collection be removed that are not wanted."""
        self.checked.add(collection)

    def check_pages(self, paths: Iterable[str]) -> None:
        """Let pages at these paths be removed that are not wanted."""
        self.old_pages.update(filter(None, paths))

    def missing(self, keys: Mapping[str, str]) -> set[str]:
        """Return the paths of files that are not published with their keys yet; the others are wanted."""
        files = self.store.outputs_at(keys)
        same = {path for path, file in files.items() if file.input_digest == keys[path]} - self.modified
        self.wanted |= same
        return keys.keys() - same

    def intend(self, paths: Iterable[str], collection: str) -> None:
        """Save which files are about to be written, so that a run that is cut off leaves none unknown."""
        new = list(paths)
        if not new:
            return
        if not self.first:
            files = self.store.outputs_at(new)
            self.new.update(path for path in new if path not in files)
            self.replaced |= {path: file.digest for path, file in files.items() if file.digest}
        with self.store.transaction(durable=False):
            self.store.intend_outputs(new, collection)

    def record(self, result: WriteResult) -> None:
        """Save the files that were written; where writing failed, the old file stays."""
        with self.store.transaction(durable=False):
            self.store.save_outputs(result.written)
        self.wanted.update(file.path for file in result.written)
        self.keep(result.failed)
        self.changed += result.changed
        self.failed += result.failed
        self.incomplete += result.incomplete
        self.problems += (problem for problem in result.problems if problem not in self.problems)

    def keep(self, paths: Iterable[str]) -> None:
        """Keep the old files at some paths."""
        self.wanted.update(path for path in paths if self.is_known(path))

    def is_known(self, path: str) -> bool:
        """Return whether a file was published before, also if a run before could not replace it."""
        return not self.first and path not in self.new and self.store.output(path) is not None

    def unwanted(self) -> dict[str, str]:
        """Return the digests of files that are not to be published any more, "" where it is unknown."""
        files: Iterable[OutputRecord] = self.store.outputs() if self.everything else self._of_checked()
        return {file.path: self.replaced.get(file.path, file.digest) for file in files if file.path not in self.wanted}

    def _of_checked(self) -> Collection[OutputRecord]:
        files = [file for name in sorted(self.checked) for file in self.store.outputs_of(name)]
        return files + [file for path in sorted(self.old_pages) if (file := self.store.output(path))]
