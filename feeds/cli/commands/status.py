"""`feeds status`: show the last runs and the state of each source."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from feeds.cli import clock, output
from feeds.cli.language import translate
from feeds.model.instant import rfc3339
from feeds.model.problem import Message
from feeds.model.safe_text import one_line

if TYPE_CHECKING:
    from feeds.ledger.public.quality import Quality
    from feeds.monitor.source_status import SourceStatus

HEADER = (
    Message("source"),
    Message("health"),
    Message("entries"),
    Message("quality"),
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
FIELDS = {
    "employer": Message("employer"),
    "place": Message("place"),
    "text": Message("text"),
    "date": Message("date"),
}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def status(options: argparse.Namespace) -> int:
    """Show the last run and the last successful one, and the health of each source."""
    from feeds.monitor import source_status
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
                    str(source.quality.score) if source.quality else "-",
                    _ago(source.last_success, now),
                    _in(source.next_poll, now),
                    one_line(source.last_error) if source.last_error else "",
                )
                for source in sources
            ),
        )
        _print_notes(sources)
    return output.DONE if healthy else output.PROBLEMS


def _print_notes(sources: Iterable[SourceStatus]) -> None:
    """Print what the quality of each source is made of, and the mapping that was recognised."""
    from feeds.normalise.dialects.records import recognised

    for source in sources:
        if source.quality and (details := ", ".join(map(translate, _details(source.quality)))):
            output.print_line(Message("%(name)s: quality: %(details)s", name=source.name, details=details))
        if source.mapping:
            mapping = recognised.in_short(source.mapping)
            output.print_line(Message("%(name)s: recognised mapping: %(mapping)s", name=source.name, mapping=mapping))


def _details(quality: Quality) -> Iterator[Message]:
    """Yield what the quality of a source is made of: each fault, with the points of the score that it costs."""
    lost, jobs = quality.lost(), quality.open + quality.closed
    for name, field in FIELDS.items():
        if count := quality.missing_fields.get(name, 0):
            yield Message(
                "%(count)s of %(jobs)s open jobs without %(field)s (-%(points)s)",
                count=count,
                jobs=quality.open,
                field=field,
                points=f"{lost[name]:.0f}",
            )
    closings, dates = quality.wrong_closings, quality.moved_dates
    if closings:
        points = f"{lost['wrong_closings']:.0f}"
        yield Message(
            "%(count)s of %(jobs)s jobs closed wrongly (-%(points)s)", count=closings, jobs=jobs, points=points
        )
    if dates:
        points = f"{lost['moved_dates']:.0f}"
        yield Message(
            "%(count)s of %(jobs)s jobs with moved dates (-%(points)s)", count=dates, jobs=jobs, points=points
        )
    if quality.days_to_close is not None:
        yield Message("jobs close after %(days)s days", days=quality.days_to_close)


def _source(source: SourceStatus) -> dict[str, Any]:
    """Return a source for JSON; it has `mapping` only if one was recognised."""
    from feeds.normalise.dialects.records import recognised

    values = _json(source._asdict()) | {"quality": source.quality.as_json() if source.quality else None}
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
