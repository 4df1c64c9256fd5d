"""`redirects.nginx.conf` for nginx: two maps, to be included in the `http` block.

nginx compares with the decoded path, and the texts of a map without regard to case. A map of thousands of
paths costs one look-up for each request; as many `location` blocks would cost some kilobytes of memory each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from feeds.emit.redirects.rules import MARKER, pattern, quoted, rules, target
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = "redirects.nginx.conf"
MEDIA_TYPE = "text/plain"

_HOW = f"""\
# Include this file in the http block, and write these lines into the server block:
#     if ($feeds_redirect) {{ return 301 $feeds_redirect; }}
#     if ($feeds_gone) {{ return 410; }}
#     location = /{PATH} {{ return 404; }}"""
_ENTRY = re.compile(r' {4}"(?P<key>(?:[^"\\]|\\.)+)" (?:"(?P<url>(?:[^"\\]|\\.)*)"|1);')
_ESCAPED = re.compile(r"\\(.)")
_ELEMENT = 26  # bytes that a key takes in a bucket besides itself: two pointers, its length, its alignment
_BUCKET = 64  # bytes: nginx's own size on common machines, for keys of some 40 letters


def emit(redirects: Sequence[Redirect]) -> Output:
    """Write both maps, empty or not; raises OutputError for what is no path or no address."""
    found = rules(redirects)
    pairs = [(name, rule.url) for rule in found for name in (rule.path, *rule.also)]
    # What differs by case alone would be one key twice, or lead to itself for ever: it has to be a pattern.
    alike = Counter(map(_folded, {name for name, _ in pairs} | {target(rule.url) for rule in found}))
    keys = [
        (quoted(f"~{pattern(name)}" if alike[_folded(name)] > 1 else name), url)
        for name, url in sorted(pairs)
    ]
    size = _BUCKET
    while size < max((len(name.encode()) for name, _ in pairs), default=0) + _ELEMENT:
        size *= 2
    lines = [
        MARKER,
        _HOW,
        *([f"map_hash_bucket_size {size};"] if size > _BUCKET else ()),  # without it nginx would not start
        "map $uri $feeds_redirect {",
        '    default "";',
        *(f"    {key} {quoted(url)};" for key, url in keys if url),
        "}",
        "map $uri $feeds_gone {",
        '    default "";',
        *(f"    {key} 1;" for key, url in keys if not url),
        "}",
        "",
    ]
    return Output(PATH, MEDIA_TYPE, "\n".join(lines).encode())


def read(text: str) -> dict[str, str]:
    """Read where paths lead from what `emit` wrote: both maps as one, empty is what is gone."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if entry := _ENTRY.fullmatch(line):
            key = _ESCAPED.sub(r"\1", entry["key"])
            if key.startswith("~^(?:"):
                key = _ESCAPED.sub(r"\1", key.removeprefix("~^(?:").removesuffix(")$"))
            found[key] = _ESCAPED.sub(r"\1", entry["url"] or "")
    return found


def _folded(name: str) -> bytes:
    return name.encode().lower()  # as nginx does: ASCII letters alone
