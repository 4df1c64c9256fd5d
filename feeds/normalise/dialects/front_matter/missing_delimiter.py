"""Front matter that no fence announces, or one that no tool reads: found, so that it never lands in a page.

Prose may look like it ("Attention: demain"), so that most rules ask for a key that posts are known to have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.values import text

EXPECTED = "a line --- before the front matter"
_BOTH = "write a line --- above and below it"
# What word processors make of ---, and what people leave of it.
_NEAR_FENCE = re.compile(r"(?:--|[-–—]{0,2}[–—][-–—]{0,2})[ \t]*\n(?=[a-z_][\w-]*:)")
_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w-]*)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
# In a text, a word or two before a colon is no key; `Date limite: …` is one where it is known.
_WORDS = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w -]{0,40}?)(?P=mark)(?P<gap>[ \t]*):(?:[ \t]|$)""")
_TOML_KEY = re.compile(r"""(?P<mark>["']?)(?P<key>\w[\w.-]*)(?P=mark)(?P<gap>[ \t]*)=""")
_JSON_KEY = re.compile(r'\{\s*"(?P<key>[^"\n]*)"\s*:')
_MACHINE_KEY = re.compile(r"[a-z_][\w-]*:(?:[ \t]|$)")
_FENCE = re.compile(r"-{3,}[ \t]*")
_TOML_FENCE = re.compile(r"\+{3,}[ \t]*")
_MORE_TOML = ("[", "]", "}", " ", "\t", "#")
_MORE_YAML = (" ", "\t", "-", "#")
# `---yaml`, `--- # comment`
_WORDY_FENCE = re.compile(r"(?P<fence>-{3,}|\+{3,})[ \t]*(?P<word>[^\s+-].*)")
_FORMAT = re.compile(r"#.*|(?:ya?ml|toml|json|md|markdown)\b.*", re.IGNORECASE)
_SEMICOLONS = re.compile(r";{3,}")
_PRELUDE = re.compile("(?:<!--.*?-->|[\\s\ufeff\u200b-\u200f\u2060\u00ad])+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What was found in place of a fence; `row` counts from 0 in the text."""

    row: int
    found: str
    remedy: str


def fault(head: str) -> Fault | None:
    """Find front matter at the beginning of a text that no handler takes; None when it is a text."""
    near = _NEAR_FENCE.match(head)
    if near:
        return Fault(0, f"'{near.group().strip()}'", "write ---")
    rows = head.splitlines()
    return _wordy_fence(rows) or _semicolons(rows) or _bare(rows) or _bare_toml(rows) or _after_comment(head)


def _shown(rows: list[str]) -> str:
    return f"'{text.shorten(rows[0], 40)}'"


def _wordy_fence(rows: list[str]) -> Fault | None:
    opening = _WORDY_FENCE.match(rows[0]) if rows else None
    if not opening:
        return None
    fence = _FENCE if opening["fence"][0] == "-" else _TOML_FENCE
    closed = any(fence.fullmatch(row) for row in rows[1:])
    if closed and (_FORMAT.fullmatch(opening["word"]) or _known_first(rows[1:])):
        return Fault(0, _shown(rows), f"write {opening['fence'][:3]} alone on its line")
    return None


def _known_first(rows: list[str]) -> bool:
    first = next((row for row in rows if row.strip() and not row.startswith("#")), "")
    return _known(_WORDS.match(first)) or _known(_TOML_KEY.match(first))


def _semicolons(rows: list[str]) -> Fault | None:
    if rows and _SEMICOLONS.match(rows[0]) and any(_SEMICOLONS.match(row) for row in rows[1:]):
        return Fault(0, _shown(rows), "write ---, or the JSON object alone")
    return None


def _known(found: re.Match[str] | None) -> bool:
    """Tell whether a line begins with a key that posts have, written as programs or careful people do."""
    if not found:
        return False
    key = found["key"]
    # French puts a blank before the colon of a sentence: "Date : demain".
    as_prose = bool(found.groupdict().get("gap")) and key[:1].isupper() and found.re is not _TOML_KEY
    field, meant = key_names.field_of(key)
    return bool(field) and not meant and not as_prose


def _bare(rows: list[str]) -> Fault | None:
    found = known = strict = 0
    together = True
    for row in rows:
        key = _KEY.match(row)
        strict += bool(key)
        if key or _WORDS.match(row):
            found += 1
            known += _known(_WORDS.match(row))
        elif _FENCE.fullmatch(row) and row.startswith("---"):
            # `Title: more` above `---` is a heading; two such lines, or a key as programs write it, are not.
            fenced = found > 1 and (known or strict == found)
            machine = _MACHINE_KEY.match(rows[0]) or (rows[0][:1] in "\"'" and known)
            return Fault(0, _shown(rows), "add a line --- above it") if fenced or machine else None
        elif not row.strip():
            if together and found > 1 and known:
                break
            together = False
        elif not found or not row.startswith(_MORE_YAML):
            return None
    # MultiMarkdown's metadata: keys, and a blank line.
    return Fault(0, _shown(rows), _BOTH) if together and found > 1 and known else None


def _bare_toml(rows: list[str]) -> Fault | None:
    found = known = 0
    for row in rows:
        if key := _TOML_KEY.match(row):
            found += 1
            known += _known(key)
        elif _TOML_FENCE.fullmatch(row):
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
    for fence in (_FENCE, _TOML_FENCE):
        if rows and fence.fullmatch(rows[0]):
            closed = any(fence.fullmatch(line) for line in rows[1:])
            if closed and _known_first(rows[1:]):
                return Fault(row, "a comment or a hidden sign before it", "put the front matter first")
    if json and _known(json):
        return Fault(row, "a comment or a hidden sign before it", "put the front matter first")
    inner = fault(rest)
    return Fault(row + inner.row, inner.found, inner.remedy) if inner else None
