"""`.htaccess` for Apache 2.4, by mod_alias alone; it needs `AllowOverride FileInfo`.

`Redirect` applies to everything below a path too, so each line is a `RedirectMatch` of whole paths. Apache
compares it with the decoded path, and encodes the path of the target: both are written decoded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit, urlunsplit

from feeds.emit.redirects.rules import MARKER, Rule, pattern, quoted, rules
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = ".htaccess"
MEDIA_TYPE = "text/plain"

_TARGET_SPECIALS = re.compile(r"[\\${]")  # the start of a group or a variable
# An encoded slash, `?`, `#` or control character in the path of a URL cannot be written decoded.
_UNDECODABLE = re.compile(r"%(?:2f|3f|23|[01][0-9a-f]|7f)", re.IGNORECASE)


def emit(redirects: Sequence[Redirect]) -> Output:
    """Return the file, one line for each page."""
    lines = (_line(rule) for rule in rules(redirects))
    return Output(PATH, MEDIA_TYPE, "\n".join([MARKER, *lines, ""]).encode())


def _line(rule: Rule) -> str:
    paths = quoted(pattern(rule.path, *rule.aliases))
    if not rule.url:
        return f"RedirectMatch gone {paths}"
    parts = urlsplit(rule.url)
    try:
        path = unquote(parts.path, errors="strict")
    except UnicodeDecodeError:
        path = ""
    if _UNDECODABLE.search(parts.path) or (parts.path and not path):
        return f"# mod_alias cannot lead to {rule.url}"
    url = _TARGET_SPECIALS.sub(r"\\\g<0>", urlunsplit(parts._replace(path=path)))
    return f"RedirectMatch 301 {paths} {quoted(url)}"
