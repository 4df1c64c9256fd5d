"""The HTTP client: the wall around requests.

What is fetched is bounded in size and time. A read time-out alone is no bound: a server that sends a byte
now and then keeps it from ever running out, so the whole is timed as well.
"""

from __future__ import annotations

import hashlib
import time

from feeds._version import __version__
from feeds.errors import SourceError
from feeds.model import Document

CONNECT, READ, WHOLE = 10.0, 20.0, 120.0  # seconds
LARGEST = 20_000_000  # bytes, unpacked
PIECE = 65_536
ACCEPTED = "application/feed+json, application/atom+xml, application/rss+xml, application/json, */*;q=0.5"


def fetch(url: str, contact: str) -> Document | None:
    """Get a document; None where there is none (404, 410). `contact` is who asks, for those who wonder.

    Raises:
        SourceError: it could not be had, or is too large.
    """
    import requests

    agent = f"feeds/{__version__} (+{contact})"
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy, and no password of a .netrc, by accident
            session.max_redirects = 5
            headers = {"User-Agent": agent, "Accept": ACCEPTED}
            with session.get(url, headers=headers, timeout=(CONNECT, READ), stream=True) as response:
                if response.status_code in (404, 410):
                    return None
                response.raise_for_status()
                body = _body(response.raw)
                media_type = response.headers.get("Content-Type", "").partition(";")[0].strip()
                final = str(response.url)
    except (requests.RequestException, OSError, ValueError) as error:
        raise SourceError(f"{url}: cannot be fetched: {_cause(error)}") from error
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return Document("", final, body, digest, media_type)


def _body(raw: object) -> bytes:
    until = time.monotonic() + WHOLE
    body = bytearray()
    while piece := raw.read1(PIECE, decode_content=True):  # type: ignore[attr-defined]  # urllib3's
        body += piece
        if len(body) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() > until:
            raise TimeoutError(f"it took longer than {WHOLE:.0f} seconds")
    return bytes(body)


def _cause(error: BaseException) -> str:
    """Say in one phrase what was at the bottom of an error."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]  # one of them is there
    return str(error) or type(error).__name__
