"""The wall around python-frontmatter: its handlers, made strict.

The library takes a fence that is never closed for no front matter at all, so that raw front matter lands
in the text; reads TOML only with a package of its own; and JSON only when its braces stand alone on
their lines. A handler here says where the front matter ends, or what is wrong with it.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator
from datetime import time
from typing import Any, ClassVar

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from feeds.model.errors import PostError
from feeds.model.problem import Problem
from feeds.normalise.dialects import yaml_reader
from feeds.normalise.dialects.yaml_reader import Loaded

_TOML_KEY = re.compile(r"""(?m)^[ \t]*\[{0,2}[ \t]*(["']?)([^"'\n=.\]#]+?)\1[ \t]*[=.\]]""")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|\n')
_MAX_DIGITS = 18
_MAX_BITS = 64


class _Fenced(BaseHandler):
    """Front matter between two lines of the same sign."""

    NAME: ClassVar[str]

    def split(self, text: str) -> tuple[str, str]:
        """Part front matter from text; ValueError when the fence is never closed."""
        boundary = self.FM_BOUNDARY
        opening = boundary.match(text) if boundary else None
        closing = boundary.search(text, opening.end()) if boundary and opening else None
        if not opening or not closing:
            raise ValueError(self._unclosed(text))
        return text[opening.end() : closing.start()], text[closing.end() :]

    def _unclosed(self, _text: str) -> str:
        return "no closing fence"


class Yaml(_Fenced, YAMLHandler):
    """YAML between `---`."""

    NAME = "YAML"
    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)

    def _unclosed(self, text: str) -> str:
        dots = re.search(r"^\.\.\.[ \t]*$", text, re.MULTILINE)
        return "no closing fence, but a line ..." if dots else "no closing fence"

    def read(self, source: str, file: str, offset: int) -> Loaded:
        """Read YAML with the line of each key."""
        return yaml_reader.load(source, file, offset)


class Toml(_Fenced):
    """TOML between `+++`, through the standard library."""

    NAME = "TOML"
    FM_BOUNDARY = re.compile(r"^\+{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def read(self, source: str, file: str, offset: int) -> Loaded:
        """Read TOML with the line of each key."""
        try:
            data = tomllib.loads(source)
        except ValueError as error:
            raise _toml_error(error, source, file, offset) from error
        lines: dict[str, int] = {}
        for found in _TOML_KEY.finditer(source):
            key = found.group(2).strip()
            if key in data:
                lines.setdefault(key, source.count("\n", 0, found.start(2)) + offset)
        return Loaded(_plain(data, file, offset), lines)


class Json(JSONHandler):
    """One JSON object at the start of the text, however it is indented."""

    NAME = "JSON"
    # A text may start with a template's `{{` or `{%`: an object starts with a key, or is empty.
    FM_BOUNDARY = re.compile(r'\{(?=\s*["}])')

    def split(self, text: str) -> tuple[str, str]:
        """Part the object from the text; JSONDecodeError when it is none or does not end its line."""
        _, end = json.JSONDecoder(parse_int=_integer).raw_decode(text)
        if text[end:].partition("\n")[0].strip():
            raise json.JSONDecodeError("text after the closing brace", text, end)
        return text[:end], text[end:]

    def read(self, source: str, file: str, offset: int) -> Loaded:
        """Read JSON with the line of each key."""
        seen: dict[str, list[int]] = {}
        for key, line in _json_keys(source, offset):
            seen.setdefault(key, []).append(line)
        problems: list[Problem] = []

        def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
            data: dict[str, Any] = {}
            for key, value in found:
                if key in data:
                    problems.append(_repeated(key, file, seen.get(key, [offset])[-1]))
                data[key] = value
            return data

        decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_constant=str, parse_int=_integer)
        data = decoder.decode(source)
        return Loaded(
            _plain(data, file, offset), {key: lines[0] for key, lines in seen.items()}, tuple(problems)
        )


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _repeated(key: str, file: str, line: int) -> Problem:
    return Problem(file, "each key once", "a second one", "keep one", key, line)


def _json_keys(source: str, offset: int) -> Iterator[tuple[str, int]]:
    depth, line = 0, offset
    for found in _JSON_TOKEN.finditer(source):
        sign = found.group()
        if sign == "\n":
            line += 1
        elif sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif depth == 1 and source[found.end() :].lstrip()[:1] == ":":
            yield json.loads(sign), line


def _toml_error(error: ValueError, source: str, file: str, offset: int) -> PostError:
    said = str(error)
    place = _TOML_PLACE.search(said)
    line = column = None
    if place and place.group(1):
        line, column = int(place.group(1)) + offset - 1, int(place.group(2))
    elif place:
        line = source.rstrip().count("\n") + offset
    found = f"an error of syntax: {said[:1].lower()}{_TOML_PLACE.sub('', said)[1:]}"
    return PostError(
        Problem(file, "TOML", found, "put texts between quotes", "", line or offset, column, severity="error")
    )


def _too_deep(file: str, line: int) -> PostError:
    expected = f"at most {yaml_reader.MAX_DEPTH} levels of nesting"
    return PostError(Problem(file, expected, "more", line=line, severity="error"))


def _plain(value: Any, file: str, line: int, depth: int = 0) -> Any:
    """Give the values that YAML would: no times of day, no endless or gigantic numbers."""
    if depth > yaml_reader.MAX_DEPTH:
        raise _too_deep(file, line)
    if isinstance(value, dict):
        return {key: _plain(item, file, line, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, file, line, depth + 1) for item in value]
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return hex(value)
    return value
