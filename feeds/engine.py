"""WHO DOES THE WORK: this process for a little of it, all cores for a lot.

Work comes in chunks (some hundred posts), since handing a task to another process costs more than
a small task itself. The seam is `concurrent.futures.Executor`; anything that is one can stand here.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import islice
from typing import Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 100  # items: long enough a task to be worth sending, short enough to balance over cores
WINDOW = 3  # chunks under way per core: keeps every core busy without holding all results in memory
INLINE = 150  # items: below this, starting a second process costs more than it saves


def chunks(items: Iterable[Task], size: int = CHUNK) -> Iterator[tuple[Task, ...]]:
    """Cut items into runs of `size`, keeping their order."""
    run: list[Task] = []
    for item in items:
        run.append(item)
        if len(run) == size:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


class Engine:
    """Does tasks here or in other processes, which are started at the first need and then kept."""

    def __init__(self, cores: int | None = None) -> None:
        """Take `cores` processes; as many as the machine has, unless told otherwise."""
        self.cores = cores or os.cpu_count() or 1
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def spread(
        self, task: Callable[[Task], Result], work: Iterable[Task], *, size: int
    ) -> Iterator[tuple[Task, Result | BaseException]]:
        """Do a task for each chunk of work; give each with its result, or what went wrong, in order.

        `size` is how many items there are in all, which decides whether other processes are worth it.
        `task` must be a module-level function, safe to be done again. A process that dies takes its
        neighbours' work with it and does not say whose fault it was: the chunks under way are then done
        again, each alone, so that only the one that kills again is given up.
        """
        if size < INLINE or self.cores < 2:  # noqa: PLR2004 - one core
            for chunk in work:
                yield chunk, _attempt(task, chunk)
            return
        pending, queue = iter(work), deque[tuple[Task, Future[Result]]]()
        while True:
            for wanted in islice(pending, WINDOW * self.cores - len(queue)):
                queue.append((wanted, self._submit(task, wanted)))
            if not queue:
                return
            chunk, future = queue.popleft()
            error = future.exception()
            if not isinstance(error, BrokenExecutor):
                yield chunk, future.result() if error is None else error
                continue
            suspects = [chunk, *(chunk for chunk, _ in queue)]
            queue.clear()
            self._drop()
            for suspect in suspects:
                yield suspect, _alone(task, suspect)

    def _submit(self, task: Callable[[Task], Result], chunk: Task) -> Future[Result]:
        if self._pool is None:
            self._pool = _processes(self.cores)
        try:
            return self._pool.submit(task, chunk)
        except BrokenExecutor as error:  # a process died since the last chunk was handed in
            future: Future[Result] = Future()
            future.set_exception(error)
            return future

    def _drop(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


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
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    alone = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(count, mp_context=get_context("fork" if alone else "spawn"))
