"""Find JobPostings in the JSON that scripts and attributes of a page contain.

Frameworks keep the data of a page in `__NEXT_DATA__`, `self.__next_f.push`, `application/json` scripts, state objects
and attributes; the JSON may be in a string, and that string in another one. Code is not parsed: objects are found by
their braces, outside of strings. Where that finds none, such as in literals of JavaScript, all values are read
(`script_data`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from feeds.normalise.dialects.job_posting import json_ld, script_data

MARK = re.compile(r"(?i)jobposting")
FLIGHT = "__next_f"
_MAX_LENGTH = 10_000_000  # characters of one script
_MIN_LENGTH = 30  # characters of a string with an object in it
_MAX_OPEN = 5_000  # braces: more are no data
_MAX_DEPTH = 50  # of an object in React's stream
_MAX_STRINGS = 4  # strings in strings
_TYPE = re.compile(r'(?i)"@type"\s*+:\s*+(?:"[^"\\]{0,40}JobPosting"|\[[^]]{0,200}"[^"]{0,40}JobPosting")')
# A string ends with its line at the latest, so that a single quotation mark in code hides one line only.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*+(?:"|\n|\Z)|[{}]')
# JSON in single quotation marks, as an argument or value: its escapes are those of the string.
_SINGLE = re.compile(r"[=(:,]\s*+'(\s*+[\[{](?:[^'\\\n]|\\.)*+)(?:'|\n|\Z)")
_ESCAPE = re.compile(r'\\(x[0-9a-fA-F]{2}|.)|"')
# Text of React's stream: https://github.com/facebook/react, ReactFlightClient. A long string is a row of its own, which
# states its number and its length in bytes; `$` and the number stand for it.
_PUSH = re.compile(r'__next_f\.push\(\[1,\s*+("(?:[^"\\]|\\.)*+)(?:"|\Z)')
_ROW = re.compile(rb"(?<![\w$])([0-9a-f]{1,6}):T([0-9a-f]{1,7}),")


def read(sources: Iterable[str]) -> list[Any]:
    """Return the JobPostings in scripts and attributes."""
    texts = tuple(sources)
    found = list(json_ld.postings(_read(texts)))
    if found or not any(map(MARK.search, texts)):
        return found
    # Other data has a `type`, too.
    return [one for one in json_ld.postings(script_data.values(texts)) if "@type" in one]


def _read(sources: Iterable[str]) -> list[Any]:
    pushed, rest = list[str](), list[str]()
    for source in sources:
        parts = _PUSH.findall(source) if FLIGHT in source else []
        pushed += parts
        if not parts:
            rest.append(source)
    found = [value for source in rest for value in _search(source)]
    return found or _in_stream("".join(_unquoted(part[1:]) for part in pushed))


def _in_stream(stream: str) -> list[Any]:
    """Return the JobPostings in the text of React's stream, with the rows that they refer to."""
    if not MARK.search(stream):
        return []
    data, rows, kept, at = stream.encode("utf-8", "replace"), dict[str, str](), list[bytes](), 0
    while row := _ROW.search(data, at):
        kept.append(data[at : row.start()] + b"\n")
        at = row.end() + int(row[2], 16)
        rows[row[1].decode()] = data[row.end() : at].decode("utf-8", "replace")
    kept.append(data[at:])
    values = list(_search(b"".join(kept).decode("utf-8", "replace")))
    values += [value for row in rows.values() if MARK.search(row) for value in _search(row)]
    return [_resolved(value, rows) for value in values]


def _resolved(value: Any, rows: dict[str, str], deep: int = 0) -> Any:
    """Return a value with the rows that it refers to; references to anything else are left out."""
    if deep > _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {name: _resolved(part, rows, deep + 1) for name, part in value.items()}
    if isinstance(value, list):
        return [_resolved(part, rows, deep + 1) for part in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    return value[1:] if value.startswith("$$") else value[2:] if value.startswith("$D") else rows.get(value[1:])


def _search(text: str, deep: int = 0) -> Iterator[Any]:
    """Yield the JobPostings in a text, and in the strings in it."""
    if len(text) > _MAX_LENGTH or not MARK.search(text):
        return
    if "&quot;" in text:
        text = unescape(text)
    if "%22" in text:
        text = unquote(text)
    objects, strings = _parts(text)
    for start, end in objects:
        values, _ = json_ld.read(text[start:end])
        yield from values
    if objects or deep >= _MAX_STRINGS:
        return
    for start, end in strings:
        yield from _search(_unquoted(text[start:end]), deep + 1)


def _parts(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where the outermost objects of the type are, and the strings that mention it."""
    types = {found.start() for found in _TYPE.finditer(text)}
    objects, strings = list[tuple[int, int]](), [found.span(1) for found in _SINGLE.finditer(text)]
    strings = [span for span in strings if MARK.search(text, *span)]
    if strings:  # their quotation marks are not those of the code
        return objects, strings
    opened: list[tuple[int, bool]] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if text[start] == "{":
            opened.append((start, False))
            if len(opened) > _MAX_OPEN:
                break
        elif text[start] == "}":
            begun, is_posting = opened.pop() if opened else (start, False)
            if is_posting:
                while objects and objects[-1][0] > begun:
                    objects.pop()
                objects.append((begun, end))
        elif start in types and opened:
            opened[-1] = opened[-1][0], True
        elif end - start > _MIN_LENGTH and MARK.search(text, start, end):
            strings.append((start + 1, end - 1))
    return objects, strings


def _unquoted(inner: str) -> str:
    """Return the text of a string of JavaScript, from what is between its quotation marks."""
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        pass
    try:
        return str(json.loads(f'"{_ESCAPE.sub(_as_json, inner)}"', strict=False))
    except ValueError:
        return ""


def _as_json(found: re.Match[str]) -> str:
    letter = found[1] or '"'
    if letter.startswith("x") and len(letter) > 1:
        return f"\\u00{letter[1:]}"
    if letter == '"':
        return '\\"'
    return found[0] if letter in "\\/bfnrtu" else letter
