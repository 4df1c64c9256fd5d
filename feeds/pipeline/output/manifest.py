"""What lies in the output, by the keys it was made of, and what of it this run still wants.

A key names all that went into a file: where it is the same, the file need not be made again.
"""

from __future__ import annotations

from collections.abc import Iterable

from feeds.deliver.directory import Directory
from feeds.ledger.store import Store
from feeds.ledger.store.rows import Written


class Manifest:
    """The files that were published, as the store knows them and as they lie there now."""

    def __init__(self, store: Store, target: Directory) -> None:
        self.store = store
        self.files = store.outputs()
        self.first = not self.files
        self.broken = set(target.intact((w.path, w.size, w.mtime) for w in self.files.values()))
        self.wanted: set[str] = set()
        self.intended: set[str] = set()

    def has(self, path: str, key: str) -> bool:
        """Say whether the file made of this key lies in its place; if so it is wanted."""
        written = self.files.get(path)
        if written is None or written.input_digest != key or path in self.broken:
            return False
        self.wanted.add(path)
        return True

    def intend(self, paths: Iterable[str]) -> None:
        """Note files that are about to be written, so that a run that is cut off leaves none unknown."""
        about = [Written(path, "", "", 0, 0) for path in paths]
        if about:
            with self.store.transaction(durable=False):
                self.store.save_outputs(about)
        self.intended.update(written.path for written in about)

    def keep(self, written: Iterable[Written]) -> None:
        """Take files that were just put in their places."""
        files = list(written)
        with self.store.transaction(durable=False):
            self.store.save_outputs(files)
        self.wanted.update(file.path for file in files)

    def leave(self, paths: Iterable[str]) -> None:
        """Leave what lies in some places as it is; a file that could not be replaced is still wanted."""
        self.wanted.update(path for path in paths if path in self.files)

    def unwanted(self) -> dict[str, str]:
        """Give the files that nothing asks for any more, with their digests, empty where it is unknown."""
        known = dict.fromkeys(self.intended, "") | {path: file.digest for path, file in self.files.items()}
        return {path: digest for path, digest in known.items() if path not in self.wanted}


def is_intact(store: Store, target: Directory) -> bool:
    """Say whether every published file lies as it was written."""
    return next(iter(target.intact(store.written())), None) is None
