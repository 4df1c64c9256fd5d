"""`feeds status`: show the last runs and the state of each source."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.instant import rfc3339
from feeds.model.problem import Message
from feeds.model.safe_text import one_line

if TYPE_CHECKING:
    from feeds.monitor.source_status import SourceStatus

HEADER = (
    Message("source"),
    Message("health"),
    Message("entries"),
    Message("last success"),
    Message("next poll"),
    Message("last error"),
)
HEALTH = {
    "good": Message("good"),
    "waiting": Message("waiting"),
    "failing": Message("failing"),
    "gone": Message("gone"),
    "quarantined": Message("quarantined"),
}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def status(options: argparse.Namespace) -> int:
    """Show the last run and the last successful one, and the health of each source."""
    from feeds.monitor import source_status
    from feeds.normalise.dialects.records import recognised
    from feeds.pipeline.project import opened_for_reading

    with opened_for_reading(options.config) as (project, store):
        now = clock.now(options, project.config.site.timezone)
        history, sources = source_status.run_history(store), source_status.status(project, store, now)
    succeeded = history.last_run == history.last_success
    healthy = succeeded and all(source.health in ("good", "waiting") for source in sources)
    if options.json:
        keys = ("last_run", "last_success", "exit_status", "last_error")
        run = _json({key: getattr(history, key) for key in keys})
        output.print_json({"run": run, "sources": [_source(source) for source in sources]})
    else:
        last_run = _ago(history.last_run, now)
        if history.last_error:
            last_run = translate(Message("%(when)s: %(error)s", when=last_run, error=one_line(history.last_error)))
        _print_table(
            (translate(Message("last run")), last_run),
            (translate(Message("last success")), _ago(history.last_success, now)),
        )
        print()
        _print_table(
            tuple(map(translate, HEADER)),
            *(
                (
                    source.name,
                    translate(HEALTH[source.health]),
                    str(source.entries),
                    _ago(source.last_success, now),
                    _in(source.next_poll, now),
                    one_line(source.last_error) if source.last_error else "",
                )
                for source in sources
            ),
        )
        for source in sources:
            if source.mapping:
                mapping = recognised.in_short(source.mapping)
                output.print_line(
                    Message("%(name)s: recognised mapping: %(mapping)s", name=source.name, mapping=mapping)
                )
    return output.DONE if healthy else output.PROBLEMS


def _source(source: SourceStatus) -> dict[str, Any]:
    """Return a source for JSON; it has `mapping` only if one was recognised."""
    from feeds.normalise.dialects.records import recognised

    values = _json(source._asdict())
    kept = values.pop("mapping")
    return {**values, "mapping": recognised.mapping_of(kept)} if kept else values


def _json(values: dict[str, Any]) -> dict[str, Any]:
    return {key: rfc3339(value) if isinstance(value, datetime) else value for key, value in values.items()}


def _print_table(*rows: tuple[str, ...]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return translate(Message("never"))
    ago = Message("%(time)s ago", time=_duration(now - at)) if now - at >= MINUTE else Message("now")
    return translate(ago)


def _in(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "-"
    return translate(Message("in %(time)s", time=_duration(due - now)) if due > now else Message("now"))


def _duration(time: timedelta) -> Message:
    if time >= DAY:
        return Message("%(count)s d", count=time // DAY)
    return (
        Message("%(count)s h", count=time // HOUR)
        if time >= HOUR
        else Message("%(count)s min", count=max(time // MINUTE, 1))
    )
