"""Repairs of YAML that authors write by hand: the line to write instead of one that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.model.problem import Message, Phrase

_KEY = re.compile(r"(?P<blanks>[ \t]*)(?P<key>[^\W\d][\w .-]{0,40}?)[ \t]*:(?P<gap>[ \t]*)(?P<value>.*?)[ \t]*")
_SPECIAL = re.compile(r"[@`%*&!|>,\]}{?-]")  # a plain value cannot begin with one of these
_LONGEST = 200  # characters of a line in a message


class Repair(NamedTuple):
    """The line to write instead of line `row`, which counts from 0; its mistake is at `column`.

    `found` is the mistake, or "" if the parser found it.
    """

    row: int
    column: int
    found: Phrase
    line: str

    @property
    def remedy(self) -> Message:
        """Return what to do."""
        return Message("write `%(line)s`", line=self.line)


def find(rows: list[str], places: list[int], parses: Callable[[str], bool]) -> Repair | None:
    """Return the repair of the first of the lines at `places` with which the text up to that line can be read.

    `parses` returns whether a text is a YAML mapping.
    """
    for row in dict.fromkeys(places):
        found = _KEY.fullmatch(rows[row]) if 0 <= row < len(rows) else None
        for repair in _repairs(rows, row, found) if found else ():
            if len(repair.line) <= _LONGEST and parses("\n".join([*rows[:row], repair.line])):
                return repair
    return None


def _repairs(rows: list[str], row: int, found: re.Match[str]) -> Iterator[Repair]:
    key, value = found["key"], found["value"]
    flush = f"{key}: {value}".rstrip()
    if found["blanks"] and _is_beside_keys(rows, row):
        blanks: Phrase = "" if "\t" in found["blanks"] else Message("blanks before the key")
        yield Repair(row, 0, blanks, flush)
        if value:
            yield Repair(row, 0, blanks, f"{key}: {_quoted(value)}")
    head, column = f"{found['blanks']}{key}:", found.start("value")
    if value and not found["gap"] and not value.startswith("//"):
        yield Repair(row, column, Message("no blank after the colon"), f"{head} {value}")
        yield Repair(row, column, Message("no blank after the colon"), f"{head} {_quoted(value)}")
    if value[:1] in ("'", '"'):
        inner = value[1:].removesuffix(value[0])
        is_closed = len(value) > 1 and value.endswith(value[0])
        mistake: Phrase = "" if is_closed else Message("a quotation mark that is never closed")
        yield Repair(row, column, mistake, f"{head} {_quoted(inner)}")
    elif value.startswith("[") and "]" not in value:
        yield Repair(row, column, "", f"{head} {value.rstrip(', ')}]")
    elif re.search(r":\s", value):
        yield Repair(row, column, "", f"{head} {_quoted(value)}")
    elif value.startswith("- "):
        yield Repair(row, column, "", f"{head} {value[2:]}")
    elif _SPECIAL.match(value):
        yield Repair(row, column, "", f"{head} {_quoted(value)}")


def _is_beside_keys(rows: list[str], row: int) -> bool:
    """Return whether an indented line belongs to no key: those around it are not indented, or have a value."""
    above = [line for line in rows[:row] if line.strip() and not line.lstrip().startswith("#")]
    if not above:
        return any(line[:1].strip() and _KEY.fullmatch(line) for line in rows[row + 1 :])
    found = _KEY.fullmatch(above[-1])
    return bool(found and found["value"] and found["value"][0] not in "|>&")


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
