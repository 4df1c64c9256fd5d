"""`feeds migrate`: continue with the ids, dates and URLs of another program's feed."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.problem import Message
from feeds.model.safe_text import one_line, shortened


def migrate(options: argparse.Namespace) -> int:
    """Import the ids, dates and URLs of a feed, and print which post continues each of its entries."""
    from feeds.pipeline.migrate import migrate as import_feed
    from feeds.pipeline.project import opened

    with opened(options.config) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        matches, problems = import_feed(project, store, now, options.old)
    left = [match for match in matches if not match.locator]
    if options.json:
        listed = [output.problem_as_json(problem) for problem in problems]
        output.print_json({"entries": [asdict(match) for match in matches], "problems": listed})
    else:
        output.print_problems(problems)
        for match in matches:
            file = one_line(match.locator or translate(Message("no file matches")))
            what = translate(Message("kept") if match.locator else Message("left"))
            print(f"{what:5} {shortened(match.title or match.id)} ({file})")
        output.print_line(Message("%(kept)s kept, %(left)s left", kept=len(matches) - len(left), left=len(left)))
    return output.PROBLEMS if left or problems else output.DONE
