"""Former addresses: for each kind of host the file by which it leads to the new ones, or tells what is gone.

A new kind of host is one new file and one line in `HOSTS`. Without redirects the file is written all the
same: a server that is told to include it must find it, and what it held before must not live on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from feeds.emit.redirects import apache, caddy, netlify, nginx
from feeds.emit.redirects.rules import MARKER
from feeds.model.entry import Redirect
from feeds.model.feed import Output

__all__ = ["HOSTS", "MARKER", "Host", "apache", "caddy", "netlify", "nginx"]


class Host(NamedTuple):
    """A kind of host: the path of its file, which may be somebody's own, and who writes it."""

    path: str
    emit: Callable[[Sequence[Redirect]], Output]


HOSTS: dict[str, Host] = {
    "netlify": Host(netlify.PATH, netlify.emit),
    "apache": Host(apache.PATH, apache.emit),
    "nginx": Host(nginx.PATH, nginx.emit),
    "caddy": Host(caddy.PATH, caddy.emit),
}
