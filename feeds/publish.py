"""One run, in the order of its stages.

    config.sources | collect | normalise | record | assemble | emit | deliver

The only module that knows the order of the stages: `gather` does those up to `record`, in one
transaction that is kept before anything is delivered; `release` does the rest, pages before the
feeds that link to them. A run that is cut off anywhere is finished by the next one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from feeds import gather, guard, recover, release
from feeds.engine import Engine
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Store
from feeds.model import Listing
from feeds.run import Progress, Project, Report, Run, quiet


def publish(
    project: Project,
    store: Store,
    now: datetime,
    *,
    dry_run: bool = False,
    strict: bool = False,
    accept: bool = False,
    progress: Progress = quiet,
) -> Report:
    """Do one run at the moment `now`.

    With `dry_run` everything is worked out and nothing kept or written. With `strict` any problem
    stops the run before it delivers anything. With `accept` a source that has lost all its posts is
    taken at its word, and the guard lets everything through.

    Raises:
        LedgerError: the ledger cannot be used; nothing was touched.
    """
    run = Run(project, _ledger(project, store), now, Engine(), progress, accept)
    intake = gather.scan(run)
    if _nothing_to_do(run, intake):
        run.report.problems.extend(run.ledger.problems())
        run.report.counts = json.loads(store.meta("counts"))
        _stop(run.report, strict=strict)
        return run.report
    with store.transaction() as work:
        store.set_meta("published", "")
        recover.recall(run)
        live = store.live()
        listings = () if run.report.stopped else _take_in(run, intake)
        _stop(run.report, strict=strict)
        if not (accept or run.report.stopped):
            run.report.stopped = guard.verdict(run.report.transitions, live, project.config.policy)
        work.keep = not dry_run and not run.report.stopped
    if work.keep:
        release.deliver(run, listings)
    return run.report


@contextmanager
def rehearsal(project: Project, store: Store, now: datetime) -> Iterator[tuple[Run, tuple[Listing, ...]]]:
    """Do the half of a run that ends with the ledger, for a look at it; nothing is kept.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    with store.transaction() as work:
        work.keep = False
        run = Run(project, _ledger(project, store), now, Engine())
        listings = _take_in(run, gather.scan(run))
        _stop(run.report, strict=False)
        yield run, listings


def _ledger(project: Project, store: Store) -> Ledger:
    return Ledger(store, project.config.site, project.config.policy)


def _take_in(run: Run, intake: gather.Intake) -> tuple[Listing, ...]:
    gather.record(run, intake)
    run.report.problems.extend(run.ledger.problems())
    listings = run.ledger.listings()
    run.ledger.coming(listings, run.now)
    run.report.counts = dict(Counter(f"{listing.kind} {listing.state}" for listing in listings))
    run.ledger.store.set_meta("counts", json.dumps(run.report.counts))
    return listings


def _nothing_to_do(run: Run, intake: gather.Intake) -> bool:
    return (
        not intake.changed
        and run.ledger.store.meta("published") == run.project.key
        and not run.ledger.is_due(run.now)
        and release.is_intact(run)
    )


def _stop(report: Report, *, strict: bool) -> None:
    if report.sources and report.sources_failed == report.sources:
        report.stopped = "no source could be read"
    elif strict and report.troubles():
        report.stopped = "there are problems, and the run is strict"
