"""`feeds migrate`: continue with the ids, dates and URLs of another program's feed."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from feeds.cli import clock, output
from feeds.model.safe_text import one_line, shortened


def migrate(options: argparse.Namespace) -> int:
    """Take over the ids, dates and addresses of a feed that another program published."""
    from feeds.pipeline.migrate import migrate as take_over
    from feeds.pipeline.project import opened

    with opened(options.config) as (project, store):
        now = clock.read(options, project.config.site.timezone)
        matches, problems = take_over(project, store, now, options.old)
    left = [match for match in matches if not match.locator]
    if options.json:
        listed = [output.of_problem(problem) for problem in problems]
        output.print_json({"entries": [asdict(match) for match in matches], "problems": listed})
    else:
        output.problems(problems)
        for match in matches:
            place = one_line(match.locator) if match.locator else "no file goes on with it"
            print(f"{'kept' if match.locator else 'left':5} {shortened(match.title or match.id)} ({place})")
        print(f"{len(matches) - len(left)} kept, {len(left)} left")
    return output.PROBLEMS if left or problems else output.DONE
