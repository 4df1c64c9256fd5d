"""What both benchmarks share: a command run to its end, and what it took."""

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

LOOK = 0.02  # seconds between two looks at the memory of a run; each takes well under a millisecond


@dataclass(frozen=True)
class Cost:
    """What one run of a command took: seconds, seconds of CPU, megabytes."""

    wall: float
    cpu: float
    peak: float


def beside(name: str) -> str:
    """Name a command that stands beside this interpreter."""
    return str(Path(sys.executable).with_name(name))


def median(costs: Iterable[Cost]) -> Cost:
    """Give the medians of some runs, each of its own."""
    runs = tuple(costs)
    wall, cpu, peak = (
        statistics.median(getattr(cost, what) for cost in runs) for what in ("wall", "cpu", "peak")
    )
    return Cost(wall, cpu, peak)


def run(command: tuple[str, ...], folder: Path) -> Cost:
    """Run a command to its end; what it prints is thrown away."""
    began = time.perf_counter()
    # Compiled modules are kept, as they are where nobody has forbidden it.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    watch = Watch(process.pid)
    watch.start()
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, watch.stop() or usage.ru_maxrss / 1024)


class Watch(threading.Thread):
    """Looks again and again at the memory of a process and all that it started."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Look until told that it is over."""
        while not self.over.wait(LOOK):
            self.peak = max(self.peak, together(self.pid))

    def stop(self) -> float:
        """Give the most that was seen at once, in MB."""
        self.over.set()
        self.join()
        return self.peak


def together(pid: int) -> float:
    """Add up the MB of a process and of all below it, what they share counted once."""
    try:
        shares = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has just ended, or this is not Linux
        return 0.0
    own = re.search(r"^Pss: +(\d+)", shares, re.MULTILINE)
    return (int(own[1]) / 1024 if own else 0.0) + sum(together(int(child)) for child in below)


def judged(value: float, aims: dict[int, float], count: int, unit: str = "") -> str:
    """Say what is aimed at for so many, and whether it is met."""
    aim = next((aim for most, aim in aims.items() if count <= most), None)
    return f"<= {aim:g}{unit}: {'met' if value <= aim else 'MISSED'}" if aim else ""
