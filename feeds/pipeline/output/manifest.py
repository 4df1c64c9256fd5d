"""The manifest: which outputs exist, what they were made of, and what this run does to them.

The key of an output is the digest of all that it is made of: with the same key, it is not rendered again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.ledger.store import Store
from feeds.ledger.store.rows import OutputRecord
from feeds.model.problem import Problem

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory
    from feeds.pipeline.output.write import WriteResult


class Manifest:
    """The files that were published before, and those to be published now.

    files: those published before. wanted: paths that stay published.
    modified: paths of files that another program changed or removed.
    intended: paths that this run is about to write.
    changed: paths with new bytes.
    failed: ids of entries without a new page, and paths of other outputs that failed; incomplete: paths of
    feed documents without a refused entry; problems: why.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.files = store.outputs()
        self.first = not self.files
        self.modified: set[str] = set()
        self.wanted: set[str] = set()
        self.intended: set[str] = set()
        self.changed: list[str] = []
        self.failed: list[str] = []
        self.incomplete: list[str] = []
        self.problems: list[Problem] = []

    def compare(self, target: Directory) -> None:
        """Find the files that are not as they were written."""
        self.modified = set(target.modified((file.path, file.size, file.mtime) for file in self.files.values()))

    def has(self, path: str, key: str) -> bool:
        """Return whether the file with this key is published already; if so, it is wanted."""
        written = self.files.get(path)
        if written is None or written.input_digest != key or path in self.modified:
            return False
        self.wanted.add(path)
        return True

    def intend(self, paths: Iterable[str]) -> None:
        """Save which files are about to be written, so that a run that is cut off leaves none unknown."""
        files = [OutputRecord(path, "", "", 0, 0) for path in paths]
        if files:
            with self.store.transaction(durable=False):
                self.store.save_outputs(files)
        self.intended.update(file.path for file in files)

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
        self.wanted.update(path for path in paths if path in self.files)

    def unwanted(self) -> dict[str, str]:
        """Return the digests of files that are not to be published any more, "" where it is unknown."""
        known = dict.fromkeys(self.intended, "") | {path: file.digest for path, file in self.files.items()}
        return {path: digest for path, digest in known.items() if path not in self.wanted}
