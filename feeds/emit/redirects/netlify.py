"""`_redirects` for Netlify, Cloudflare Pages and GitLab Pages: lines of `from to status`.

All three support 301. Netlify responds to 410 with the page named second. Cloudflare supports 200, 301,
302, 303, 307 and 308, GitLab 200, 301 and 302; both skip a line with another status: the page is a 404.

Cloudflare reads the first 2,000 lines without `*` and `:name`, GitLab the first 1,000 rules in 64 kB. So the
most important lines come first: moved pages by their own paths, then by aliases, then pages that are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

from feeds.emit.redirects.rules import MARKER, rules
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = "_redirects"
MEDIA_TYPE = "text/plain"

_GONE_PAGE = "/410.html"  # the body of Netlify's 410 response
_PATH_SAFE = "/!$&'()+,;=:@~"  # RFC 3986 §3.3, without `*`, which matches any path
_PLACEHOLDER = re.compile(r":(?=[A-Za-z])")
_WILDCARD = re.compile(r"[*]|/:[A-Za-z]")
_MUST_BE_ENCODED = re.compile(r"[\s%#?*:]")


def emit(redirects: Sequence[Redirect]) -> Output:
    """Return the file, one line for each form of each path."""
    lines: dict[str, tuple[bool, bool, bool, str]] = {}
    for rule in rules(redirects):
        for path in (rule.path, *rule.aliases):
            for other, form in enumerate(_forms(path)):
                key = (not rule.url, path != rule.path, bool(other), form)
                target = f"{rule.url} 301" if rule.url else f"{_GONE_PAGE} 410"
                lines[f"{form} {target}"] = key
    body = "\n".join([MARKER, *sorted(lines, key=lines.__getitem__), ""])
    return Output(PATH, MEDIA_TYPE, body.encode())


def read(text: str) -> dict[str, str]:
    """Return path → URL of a `_redirects` file, "" for a page that is gone; the first line for a path counts.

    Lines that `emit` does not write (patterns, conditions, other statuses) are skipped.
    """
    found: dict[str, str] = {}
    for line in text.split("\n"):
        path, *rest = line.split() or ("",)
        if path.startswith("/") and len(rest) == 2 and not _WILDCARD.search(path):  # noqa: PLR2004 - to, status
            url, status = rest
            if status in ("301", "410"):
                found.setdefault(unquote(path), url if status == "301" else "")
    return found


def _forms(path: str) -> Iterator[str]:
    """Yield a path encoded, as Cloudflare compares it, and as it is, as GitLab does.

    A wildcard character is always encoded: better to miss one redirect than to match every path.
    """
    encoded = _PLACEHOLDER.sub("%3A", quote(path, safe=_PATH_SAFE))
    yield encoded
    if encoded != path and not _MUST_BE_ENCODED.search(path):
        yield path
