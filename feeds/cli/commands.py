"""The commands that look at a project, or begin one: check, explain, schema, init."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from feeds.cli import clock, show
from feeds.model.errors import UsageError
from feeds.model.safe_text import one_line


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration and the posts."""
    from feeds.ledger.store import Store
    from feeds.pipeline.inspect.explain import check
    from feeds.pipeline.project import load

    store = Store(None)
    project = load(options.config, store)
    report = check(project, store, clock.read(options, project.config.site.timezone))
    status = show.exit_status(report)
    if options.json:
        show.print_json(show.as_json(report, status))
        return status
    for problem in report.problems:
        print(one_line(problem))
    total = sum(report.counts.values())
    troubles = len(report.troubles())
    counts = (total, "post"), (troubles, "problem"), (len(report.problems) - troubles, "note")
    print(", ".join(show.number(count, noun) for count, noun in counts))
    return status


def explain(options: argparse.Namespace) -> int:
    """Say where each field of a post comes from."""
    from feeds.pipeline.inspect.explain import explain
    from feeds.pipeline.project import opened

    with opened(options.config, keep=False) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        lines = explain(project, store, now, options.post)
    if options.json:
        show.print_json([asdict(line) for line in lines])
        return show.DONE
    width = max(len(line.field) for line in lines)
    for line in lines:
        print(
            f"{line.field:{width}}  {one_line(line.value)}"
            + (f"  [{one_line(line.origin)}]" if line.origin else "")
        )
    return show.DONE


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of a configuration."""
    from feeds.config import json_schema

    show.print_json(json_schema(), indent=2)
    return show.DONE


def init(options: argparse.Namespace) -> int:
    """Write a first configuration and two posts."""
    from feeds.config import starter_files

    files = [(options.folder / path, text) for path, text in starter_files()]
    there = [str(path) for path, _ in files if path.exists()]
    if there:
        raise UsageError(f"{', '.join(there)}: already there (choose an empty folder)")
    try:
        for path, text in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{error.filename}: cannot be written: {error.strerror} (choose another folder)"
        ) from error
    names = [str(path) for path, _ in files]
    if options.json:
        show.print_json({"written": names}, indent=None)
    else:
        print("\n".join(f"wrote {name}" for name in names))
    return show.DONE
