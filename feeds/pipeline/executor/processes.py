"""Executor for one machine: this process for little work, a process pool for much."""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from feeds.model.errors import InstallationError, LedgerError, installation
from feeds.model.instant import Deadline
from feeds.pipeline.executor import Result, Task, nothing

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

WINDOW = 3  # chunks under way per core: keeps every core busy without holding all results in memory
MIN_ITEMS = 150  # with fewer, starting a second process costs more than it saves


class Processes:
    """Runs tasks in this process, or in a pool of one process per core that it may use."""

    def __init__(self, deadline: Deadline | None = None, cores: int | None = None) -> None:
        self.deadline, self._cores = deadline or Deadline(), cores

    @cached_property
    def cores(self) -> int:
        """Return the number of processes of a pool."""
        from feeds.pipeline.executor.cores import count  # a run without much work has no pool

        return self._cores or count()

    def is_parallel(self, size: int) -> bool:
        """Return whether this number of items is worth other processes."""
        return size >= MIN_ITEMS and self.cores > 1

    def map(
        self,
        task: Callable[[Task], Result],
        work: Iterable[Task],
        *,
        size: int,
        prepare: Callable[[], object] = nothing,
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Run a task for each chunk of work; yield each chunk with its result or its error, in order.

        `prepare` is called before this process is copied. When a process of the pool dies, all chunks under
        way are lost, and which one killed it is unknown: each is run again in a process of its own, so that
        only the one that kills again has an error.

        Raises:
            LateError: the deadline has passed; what is under way in other processes is aborted.
            InstallationError: a library cannot be imported.
            LedgerError: the task read a damaged value.
        """
        if self.is_parallel(size):
            prepare()
            yield from self._in_pool(task, iter(work))
            return
        for chunk in work:
            self.deadline.check()
            try:
                result: Result | BaseException = task(chunk)
            except Exception as error:  # noqa: BLE001 - the caller reports it, with its cause, as unexpected
                installation.check(error)
                result = error
            yield chunk, result

    def _in_pool(
        self, task: Callable[[Task], Result], pending: Iterator[Task]
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        from concurrent.futures import BrokenExecutor

        task = partial(_checked, task)
        queue: deque[tuple[Task, Future[Result]]] = deque()
        pool: Executor | None = None
        try:
            while True:
                self.deadline.check()
                for chunk in islice(pending, WINDOW * self.cores - len(queue)):
                    pool = pool or _pool(self.cores)
                    queue.append((chunk, _submit(pool, task, chunk)))
                if not queue:
                    _shutdown(pool, wait=True)  # with a thread left running, the next pool could not be forked
                    return
                chunk, future = queue.popleft()
                result = _result(future)
                if not isinstance(result, BrokenExecutor):
                    yield chunk, result
                    continue
                suspects = [chunk, *(chunk for chunk, _ in queue)]
                queue.clear()
                _shutdown(pool)
                pool = None
                for suspect in suspects:
                    yield suspect, _alone(task, suspect)
        finally:
            _shutdown(pool)


def _shutdown(pool: Executor | None, *, wait: bool = False) -> None:
    if pool:
        pool.shutdown(wait=wait, cancel_futures=True)


def _submit(pool: Executor, task: Callable[[Task], Result], chunk: Task) -> Future[Result]:
    from concurrent.futures import BrokenExecutor, Future

    try:
        return pool.submit(task, chunk)
    except BrokenExecutor as error:  # a process died since the last chunk was submitted
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _alone(task: Callable[[Task], Result], chunk: Task) -> Result | BaseException:
    with _pool(1) as pool:
        return _result(pool.submit(task, chunk))


def _checked(task: Callable[[Task], Result], chunk: Task) -> Result:
    """Run a task in its process: the traceback of an error, by which it is recognised, stays there."""
    try:
        return task(chunk)
    except Exception as error:
        installation.check(error)
        raise


def _result(future: Future[Result]) -> Result | BaseException:
    error = future.exception()
    if isinstance(error, InstallationError | LedgerError):
        raise error
    return future.result() if error is None else error


def _pool(count: int) -> Executor:
    """Return a process pool, forked where that is safe.

    A fork has all libraries loaded already; but it also has the locks that other threads held, so a process
    with threads spawns. On other systems than Linux, system libraries may have such threads.
    """
    import threading
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    context = get_context("fork" if alone else "spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_initialize)


def _initialize() -> None:
    """Tie a process to its parent, which handles interrupts and whose end is its own."""
    import signal
    import threading
    from multiprocessing import connection, parent_process

    # Collecting the objects of the parent would write to their memory pages, which are then no longer shared.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def exit_with_parent() -> None:
        if parent:
            connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=exit_with_parent, daemon=True).start()
