"""Whether trouble is worth telling again: cron runs every few minutes, and mails whatever is said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from feeds.ledger.store import Store
from feeds.model.hashing import digest

AGAIN = timedelta(days=1)  # after which the same trouble is told once more


def is_news(
    store: Store, name: str, troubles: Collection[object], now: datetime, *, keep: bool = True
) -> bool:
    """Say whether one of these was not told before, or none within a day; with `keep` note that all are now.

    What is gone is forgotten: it would be new again. `name` is what is asked for it: two commands may have
    troubles of their own.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    found = {digest(str(trouble)) for trouble in troubles}
    *known, at = store.meta(f"alerted {name}").split() or [now.isoformat()]
    told = datetime.fromisoformat(at)
    news = bool(found) and not (found <= {*known} and now - AGAIN < told <= now)
    if keep and (news or found != {*known}):
        line = " ".join([*sorted(found), (now if news else told).isoformat()])
        with store.transaction(durable=False):
            store.set_meta(f"alerted {name}", line if found else "")
    return news
