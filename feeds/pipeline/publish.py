"""One run, in the order of its stages.

    config.sources | collect | normalise | record | assemble | emit | deliver

The only module that knows the order of the stages: `intake` looks what is there, and where nothing changed
that is all; `gather` reads and records it, in one transaction that is kept before anything is delivered;
`release` does the rest, pages before the feeds that link to them; `notify` tells others. A run that is cut
off anywhere is finished by the next one.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import inf
from typing import TYPE_CHECKING

from feeds.deliver.directory import Directory
from feeds.ledger import quick_check
from feeds.ledger.store import Store
from feeds.pipeline.executor.processes import Engine
from feeds.pipeline.output.manifest import is_intact
from feeds.pipeline.partners import due
from feeds.pipeline.run import Progress, Project, Report, Run, quiet
from feeds.pipeline.sources import scan

if TYPE_CHECKING:
    from feeds.model.entry import Listing


def publish(
    project: Project,
    store: Store,
    now: datetime,
    *,
    dry_run: bool = False,
    strict: bool = False,
    accept: bool = False,
    accepted: frozenset[str] = frozenset(),
    wanted: frozenset[str] = frozenset(),
    deliver: bool = True,
    asking: bool = True,
    telling: bool = True,
    secrets: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    seconds: float = inf,
) -> Report:
    """Do one run at the moment `now`.

    Unless it is not the run's `asking`, partners that are due are asked first; `secrets` are the environment
    variables that addresses and headers may name. With `dry_run` everything is worked out from what partners
    gave before, and nothing asked, kept or written. With
    `strict` any problem stops the run before it delivers anything. With `accept` a source that has lost all
    its posts is taken at its word, and the guard lets everything through; `accepted` are sources that alone
    are taken so. Partners that are `wanted` are asked even if they are not due. Unless it is to `deliver`,
    the run ends with the ledger; unless it is its `telling`, others are told later, by `tell`. However far an
    answer came, of a partner or of who is told, it is not waited for after so many `seconds`.

    Raises:
        LedgerError: the ledger cannot be used; nothing was touched.
    """
    began = time.monotonic()
    run = Run(project, store, now, Engine(), progress, accept, accepted)
    if asking and project.config.partners and not dry_run:
        _ask(run, secrets or {}, wanted, seconds)
    _publish(run, dry_run=dry_run, strict=strict, deliver=deliver)
    if deliver and telling and not dry_run:
        _tell(run, secrets or {}, began, seconds)
    return run.report


def _publish(run: Run, *, dry_run: bool, strict: bool, deliver: bool) -> None:
    store = run.store
    found, calm = scan.scan(run), not quick_check.is_due(store, run.now)
    if not found.changed and calm and _lies_there(run, deliver=deliver):
        _report_as_before(run, strict=strict)
        return
    from feeds.pipeline import record, recover  # a run in which nothing changed does without

    with store.transaction() as work:
        recover.recall(run)
        live, clock_jump = store.live(), run.ledger.clock_jump(run.now)
        same = not run.report.stopped and not record.record(run, found)
        if same and calm and _lies_there(run, deliver=deliver):
            work.keep = not dry_run  # what was touched says what it said
            _report_as_before(run, strict=strict)
            return
        store.set_meta("published_key", "")
        listings = () if run.report.stopped else _survey(run)
        _judge(run, live, clock_jump, strict=strict)
        _record(run, listings)
        work.keep = not dry_run and not run.report.stopped
    if work.keep and deliver:
        from feeds.pipeline.output import release

        release.deliver(run, listings)


def ask(project: Project, store: Store, now: datetime, secrets: Mapping[str, str]) -> Report:
    """Ask the partners that are due, and keep what they give for a run to read.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    run = Run(project, store, now, Engine())
    _ask(run, secrets, frozenset(), inf)
    return run.report


def tell(project: Project, store: Store, now: datetime, secrets: Mapping[str, str]) -> Report:
    """Tell others of what was delivered, as far as it waits and is due.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    run = Run(project, store, now, Engine())
    _tell(run, secrets, time.monotonic(), inf)
    return run.report


def _tell(run: Run, secrets: Mapping[str, str], began: float, seconds: float) -> None:
    if run.store.has_pending_notifications():
        from feeds.notify import outbox  # most runs have nothing to tell

        outbox.flush(run, secrets, began, seconds)


def _ask(run: Run, secrets: Mapping[str, str], wanted: frozenset[str], seconds: float) -> None:
    from feeds.pipeline.partners import fetch  # most sites have no partners

    fetch.ask(run, secrets, wanted, seconds)


def _record(run: Run, listings: Sequence[Listing]) -> None:
    if run.project.config.notify.webhook:
        from feeds.notify import outbox  # most sites have none

        outbox.record(run, listings)


def _judge(run: Run, live: int, clock_jump: timedelta, *, strict: bool) -> None:
    """Stop a run that is not to be delivered."""
    _stop(run.report, strict=strict)
    if not (run.accept or run.report.stopped):
        from feeds.pipeline import change_guard

        policy = run.project.config.policy
        run.report.stopped = change_guard.verdict(run.report, live, clock_jump, policy, run.accepted)


@contextmanager
def rehearsal(
    project: Project, store: Store, now: datetime, *, learn: bool = True
) -> Iterator[tuple[Run, tuple[Listing, ...]]]:
    """Do the half of a run that ends with the ledger, for a look at it; nothing is kept.

    Unless it is to `learn`, a ledger that is lost is taken for one that never was.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    from feeds.pipeline import record, recover

    with store.transaction() as work:
        work.keep = False
        run = Run(project, store, now, Engine())
        if learn:
            recover.recall(run)
        record.record(run, scan.scan(run))
        listings = _survey(run)
        _stop(run.report, strict=False)
        yield run, listings


def _survey(run: Run) -> tuple[Listing, ...]:
    """Look at all that is known now, and note what the next run needs to know of it at once."""
    run.report.problems.extend(quick_check.problems(run.store))
    run.report.problems.extend(due.problems(run))
    listings = run.ledger.listings()
    run.ledger.coming(listings, run.now)
    run.report.counts = dict(Counter(f"{listing.kind} {listing.state}" for listing in listings))
    run.store.set_meta("entry_counts", json.dumps(run.report.counts))
    return listings


def _lies_there(run: Run, *, deliver: bool) -> bool:
    """Say whether what is to be delivered of all that was known lies there."""
    store = run.store
    if not deliver:
        return bool(store.meta("entry_counts"))  # all that is known was looked at
    return store.meta("published_key") == run.project.key and is_intact(store, Directory(run.project.output))


def _report_as_before(run: Run, *, strict: bool) -> None:
    run.report.problems.extend(quick_check.problems(run.store))
    run.report.problems.extend(due.problems(run))
    run.report.counts = json.loads(run.store.meta("entry_counts"))
    _stop(run.report, strict=strict)


def _stop(report: Report, *, strict: bool) -> None:
    if report.sources and len(report.unread) == report.sources:
        report.stopped = "no source could be read"
    elif strict and report.troubles():
        report.stopped = "there are problems, and the run is strict"
