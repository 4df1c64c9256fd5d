"""The list of facts with which another `feeds` begins the content of a job: it is no part of the post."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from feeds.model import federation
from feeds.model.entry import CLOSED, State

_CARD = re.compile(
    rf'\s*<ul class="{federation.FACTS}"(?: data-state="(?P<state>[a-z]+)" data-reason="(?P<reason>[^"]*)")?>'
    r"(?:(?!<ul\b).)*?</ul>\s*+",
    re.DOTALL,
)


class WithoutCard(NamedTuple):
    """Content without its list of facts, and the state and reason of a job that the list shows closed."""

    content_html: str
    has_card: bool = False
    state: State | None = None
    reason: str = ""


def split(content_html: str) -> WithoutCard:
    """Return content without the list of facts at its beginning, if there is one."""
    found = _CARD.match(content_html)
    if not found:
        return WithoutCard(content_html)
    state = next((one for one in CLOSED if one == found["state"]), None)
    reason = unescape(found["reason"]) if state else ""
    return WithoutCard(content_html[found.end() :], has_card=True, state=state, reason=reason)
