"""`redirects.nginx.conf` for nginx: two maps, to be included in the `http` block.

nginx compares a map with the decoded path, ignoring case. A map of thousands of paths costs one hash look-up
per request; as many `location` blocks would take some kilobytes of memory each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from feeds.emit.redirects.rules import MARKER, pattern, quoted, rules, target_path
from feeds.model.entry import Redirect
from feeds.model.feed import Output

PATH = "redirects.nginx.conf"
MEDIA_TYPE = "text/plain"

_INSTRUCTIONS = f"""\
# Include this file in the http block, and write these lines into the server block:
#     if ($feeds_redirect) {{ return 301 $feeds_redirect; }}
#     if ($feeds_gone) {{ return 410; }}
#     location = /{PATH} {{ return 404; }}"""
_ENTRY = re.compile(r' {4}"(?P<key>(?:[^"\\]|\\.)+)" (?:"(?P<url>(?:[^"\\]|\\.)*)"|1);')
_ESCAPED = re.compile(r"\\(.)")
_KEY_OVERHEAD = 26  # bytes of a hash bucket beside the key: two pointers, its length, its alignment
_DEFAULT_BUCKET_SIZE = 64  # bytes: nginx's default on common machines, for keys of up to 38 bytes


def emit(redirects: Sequence[Redirect]) -> Output:
    """Return the file with both maps, empty or not."""
    found = rules(redirects)
    pairs = [(name, rule.url) for rule in found for name in (rule.path, *rule.aliases)]
    # Paths that differ only in case would be a duplicate key or a redirect loop: they become patterns.
    same_key = Counter(map(_lower_ascii, {name for name, _ in pairs} | {target_path(rule.url) for rule in found}))
    keys = [
        (quoted(f"~{pattern(name)}" if same_key[_lower_ascii(name)] > 1 else name), url) for name, url in sorted(pairs)
    ]
    size = _DEFAULT_BUCKET_SIZE
    while size < max((len(name.encode()) for name, _ in pairs), default=0) + _KEY_OVERHEAD:
        size *= 2
    lines = [
        MARKER,
        _INSTRUCTIONS,
        # With too small a bucket, nginx does not start.
        *([f"map_hash_bucket_size {size};"] if size > _DEFAULT_BUCKET_SIZE else ()),
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
    """Return path → URL of a file that `emit` wrote, "" for a page that is gone."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if entry := _ENTRY.fullmatch(line):
            key = _ESCAPED.sub(r"\1", entry["key"])
            if key.startswith("~^(?:"):
                key = _ESCAPED.sub(r"\1", key.removeprefix("~^(?:").removesuffix(")$"))
            found[key] = _ESCAPED.sub(r"\1", entry["url"] or "")
    return found


def _lower_ascii(name: str) -> bytes:
    return name.encode().lower()  # like nginx: ASCII letters only
