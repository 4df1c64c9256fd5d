"""Executors: run a task for each chunk of the work, in this process or in others.

A chunk is some hundred posts, since sending a task to another process costs more than a small task itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 100  # items: a task long enough to be worth sending
# Little work comes in smaller chunks, so that no core waits long for the last one; but of more items than are
# written to the disk one by one (`deliver.directory.SYNC_EACH`).
MIN_CHUNK, MIN_CHUNKS = 50, 10


def nothing() -> None:
    """Do nothing, as preparation of a task that needs none."""


class Executor(Protocol):
    """Computes the results of tasks."""

    def is_parallel(self, size: int) -> bool:
        """Return whether this number of items is computed in parallel."""

    def map(
        self,
        task: Callable[[Task], Result],
        work: Iterable[Task],
        *,
        size: int,
        prepare: Callable[[], object] = nothing,
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Run a task for each chunk of work; yield each chunk with its result or its error, in order.

        Args:
            task: a module-level function that may be run twice for a chunk.
            work: the chunks, of values that can be pickled.
            size: number of items in all chunks.
            prepare: loads what the task needs, once.

        Raises:
            LateError: the deadline of the run has passed.
            InstallationError: a library cannot be imported.
        """


def chunks(items: Sequence[Task], size: int = CHUNK) -> Iterator[tuple[Task, ...]]:
    """Split items into chunks of about the same length, at most `size`, keeping their order."""
    count = max(-(-len(items) // size), min(MIN_CHUNKS, len(items) // MIN_CHUNK))
    for number in range(count):
        yield tuple(items[len(items) * number // count : len(items) * (number + 1) // count])
