"""`feeds explain`: show where each field of a post comes from."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from feeds.cli import clock, output
from feeds.model.safe_text import one_line


def explain(options: argparse.Namespace) -> int:
    """Show the fields of a post with their origins."""
    from feeds.pipeline.inspect.explain import explain
    from feeds.pipeline.project import opened

    with opened(options.config, keep=False) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        lines = explain(project, store, now, options.post)
    if options.json:
        output.print_json([asdict(line) for line in lines])
        return output.DONE
    width = max(len(line.field) for line in lines)
    for line in lines:
        print(f"{line.field:{width}}  {one_line(line.value)}" + (f"  [{one_line(line.origin)}]" if line.origin else ""))
    return output.DONE
