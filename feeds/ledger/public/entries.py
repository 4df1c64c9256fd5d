"""Public entries: what hides an entry again that subscribers may have seen, and what does not; pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feeds.model.entry import HIDDEN, NOT_LISTED

if TYPE_CHECKING:
    from feeds.ledger.lifecycle import Lifecycle
    from feeds.model.post import Stated


def was_public(lifecycle: Lifecycle) -> bool:
    """Return whether subscribers may have seen it, even if it is a draft again."""
    return lifecycle.state not in NOT_LISTED or lifecycle.closed is not None


def is_withheld(known: Lifecycle, after: Lifecycle) -> bool:
    """Return whether an edit hides an entry that was listed, so that what the edit states is not published."""
    return after.state in HIDDEN and known.state != "unlisted" and was_public(known)


def keeps_last_version(known: Lifecycle | None, stated: Stated) -> bool:
    """Return whether an entry stays as it was, because the state that an edit states is not understood."""
    return known is not None and known.state not in HIDDEN and stated.unclear == "state" and not stated.draft


def is_moved_ahead(known: Lifecycle | None, stated: Stated, now: datetime) -> bool:
    """Return whether the date of a public post is to come, although the post is stated to be open.

    A day under a key of its own, such as `publish_date`, hides a post until then.
    """
    if known is None or known.state not in ("open", "stale", "unlisted") or not stated.open:
        return False
    is_embargoed = stated.go_live is not None and stated.go_live.at > now
    return stated.opens is not None and stated.opens.at > now and not is_embargoed
