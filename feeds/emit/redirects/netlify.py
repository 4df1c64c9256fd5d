"""`_redirects`, as Netlify, Cloudflare Pages and GitLab Pages read it: `from to status`, parted by blanks.

All know 301. Netlify answers 410 with the page named second. Cloudflare takes 200, 301, 302, 303, 307 and
308, GitLab 200, 301 and 302; both skip a line with another status, and the page is then a plain 404.

Cloudflare reads at most 2,000 lines without `*` and `:name`, GitLab 1,000 rules in 64 kB, both from the top.
So what matters most comes first: moved pages by their own paths, then by other names, then what is gone.
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

_GONE = "/index.html"  # what Netlify shows of a page that is gone: a page that is sure to be there
_PATH_SIGNS = "/!$&'()+,;=:@~"  # RFC 3986 §3.3, without `*`, which stands for any path
_PLACEHOLDER = re.compile(r":(?=[A-Za-z])")
_OF_PATTERNS = re.compile(r"[*]|/:[A-Za-z]")
_NOT_AS_IT_IS = re.compile(r"[\s%#?*:]")


def emit(redirects: Sequence[Redirect]) -> Output:
    """Write one line for each form of each path; raises OutputError for what is no path or no address."""
    lines: dict[str, tuple[bool, bool, bool, str]] = {}
    for rule in rules(redirects):
        for path in (rule.path, *rule.also):
            for other, form in enumerate(_forms(path)):
                key = (not rule.url, path != rule.path, bool(other), form)
                target = f"{rule.url} 301" if rule.url else f"{_GONE} 410"
                lines[f"{form} {target}"] = key
    body = "\n".join([MARKER, *sorted(lines, key=lines.__getitem__), ""])
    return Output(PATH, MEDIA_TYPE, body.encode())


def read(text: str) -> dict[str, str]:
    """Read where paths lead, as Netlify does: the first line for a path counts; empty is what is gone.

    Somebody's own file may hold more than `emit` writes: patterns, conditions, other answers are passed over.
    """
    found: dict[str, str] = {}
    for line in text.split("\n"):
        path, *rest = line.split() or ("",)
        if path.startswith("/") and len(rest) == 2 and not _OF_PATTERNS.search(path):  # noqa: PLR2004 - to, status
            url, status = rest
            if status in ("301", "410"):
                found.setdefault(unquote(path), url if status == "301" else "")
    return found


def _forms(path: str) -> Iterator[str]:
    """Give a path encoded, as Cloudflare compares it, and as it is, as GitLab does.

    What would stand for any path is encoded even where a host then finds no page: one missed, not all caught.
    """
    encoded = _PLACEHOLDER.sub("%3A", quote(path, safe=_PATH_SIGNS))
    yield encoded
    if encoded != path and not _NOT_AS_IT_IS.search(path):
        yield path
