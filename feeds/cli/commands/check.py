"""`feeds check`: report what is wrong with the configuration and the posts."""

from __future__ import annotations

import argparse

from feeds.cli import clock, output
from feeds.model.safe_text import one_line


def check(options: argparse.Namespace) -> int:
    """Report problems in the configuration and the posts."""
    from feeds.ledger.store import Store
    from feeds.pipeline.inspect.explain import check
    from feeds.pipeline.project import load

    store = Store(None)
    project = load(options.config, store)
    report = check(project, store, clock.now(options, project.config.site.timezone))
    if options.json:
        output.print_json(output.as_json(report))
        return report.exit_status
    for problem in report.problems:
        print(one_line(problem))
    posts, problems = sum(report.counts.values()), len(report.warnings())
    counts = (posts, "post"), (problems, "problem"), (len(report.problems) - problems, "note")
    print(", ".join(output.number(count, noun) for count, noun in counts))
    return report.exit_status
