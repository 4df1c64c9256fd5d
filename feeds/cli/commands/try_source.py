"""`feeds try`: preview what would be imported from a URL."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import clock, output
from feeds.model.errors import UsageError
from feeds.model.problem import Message
from feeds.model.safe_text import shortened, suggestion
from feeds.model.urls import is_web_url

if TYPE_CHECKING:
    from feeds.collect import Web
    from feeds.pipeline.run import Project

CONFIG = Path("config.yaml")  # if no other file is named


def attempt(options: argparse.Namespace) -> int:
    """Show what would be imported from a URL."""
    from feeds.ledger.store import Store
    from feeds.normalise.dialects.records import recognised
    from feeds.pipeline.inspect.try_source import preview
    from feeds.pipeline.project import load

    named = options.config != CONFIG or options.config.is_file()  # a file that was named must exist
    project = load(options.config, Store(None)) if named else _empty_project()
    source = _source(options, project)
    now = clock.now(options, project.config.site.timezone)
    found = preview(project, source, os.environ, now, entries=options.entries)
    mapping = recognised.as_yaml(found.mapping) if found.mapping else ""
    if options.json:
        output.print_json(
            {
                "about": {line.field: line.value for line in found.about},
                "entries": [{line.field: line.value for line in entry} for entry in found.entries],
                "left_out": [{"title": line.value, "by": str(line.origin)} for line in found.filtered],
                "problems": [output.problem_as_json(problem) for problem in found.problems],
                **({"mapping": recognised.mapping_of(found.mapping)} if mapping else {}),
            }
        )
        return output.DONE
    for lines in filter(None, (found.about, *found.entries, found.filtered)):
        output.print_lines(lines, shortened)
        print()
    if mapping:
        if found.proposed:
            output.print_line(Message("To import this, add to the source `mapping: auto`, or:"))
        print(mapping)
    for problem in found.problems:
        output.print_line(output.labelled(problem))
    return output.PROBLEMS if any(one.severity != "note" for one in found.problems) else output.DONE


def _empty_project() -> Project:
    """Return a project for a folder without a configuration."""
    from feeds import config
    from feeds.pipeline.run import Project

    text = "site: {title: Preview, url: https://example.org/}\nsources: [{path: sources}]\n"
    return Project(Path(), config.parse(text), "", "")


def _source(options: argparse.Namespace, project: Project) -> Web:
    """Return the source to preview: a configured one, by name or URL, or a new one."""
    from feeds.collect import Web
    from feeds.normalise.dialects import records

    known = {name: one for one in project.config.partners for name in (one.name, one.url)}
    source = known.get(options.url) or Web(options.url, name="try")
    if not is_web_url(source.url):
        names = ", ".join(one.name for one in project.config.partners) or Message("none")
        raise UsageError(
            Message(
                "%(url)s: expected an http(s) URL, or a source's name (known: %(names)s)", url=options.url, names=names
            )
        )
    if options.preset and options.preset not in records.presets():
        remedy = suggestion(options.preset, records.presets()) or ", ".join(records.presets())
        raise UsageError(
            Message(
                "--preset: expected a known recruiting system, found %(name)s (%(remedy)s)",
                name=options.preset,
                remedy=remedy,
            )
        )
    changes = {name: getattr(options, name) for name in ("dialect", "preset") if getattr(options, name)}
    if options.mapping:
        changes["mapping"] = _mapping(options.mapping)
    return replace(source, **changes)


def _mapping(path: Path) -> dict[str, Any]:
    """Read a mapping of records from a file of its own."""
    from feeds import config

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Message("%(path)s: %(error)s", path=path, error=getattr(error, "strerror", None) or error)
        ) from error
    return config.mapping(text, str(path))
