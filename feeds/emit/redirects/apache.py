"""`.htaccess` for Apache 2.4, by mod_alias alone; it needs `AllowOverride FileInfo`.

`Redirect` would take everything below a path along, so each line is a `RedirectMatch` of whole paths. It
compares with the decoded path, and encodes the path that it leads to: both are written decoded.
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

_OF_TARGETS = re.compile(r"[\\${]")  # what a group or a variable begins with
# A slash, `?`, `#` or control character that is encoded in the path of an address cannot be written decoded.
_ONLY_ENCODED = re.compile(r"%(?:2f|3f|23|[01][0-9a-f]|7f)", re.IGNORECASE)


def emit(redirects: Sequence[Redirect]) -> Output:
    """Write one line for each page; raises OutputError for what is no path or no address."""
    lines = (_line(rule) for rule in rules(redirects))
    return Output(PATH, MEDIA_TYPE, "\n".join([MARKER, *lines, ""]).encode())


def _line(rule: Rule) -> str:
    paths = quoted(pattern(rule.path, *rule.also))
    if not rule.url:
        return f"RedirectMatch gone {paths}"
    parts = urlsplit(rule.url)
    try:
        path = unquote(parts.path, errors="strict")
    except UnicodeDecodeError:
        path = ""
    if _ONLY_ENCODED.search(parts.path) or (parts.path and not path):
        return f"# mod_alias cannot lead to {rule.url}"
    url = _OF_TARGETS.sub(r"\\\g<0>", urlunsplit(parts._replace(path=path)))
    return f"RedirectMatch 301 {paths} {quoted(url)}"
