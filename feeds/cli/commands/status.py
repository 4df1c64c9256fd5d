"""`feeds status`: show the last runs and the state of each source."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from feeds.cli import clock, output
from feeds.model.instant import rfc3339
from feeds.model.safe_text import one_line

MINUTE, HOUR, DAY = 60, 3600, 86_400


def status(options: argparse.Namespace) -> int:
    """Show when all was published last, and how each source stands."""
    from feeds.monitor.source_status import run_history
    from feeds.monitor.source_status import status as source_status
    from feeds.pipeline.project import looked_at

    with looked_at(options.config) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        known, found = run_history(store), source_status(project, store, now)
    well = known.last_run == known.last_success and all(one.health in ("good", "waiting") for one in found)
    if options.json:
        run = {
            "last_run": known.last_run,
            "last_success": known.last_success,
            "exit_status": known.exit_status,
        }
        whole = {"run": _json(run | {"last_error": known.last_error})}
        output.print_json(whole | {"sources": [_json(one._asdict()) for one in found]})
        return output.DONE if well else output.PROBLEMS
    for what, at in (("last run", known.last_run), ("last success", known.last_success)):
        why = f": {one_line(known.last_error)}" if what == "last run" and known.last_error else ""
        print(f"{what:12}  {_age((now - at).total_seconds() if at else None)}{why}")
    print()
    rows = [
        (
            *(one.name, one.health, str(one.entries), _age(one.age)),
            *(_when(one.next_poll, now), one_line(one.last_error) if one.last_error else ""),
        )
        for one in found
    ]
    _table(("source", "health", "entries", "last success", "next poll", "last error"), rows)
    return output.DONE if well else output.PROBLEMS


def _json(values: dict[str, Any]) -> dict[str, Any]:
    return {key: rfc3339(value) if isinstance(value, datetime) else value for key, value in values.items()}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _age(seconds: float | None) -> str:
    return "never" if seconds is None else f"{_span(seconds)} ago" if seconds >= MINUTE else "now"


def _when(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "-"
    return f"in {_span((due - now).total_seconds())}" if due > now else "now"


def _span(seconds: float) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds // unit:.0f} {name}"
    return "1 min"
