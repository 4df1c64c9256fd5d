"""`status.json`: the state of the last run, beside the feeds, for an external monitor.

If configured, each run writes it. It is not in the manifest, so it does not make a run a changed one. It is
public, so it contains no URLs, no messages and no drafts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feeds.deliver.directory import Directory
from feeds.ledger.store import Store
from feeds.model.entry import NOT_LISTED
from feeds.model.errors import OutputError
from feeds.model.instant import rfc3339
from feeds.pipeline.run import Project

if TYPE_CHECKING:
    from feeds.monitor import Snapshot

FILE = "status.json"
META = "status_file"  # key in the ledger of the digest of the file as written


def update(project: Project, store: Store, snapshot: Snapshot) -> Iterator[str]:
    """Write the file if it is configured, else remove a former one; yield errors.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    target, known = Directory(project.output), store.meta(META)
    written = ""
    if project.config.monitor.status:
        from feeds.model.feed import Output

        try:
            (placed,) = target.write([Output(FILE, "application/json", render(snapshot))])
            written = placed.digest
        except OutputError as error:
            yield str(error)
            written = known
        target.finish(0)
    elif known:
        target.remove({FILE: known})
    if written != known:
        with store.transaction(durable=False):
            store.set_meta(META, written)


def render(snapshot: Snapshot) -> bytes:
    """Return the content of the file."""
    counts = {name: n for name, n in sorted(snapshot.counts.items()) if name.split()[1] not in NOT_LISTED}
    report = snapshot.outcome.report
    value = {
        "last_run": _time(snapshot.history.last_run),
        "last_success": _time(snapshot.history.last_success),
        "ok": snapshot.outcome.ok,
        "problems": len(report.warnings()) if report else None,
        "counts": counts,
        "sources": [
            {"name": one.name, "health": one.health, "last_success": _time(one.last_success)}
            | {"quality": one.quality.as_json() if one.quality else None}
            for one in snapshot.sources
        ],
    }
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _time(time: datetime | None) -> Any:
    return rfc3339(time) if time else None
