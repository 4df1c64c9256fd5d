"""`feeds when`: list what opens, closes or expires by date."""

from __future__ import annotations

import argparse

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.instant import rfc3339
from feeds.model.problem import Message
from feeds.model.safe_text import one_line, shortened

TEXTS = {
    "opens": Message("opens"),
    "closes": Message("closes"),
    "tombstone_expires": Message("its deletion is no longer listed"),
    "page_expires": Message("its page is removed (410)"),
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
        what = Message("%(what)s: %(title)s", what=TEXTS[one.what], title=shortened(one.title))
        print(f"{rfc3339(one.at)}  {translate(what)} ({one_line(one.locator)})")
    if not coming:
        output.print_line(Message("nothing opens or closes by itself"))
    return output.DONE
