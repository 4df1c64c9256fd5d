"""The executor of one machine: this process for a little work, all cores for a lot."""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from feeds.model.instant import Deadline
from feeds.pipeline.executor import Result, Task, nothing

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

WINDOW = 3  # chunks under way per core: keeps every core busy without holding all results in memory
INLINE = 150  # items: below this, starting a second process costs more than it saves


class Processes:
    """Does tasks here or in other processes, of which there are as many as the machine has cores."""

    def __init__(self, deadline: Deadline | None = None, cores: int | None = None) -> None:
        self.deadline, self.cores = deadline or Deadline(), cores or os.cpu_count() or 1

    def is_parallel(self, size: int) -> bool:
        """Return whether so many items are worth other processes."""
        return size >= INLINE and self.cores > 1

    def map(
        self,
        task: Callable[[Task], Result],
        work: Iterable[Task],
        *,
        size: int,
        prepare: Callable[[], object] = nothing,
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Do a task for each chunk of work; yield each chunk with its result or its error, in order.

        `prepare` is called before processes are made that are copies of this one. A process that dies takes
        its neighbours' work with it, and which chunk killed it is unknown: the chunks under way are then done
        again, each alone, so that only the one that kills again is given up.

        Raises:
            LateError: the deadline has passed; what is under way elsewhere is abandoned.
        """
        if self.is_parallel(size):
            prepare()
            yield from self._spread(task, iter(work))
            return
        for chunk in work:
            self.deadline.check()
            try:
                result: Result | BaseException = task(chunk)
            except Exception as error:  # noqa: BLE001 - the caller reports it, with its cause, as unexpected
                result = error
            yield chunk, result

    def _spread(
        self, task: Callable[[Task], Result], pending: Iterator[Task]
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        from concurrent.futures import BrokenExecutor

        queue: deque[tuple[Task, Future[Result]]] = deque()
        pool: Executor | None = None
        try:
            while True:
                self.deadline.check()
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
