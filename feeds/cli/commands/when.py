"""`feeds when`: list what opens, closes or expires by date."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.instant import rfc3339
from feeds.model.problem import Message
from feeds.model.safe_text import one_line, shortened

if TYPE_CHECKING:
    from feeds.ledger.ledger import UpcomingChange
    from feeds.pipeline.inspect.due import Due

TEXTS = {
    "opens": Message("opens"),
    "closes": Message("closes"),
    "leaves_feeds": Message("it leaves the feeds, which show it closed until then"),
    "tombstone_expires": Message("its deletion is no longer listed"),
    "page_expires": Message("its page is removed (410)"),
    "ends": Message("ends"),
    "published": Message("was published"),
    "confirmed": Message("was last confirmed"),
}


def when(options: argparse.Namespace) -> int:
    """List the future times at which publication changes by date alone, or what is due to be looked at."""
    from feeds.pipeline.inspect.due import due
    from feeds.pipeline.project import opened
    from feeds.pipeline.publish import rehearse

    with opened(options.config, keep=False) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        with rehearse(project, store, now) as (ledger, listings, _):
            shown: Sequence[Due | UpcomingChange] = (
                due(project, ledger, listings, now) if options.due else ledger.upcoming_changes(listings, now)
            )
    if options.json:
        output.print_json([one._asdict() | {"at": rfc3339(one.at)} for one in shown])
        return output.DONE
    for one in shown:
        what = Message("%(what)s: %(title)s", what=TEXTS[one.what], title=shortened(one.title))
        print(f"{rfc3339(one.at)}  {translate(what)} ({one_line(one.locator)})")
    if not shown:
        output.print_line(Message("nothing is due") if options.due else Message("nothing opens or closes by itself"))
    return output.DONE
