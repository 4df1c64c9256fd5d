"""The commands about sources: status, try."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.cli import clock, show
from feeds.model.errors import UsageError
from feeds.model.instant import rfc3339
from feeds.model.safe_text import one_line, shortened

MINUTE, HOUR, DAY = 60, 3600, 86_400
MAPPING = "mapping"


def status(options: argparse.Namespace) -> int:
    """Show when all was published last, and how each source stands."""
    from feeds.pipeline.project import looked_at
    from feeds.status import runs
    from feeds.status import status as standings

    with looked_at(options.config) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        known, found = runs(store), standings(project, store, now)
    well = known.last == known.succeeded and all(one.health in ("good", "waiting") for one in found)
    if options.json:
        run = {"last": known.last, "succeeded": known.succeeded, "status": known.status}
        whole = {"run": _json(run | {"trouble": known.trouble})}
        show.print_json(whole | {"sources": [_json(one._asdict()) for one in found]})
        return show.DONE if well else show.PROBLEMS
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
    return show.DONE if well else show.PROBLEMS


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


def attempt(options: argparse.Namespace) -> int:
    """Show what an address would yield."""
    from feeds.ledger.store import Store
    from feeds.pipeline.inspect.try_source import attempt as tried
    from feeds.pipeline.project import load

    project = load(options.config, Store(None)) if options.config.is_file() else _nobody()
    source = _source(options, project)
    now = clock.read(options, project.config.site.timezone)
    found = tried(project, source, os.environ, now, most=options.entries)
    if options.json:
        show.print_json(
            {
                "about": {line.field: line.value for line in found.about},
                "entries": [{line.field: line.value for line in entry} for entry in found.entries],
                "problems": [show.of_problem(problem) for problem in found.problems],
            }
        )
        return show.DONE
    for lines in (found.about, *found.entries):
        width = max(len(line.field) for line in lines)
        for line in lines:
            origin = f"  [{one_line(line.origin)}]" if line.origin else ""
            print(f"{line.field:{width}}  {shortened(line.value)}{origin}")
        print()
    for problem in found.problems:
        print(one_line(problem))
    return show.PROBLEMS if any(one.severity != "note" for one in found.problems) else show.DONE


def _nobody() -> Any:
    """Give a project for where there is none yet."""
    from feeds import config
    from feeds.pipeline.run import Project

    text = "site: {title: Nobody, url: https://example.org/}\nsources: [{path: sources}]\n"
    return Project(Path(), config.parse(text), "", "")


def _source(options: argparse.Namespace, project: Any) -> Any:
    """Find the source that is meant: one of the configuration, by name or address, or a new one."""
    from feeds.collect import Web

    known = {name: one for one in project.config.partners for name in (one.name, one.url)}
    source = known.get(options.url) or Web(options.url, name="try")
    if not source.url.startswith(("http://", "https://")):
        names = ", ".join(one.name for one in project.config.partners) or "none"
        raise UsageError(
            f"{options.url}: expected an http or https address, or a source's name (known: {names})"
        )
    wishes = {name: getattr(options, name) for name in ("dialect", "preset") if getattr(options, name)}
    if options.mapping:
        wishes[MAPPING] = _mapping(options.mapping)
    return replace(source, **wishes)


def _mapping(path: Path) -> dict[str, Any]:
    """Read a mapping that is still being written from a file of its own."""
    from feeds import config

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    return config.mapping(text, str(path))
