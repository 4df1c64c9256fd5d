"""`status.json`, beside the feeds: whether all is well, for a monitor elsewhere.

The one file of the output that speaks of runs: each of them writes it, if the configuration wants it. The
manifest does not know it, so a run that changes nothing else stays one in which nothing changed. It holds
nothing that a reader of the feeds may not know: no address, no message, no count of what is in draft.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feeds.deliver.directory import Directory
from feeds.ledger.lifecycle import HIDDEN
from feeds.ledger.store import Store
from feeds.model.errors import OutputError
from feeds.model.instant import rfc3339
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.monitor import Seen

NAME = "status.json"
MINE = "status_file"  # what the ledger calls the digest of the file as we wrote it


def keep(project: Project, store: Store, seen: Seen) -> Iterator[str]:
    """Write the file if it is wanted, else take away one that was; give what went wrong.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    target, mine = Directory(project.output), store.meta(MINE)
    written = ""
    if project.config.monitor.status:
        from feeds.model.feed import Output

        try:
            (placed,) = target.write([Output(NAME, "application/json", emit(seen))])
            written = placed.digest
        except OutputError as error:
            yield str(error)
            written = mine
        target.finish(0)
    elif mine:
        target.remove({NAME: mine})
    if written != mine:
        with store.transaction(durable=False):
            store.set_meta(MINE, written)


def emit(seen: Seen) -> bytes:
    """Write what anybody may know of how a project stands."""
    counts = {name: n for name, n in sorted(seen.counts.items()) if name.split()[1] not in HIDDEN}
    report = seen.outcome.report
    value = {
        "last_run": _at(seen.history.last_run),
        "last_success": _at(seen.history.last_success),
        "ok": seen.outcome.ok,
        "problems": len(report.warnings()) if report else None,
        "counts": counts,
        "sources": [
            {"name": one.name, "health": one.health, "last_success": _at(one.last_success)}
            for one in seen.sources
        ],
    }
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _at(moment: datetime | None) -> Any:
    return rfc3339(moment) if moment else None
