"""Redirects from former URLs (301), and URLs that are gone (410): one file for each kind of host.

A new kind of host is one new module and one line in `HOSTS`. The file is written without redirects too:
the server's configuration includes it, and redirects that it held before must end.
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
    """A kind of host: the path of its redirects file, which may exist without being ours, and its emitter."""

    path: str
    emit: Callable[[Sequence[Redirect]], Output]


HOSTS: dict[str, Host] = {
    "netlify": Host(netlify.PATH, netlify.emit),
    "apache": Host(apache.PATH, apache.emit),
    "nginx": Host(nginx.PATH, nginx.emit),
    "caddy": Host(caddy.PATH, caddy.emit),
}
