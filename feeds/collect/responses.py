"""What the responses of a partner mean for its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.collect.http.client import Response
from feeds.collect.http.headers import Validators
from feeds.model.errors import FetchError
from feeds.model.hashing import digest
from feeds.model.problem import Message
from feeds.model.source_state import CachedDocument, FollowUp

if TYPE_CHECKING:
    from feeds.collect.authorization import SourceClient

OK, NO_CONTENT, PARTIAL, NOT_MODIFIED = 200, 204, 206, 304
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, GONE, TOO_MANY, UNAVAILABLE = 401, 403, 404, 410, 429, 503
MAX_ENTRIES, ENTRIES_OF_PART = 100_000, 50  # of a list that states how many it has, and of each of its parts
_BEYOND_THE_END = frozenset({NO_CONTENT, 400, NOT_FOUND, 416})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})  # their own links count


def linked_parts(cached: CachedDocument, response: Response, mask: Callable[[str], str]) -> CachedDocument:
    """Return a document of a list with the links that the headers of its response state, unless it is a page.

    Those of a 304 may be left out: then nothing has changed.
    """
    if cached.media_type in _PAGES or (response.status == NOT_MODIFIED and not response.next):
        return cached
    linked = (FollowUp(mask(response.next)),) if response.next else ()
    total = cached.links.total if response.status == NOT_MODIFIED and response.total is None else response.total
    return replace(cached, links=cached.links._replace(linked=linked, total=total))


def max_parts(first: CachedDocument, follow: int) -> int:
    """Return how many parts of a list are read: more than `follow` only if it states so many entries."""
    return max(follow, min(first.links.stated, MAX_ENTRIES) // ENTRIES_OF_PART)


def checked_again(first: CachedDocument, requests: SourceClient, mask: Callable[[bytes], bytes]) -> CachedDocument:
    """Return the first part of a list with whether it changed while the others were fetched.

    If it did, an entry may have moved from a part that was not fetched yet to one that was before.
    """
    link, validators = FollowUp(first.url, first.request_body), Validators(first.etag, first.last_modified)
    response = requests.get(link, link.url, validators)
    same = response.status == OK and digest(mask(response.body), size=16) == first.fingerprint
    unsettled = not same and response.status != NOT_MODIFIED
    return replace(first, links=first.links._replace(unsettled=unsettled))


def is_end_of_list(response: Response, parent: CachedDocument) -> bool:
    """Return whether a list ended with the part before: the next one is not there.

    It must differ in the query alone, or in the body of a request that only the part before names.
    """
    if response.status not in _BEYOND_THE_END:
        return False
    if parent.request_body:
        return len(parent.links.next) == 1
    here, before = urlsplit(response.url), urlsplit(parent.final_url)
    return here.query != before.query and (here.netloc, here.path) == (before.netloc, before.path)


def error_of(response: Response) -> str:
    """Return what a status other than success means."""
    status = response.status
    if status == NOT_MODIFIED:
        return "unexpected 304 Not Modified for an unconditional request"
    if status in (TOO_MANY, UNAVAILABLE):
        return f"rate limited ({status})"
    remedy = {
        NO_CONTENT: ": an empty response",
        PARTIAL: ": a part that was not requested (check its `url`)",
        UNAUTHORIZED: " (check its `headers`)",
        FORBIDDEN: " (check its `headers`)",
        NOT_FOUND: " (check its `url`)",
    }
    return f"HTTP status {status}{remedy.get(status, '')}"


def failure(url: str, response: Response) -> FetchError:
    """Return the error of a part of a list with a status other than success."""
    return FetchError(Message("%(url)s: %(error)s", url=url, error=error_of(response)), transient=True)


def last_fetch(cached: CachedDocument | None) -> str:
    """Return when a document was last fetched, "" if it was not, to sort by."""
    return cached.fetched.isoformat() if cached else ""


def is_redirected_away(url: str, final: str, home: str) -> bool:
    """Return whether a page that no longer exists redirects to the front page, or to the list."""
    if final == url:
        return False
    before, after = urlsplit(url), urlsplit(final)
    to_root = after.path in ("", "/") and not after.query and before.path not in ("", "/")
    return to_root or final.rstrip("/") == home.rstrip("/")
