"""How long a run may take."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from feeds.errors import LateError

AGAIN = 5.0  # seconds: where Python cannot hand the interruption on, it comes once more


class _TimeUpError(BaseException):
    """Time is up; no door of a stage, which catches what goes wrong inside, stops this one."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Interrupt what takes longer, wherever it is: what it leaves is what a killed run leaves, only told.

    Raises:
        LateError: it took longer.
    """
    if not seconds:
        yield
        return
    try:
        with _alarm(seconds):
            yield
    except _TimeUpError:
        raise LateError(
            f"stopped after {seconds:g} seconds (--timeout); the next run finishes the work"
        ) from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if os.name == "nt":
        with _interruption(seconds):
            yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TimeUpError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _interruption(seconds: float) -> Iterator[None]:
    """Interrupt by a thread, where the system has no alarm; the alarm is better, since it makes no thread."""
    import _thread

    rung = threading.Event()

    def ring() -> None:
        rung.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if rung.is_set():
            raise _TimeUpError from None
        raise
    finally:
        timer.cancel()
