"""`feeds close`: close a job in the front matter of its file."""

from __future__ import annotations

import argparse

from feeds.cli import clock, output
from feeds.model.problem import Message
from feeds.model.safe_text import one_line

REASONS = {
    "filled": Message("the position is filled"),
    "withdrawn": Message("it was withdrawn"),
    "expired": Message("its last day has passed"),
}


def close(options: argparse.Namespace) -> int:
    """Edit the file of a job, so that the next run closes it."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.sources.close_job import close

    with opened(options.config, keep=False) as (project, store):
        closing = close(project, store, clock.now(options, project.config.site.timezone), options.post, options.reason)
    if options.json:
        output.print_json(closing._asdict())
    elif closing.keys:
        keys = ", ".join(f"{key}: {str(value).lower()}" for key, value in closing.keys.items())
        print(one_line(f"{closing.file}: {keys}"))
        output.print_line(Message("`feeds publish` closes it"))
    else:
        output.print_line(
            Message("%(file)s: nothing to do: its state is %(state)s", file=closing.file, state=closing.state)
        )
    return output.DONE
