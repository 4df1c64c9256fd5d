"""`feeds check`: report what is wrong with the configuration and the posts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from feeds.cli import clock, output
from feeds.model.errors import ConfigError, UsageError
from feeds.model.problem import Message, Problem, listed


def check(options: argparse.Namespace) -> int:
    """Report problems in the configuration and the posts."""
    from feeds.ledger.store import Store
    from feeds.pipeline.inspect.explain import check
    from feeds.pipeline.project import load

    if options.format and options.json:
        raise UsageError(Message("either --format or --json"))
    store = Store(None)
    try:
        project = load(options.config, store)
    except ConfigError as error:
        if not options.format:
            raise
        _annotate(options, error.problems)
        return error.exit_status
    report = check(project, store, clock.now(options, project.config.site.timezone))
    if options.format:
        _annotate(options, report.problems)
        return report.exit_status
    if options.json:
        output.print_json(output.as_json(report))
        return report.exit_status
    for problem in output.in_order(report.problems):
        output.print_line(output.labelled(problem))
    posts = Message("%(count)s post", "%(count)s posts", count=sum(report.counts.values()))
    output.print_line(listed([posts, output.by_kind(report.problems) or Message("no problem")]))
    return report.exit_status


def _annotate(options: argparse.Namespace, problems: Iterable[Problem]) -> None:
    """Print problems in the format of a code host."""
    from feeds.cli.annotations import FORMATS, annotate

    print(FORMATS[options.format](annotate(problems, options.config)), end="")
