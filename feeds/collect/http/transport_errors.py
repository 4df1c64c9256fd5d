"""What went wrong on the way to a server, in plain words.

Exceptions of the libraries quote addresses and headers, and so the secrets in them. None of their text is
passed on but what is known to be harmless; what they are says enough.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected

from feeds.model.safe_text import one_line

GARBLED = "what answers there does not speak HTTP (check the port of the address)"
TRUNCATED = "the answer broke off before its end (try again later)"
RESET = "the server closed the connection without an answer (try again later)"
SLOW = "the server took too long to answer (try again later)"
HEADERS = "the answer has too many headers, or too long ones (tell who runs the server)"
INSECURE = "no secure connection could be made (check that the server speaks TLS 1.2 or later at this port)"
ADDRESS = "the address cannot be understood (write it as https://host/path)"

# The first that is found in the chain of an error names it: (what it is, the phrase, whether it may pass).
PHRASES: tuple[tuple[type[BaseException], str, bool], ...] = (
    (ssl.SSLEOFError, RESET, True),
    (ssl.SSLError, INSECURE, False),
    (IncompleteRead, TRUNCATED, True),
    (RemoteDisconnected, RESET, True),
    (LineTooLong, HEADERS, False),
    (BadStatusLine, GARBLED, False),
    (ConnectionError, RESET, True),
    (TimeoutError, SLOW, True),
    (UnicodeError, ADDRESS, False),
)


class Trouble(Exception):  # noqa: N818  # not an error to be seen: `Client` makes a FetchError of it
    """Why there is no answer: a phrase, with how to mend it, and whether it may pass by itself."""

    def __init__(self, phrase: str, *, passing: bool = False) -> None:
        super().__init__(phrase)
        self.phrase, self.passing = phrase, passing


def trouble(error: BaseException) -> Trouble:
    """Say what was at the bottom of an error."""
    chain = list(_chain(error))
    for found in chain:
        if isinstance(found, Trouble):
            return found
        if isinstance(found, ssl.SSLCertVerificationError):
            why = one_line(found.verify_message)
            return Trouble(f"its certificate cannot be trusted: {why} (tell who runs the server)")
    for kind, phrase, passing in PHRASES:
        if any(isinstance(found, kind) for found in chain):
            return Trouble(phrase, passing=passing)
    if any(isinstance(found, HTTPException) and "headers" in str(found) for found in chain):
        return Trouble(HEADERS)
    reason = next((found.strerror for found in chain if isinstance(found, OSError) and found.strerror), "")
    if reason:
        return Trouble(f"{one_line(reason)} (try again later)", passing=True)
    return Trouble(ADDRESS if isinstance(error, ValueError) else GARBLED)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and all that it was made of; libraries hand errors on as arguments, too."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        found = todo.pop()
        if isinstance(found, BaseException) and id(found) not in seen:
            seen.add(id(found))
            yield found
            todo += [found.__cause__, found.__context__, getattr(found, "reason", None), *found.args]
