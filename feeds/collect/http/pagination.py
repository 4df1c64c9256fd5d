"""Parts of a list by headers: `Link` with `rel=next` (RFC 8288), those of WordPress, and ranges."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_COUNT = re.compile(r"\d{1,9}")
_PAGE = "page"  # the parameter of WordPress
_RANGE = re.compile(r"(\d{1,9})-(\d{1,9})")
_CONTENT_RANGE = re.compile(r"(?:[!#$%&'*+.^_`|~\w-]+[ =])?(\d{1,9})-(\d{1,9})/(\d{1,9}|\*)", re.ASCII)
_SEVERAL = "multipart/byteranges"


class ContentRange(NamedTuple):
    """Content-Range (RFC 9110, section 14.4): the first and last position of a part, and the total if it is stated."""

    first: int
    last: int
    total: int | None


def content_range(value: str) -> ContentRange | None:
    """Return a Content-Range of any unit, such as `offres 0-149/3000`; None if it is invalid."""
    if not (found := _CONTENT_RANGE.fullmatch(value)):
        return None
    total = None if found[3] == "*" else int(found[3])
    return ContentRange(int(found[1]), int(found[2]), total)


def is_requested(url: str, part: ContentRange) -> bool:
    """Return whether a parameter of a URL requests this part, as `range=0-149` does; a last part may be shorter."""
    ranges = (_RANGE.fullmatch(value) for _, value in parse_qsl(urlsplit(url).query))
    return any(found and int(found[1]) == part.first and int(found[2]) >= part.last for found in ranges)


def is_whole(url: str, content_range_: str, media_type: str) -> bool:
    """Return whether a partial response (206) is all that was requested: the part, or the whole document.

    No request has the header `Range`, so a server that sends 206 without a Content-Range sends the document.
    """
    if not content_range_:
        return media_type != _SEVERAL
    part = content_range(content_range_)
    return part is not None and (is_requested(url, part) or (part.first == 0 and part.last + 1 == part.total))


def next_part(url: str, linked: str, pages: str) -> str:
    """Return the URL of the next part of a list, below the same server; "" if there is none.

    Args:
        url: of this part.
        linked: the target of `rel=next`.
        pages: the value of `X-WP-TotalPages`, which counts if there is no link.
    """
    try:
        here = urlsplit(url)
        found = urlsplit(urljoin(url, linked)) if linked else _page_after(url, pages)
        if found.hostname != here.hostname:
            return ""
    except ValueError:
        return ""
    # Behind a proxy, a server may not know its own scheme and port.
    next_ = urlunsplit((here.scheme, here.netloc, found.path or "/", found.query, ""))
    return "" if next_ == urlunsplit(here._replace(fragment="")) else next_


def _page_after(url: str, pages: str) -> SplitResult:
    """Return the URL of the next page, or that of the last one itself."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    here = count(dict(query).get(_PAGE, "1"))
    if here is None or here >= (count(pages) or 0):
        return parts
    others = [(name, value) for name, value in query if name != _PAGE]
    return parts._replace(query=urlencode([*others, (_PAGE, str(here + 1))]))


def total(url: str, ranges: str, entries: str) -> int | None:
    """Return the number of entries in all parts: that of a requested range, else `X-WP-Total` (`entries`)."""
    part = content_range(ranges)
    return part.total if part and is_requested(url, part) else count(entries)


def count(value: str) -> int | None:
    """Return a number in a header, such as `X-WP-Total`; None if it is none."""
    return int(value) if _COUNT.fullmatch(value) else None
