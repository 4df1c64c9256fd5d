"""Recognise front matter at a place in a text, however it is delimited, and valid or not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import NamedTuple

from feeds.normalise.dialects.front_matter import keys
from feeds.normalise.html import comment_signs

_SEPARATORS = re.compile("[\\s\ufeff\u200b-\u200f\u2060\u00ad]*")
# `---`, `---yaml`, `--- # comment`, `+++`, `;;;`, and what word processors make of them.
_OPENING = re.compile(
    r"(?P<indent> {0,3})(?P<mark>-{3,}|\+{3,}|;{3,}|--|[-–—]{0,2}[–—][-–—]{0,2})[ \t]*(?P<word>\S.*)?"
)
_DELIMITER = re.compile(r"-{3,}|\+{3,}|;{3,}")
FORMAT = re.compile(r"#.*|(?:ya?ml|toml|json|md|markdown)\b.*", re.IGNORECASE)
_CLOSINGS = {
    "-": re.compile(r"(?:-{3,}|\.{3})[ \t]*"),
    "+": re.compile(r"\+{3,}[ \t]*"),
    ";": re.compile(r";{3,}[ \t]*"),
    "": re.compile(r"[-–—]{1,4}[ \t]*"),
}
_JSON = re.compile(r"""\{(?:\s*(?P<mark>["'])[^"'\n]*(?P=mark)|[ \t]*\n\s*\w[\w-]*)\s*:""")
_TOML = re.compile(r"""\[{1,2}[\w."' -]+\]|(?P<mark>["']?)\w[\w.-]*(?P=mark)[ \t]*=""")
_MACHINE_KEY = re.compile(r"""(?:[a-z_][\w-]*|(?P<mark>["'])[^"'\n]+(?P=mark)):(?:[ \t]|$)""")


class _Block(NamedTuple):
    mark: str  # "" if it is no delimiter, but resembles one
    word: str  # what follows the delimiter in its line
    rows: list[str]  # what is between the delimiters
    is_closed: bool


def find(text: str, is_mapping: Callable[[str], bool], *, closed: bool = False) -> int | None:
    """Return the row, from 0, of front matter that is below nothing but blank lines and comments.

    A rule (`---`) with a text below it is none.

    Args:
        text: a text, or the rest of one.
        is_mapping: whether some YAML is a mapping that is not empty.
        closed: whether only what is between two delimiters counts.
    """
    start = skip_comments(text)
    block = _block(text[start:])
    if block:
        is_found = (block.is_closed or not closed) and _is_front_matter(block, is_mapping)
    else:
        is_found = not closed and bool(_JSON.match(text, start))
    return text.count("\n", 0, start) if is_found else None


def skip_comments(text: str) -> int:
    """Return where a text begins after blank lines, comments and invisible characters; its indentation stays."""
    at = 0
    while True:
        separators = _SEPARATORS.match(text, at)
        at = separators.end() if separators else at
        end = comment_signs.end_of(text, at)
        if not end:
            break
        at = end
    line = text.rfind("\n", 0, at) + 1
    return at if text[line:at].strip(" ") else line


def _block(text: str) -> _Block | None:
    rows = text.split("\n")
    opening = _OPENING.fullmatch(rows[0])
    if not opening:
        return None
    indent = len(opening["indent"])
    below = [row[min(indent, len(row) - len(row.lstrip(" "))) :] for row in rows[1:]] if indent else rows[1:]
    mark = opening["mark"][0] if _DELIMITER.fullmatch(opening["mark"]) else ""
    closing = _CLOSINGS[mark]
    end = next((number for number, row in enumerate(below) if closing.fullmatch(row)), None)
    return _Block(mark, opening["word"] or "", below[:end], end is not None)


def _is_front_matter(block: _Block, is_mapping: Callable[[str], bool]) -> bool:
    first = next((row for row in block.rows if row.strip() and not row.startswith("#")), "")
    is_known, is_key = keys.begins_with_known_key(block.rows), bool(_MACHINE_KEY.match(first))
    if block.word:
        return block.is_closed and (bool(FORMAT.fullmatch(block.word)) or is_known)
    if block.mark == ";":
        return block.is_closed
    if block.mark == "+":
        return bool(_TOML.match(first)) or is_known
    if not block.mark:
        return block.is_closed and is_key
    if is_known or not block.is_closed:
        return is_known
    source = "\n".join(block.rows)
    if not block.rows or not block.rows[0].strip():  # a text is usually below a blank line
        return is_key and is_mapping(source)
    is_dense = all(row.strip() for row in block.rows)
    many = sum(bool(_MACHINE_KEY.match(row)) for row in itertools.islice(block.rows, keys.MAX_ROWS)) > 1
    return is_mapping(source) or (is_key and (is_dense or many))
