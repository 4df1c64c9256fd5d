"""Whether trouble is worth telling again: cron runs every few minutes, and mails whatever is said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from feeds.ledger.store import Store
from feeds.run import digest

AGAIN = timedelta(days=1)  # after which the same trouble is told once more


def is_news(
    store: Store, name: str, troubles: Collection[object], now: datetime, *, keep: bool = True
) -> bool:
    """Say whether this was not told within a day, and with `keep` note that it is told now.

    `name` is what is asked for it: two commands may have troubles of their own.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    key = digest(*sorted(map(str, troubles))) if troubles else ""
    before, _, at = store.meta(f"told {name}").partition(" ")
    told = datetime.fromisoformat(at) if at else now
    news = bool(key) and (key != before or not now - AGAIN < told <= now)
    if keep and (news or key != before):
        with store.transaction(durable=False):
            store.set_meta(f"told {name}", f"{key} {now.isoformat()}" if key else "")
    return news
