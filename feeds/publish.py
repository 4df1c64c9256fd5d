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

from feeds import gather, release
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Store
from feeds.model import Listing
from feeds.run import Progress, Project, Report, quiet


def publish(
    project: Project,
    store: Store,
    now: datetime,
    *,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress = quiet,
) -> Report:
    """Do one run at the moment `now`.

    With `dry_run` everything is worked out and nothing kept or written. With `strict` any problem
    stops the run before it delivers anything.

    Raises:
        LedgerError: the ledger cannot be used; nothing was touched.
    """
    report, ledger = Report(), Ledger(store)
    intake = gather.scan(project, ledger, report)
    if _nothing_to_do(project, ledger, intake, now):
        report.problems.extend(ledger.problems())
        report.counts = json.loads(store.meta("counts"))
        _stop_if(strict, report)
        return report
    with store.transaction() as work:
        store.set_meta("published", "")
        listings = _take_in(project, ledger, intake, now, report, progress)
        _stop_if(strict, report)
        work.keep = not dry_run and not report.stopped
    if work.keep:
        release.deliver(project, ledger, listings, report, progress)
    return report


@contextmanager
def rehearsal(project: Project, store: Store, now: datetime) -> Iterator[tuple[Ledger, Report]]:
    """Do the half of a run that ends with the ledger, for a look at it; nothing is kept.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    report, ledger = Report(), Ledger(store)
    with store.transaction() as work:
        work.keep = False
        _take_in(project, ledger, gather.scan(project, ledger, report), now, report, quiet)
        yield ledger, report


def _take_in(
    project: Project, ledger: Ledger, intake: gather.Intake, now: datetime, report: Report, progress: Progress
) -> tuple[Listing, ...]:
    gather.record(project, ledger, intake, now, report, progress)
    report.problems.extend(ledger.problems())
    listings = ledger.listings(project.config.site)
    report.counts = dict(Counter(f"{listing.kind} {listing.state}" for listing in listings))
    ledger.store.set_meta("counts", json.dumps(report.counts))
    return listings


def _nothing_to_do(project: Project, ledger: Ledger, intake: gather.Intake, now: datetime) -> bool:
    return (
        not intake.changed
        and ledger.store.meta("published") == project.key
        and not ledger.is_due(now)
        and release.is_intact(project, ledger)
    )


def _stop_if(strict: bool, report: Report) -> None:
    if strict and report.troubles():
        report.stopped = "there are problems, and the run is strict"
