"""Detect front matter without a valid delimiter, so that it is never published as text.

Prose may look like it ("Attention: demain"), so most rules require a known key.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from feeds.model.problem import Message, Phrase
from feeds.normalise.dialects.front_matter import blocks, formats, keys
from feeds.normalise.values import text

EXPECTED = Message("a line --- before the front matter")
_BOTH = Message("write a line --- above and below it")
_HIDDEN = Message("a comment or an invisible character before it")
# What word processors make of `---`, and what is left of it when a dash is missing.
_NEAR_DELIMITER = re.compile(r"(?:--|[-–—]{0,2}[–—][-–—]{0,2})[ \t]*\n(?=[a-z_][\w-]*:)")
_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w-]*)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
_JSON_KEY = re.compile(r'\{\s*"(?P<key>[^"\n]*)"\s*:')
_MACHINE_KEY = re.compile(r"[a-z_][\w-]*:(?:[ \t]|$)")
_DELIMITER = re.compile(r"-{3,}[ \t]*")
_TOML_DELIMITER = re.compile(r"\+{3,}[ \t]*")
_MORE_TOML = ("[", "]", "}", " ", "\t", "#")
_MORE_YAML = (" ", "\t", "-", "#")
# `---yaml`, `--- # comment`
_DELIMITER_WITH_TEXT = re.compile(r"(?P<mark>-{3,}|\+{3,})[ \t]*(?P<word>[^\s+-].*)")
_SEMICOLONS = re.compile(r";{3,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What was found in place of a delimiter; `row` counts from 0 in the text."""

    row: int
    found: Phrase
    remedy: Phrase


def fault(head: str) -> Fault | None:
    """Return the fault of front matter that no handler detects; None when a text is none."""
    near = _NEAR_DELIMITER.match(head)
    if near:
        return Fault(0, Message("'%(value)s'", value=near.group().strip()), Message("write ---"))
    rows = head.splitlines()
    kinds = (_delimiter_with_text, _semicolons, _undelimited_yaml, _undelimited_toml)
    return next(filter(None, (find(rows) for find in kinds)), None) or _after_comment(head)


def _shown(rows: list[str]) -> Message:
    return Message("'%(value)s'", value=text.shorten(rows[0], 40))


def _delimiter_with_text(rows: list[str]) -> Fault | None:
    opening = _DELIMITER_WITH_TEXT.match(rows[0]) if rows else None
    if not opening:
        return None
    delimiter = _DELIMITER if opening["mark"][0] == "-" else _TOML_DELIMITER
    closed = any(delimiter.fullmatch(row) for row in rows[1:])
    if closed and (blocks.FORMAT.fullmatch(opening["word"]) or keys.begins_with_known_key(rows[1:])):
        remedy = Message("write %(delimiter)s alone on its line", delimiter=opening["mark"][:3])
        return Fault(0, _shown(rows), remedy)
    return None


def _semicolons(rows: list[str]) -> Fault | None:
    if rows and _SEMICOLONS.match(rows[0]) and any(_SEMICOLONS.match(row) for row in rows[1:]):
        return Fault(0, _shown(rows), Message("write ---, or the JSON object alone"))
    return None


def _first(rows: list[str], delimiter: re.Pattern[str]) -> list[str]:
    """Return the rows to examine: of many, the first, and the first delimiter below them."""
    below = (row for row in rows[keys.MAX_ROWS :] if delimiter.fullmatch(row))
    return [*rows[: keys.MAX_ROWS], *itertools.islice(below, 1)]


def _undelimited_yaml(rows: list[str]) -> Fault | None:
    found = known = strict = 0
    together = True
    for row in _first(rows, _DELIMITER):
        key = _KEY.match(row)
        strict += bool(key)
        if key or keys.WORDS.match(row):
            found += 1
            known += keys.is_known_key(keys.WORDS.match(row))
        elif _DELIMITER.fullmatch(row) and row.startswith("---"):
            # `Title: more` above `---` is a heading; two such lines, or a key as programs write it, are not.
            delimited = found > 1 and (known or strict == found)
            machine = _MACHINE_KEY.match(rows[0]) or (rows[0][:1] in "\"'" and known)
            return Fault(0, _shown(rows), Message("add a line --- above it")) if delimited or machine else None
        elif not row.strip():
            if together and found > 1 and known:
                break
            together = False
        elif not found or not row.startswith(_MORE_YAML):
            return None
    # MultiMarkdown's metadata: keys, and a blank line.
    return Fault(0, _shown(rows), _BOTH) if together and found > 1 and known else None


def _undelimited_toml(rows: list[str]) -> Fault | None:
    found = known = 0
    for row in _first(rows, _TOML_DELIMITER):
        if key := keys.TOML_KEY.match(row):
            found += 1
            known += keys.is_known_key(key)
        elif _TOML_DELIMITER.fullmatch(row):
            return Fault(0, _shown(rows), Message("add a line +++ above it")) if found > 1 or known else None
        elif row.strip() and (not found or not row.startswith(_MORE_TOML)):
            return None
    return None


def _after_comment(head: str) -> Fault | None:
    start = blocks.skip_comments(head)
    if not head[:start].strip():
        return None
    row, json = head.count("\n", 0, start), _JSON_KEY.match(head, start)
    if (json and keys.is_known_key(json)) or blocks.find(head, formats.is_mapping, closed=True) is not None:
        return Fault(row, _HIDDEN, Message("put the front matter first"))
    inner = fault(head[start:])
    return Fault(row + inner.row, inner.found, inner.remedy) if inner else None
