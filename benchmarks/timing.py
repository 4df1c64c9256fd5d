"""Time and memory of a command; shared by the benchmarks."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02  # seconds between two samples of memory; each takes well under a millisecond


@dataclass(frozen=True)
class Cost:
    """The cost of one run of a command: seconds, seconds of CPU, peak megabytes."""

    wall: float
    cpu: float
    peak: float


def beside(name: str) -> str:
    """Return the path of a command in the folder of this interpreter."""
    return str(Path(sys.executable).with_name(name))


def median(costs: Iterable[Cost]) -> Cost:
    """Return the median of each value of some runs."""
    runs = tuple(costs)
    wall, cpu, peak = (statistics.median(getattr(cost, what) for cost in runs) for what in ("wall", "cpu", "peak"))
    return Cost(wall, cpu, peak)


def run(command: tuple[str, ...], folder: Path, *, allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end; its output is discarded.

    Ends the benchmark if the exit status is not among those `allowed`, or a traceback was printed (a program that
    cannot import a library exits with 1, as one with problems to report does): a command that fails is soon done.
    """
    began = time.perf_counter()
    # Compiled modules are kept, as is the default.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    sampler = MemorySampler(process.pid)
    sampler.start()
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed or b"Traceback (most recent call last)" in errors:
        found = f"expected exit status {' or '.join(map(str, allowed))} and no traceback, found {process.returncode}"
        sys.exit(f"{folder}: {' '.join(command)}: {found}\n{errors.decode(errors='replace')[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, sampler.stop() or usage.ru_maxrss / 1024)


class MemorySampler(threading.Thread):
    """Samples the memory of a process and all its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Sample until `stop` is called."""
        while not self.over.wait(INTERVAL):
            self.peak = max(self.peak, memory_of(self.pid))

    def stop(self) -> float:
        """Return the peak of all samples, in MB."""
        self.over.set()
        self.join()
        return self.peak


def memory_of(pid: int) -> float:
    """Return the MB of a process and all its children, shared memory counted once."""
    try:
        shares = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has just ended, or this is not Linux
        return 0.0
    own = re.search(r"^Pss: +(\d+)", shares, re.MULTILINE)
    return (int(own[1]) / 1024 if own else 0.0) + sum(memory_of(int(child)) for child in below)


def judged(value: float, aims: dict[int, float], count: int, unit: str = "") -> str:
    """Return the aim for `count` posts or sources, and whether it is met; "" without an aim."""
    aim = next((aim for most, aim in aims.items() if count <= most), None)
    return f"<= {aim:g}{unit}: {'met' if value <= aim else 'MISSED'}" if aim else ""


def slope(points: list[tuple[int, float]]) -> float:
    """Return how much each post, job or source adds to a value, by least squares of counts and values."""
    return statistics.linear_regression(*zip(*points, strict=True)).slope
