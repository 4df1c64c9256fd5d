"""Known keys at the beginning of lines, in the spelling of front matter and not of prose."""

from __future__ import annotations

import re

from feeds.normalise.dialects.front_matter import limits
from feeds.normalise.dialects.job_markdown import key_names

# In a text, a word or two before a colon is no key; `Date limite: …` is one where it is known.
WORDS = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w -]{0,40}?)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
TOML_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w.-]*)(?P=mark)(?P<gap>[ \t]*)=""")
MAX_ROWS = 2 * limits.MAX_KEYS  # longer front matter would be refused in any case


def begins_with_known_key(rows: list[str]) -> bool:
    """Return whether the first line that is no comment begins with a known key."""
    first = next((row for row in rows if row.strip() and not row.startswith("#")), "")
    return is_known_key(WORDS.match(first)) or is_known_key(TOML_KEY.match(first))


def is_known_key(found: re.Match[str] | None) -> bool:
    """Return whether a line begins with a known key, in the spelling of front matter and not of prose."""
    if not found:
        return False
    key = found["key"]
    # French puts a blank before the colon of a sentence: "Date : demain".
    as_prose = bool(found.groupdict().get("gap")) and key[:1].isupper() and found.re is not TOML_KEY
    field, meant = key_names.field_of(key)
    return bool(field) and not meant and not as_prose
