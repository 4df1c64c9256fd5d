"""Alert state: report a persistent problem once a day, because cron mails every output."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from feeds.ledger.store import Store
from feeds.ledger.store.rows import required_time
from feeds.model.hashing import digest

REPEAT_AFTER = timedelta(days=1)


def should_alert(store: Store, name: str, problems: Collection[object], now: datetime, *, keep: bool = True) -> bool:
    """Return whether one of the problems is new, or the last alert is a day old; `keep` saves the alert.

    A problem that disappears is new when it comes back. Each command has its own state, under its `name`.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    found = {digest(str(problem)) for problem in problems}
    *known, time = store.meta(f"alerted {name}").split() or [now.isoformat()]
    last_alert = required_time(time)
    alert = bool(found) and not (found <= {*known} and now - REPEAT_AFTER < last_alert <= now)
    if keep and (alert or found != {*known}):
        line = " ".join([*sorted(found), (now if alert else last_alert).isoformat()])
        with store.transaction(durable=False):
            store.set_meta(f"alerted {name}", line if found else "")
    return alert


def next_alert(store: Store, name: str) -> datetime:
    """Return when the problems of a command that were reported are to be reported again."""
    return required_time(store.meta(f"alerted {name}").split()[-1]) + REPEAT_AFTER
