"""Set values in the front matter of a document, and leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem
from feeds.normalise.dialects import front_matter
from feeds.normalise.values.text import quoted

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_VALUE = (
    r"""(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#&*!|>{\[%@`][^#\r\n]*?|)"""
    r"""(?P<rest>[ \t]*(?:[ \t]#[^\r\n]*)?[\r\n]*)"""
)
_YAML = re.compile(rf"""(?P<key>[ \t]*(?:"[^"]*"|'[^']*'|[^\s:#][^:]*?)[ \t]*:)(?P<blank>[ \t]*){_VALUE}""")
_TOML = re.compile(rf"""(?P<key>[ \t]*(?:"[^"]*"|'[^']*'|[\w-]+)[ \t]*=)(?P<blank>[ \t]*){_VALUE}""")
_ENDS = {"---": re.compile(r"-{3,}[ \t]*[\r\n]*\Z"), "+++": re.compile(r"\+{3,}[ \t]*[\r\n]*\Z|[ \t]*\[")}


def with_values(document: Document, values: Mapping[str, bool | str]) -> bytes:
    """Return the bytes of a document with some values in its front matter, in YAML or TOML.

    values: flags, words or dates such as 2026-03-01, by key as written there. A key that is there is edited in its
    line; others are added at the end of the front matter, in TOML before its first table.

    Raises:
        PostError: the front matter cannot be read, or a value is none that one line holds.
    """
    matter = front_matter.read(document)
    lines = _LINE.findall(document.body.decode())[:-1]
    first = next((number for number, line in enumerate(lines) if line.strip("\ufeff \t\r\n")), 0)
    mark = lines[first].lstrip("\ufeff \t")[:3] if lines else ""
    if not matter.lines or mark not in ("---", "+++"):
        raise _refusal(document, Message("front matter between --- or +++"), Message("none"), 1)
    for key, value in values.items():
        number = matter.lines[key] - 1 if key in matter.lines else None
        if number is None:
            continue
        edited = _edited(lines[number], mark, value)
        if not edited:
            raise _refusal(
                document, Message("a plain value of %(key)s", key=key), quoted(lines[number].strip()), number + 1
            )
        lines[number] = edited
    added = [_added(lines, matter, mark, key, value) for key, value in values.items() if key not in matter.lines]
    end = _end(lines, first + 1, mark)
    lines[end:end] = added
    body = "".join(lines).encode()
    _check(document, matter, body, values)
    return body


def _edited(line: str, mark: str, value: bool | str) -> str:
    """Return a line with another value; "" if it has none that stands in one line."""
    found = (_YAML if mark == "---" else _TOML).fullmatch(line)
    if not found:
        return ""
    return f"{found['key']}{found['blank'] or ' '}{_written(value, mark, found['value'])}{found['rest']}"


def _written(value: bool | str, mark: str, before: str = "") -> str:
    """Return a value as it is written; a text between the quotes of the one before it."""
    if isinstance(value, bool):
        return str(value).lower()
    if before[:1] in ("'", '"'):
        return f"{before[0]}{value}{before[0]}"
    return f'"{value}"' if mark == "+++" and not value[:4].isdecimal() else value


def _added(lines: list[str], matter: front_matter.FrontMatter, mark: str, key: str, value: bool | str) -> str:
    """Return a line for a key that is missing, indented and ended as the others are."""
    other = lines[max(min(matter.lines.values()) - 1, 0)]
    indent = other[: len(other) - len(other.lstrip(" \t"))]
    ending = other[len(other.rstrip("\r\n")) :]
    return f"{indent}{key}{':' if mark == '---' else ' ='} {_written(value, mark)}{ending}"


def _end(lines: list[str], start: int, mark: str) -> int:
    """Return the index of the line before which keys are added: the closing delimiter, or the first table of TOML."""
    ends = _ENDS[mark]
    return next(number for number in range(start, len(lines)) if ends.match(lines[number]))


def _check(document: Document, matter: front_matter.FrontMatter, body: bytes, values: Mapping[str, bool | str]) -> None:
    """Raise PostError unless a document reads as before, but for some values."""
    line = min(matter.lines.values())
    try:
        after = front_matter.read(document._replace(body=body))
    except PostError as error:
        raise _refusal(document, Message("one line for each key"), Message("another layout"), line) from error
    kept = {key: value for key, value in matter.data.items() if key not in values}
    read = {key: value for key, value in after.data.items() if key not in values}
    wanted = {key: str(value).lower() for key, value in values.items()}
    found = {key: str(after.data.get(key)).lower() for key in values}
    if (kept, wanted, matter.body, matter.problems) != (read, found, after.body, after.problems):
        raise _refusal(document, Message("one line for each key"), Message("another layout"), line)


def _refusal(document: Document, expected: Phrase, found: Phrase, line: int) -> PostError:
    remedy = Message("edit it by hand: nothing was changed")
    return PostError(Problem(document.locator, expected, found, remedy, "", line, severity="error"))
