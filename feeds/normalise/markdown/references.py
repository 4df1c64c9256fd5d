"""Definitions of link targets (CommonMark 0.31 §4.7), and the labels that refer to them."""

from __future__ import annotations

import re

_TARGET = re.compile(
    r" {0,3}\[(?P<label>(?:[^\\\[\]]|\\.){1,999})\]:[ \t]*\n?[ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<bare>[^<\s]\S*))",
    re.DOTALL,
)
_TITLE = re.compile(
    r"(?:[ \t]+|[ \t]*\n[ \t]*)(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'"
    r"|\((?P<round>(?:[^()\\]|\\.)*)\))[ \t]*(?:\n|$)",
    re.DOTALL,
)
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")
_CODE = re.compile(r"(`+) ?(.+?) ?(?<!`)\1(?!`)", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAX_LINES = 5_000  # of a paragraph, at which a definition may begin


def label(text: str) -> str:
    """Return a label in the form in which labels are compared; code in it counts by its content."""
    if "`" in text:
        text = _CODE.sub(r"`\2`", text)
    return " ".join(text.split()).casefold()


def take(text: str, found: dict[str, tuple[str, str]]) -> str:
    """Return the text of a paragraph without its definitions; the first definition of a label counts.

    They are at its start, or, as Python-Markdown allows, at its end.
    """
    at = _definitions(text, 0, found)
    if at or text[0] == "[":
        text = text[at:]
    row, tried = text.find("\n["), 0
    while row != -1 and tried < _MAX_LINES:
        tried += 1
        more: dict[str, tuple[str, str]] = {}
        if _definitions(text, row + 1, more) >= len(text):
            found.update({name: target for name, target in more.items() if name not in found})
            return text[:row]
        row = text.find("\n[", row + 1)
    return text


def _definitions(text: str, at: int, found: dict[str, tuple[str, str]]) -> int:
    """Add the definitions from an index on, and return the index at which they end."""
    while at < len(text):
        target = _TARGET.match(text, at)
        name = label(target["label"]) if target else ""
        if not target or not name or name[0] == "^":
            break
        title = _TITLE.match(text, target.end())
        end = title or _LINE_END.match(text, target.end())
        if not end:
            break
        words = next((part for part in title.groups() if part is not None), "") if title else ""
        address = target["angle"] if target["angle"] is not None else target["bare"]
        found.setdefault(name, (_unescape(address), _unescape(words)))
        at = end.end()
    return at


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
