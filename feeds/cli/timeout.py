"""How long a run may take."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import FrameType

from feeds.model.errors import LateError

STEP = 0.01  # seconds after which a place to stop at is looked for again
STEPS = 500  # after so many, any place will do
AGAIN = 5.0  # seconds: where Python cannot hand the interruption on, it comes once more
WAITS = frozenset({"wait", "_wait_for_tstate_lock"})  # of threading: for other threads, and other processes


class _TimeUpError(BaseException):
    """Time is up; no door of a stage, which catches what goes wrong inside, stops this one."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Interrupt what takes longer: what it leaves is what a killed run leaves, only told.

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

    refused = count()

    def ring(_number: int, frame: FrameType | None) -> None:
        if _is_ours(frame) or next(refused) > STEPS:
            signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
            raise _TimeUpError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, STEP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _is_ours(frame: FrameType | None) -> bool:
    """Say whether our own code is at work, or waits: an exception in the midst of a library may break it.

    What Python calls when a process is copied or an object dies cannot even raise one.
    """
    name = frame.f_globals.get("__name__", "") if frame else ""
    has_pending_notifications = name == "threading" and frame is not None and frame.f_code.co_name in WAITS
    return has_pending_notifications or (name.partition(".")[0] == "feeds" and name != __name__)


@contextmanager
def _interruption(seconds: float) -> Iterator[None]:
    """Interrupt by a thread, where the system has no alarm; the alarm is better, since it makes no thread."""
    import _thread
    import threading

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
