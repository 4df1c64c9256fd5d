"""What a request asks for: a path below the host, decoded once and free of tricks."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

LONGEST = 4000  # bytes: twice what browsers and sitemaps let pass
OPEN = frozenset({".well-known"})  # RFC 8615: the one hidden folder that is meant to be seen
INDEX = "index.html"

_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
_ORIGIN = re.compile(r"https?://", re.IGNORECASE)
_LOOPBACK = re.compile(r"(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])\.?", re.IGNORECASE)


class BadAddressError(ValueError):
    """What was asked for is no path; `status` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def path_of(target: str) -> str:
    """Give the decoded path of a request target, without its query (RFC 9112 §3.2).

    It is decoded once, as RFC 3986 §2.4 has it. A slash that came encoded is no slash, so it names no file.
    Empty parts and dots name none either: nothing is joined, climbed or led away to another host.

    Raises:
        BadAddressError: this is no path of a file.
    """
    if len(target) > LONGEST:
        raise BadAddressError(414)
    raw = urlsplit(target).path or "/" if _ORIGIN.match(target) else re.split("[?#]", target, maxsplit=1)[0]
    if not raw.startswith("/"):
        raise BadAddressError(400)
    try:
        path = unquote_to_bytes(raw.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise BadAddressError(400) from None
    if _UNFIT.search(path):
        raise BadAddressError(400)
    parts = path[1:].split("/")
    if path.count("/") != raw.count("/") or {".", ".."} & set(parts) or "" in parts[:-1]:
        raise BadAddressError(404)
    return path


def encoded(path: str) -> str:
    """Write a decoded path as a header may hold it."""
    return quote(path, safe="/!$&'()*+,;=:@~-._")


def is_hidden(path: str) -> bool:
    """Say whether a path leads to what is no page: `.htaccess`, a folder of work, the ledger."""
    return any(part.startswith(".") and part not in OPEN for part in path.split("/"))


def is_own(host: str, names: frozenset[str]) -> bool:
    """Say whether a Host header names this machine or one of `names`.

    A page elsewhere whose name was made to point to this machine ("DNS rebinding") could read all that is
    shown here; its browser still says that name.
    """
    name = re.sub(r":\d*$", "", host.strip())
    return bool(_LOOPBACK.fullmatch(name)) or name.lower() in names
