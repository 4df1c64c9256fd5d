"""What the posts that a project holds say, without their prose; and a machine on its own."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from conftest import Home

from feeds.ledger.store import Store, codec
from feeds.model.post import Post

LONG = 100  # characters: a longer text is told by its length and digest


@contextmanager
def only_this_machine() -> Iterator[None]:
    """Let every name but this machine's be unknown: payloads name real sites, and none of them is asked."""
    true = socket.getaddrinfo

    def here(host: Any, *arguments: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost", None):
            raise socket.gaierror(socket.EAI_NONAME, "nobody but this machine is asked")
        return true(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", here)
        yield


def nothing_else() -> Iterator[None]:
    """Ask nobody else as long as a fixture lasts."""
    with only_this_machine():
        yield


def read(home: Home) -> dict[str, list[Any]]:
    """Return the facts of all posts that the ledger holds, by source, in the order of what they are called."""
    store = Store(home.root / ".feeds" / "ledger.sqlite")
    try:
        rows = store.rows()
        payloads = store.payloads(row.id for row in rows)
    finally:
        store.close()
    found: dict[str, list[Any]] = {}
    for row in rows:
        post = codec.decode(payloads[row.id])
        found.setdefault(post.source, []).append({"locator": post.locator, "state": row.lifecycle.state, **facts(post)})
    return {name: sorted(posts, key=lambda post: str(post["locator"])) for name, posts in found.items()}


def facts(post: Post) -> dict[str, Any]:
    """Return what a post says, without its prose and without what is empty."""
    data = msgspec.to_builtins(post)
    for name in ("source", "locator", "origins", "via"):
        del data[name]
    for name in ("content_html", "summary"):
        data[name] = digest(data[name])
    return short(data)


def short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONG else digest(value)
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if (kept := short(one)) not in (None, "", [], {})}
    return [short(one) for one in value] if isinstance(value, list | tuple) else value


def digest(text: str) -> str:
    return f"{len(text)} characters, sha256 {hashlib.sha256(text.encode()).hexdigest()[:12]}" if text else ""
