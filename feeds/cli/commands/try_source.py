"""`feeds try`: preview what would be imported from a URL."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.errors import SourceError, UsageError
from feeds.model.problem import Message, phrase
from feeds.model.safe_text import shortened, suggestion
from feeds.model.urls import is_web_url

if TYPE_CHECKING:
    from feeds.collect import Web
    from feeds.model.problem import Problem
    from feeds.pipeline.inspect.try_source import Preview
    from feeds.pipeline.run import Project

# Lines of which there may be several: their facts have keys of their own in `--json`.
_REPEATED = frozenset(
    {"matched", "fields", "not read", "list", "page", "missing", "left out", "refused", "note", "links"}
)
CONFIG = Path("config.yaml")  # if no other file is named


def attempt(options: argparse.Namespace) -> int:
    """Show what would be imported from a URL."""
    from feeds.ledger.store import Store
    from feeds.normalise.dialects.records import recognised
    from feeds.pipeline.inspect.try_source import Request, preview
    from feeds.pipeline.project import load

    named = options.config != CONFIG or options.config.is_file()  # a file that was named must exist
    project = load(options.config, Store(None)) if named else _empty_project()
    source, body = _source(options, project)
    now = clock.now(options, project.config.site.timezone)
    try:
        found = preview(project, source, Request(os.environ, now, body), entries=options.entries)
    except SourceError as error:
        if not options.json:
            raise
        output.print_json({"error": translate(phrase(error))})
        return error.exit_status
    mapping = recognised.as_yaml(found.mapping) if found.mapping else ""
    if options.json:
        output.print_json(_as_json(found))
        return output.DONE
    output.print_lines(found.about)
    for lines in filter(None, (*found.entries, found.filtered)):
        print()
        output.print_lines(lines, shortened)
    print()
    if mapping:
        if found.proposed:
            output.print_line(Message("To import this, add to the source `mapping: auto`, or:"))
        print(mapping)
    for problem, count in _grouped(found.problems):
        more = Message("%(count)s more like this", "%(count)s more like this", count=count - 1)
        line = output.labelled(problem)
        output.print_line(Message("%(problem)s (%(more)s)", problem=line, more=more) if count > 1 else line)
    return output.PROBLEMS if any(one.severity != "note" for one in found.problems) else output.DONE


def _as_json(found: Preview) -> dict[str, Any]:
    """Return a preview as `--json` prints it."""
    from feeds.normalise.dialects.records import recognised

    by, why, fields, unread = found.match
    about = {line.field: translate(line.value) for line in found.about if line.field not in _REPEATED}
    return {
        "about": about,
        "matched": {"by": translate(by), "why": translate(why), "fields": fields, "unread": unread},
        "counts": found.counts._asdict(),
        "documents": [one._asdict() for one in found.documents],
        "links": [one._asdict() for one in found.shapes],
        "notes": [translate(note) for note in found.notes],
        "entries": [{line.field: translate(line.value) for line in entry} for entry in found.entries],
        "left_out": [{"title": line.value, "by": str(line.origin)} for line in found.filtered],
        "problems": [output.problem_as_json(problem) for problem in found.problems],
        **({"mapping": recognised.mapping_of(found.mapping)} if found.mapping else {}),
    }


def _grouped(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """Return each kind of problem once, the first of it, with how many there are."""
    first: dict[tuple[str, ...], Problem] = {}
    counts = Counter[tuple[str, ...]]()
    for problem in problems:
        kind = (problem.severity, problem.field, problem.expected, problem.found, problem.remedy)
        first.setdefault(kind, problem)
        counts[kind] += 1
    return [(problem, counts[kind]) for kind, problem in first.items()]


def _empty_project() -> Project:
    """Return a project for a folder without a configuration."""
    from feeds import config
    from feeds.pipeline.run import Project

    text = "site: {title: Preview, url: https://example.org/}\nsources: [{path: sources}]\n"
    return Project(Path(), config.parse(text), "", "")


def _source(options: argparse.Namespace, project: Project) -> tuple[Web, bytes | None]:
    """Return the source to preview, and the content of a file: a configured source, by name or URL, or a new one."""
    from feeds.collect import Web

    known = {name: one for one in project.config.partners for name in (one.name, one.url)}
    engines: list[Literal["", "python", "gfm"]] = [one.markdown for one in project.config.sources]
    source = known.get(options.url) or Web(options.url, name="try", markdown=engines[0] if engines else "python")
    body = None
    if not is_web_url(source.url):
        body = _content(source)
        if body is None:
            names = ", ".join(one.name for one in project.config.partners) or Message("none")
            raise UsageError(
                Message(
                    "%(url)s: expected an http(s) URL, a file, or a source's name (known: %(names)s)",
                    url=options.url,
                    names=names,
                )
            )
        if options.base and not is_web_url(options.base):
            raise UsageError(Message("--base: expected an http(s) URL, found %(url)s", url=options.base))
        source = replace(source, url=options.base or source.url)
    return replace(source, **_changes(options)), body


def _content(source: Web) -> bytes | None:
    """Return the content of the file that is named as a source; None if there is none."""
    path = Path(source.url)
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > source.max_bytes:
            raise UsageError(Message("%(path)s: larger than %(n)s bytes", path=path, n=f"{source.max_bytes:,}"))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(Message("%(path)s: %(error)s", path=path, error=reason)) from error


def _changes(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of the source that those of the command replace."""
    from feeds.normalise.dialects import records

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
    return changes


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
