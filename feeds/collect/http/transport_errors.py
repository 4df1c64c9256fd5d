"""Errors of requests: messages without secrets.

Exceptions of the libraries quote URLs and headers, and so the secrets in them. So the messages are made from
their types, and from texts that cannot contain secrets.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected

from feeds.model.safe_text import one_line

INVALID_RESPONSE = "invalid HTTP response (check the port of the URL)"
TRUNCATED = "truncated response (try again later)"
RESET = "the server closed the connection without a response (try again later)"
NO_TIME = "there was no time left for it (it is fetched later)"
TIMEOUT = "timeout while waiting for the server (try again later)"
HEADERS = "too many or too long response headers (report it to the server's operator)"
TLS_FAILED = "no TLS connection (check that the server supports TLS 1.2 or later on this port)"
INVALID_URL = "invalid URL (write it as https://host/path)"

# (type, message, whether a retry may help); the first type that is in the chain of an error counts.
MESSAGES: tuple[tuple[type[BaseException], str, bool], ...] = (
    (ssl.SSLEOFError, RESET, True),
    (ssl.SSLError, TLS_FAILED, False),
    (IncompleteRead, TRUNCATED, True),
    (RemoteDisconnected, RESET, True),
    (LineTooLong, HEADERS, False),
    (BadStatusLine, INVALID_RESPONSE, False),
    (ConnectionError, RESET, True),
    (TimeoutError, TIMEOUT, True),
    (UnicodeError, INVALID_URL, False),
)


class TransportError(Exception):
    """A request without a usable response; `message` has the reason and a remedy.

    `transient` errors may pass without a change. Private to this package: `Client` raises FetchError instead.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.message, self.transient = message, transient


def transport_error(error: BaseException) -> TransportError:
    """Return the error to raise in place of an error of the libraries."""
    chain = list(_chain(error))
    for found in chain:
        if isinstance(found, TransportError):
            return found
        if isinstance(found, ssl.SSLCertVerificationError):
            reason = one_line(found.verify_message)
            return TransportError(f"TLS certificate not trusted: {reason} (report it to the server's operator)")
    for kind, message, transient in MESSAGES:
        if any(isinstance(found, kind) for found in chain):
            return TransportError(message, transient=transient)
    if any(isinstance(found, HTTPException) and "headers" in str(found) for found in chain):
        return TransportError(HEADERS)
    reason = next((found.strerror for found in chain if isinstance(found, OSError) and found.strerror), "")
    if reason:
        return TransportError(f"{one_line(reason)} (try again later)", transient=True)
    return TransportError(INVALID_URL if isinstance(error, ValueError) else INVALID_RESPONSE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all its causes; some libraries pass causes as arguments."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        found = todo.pop()
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            todo += [found.__cause__, found.__context__, getattr(found, "reason", None), *found.args]
