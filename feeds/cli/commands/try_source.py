"""`feeds try`: preview what would be imported from a URL."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from feeds.cli import clock, output
from feeds.model.errors import UsageError
from feeds.model.safe_text import one_line, shortened
from feeds.model.urls import is_web_url

MAPPING = "mapping"


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
        output.print_json(
            {
                "about": {line.field: line.value for line in found.about},
                "entries": [{line.field: line.value for line in entry} for entry in found.entries],
                "problems": [output.of_problem(problem) for problem in found.problems],
            }
        )
        return output.DONE
    for lines in (found.about, *found.entries):
        width = max(len(line.field) for line in lines)
        for line in lines:
            origin = f"  [{one_line(line.origin)}]" if line.origin else ""
            print(f"{line.field:{width}}  {shortened(line.value)}{origin}")
        print()
    for problem in found.problems:
        print(one_line(problem))
    return output.PROBLEMS if any(one.severity != "note" for one in found.problems) else output.DONE


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
    if not is_web_url(source.url):
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
