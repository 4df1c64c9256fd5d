"""`monitor`: who is told how the runs go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Monitor:
    """Whom each run tells how it went; nobody, unless it is said.

    `ping` is an address that is asked for after each run, and may name environment variables as `${NAME}`;
    `metrics` is a file for Prometheus; with `status`, `status.json` lies beside the feeds.
    """

    ping: str = ""
    metrics: str = ""
    status: bool = False
