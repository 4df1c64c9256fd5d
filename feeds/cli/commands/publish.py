"""The commands that do a run: publish, accept, collect."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING, Any

from feeds.cli import clock, output
from feeds.cli.reporter import Voice
from feeds.cli.timeout import within
from feeds.model.errors import FeedsError, UsageError

if TYPE_CHECKING:
    from feeds.collect import Source
    from feeds.ledger.store import Store
    from feeds.pipeline.run import Project, Report

    Watch = Callable[[int, Report | None, str], None]  # exit status, report, or why there is none


def publish(options: argparse.Namespace) -> int:
    """Publish what changed."""
    return _publish(options, dry_run=options.dry_run, strict=options.strict)


def accept(options: argparse.Namespace) -> int:
    """Publish what changed, however much it is; with sources, only what of them was held back."""
    named = frozenset(options.sources)
    return _publish(options, accept=not named, accepted=named, strict=options.strict)


def _publish(options: argparse.Namespace, *, dry_run: bool = False, **wishes: Any) -> int:
    from feeds.pipeline.project import opened

    with opened(options.config, keep=not dry_run, wait=options.wait) as (project, store):
        _known("source", wishes.get("accepted", frozenset()), project.config.sources)
        now = clock.read(options, project.config.site.timezone)
        voice = Voice(options, project, store, now)
        began = time.monotonic()

        def watch(status: int, report: Report | None, trouble: str = "") -> None:
            if not dry_run:
                voice.complain(_told(project, store, now, time.monotonic() - began, status, report, trouble))

        def tell(report: Report) -> None:
            output.tell(report, project.config.output, dry_run=dry_run)

        return _run(options, project, store, now, voice, tell, watch, dry_run=dry_run, **wishes)


def collect(options: argparse.Namespace) -> int:
    """Ask partners and take in what they give, without publishing it."""
    from feeds.pipeline.project import opened

    with opened(options.config, wait=options.wait) as (project, store):
        wanted = frozenset(options.sources)
        _known("partner", wanted, project.config.partners)
        now = clock.read(options, project.config.site.timezone)
        voice = Voice(options, project, store, now)
        return _run(options, project, store, now, voice, output.tell_collected, wanted=wanted, deliver=False)


def _known(what: str, named: frozenset[str], sources: tuple[Source, ...]) -> None:
    known = sorted(source.name for source in sources)
    if unknown := named - set(known):
        raise UsageError(
            f"{', '.join(sorted(unknown))}: no such {what} (known: {', '.join(known) or 'none'})"
        )


def _run(
    options: argparse.Namespace,
    project: Project,
    store: Store,
    now: datetime,
    voice: Voice,
    tell: Callable[[Report], None],
    watch: Watch = lambda *_: None,
    **wishes: Any,
) -> int:
    """Do a run within its time, say what came of it, and let those who watch know however it ends."""
    from feeds.pipeline.publish import publish

    began = time.monotonic()
    voice.begin()
    wishes |= {"secrets": os.environ, "progress": voice.progress, "seconds": options.timeout or inf}
    try:
        with within(options.timeout):
            report = publish(project, store, now, **wishes)
    except KeyboardInterrupt:
        watch(output.INTERRUPTED, None, "interrupted")
        raise
    except Exception as error:
        status = error.exit_status if isinstance(error, FeedsError) else output.PROBLEMS
        watch(status, None, str(error) or type(error).__name__)
        raise
    status = output.exit_status(report)
    voice.end(report, status, time.monotonic() - began, lambda: tell(report))
    watch(status, report, "")
    return status


def _told(
    project: Project,
    store: Store,
    now: datetime,
    seconds: float,
    status: int,
    report: Report | None,
    trouble: str,
) -> list[str]:
    from feeds.monitor import Outcome, after

    outcome = Outcome(now, seconds, status, report, trouble)
    # Whoever interrupts a run knows that it did not end; nobody else is to be woken for it.
    return after(project, store, outcome, os.environ, ping=status != output.INTERRUPTED)
