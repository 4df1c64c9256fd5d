"""Front matter: what a document says of itself in YAML, TOML or JSON, each key with its line.

The libraries are behind two walls, `_handlers` (python-frontmatter) and `_yaml` (PyYAML), imported when
the first document is read.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise.values import text as texts

if TYPE_CHECKING:
    from feeds.normalise.dialects.front_matter import formats

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FrontMatter(NamedTuple):
    """The values by key, the line of each top-level key, and the text after them with its first line.

    Lines count from 1 in the document. `problems` holds what was read all the same.
    """

    data: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


def read(document: Document) -> FrontMatter:
    """Part a document into front matter and text; a document without front matter is all text.

    Raises:
        PostError: it is no UTF-8 text, or its front matter cannot be read; nothing of it is a body.
    """
    text = _decode(document)
    start = len(text) - len(text.lstrip())
    line = text.count("\n", 0, start) + 1
    file, head = document.locator, text[start:]
    handler = _handler(head)
    if handler is None:
        _refuse_unfenced(head, file, line)
        return FrontMatter({}, {}, text, 1)
    try:
        source, body = _split(handler, head, file, line)
        # A fenced source starts at the end of the fence's own line.
        data, lines, problems = _load(handler.read, source, file, line)
    except RecursionError as error:
        raise _error(file, "few levels of nesting", "hundreds", "", line) from error
    body_line = line + head.count("\n", 0, len(head) - len(body))
    after = body.find("\n") + 1 or len(body)
    return FrontMatter(data, lines, body[after:], body_line + (1 if body[:after] else 0), problems)


def read_yaml(document: Document) -> FrontMatter:
    """Read a document that is one YAML mapping as a whole, with or without lines `---` around it.

    Raises:
        PostError: it is no UTF-8 text, no YAML or no mapping.
    """
    from feeds.normalise.dialects import yaml_reader
    from feeds.normalise.dialects.front_matter import formats

    text = _decode(document)
    yaml = formats.Yaml()
    head = text.lstrip()
    if yaml.detect(head) and yaml.FM_BOUNDARY.search(head, 3):
        return read(document)
    data, lines, problems = _load(yaml_reader.load, text, document.locator, 1)
    return FrontMatter(data, lines, "", text.count("\n") + 1, problems)


def _decode(document: Document) -> str:
    body = document.body
    if body.startswith(_UTF16):
        raise _error(document.locator, "text in UTF-8", "UTF-16", "save the file as UTF-8", 1)
    if (zero := body.find(b"\0")) >= 0:
        line = body.count(b"\n", 0, zero) + 1
        raise _error(document.locator, "text", "a binary file (it holds a zero byte)", "", line)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in the bytes themselves: `error` does not count a byte order mark.
        mark = len(codecs.BOM_UTF8) if body.startswith(codecs.BOM_UTF8) else 0
        at = error.start + mark
        line = body.count(b"\n", 0, at) + 1
        found = f"the byte 0x{body[at]:02X}"
        raise _error(document.locator, "text in UTF-8", found, "save the file as UTF-8", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _handler(head: str) -> formats.Yaml | formats.Toml | formats.Json | None:
    if not head.startswith(("---", "+++", "{")):
        return None
    from feeds.normalise.dialects.front_matter import formats

    kinds = (formats.Yaml, formats.Toml, formats.Json)
    return next((handler for handler in (kind() for kind in kinds) if handler.detect(head)), None)


def _split(
    handler: formats.Yaml | formats.Toml | formats.Json, head: str, file: str, line: int
) -> tuple[str, str]:
    try:
        return handler.split(head)
    except json.JSONDecodeError as error:
        found = f"an error of syntax: {error.msg[:1].lower()}{error.msg[1:]}"
        raise _error(file, "JSON", found, "", line + error.lineno - 1, error.colno) from error
    except ValueError as error:
        fence = handler.START_DELIMITER or "}"
        raise _error(
            file, f"a line {fence} that closes the front matter", str(error), "add it", line
        ) from error


def _load(read_source: Any, source: str, file: str, line: int) -> Any:
    bad = texts.forbidden(source)
    if not bad:
        return _usable(read_source(source, file, line))
    data, lines, problems = _usable(read_source(texts.permitted(source), file, line))
    found = f"the character {bad[1]}"
    problem = Problem(file, "text that XML can carry", found, "it was taken out", line=line + bad[0] - 1)
    return data, lines, (problem, *problems)


def _usable(loaded: Any) -> Any:
    for problem in loaded.problems:
        if problem.severity == "error":
            raise PostError(problem)
    return loaded[:3]


def _refuse_unfenced(head: str, file: str, line: int) -> None:
    """Refuse a text that starts with what can only be front matter: its fence is missing or misspelt."""
    from feeds.normalise.dialects.front_matter import missing_delimiter

    if fault := missing_delimiter.fault(head):
        raise _error(file, missing_delimiter.EXPECTED, fault.found, fault.remedy, line + fault.row)


def _error(
    file: str, expected: str, found: str, remedy: str, line: int, column: int | None = None
) -> PostError:
    return PostError(Problem(file, expected, found, remedy, "", line, column, severity="error"))
