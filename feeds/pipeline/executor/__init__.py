"""Executors: do a task for each chunk of the work, here or elsewhere.

Work comes in chunks (some hundred posts), since handing a task to another process costs more than
a small task itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 100  # items: long enough a task to be worth sending
# Little work comes in smaller pieces, so that no core waits long for the last one; but more items than are
# written to the disk one by one (`deliver.directory.SYNC_EACH`).
SMALL, PIECES = 50, 10


def nothing() -> None:
    """Prepare nothing."""


class Executor(Protocol):
    """Computes the results of tasks."""

    def is_parallel(self, size: int) -> bool:
        """Return whether so many items are computed side by side."""

    def map(
        self,
        task: Callable[[Task], Result],
        work: Iterable[Task],
        *,
        size: int,
        prepare: Callable[[], object] = nothing,
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Do a task for each chunk of work; yield each chunk with its result or its error, in order.

        Args:
            task: a module-level function that may be done again.
            work: the chunks, of values that can be pickled.
            size: how many items there are in all chunks together.
            prepare: loads what the task needs, once.

        Raises:
            LateError: the deadline of the run has passed.
        """


def chunks(items: Sequence[Task], size: int = CHUNK) -> Iterator[tuple[Task, ...]]:
    """Cut items into runs of about the same length, at most `size`, keeping their order."""
    count = max(-(-len(items) // size), min(PIECES, len(items) // SMALL))
    for number in range(count):
        yield tuple(items[len(items) * number // count : len(items) * (number + 1) // count])
