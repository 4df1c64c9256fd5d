"""The manifest: which outputs exist, what they were made of, and what this run does to them.

A key is the digest of all that went into a file: where it is the same, the file need not be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from feeds.ledger.store import Store
from feeds.ledger.store.rows import OutputRecord
from feeds.model.problem import Problem

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory
    from feeds.pipeline.output.write import Done


class Manifest:
    """The files that were published before, and those that are to be published now.

    changed: paths with new bytes. failed: what has no new output, by id or path. problems: why.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.files = store.outputs()
        self.first = not self.files
        self.broken: set[str] = set()
        self.wanted: set[str] = set()
        self.intended: set[str] = set()
        self.changed: list[str] = []
        self.failed: list[str] = []
        self.problems: list[Problem] = []

    def compare(self, target: Directory) -> None:
        """Find the files that are not as they were written."""
        self.broken = set(target.modified((w.path, w.size, w.mtime) for w in self.files.values()))

    def has(self, path: str, key: str) -> bool:
        """Return whether the file made of this key is in its place; if so it is wanted."""
        written = self.files.get(path)
        if written is None or written.input_digest != key or path in self.broken:
            return False
        self.wanted.add(path)
        return True

    def intend(self, paths: Iterable[str]) -> None:
        """Note files that are about to be written, so that a run that is cut off leaves none unknown."""
        about = [OutputRecord(path, "", "", 0, 0) for path in paths]
        if about:
            with self.store.transaction(durable=False):
                self.store.save_outputs(about)
        self.intended.update(written.path for written in about)

    def take(self, done: Done) -> None:
        """Note files that were written; where that failed, the file of before is still wanted."""
        with self.store.transaction(durable=False):
            self.store.save_outputs(done.written)
        self.wanted.update(file.path for file in done.written)
        self.leave(done.failed)
        self.changed += done.changed
        self.failed += done.failed
        self.problems += done.problems

    def leave(self, paths: Iterable[str]) -> None:
        """Leave files of before in their places."""
        self.wanted.update(path for path in paths if path in self.files)

    def unwanted(self) -> dict[str, str]:
        """Return the files that nothing wants any more, with their digests, empty where it is unknown."""
        known = dict.fromkeys(self.intended, "") | {path: file.digest for path, file in self.files.items()}
        return {path: digest for path, digest in known.items() if path not in self.wanted}


def is_intact(store: Store, target: Directory) -> bool:
    """Return whether every published file is as it was written."""
    return next(iter(target.modified(store.output_stats())), None) is None
