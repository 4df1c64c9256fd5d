"""WHO DOES THE WORK: this process for a little of it, all cores for a lot.

Work comes in chunks (some hundred posts), since handing a task to another process costs more than
a small task itself. The seam is `concurrent.futures.Executor`; anything that is one can stand here.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 100  # items: long enough a task to be worth sending
# Little work comes in smaller pieces, so that no core waits long for the last one; but more items than are
# written to the disk one by one (`deliver.directory.SYNC_EACH`).
SMALL, PIECES = 50, 10
WINDOW = 3  # chunks under way per core: keeps every core busy without holding all results in memory
INLINE = 150  # items: below this, starting a second process costs more than it saves


def chunks(items: Sequence[Task], size: int = CHUNK) -> Iterator[tuple[Task, ...]]:
    """Cut items into runs of about the same length, at most `size`, keeping their order."""
    count = max(-(-len(items) // size), min(PIECES, len(items) // SMALL))
    for number in range(count):
        yield tuple(items[len(items) * number // count : len(items) * (number + 1) // count])


def nothing() -> None:
    """Prepare nothing."""


class Engine:
    """Does tasks here or in other processes."""

    def __init__(self, cores: int | None = None) -> None:
        """Take `cores` processes; as many as the machine has, unless told otherwise."""
        self.cores = cores or os.cpu_count() or 1

    def spreads(self, size: int) -> bool:
        """Say whether so many items are worth other processes."""
        return size >= INLINE and self.cores > 1

    def spread(
        self,
        task: Callable[[Task], Result],
        work: Iterable[Task],
        *,
        size: int,
        prepare: Callable[[], object] = nothing,
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Do a task for each chunk of work; give each with its result, or what went wrong, in order.

        `size` is how many items there are in all, which decides whether other processes are worth it.
        `task` must be a module-level function, safe to be done again. `prepare` loads what it needs, once,
        before processes are made that are copies of this one. A process that dies takes its
        neighbours' work with it and does not say whose fault it was: the chunks under way are then done
        again, each alone, so that only the one that kills again is given up.
        """
        pending = iter(work)
        if not self.spreads(size):
            yield from ((chunk, _attempt(task, chunk)) for chunk in pending)
            return
        from concurrent.futures import BrokenExecutor

        prepare()
        queue: deque[tuple[Task, Future[Result]]] = deque()
        pool: Executor | None = None
        try:
            while True:
                for chunk in islice(pending, WINDOW * self.cores - len(queue)):
                    pool = pool or _processes(self.cores)
                    queue.append((chunk, _submit(pool, task, chunk)))
                if not queue:
                    _drop(pool, wait=True)  # a thread left behind would bar the next pool from being copies
                    return
                chunk, future = queue.popleft()
                error = future.exception()
                if not isinstance(error, BrokenExecutor):
                    yield chunk, future.result() if error is None else error
                    continue
                suspects = [chunk, *(chunk for chunk, _ in queue)]
                queue.clear()
                _drop(pool)
                pool = None
                for suspect in suspects:
                    yield suspect, _alone(task, suspect)
        finally:
            _drop(pool)


def _drop(pool: Executor | None, *, wait: bool = False) -> None:
    if pool:
        pool.shutdown(wait=wait, cancel_futures=True)


def _submit(pool: Executor, task: Callable[[Task], Result], chunk: Task) -> Future[Result]:
    from concurrent.futures import BrokenExecutor, Future

    try:
        return pool.submit(task, chunk)
    except BrokenExecutor as error:  # a process died since the last chunk was handed in
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _attempt(task: Callable[[Task], Result], chunk: Task) -> Result | BaseException:
    try:
        return task(chunk)
    except Exception as error:  # noqa: BLE001 - the caller reports it, with its cause, as unexpected
        return error


def _alone(task: Callable[[Task], Result], chunk: Task) -> Result | BaseException:
    with _processes(1) as executor:
        future = executor.submit(task, chunk)
        error = future.exception()
        return future.result() if error is None else error


def _processes(count: int) -> Executor:
    """Make a pool of processes, by copying this one where that is safe.

    A copy has all libraries loaded already; but it also has the locks that other threads held, so a
    process with threads starts clean ones. Elsewhere than on Linux, system libraries may hold such threads.
    """
    import threading
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    context = get_context("fork" if alone else "spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Tie a process to the one that started it: an interrupt is that one's to answer, its end is ours."""
    import signal
    import threading
    from multiprocessing import connection, parent_process

    # What a copy finds is no garbage. To look at it would be to write to it, and what is written to is no
    # longer shared with the others.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent:
            connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
