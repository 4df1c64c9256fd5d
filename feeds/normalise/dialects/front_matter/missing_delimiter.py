"""Detect front matter without a valid delimiter, so that it is never published as text.

Prose may look like it ("Attention: demain"), so most rules require a known key.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from feeds.model.problem import Message, Phrase
from feeds.normalise.dialects.front_matter import limits
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.values import text

EXPECTED = "a line --- before the front matter"
_BOTH = "write a line --- above and below it"
_HIDDEN = "a comment or an invisible character before it"
# What word processors make of `---`, and what is left of it when a dash is missing.
_NEAR_DELIMITER = re.compile(r"(?:--|[-–—]{0,2}[–—][-–—]{0,2})[ \t]*\n(?=[a-z_][\w-]*:)")
_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w-]*)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
# In a text, a word or two before a colon is no key; `Date limite: …` is one where it is known.
_WORDS = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w -]{0,40}?)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
_TOML_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w.-]*)(?P=mark)(?P<gap>[ \t]*)=""")
_JSON_KEY = re.compile(r'\{\s*"(?P<key>[^"\n]*)"\s*:')
_MACHINE_KEY = re.compile(r"[a-z_][\w-]*:(?:[ \t]|$)")
_DELIMITER = re.compile(r"-{3,}[ \t]*")
_TOML_DELIMITER = re.compile(r"\+{3,}[ \t]*")
_MORE_TOML = ("[", "]", "}", " ", "\t", "#")
_MORE_YAML = (" ", "\t", "-", "#")
# `---yaml`, `--- # comment`
_DELIMITER_WITH_TEXT = re.compile(r"(?P<mark>-{3,}|\+{3,})[ \t]*(?P<word>[^\s+-].*)")
_FORMAT = re.compile(r"#.*|(?:ya?ml|toml|json|md|markdown)\b.*", re.IGNORECASE)
_SEMICOLONS = re.compile(r";{3,}")
_PRELUDE = re.compile("(?:<!--.*?-->|[\\s\ufeff\u200b-\u200f\u2060\u00ad])+", re.DOTALL)
_MAX_ROWS = 2 * limits.MAX_KEYS  # longer front matter would be refused in any case


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
        return Fault(0, f"'{near.group().strip()}'", "write ---")
    rows = head.splitlines()
    kinds = (_delimiter_with_text, _semicolons, _undelimited_yaml, _undelimited_toml)
    return next(filter(None, (find(rows) for find in kinds)), None) or _after_comment(head)


def _shown(rows: list[str]) -> str:
    return f"'{text.shorten(rows[0], 40)}'"


def _delimiter_with_text(rows: list[str]) -> Fault | None:
    opening = _DELIMITER_WITH_TEXT.match(rows[0]) if rows else None
    if not opening:
        return None
    delimiter = _DELIMITER if opening["mark"][0] == "-" else _TOML_DELIMITER
    closed = any(delimiter.fullmatch(row) for row in rows[1:])
    if closed and (_FORMAT.fullmatch(opening["word"]) or begins_with_known_key(rows[1:])):
        remedy = Message("write %(delimiter)s alone on its line", delimiter=opening["mark"][:3])
        return Fault(0, _shown(rows), remedy)
    return None


def skip_comments(text: str) -> int:
    """Return where a text begins after blank lines, HTML comments and invisible characters."""
    prelude = _PRELUDE.match(text)
    return prelude.end() if prelude else 0


def is_prose(block: str) -> bool:
    """Return whether what is below a line `---` is a text: a blank line, and then no known key."""
    rows = block.splitlines()
    return bool(rows) and not rows[0].strip() and not begins_with_known_key(rows)


def begins_with_known_key(rows: list[str]) -> bool:
    """Return whether the first line that is no comment begins with a known key."""
    first = next((row for row in rows if row.strip() and not row.startswith("#")), "")
    return _is_known_key(_WORDS.match(first)) or _is_known_key(_TOML_KEY.match(first))


def _semicolons(rows: list[str]) -> Fault | None:
    if rows and _SEMICOLONS.match(rows[0]) and any(_SEMICOLONS.match(row) for row in rows[1:]):
        return Fault(0, _shown(rows), "write ---, or the JSON object alone")
    return None


def _is_known_key(found: re.Match[str] | None) -> bool:
    """Return whether a line begins with a known key, in the spelling of front matter and not of prose."""
    if not found:
        return False
    key = found["key"]
    # French puts a blank before the colon of a sentence: "Date : demain".
    as_prose = bool(found.groupdict().get("gap")) and key[:1].isupper() and found.re is not _TOML_KEY
    field, meant = key_names.field_of(key)
    return bool(field) and not meant and not as_prose


def _first(rows: list[str], delimiter: re.Pattern[str]) -> list[str]:
    """Return the rows to examine: of many, the first, and the first delimiter below them."""
    below = (row for row in rows[_MAX_ROWS:] if delimiter.fullmatch(row))
    return [*rows[:_MAX_ROWS], *itertools.islice(below, 1)]


def _undelimited_yaml(rows: list[str]) -> Fault | None:
    found = known = strict = 0
    together = True
    for row in _first(rows, _DELIMITER):
        key = _KEY.match(row)
        strict += bool(key)
        if key or _WORDS.match(row):
            found += 1
            known += _is_known_key(_WORDS.match(row))
        elif _DELIMITER.fullmatch(row) and row.startswith("---"):
            # `Title: more` above `---` is a heading; two such lines, or a key as programs write it, are not.
            delimited = found > 1 and (known or strict == found)
            machine = _MACHINE_KEY.match(rows[0]) or (rows[0][:1] in "\"'" and known)
            return Fault(0, _shown(rows), "add a line --- above it") if delimited or machine else None
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
        if key := _TOML_KEY.match(row):
            found += 1
            known += _is_known_key(key)
        elif _TOML_DELIMITER.fullmatch(row):
            return Fault(0, _shown(rows), "add a line +++ above it") if found > 1 or known else None
        elif row.strip() and (not found or not row.startswith(_MORE_TOML)):
            return None
    return None


def _after_comment(head: str) -> Fault | None:
    prelude = _PRELUDE.match(head)
    if not prelude:
        return None
    rest = head[prelude.end() :]
    row = head.count("\n", 0, prelude.end())
    rows = rest.splitlines()
    json = _JSON_KEY.match(rest)
    for delimiter in (_DELIMITER, _TOML_DELIMITER):
        if rows and delimiter.fullmatch(rows[0]):
            closed = any(delimiter.fullmatch(line) for line in rows[1:])
            if closed and begins_with_known_key(rows[1:]):
                return Fault(row, _HIDDEN, "put the front matter first")
    if json and _is_known_key(json):
        return Fault(row, _HIDDEN, "put the front matter first")
    inner = fault(rest)
    return Fault(row + inner.row, inner.found, inner.remedy) if inner else None
