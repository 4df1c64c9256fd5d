"""The number of cores that this process may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path, PurePosixPath


def count(root: Path = Path("/")) -> int:
    """Return how many cores the affinity of this process and the CPU quotas of its cgroups leave, at least 1.

    The machine's number is no measure: in a container of two cores on a machine of 32, a pool of 32 processes
    took 413 MB instead of 129. `root` is the folder in which `proc` and `sys` lie.

    Sources: sched_getaffinity(2); `cpu.max` of cgroup v2, and `cpu.cfs_quota_us` of v1 (Linux, Documentation/).
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min((cores, *map(ceil, _quotas(root)))))


def _quotas(root: Path) -> Iterator[float]:
    """Yield the quotas, in cores, of the cgroups that this process is in; those that set none are left out."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        group = PurePosixPath(path)
        # In a container the path may be that of the host, of which only the mounted root is seen.
        for folder in (group, *group.parents):
            relative = folder.relative_to("/") if folder.is_absolute() else folder
            if not controllers:
                yield from _quota(*_read(root / "sys/fs/cgroup" / relative / "cpu.max").split()[:2])
            elif "cpu" in controllers.split(","):
                files = root / "sys/fs/cgroup/cpu" / relative
                yield from _quota(_read(files / "cpu.cfs_quota_us"), _read(files / "cpu.cfs_period_us"))


def _quota(quota: str = "", period: str = "") -> Iterator[float]:
    # "max" and -1 are no quota.
    if quota.strip().isdecimal() and period.strip().isdecimal() and int(period):
        yield int(quota) / int(period)


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace")
    except OSError:
        return ""
