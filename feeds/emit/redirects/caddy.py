"""`redirects.caddy` for Caddy 2: two maps and the directives that use them, to import into a site block.

Caddy compares with the decoded path. Texts are in backticks, where every character but a backtick is
literal. A text that begins with `~` is a regular expression; braces in it are written as code points, since
`{name}` is a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.emit.redirects.rules import MARKER, pattern, rules
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = "redirects.caddy"
MEDIA_TYPE = "text/plain"

_INSTRUCTIONS = f"""\
# Import this file into the block of the site:
#     import /path/to/{PATH}"""
_CADDY_SPECIALS = re.compile(r"[`{}~]")  # not literal between backticks
_DIRECTIVES = f"""\
@feeds_redirect not vars {{feeds_redirect}} ""
redir @feeds_redirect {{feeds_redirect}} 301
@feeds_gone vars {{feeds_gone}} 1
error @feeds_gone 410
@feeds_redirects path /{PATH}
respond @feeds_redirects 404"""


def emit(redirects: Sequence[Redirect]) -> Output:
    """Return the file with both maps, empty or not."""
    pairs = [(name, rule.url) for rule in rules(redirects) for name in (rule.path, *rule.aliases)]
    lines = [
        MARKER,
        _INSTRUCTIONS,
        "map {path} {feeds_redirect} {",
        '\tdefault ""',
        *(f"\t{_key(name)} `{url}`" for name, url in sorted(pairs) if url),
        "}",
        "map {path} {feeds_gone} {",
        '\tdefault ""',
        *(f"\t{_key(name)} 1" for name, url in sorted(pairs) if not url),
        "}",
        _DIRECTIVES,
        "",
    ]
    return Output(PATH, MEDIA_TYPE, "\n".join(lines).encode())


def _key(name: str) -> str:
    if not _CADDY_SPECIALS.search(name):
        return f"`{name}`"
    exact = pattern(name).replace("\\{", r"\x7b").replace("\\}", r"\x7d").replace("`", r"\x60")
    return f"`~{exact}`"
