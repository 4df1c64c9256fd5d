"""`feeds explain`: show where each field of a post comes from."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from feeds.cli import clock, output
from feeds.cli.language import translate


def explain(options: argparse.Namespace) -> int:
    """Show the fields of a post with their origins."""
    from feeds.pipeline.inspect.explain import explain
    from feeds.pipeline.project import opened

    with opened(options.config, keep=False) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        lines = explain(project, store, now, options.post)
    if options.json:
        output.print_json([asdict(line) | {"origin": translate(line.origin)} for line in lines])
        return output.DONE
    output.print_lines(lines)
    return output.DONE
