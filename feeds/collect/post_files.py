"""Which files of a folder are posts, if its source has no `include`."""

from __future__ import annotations

import re

POST_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ""})
# Files and folders about the folder itself, and templates, as Jekyll, Hugo and repositories have them.
_OTHER_FILES = re.compile(r"(?:readme|licen[cs]e|_index)(?:\.[a-z-]{2,10})?(?:\.(?:md|markdown|mdown|mkd))?")
OTHER_FOLDERS = frozenset({"templates", "_templates", "_layouts", "_includes", "node_modules"})
_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:---[ \t]*\r?\n(?:#.*\n)*[\"']?\w[^:\n]*:|\+\+\+[ \t]*\r?\n\s*[\"'\w\[])"
)
HEAD = 1_000  # bytes that show whether a file begins with front matter


def is_other(name: str) -> bool:
    """Return whether a file is about its folder, such as `README.md`, and so is no post."""
    return bool(_OTHER_FILES.fullmatch(name.lower()))


def begins_with_front_matter(head: bytes) -> bool:
    """Return whether a file whose first bytes are `head` is a post, whatever its ending."""
    return bool(_FRONT_MATTER.match(head))
