"""`feeds when`: list what opens, closes or expires by date."""

from __future__ import annotations

import argparse

from feeds.cli import clock, output
from feeds.model.instant import rfc3339
from feeds.model.safe_text import one_line, shortened

TEXTS = {
    "opens": "opens",
    "closes": "closes",
    "tombstone_expires": "its deletion is no longer listed",
    "page_expires": "its page is removed (410)",
}


def when(options: argparse.Namespace) -> int:
    """List the future times at which publication changes by date alone."""
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import rehearse

    with opened(options.config, keep=False) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        with rehearse(project, store, now) as (ledger, listings, _):
            coming = ledger.upcoming_changes(listings, now)
    if options.json:
        output.print_json([one._asdict() | {"at": rfc3339(one.at)} for one in coming])
        return output.DONE
    for one in coming:
        print(f"{rfc3339(one.at)}  {TEXTS[one.what]}: {shortened(one.title)} ({one_line(one.locator)})")
    if not coming:
        print("nothing opens or closes by itself")
    return output.DONE
