"""The clock: the current time, or that of `--now`."""

from __future__ import annotations

import os
from datetime import UTC, datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def now(options: argparse.Namespace, timezone: str) -> datetime:
    """Return the time of a run: `--now`, else SOURCE_DATE_EPOCH, else the machine's; to the second."""
    from zoneinfo import ZoneInfo

    from feeds.cli import language

    now = _now(options, timezone)
    language.at(now.astimezone(ZoneInfo(timezone)))
    return now


def _now(options: argparse.Namespace, timezone: str) -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if options.now:
        return _parse(options.now, timezone)
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            from feeds.model.errors import UsageError
            from feeds.model.problem import Message

            raise UsageError(
                Message("SOURCE_DATE_EPOCH: expected seconds since 1970, found %(epoch)s", epoch=f"{epoch!r}")
            ) from error
    return machine()


def machine() -> datetime:
    """Return the time of the machine, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def _parse(text: str, timezone: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        time = datetime.fromisoformat(text)
        aware = time if time.tzinfo else time.replace(tzinfo=ZoneInfo(timezone))
        return aware.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        from feeds.model.errors import UsageError
        from feeds.model.problem import Message

        raise UsageError(
            Message("--now: expected a date or a time, found %(text)s (write 2026-03-01T09:00Z)", text=f"{text!r}")
        ) from error
