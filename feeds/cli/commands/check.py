"""`feeds check`: report what is wrong with the configuration and the posts."""

from __future__ import annotations

import argparse

from feeds.cli import clock, output
from feeds.model.safe_text import one_line


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration and the posts."""
    from feeds.ledger.store import Store
    from feeds.pipeline.inspect.explain import check
    from feeds.pipeline.project import load

    store = Store(None)
    project = load(options.config, store)
    report = check(project, store, clock.read(options, project.config.site.timezone))
    status = output.exit_status(report)
    if options.json:
        output.print_json(output.as_json(report, status))
        return status
    for problem in report.problems:
        print(one_line(problem))
    total = sum(report.counts.values())
    troubles = len(report.warnings())
    counts = (total, "post"), (troubles, "problem"), (len(report.problems) - troubles, "note")
    print(", ".join(output.number(count, noun) for count, noun in counts))
    return status
