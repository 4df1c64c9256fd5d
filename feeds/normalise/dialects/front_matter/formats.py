"""Front matter formats: a handler each for YAML, TOML and JSON, made per post (python-frontmatter wrapper).

`frontmatter.parse` finds and loads the values. It strips the text (an indented block at its beginning would
become a paragraph) and takes front matter that is never closed for text; its own handlers forget the line of
a key, read TOML only with a package of its own, and JSON only when its braces are alone on their lines. The
handlers here keep what it drops and report what it passes over.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from feeds.model.errors import PostError
from feeds.model.problem import Message, Phrase, Problem
from feeds.normalise.dialects import yaml_reader
from feeds.normalise.dialects.front_matter import limits
from feeds.normalise.dialects.yaml_reader import NO_TEXTS, IsText, Loaded
from feeds.normalise.values import text as texts
from feeds.normalise.values.patterns import lazy_pattern

_TOML_KEY = lazy_pattern(r"""(?m)^[ \t]*\[{0,2}[ \t]*(["']?)([^"'\n=.\]#]+?)\1[ \t]*[=.\]]""")
_TOML_PLACE = lazy_pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_JSON_TOKEN = lazy_pattern(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|\n')
_DOTS = lazy_pattern(r"^\.\.\.[ \t]*$", re.MULTILINE)
_NEAR_END = lazy_pattern(r"-{2}|-{0,2}[–—][-–—]*|=+|\+{2}|\*{3,}|_{3,}|\.{3}")  # what is written for `---`
_ROW = lazy_pattern(r"[^\W\d][\w .-]*\s*[:=]")
_MAX_DIGITS = 18
_MAX_BITS = 64


def detect(text: str, file: str, line: int, is_text: IsText = NO_TEXTS) -> Handler | None:
    """Return a handler for the front matter that a text begins with, if any; `line` is its first line."""
    found = frontmatter.detect_format(text, [kind(text, file, line, is_text) for kind in (Yaml, Toml, Json)])
    return found if isinstance(found, Handler) else None


class Handler(BaseHandler):
    """Front matter of one post, between two delimiter lines; what `parse` drops is kept here.

    `lines` holds the line of each key, `body` the text as it is written; `problems` did not prevent reading.
    """

    def __init__(self, text: str, file: str, line: int, is_text: IsText) -> None:
        super().__init__()
        self.text, self.file, self.line, self.is_text = text, file, line, is_text
        self.body, self.body_line = "", line
        self.lines: Mapping[str, int] = {}
        self.problems: tuple[Problem, ...] = ()
        self.replaced: tuple[tuple[str, str], ...] = ()

    def parse(self) -> dict[str, Any]:
        """Return the values by key.

        Raises:
            PostError: the front matter is not closed, or cannot be read.
            RecursionError: it nests far too deep.
        """
        return frontmatter.parse(self.text, handler=self)[0]

    def split(self, _text: str) -> tuple[str, str]:
        """Split the text as it is written, not as `frontmatter.parse` strips it."""
        begin, end, rest = self.bounds()
        after = self.text.find("\n", rest) + 1 or len(self.text)
        self.body = self.text[after:]
        self.body_line = self.line + self.text.count("\n", 0, after)
        return self.text[begin:end], self.body

    def load(self, source: str) -> dict[str, Any]:
        """Return the values, and keep the line of each key."""
        loaded = permitted(self.read, source, self.file, self.line)
        self.lines, self.problems, self.replaced = loaded.lines, loaded.problems, loaded.replaced
        values: dict[str, Any] = loaded.data
        return values

    def bounds(self) -> tuple[int, int, int]:
        """Return where the values begin, where they end, and where their closing delimiter ends."""
        boundary = self.FM_BOUNDARY
        opening = boundary.match(self.text) if boundary else None
        closing = boundary.search(self.text, opening.end()) if boundary and opening else None
        if not opening or not closing:
            found = Message("no closing delimiter")
            if _DOTS.search(self.text):
                found = Message("no closing delimiter, but a line ...")
            delimiter = self.START_DELIMITER or ""
            expected = Message("a line %(delimiter)s that closes the front matter", delimiter=delimiter)
            found, remedy = _end_of(self.text, delimiter, found)
            raise _refusal(self.file, expected, found, (self.line, None), remedy)
        return opening.end(), closing.start(), closing.end()

    def read(self, source: str, file: str, first_line: int) -> Loaded:
        """Return the values and the line of each key."""
        raise NotImplementedError


def permitted(read: Any, source: str, file: str, line: int) -> Loaded:
    """Return values without the characters that XML forbids.

    Raises:
        PostError: they cannot be read, or are too many.
    """
    limits.check_size(source, file, line)
    forbidden = texts.find_forbidden(source)
    loaded: Loaded = read(texts.drop_forbidden(source) if forbidden else source, file, line)
    for problem in loaded.problems:
        if problem.severity == "error":
            raise PostError(problem)
    if not forbidden:
        return loaded
    found, line = Message("the character %(name)s", name=forbidden[1]), line + forbidden[0] - 1
    removed = Problem(file, Message("characters that XML allows"), found, Message("it was removed"), line=line)
    return loaded._replace(problems=(removed, *loaded.problems))


def _end_of(text: str, delimiter: str, found: Message) -> tuple[Message, Message]:
    """Return what stands where the front matter should end, and what to write there."""
    rows = text.split("\n")
    for number, row in enumerate(rows[1:], 2):
        if _NEAR_END.fullmatch(row.strip()):
            near = Message("no closing delimiter, but a line %(row)s", row=row.strip())
            return near, Message("write %(delimiter)s in line %(line)s", delimiter=delimiter, line=number)
        if not (_ROW.match(row) or (row[:1] in " \t-#" and row.strip())):
            return found, Message("write it after line %(line)s", line=number - 1)
    return found, Message("add it")


def _refusal(
    file: str, expected: Phrase, found: Phrase, place: tuple[int, int | None], remedy: Phrase = ""
) -> PostError:
    """Return the error of front matter that cannot be read, at a line and column."""
    return PostError(Problem(file, expected, found, remedy, "", *place, severity="error"))


class Yaml(Handler):
    """YAML between `---`."""

    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def read(self, source: str, file: str, first_line: int) -> Loaded:
        """Return the values of YAML and the line of each key."""
        return read_yaml(source, file, first_line, self.is_text)


def read_yaml(source: str, file: str, first_line: int, is_text: IsText = NO_TEXTS) -> Loaded:
    """Return the values of YAML and the line of each key; `is_text` as for `yaml_reader.load`.

    Raises:
        PostError: it cannot be read, or has too many values.
    """
    if limits.may_exceed(source):
        limits.check_yaml(source, yaml_reader.events, file, first_line)
    return yaml_reader.load(source, file, first_line, is_text)


def is_mapping(source: str) -> bool:
    """Return whether a text is a YAML mapping that is not empty."""
    try:
        return bool(permitted(read_yaml, source, "", 1).data)
    except (PostError, RecursionError):
        return False


class Toml(Handler):
    """TOML between `+++`, through the standard library."""

    FM_BOUNDARY = re.compile(r"^\+{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def read(self, source: str, file: str, first_line: int) -> Loaded:
        """Return the values of TOML and the line of each key."""
        import tomllib  # few posts are written in it

        limits.check_toml(source, file, first_line)
        try:
            data = tomllib.loads(source, parse_float=_WrittenFloat)
        except ValueError as error:
            raise _toml_error(error, source, file, first_line) from error
        lines: dict[str, int] = {}
        for found in _TOML_KEY.finditer(source):
            key = found.group(2).strip()
            if key in data:
                lines.setdefault(key, source.count("\n", 0, found.start(2)) + first_line)
        return Loaded(_plain(data, file, first_line), lines)


class Json(Handler):
    """One JSON object at the start of the text, however it is indented."""

    # A text may start with a template's `{{` or `{%`: an object starts with a key, or is empty.
    FM_BOUNDARY = re.compile(r'\{(?=\s*["}])')

    def bounds(self) -> tuple[int, int, int]:
        """Return where the object begins and ends; it must end its line."""
        limits.check_json(self.text, self.file, self.line)
        try:
            _, end = json.JSONDecoder(parse_int=_integer).raw_decode(self.text)
        except json.JSONDecodeError as error:
            raise self._error(error) from error
        if self.text[end:].partition("\n")[0].strip():
            raise self._error(json.JSONDecodeError("text after the closing brace", self.text, end))
        return 0, end, end

    def _error(self, error: json.JSONDecodeError) -> PostError:
        line = self.line + error.lineno - 1
        return _refusal(self.file, Message("JSON"), _syntax(error.msg), (line, error.colno))

    def read(self, source: str, file: str, first_line: int) -> Loaded:
        """Return the values of JSON and the line of each key."""
        seen: dict[str, list[int]] = {}
        for key, line in _json_keys(source, first_line):
            seen.setdefault(key, []).append(line)
        problems: list[Problem] = []
        replaced: list[tuple[str, str]] = []

        def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
            data: dict[str, Any] = {}
            for key, value in found:
                if key in data:
                    replaced.append((key, texts.as_text(data[key]) or ""))
                    problems.append(_repeated(key, file, seen.get(key, [first_line])[-1]))
                data[key] = value
            return data

        decoder = json.JSONDecoder(
            object_pairs_hook=pairs, parse_constant=str, parse_int=_integer, parse_float=_WrittenFloat
        )
        data = decoder.decode(source)
        lines = {key: found[0] for key, found in seen.items()}
        return Loaded(_plain(data, file, first_line), lines, tuple(problems), replaced=tuple(replaced))


class _WrittenFloat(float):
    """A number that is a text as it is written: `1.10`."""

    def __init__(self, written: str) -> None:
        self.written = written

    def __str__(self) -> str:
        return self.written


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits


def _repeated(key: str, file: str, line: int) -> Problem:
    return Problem(file, Message("each key once"), Message("a second one"), Message("keep one"), key, line)


def _json_keys(source: str, first_line: int) -> Iterator[tuple[str, int]]:
    depth, line = 0, first_line
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


def _toml_error(error: ValueError, source: str, file: str, first_line: int) -> PostError:
    message = str(error)
    place = _TOML_PLACE.search(message)
    line, column = first_line, None
    if place and place.group(1):
        line, column = int(place.group(1)) + first_line - 1, int(place.group(2))
    elif place:
        line = source.rstrip().count("\n") + first_line
    found = _syntax(_TOML_PLACE.sub("", message))
    return _refusal(file, Message("TOML"), found, (line, column), Message("put texts between quotes"))


def _syntax(message: str) -> Message:
    return Message("a syntax error: %(error)s", error=message[:1].lower() + message[1:])


def _plain(value: Any, file: str, line: int, depth: int = 0) -> Any:
    """Return the values as YAML would: no times of day, no infinite or gigantic numbers."""
    if depth > yaml_reader.MAX_DEPTH:
        expected = Message("at most %(count)s levels of nesting", count=yaml_reader.MAX_DEPTH)
        raise _refusal(file, expected, Message("more"), (line, None), Message("nest less"))
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
