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
    from feeds.monitor.source_status import runs
    from feeds.monitor.source_status import status as source_status
    from feeds.pipeline.project import looked_at

    with looked_at(options.config) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        known, found = runs(store), source_status(project, store, now)
    well = known.last == known.succeeded and all(one.health in ("good", "waiting") for one in found)
    if options.json:
        run = {"last": known.last, "succeeded": known.succeeded, "status": known.status}
        whole = {"run": _json(run | {"trouble": known.trouble})}
        output.print_json(whole | {"sources": [_json(one._asdict()) for one in found]})
        return output.DONE if well else output.PROBLEMS
    for what, at in (("last run", known.last), ("last success", known.succeeded)):
        why = f": {one_line(known.trouble)}" if what == "last run" and known.trouble else ""
        print(f"{what:12}  {_age((now - at).total_seconds() if at else None)}{why}")
    print()
    rows = [
        (
            *(one.name, one.health, str(one.entries), _age(one.age)),
            *(_when(one.due, now), one_line(one.trouble) if one.trouble else ""),
        )
        for one in found
    ]
    _table(("source", "health", "entries", "last good", "next", "trouble"), rows)
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
