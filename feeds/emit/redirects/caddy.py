"""`redirects.caddy` for Caddy 2: two maps and what to do with them, to import into the block of a site.

Caddy compares with the decoded path. Its own quotes keep a backslash but before a quote, so texts stand in
backticks, where all but a backtick is itself. A text with `~` at its front is a pattern; braces are written
as numbers, since those around a name would be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.emit.redirects.rules import MARKER, pattern, rules
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = "redirects.caddy"
MEDIA_TYPE = "text/plain"

_HOW = f"""\
# Import this file into the block of the site:
#     import /path/to/{PATH}"""
_OF_CADDY = re.compile(r"[`{}~]")  # what a path cannot hold between backticks and be itself
_ANSWERS = f"""\
@feeds_redirect not vars {{feeds_redirect}} ""
redir @feeds_redirect {{feeds_redirect}} 301
@feeds_gone vars {{feeds_gone}} 1
respond @feeds_gone 410
@feeds_redirects path /{PATH}
respond @feeds_redirects 404"""


def emit(redirects: Sequence[Redirect]) -> Output:
    """Write both maps, empty or not; raises OutputError for what is no path or no address."""
    pairs = [(name, rule.url) for rule in rules(redirects) for name in (rule.path, *rule.also)]
    lines = [
        MARKER,
        _HOW,
        "map {path} {feeds_redirect} {",
        '\tdefault ""',
        *(f"\t{_key(name)} `{url}`" for name, url in sorted(pairs) if url),
        "}",
        "map {path} {feeds_gone} {",
        '\tdefault ""',
        *(f"\t{_key(name)} 1" for name, url in sorted(pairs) if not url),
        "}",
        _ANSWERS,
        "",
    ]
    return Output(PATH, MEDIA_TYPE, "\n".join(lines).encode())


def _key(name: str) -> str:
    if not _OF_CADDY.search(name):
        return f"`{name}`"
    exact = pattern(name).replace("\\{", r"\x7b").replace("\\}", r"\x7d").replace("`", r"\x60")
    return f"`~{exact}`"
