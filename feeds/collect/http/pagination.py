"""Parts of a list that headers name: `Link` with `rel=next` (RFC 8288), and those of WordPress."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_COUNT = re.compile(r"\d{1,9}")
_PAGE = "page"  # the parameter of WordPress


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


def count(value: str) -> int | None:
    """Return a number in a header, such as `X-WP-Total`; None if it is none."""
    return int(value) if _COUNT.fullmatch(value) else None
