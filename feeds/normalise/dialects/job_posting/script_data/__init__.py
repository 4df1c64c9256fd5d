"""The values of JSON that scripts and attributes of a page contain.

    text of scripts and attributes | parts of code, strings, streams, tables → objects and lists

Frameworks keep the data of a page in `__NEXT_DATA__`, `self.__next_f.push`, `__NUXT_DATA__`, `application/json`
scripts, state objects and attributes; the JSON may be in a string, and that string in another one. Code is not run:
values are found where an expression may begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from json import JSONDecodeError, JSONDecoder
from typing import Any
from urllib.parse import unquote

from feeds.normalise.dialects.job_posting.script_data import flight, literals, references

_MAX_LENGTH = 20_000_000  # characters of one text
_MIN_LENGTH = 15  # characters of a value that may have records
_MAX_STRINGS = 4  # strings in strings
_MAX_VALUES = 2_000  # of one page
_MAX_NODES = 1_000_000  # of one page that are searched for strings with JSON
_ATTEMPT = 20  # characters that an attempt counts for at least
_DEEP = 3_000  # characters that an attempt counts for that is nested too deeply
_LINES = 1_000  # lines are counted in an error of JSON, so many characters in the time of one
_BEGIN = re.compile(
    r"""(?:\A|[=(:,;>\[\n?]|&&|\|\||\breturn)\s*+(?:(?P<open>[\[{])|(?P<quote>["'`])(?=\s*+(?:[\[{]|%[57][bB]|\\(?:x|u00)[57][bB])))"""
)
_STRING = re.compile(r""""(?:[^"\\]|\\.)*+(?:"|\Z)|'(?:[^'\\]|\\.)*+(?:'|\Z)|`(?:[^`\\]|\\.)*+(?:`|\Z)""", re.DOTALL)
_INNER = re.compile(r"\s*+(?:[\w$]{1,20}:)?[\[{]")  # a string with JSON, or a row of a stream
_JSON = re.compile(r'\{\s*+"|\[\s*+[\[{"\d-]')  # what JSON may begin with
# Nuxt 2: `(function(a,b){return {x:a}}("1","2"))`
_FUNCTION = re.compile(r"\(function\s?\(([\w$,\s]{1,20000})\)\s*+\{")
_RETURN = re.compile(r"\breturn\s*+(?=[\[{])")
_CALL = re.compile(r"[\s;]*+\}\s*+\)?\s*+(?=\()")
_ANGULAR = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}  # how Angular escapes its state
_DECODER = JSONDecoder(
    strict=False, parse_int=literals.integer, parse_float=literals.fraction, parse_constant=lambda _: None
)


def values(texts: Iterable[str]) -> list[Any]:
    """Return the objects and lists in texts of scripts and attributes, those of strings in them too.

    A list or an object that is part of another one is not returned beside it. Numbers of more than 18 digits are texts.
    """
    whole = [text for text in texts if len(text) <= _MAX_LENGTH]
    pushing = [text for text in whole if flight.MARK in text]
    found = [value for text in whole if text not in pushing for value in _search(text)]
    if pushing:
        found += flight.values(flight.stream(pushing))
    return [*found, *_in_strings(found)][:_MAX_VALUES]


def _in_strings(values: list[Any]) -> Iterator[Any]:
    """Yield the values in the strings of values."""
    waiting: list[tuple[Any, int]] = [(value, 0) for value in reversed(values)]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value, deep = waiting.pop()
        if isinstance(value, dict | list):
            waiting += ((one, deep) for one in (value.values() if isinstance(value, dict) else value))
        elif isinstance(value, str) and len(value) > _MIN_LENGTH and deep < _MAX_STRINGS and _INNER.match(value):
            for inner in _search(value, _MAX_STRINGS):
                yield inner
                waiting.append((inner, deep + 1))


def _search(text: str, deep: int = 0) -> Iterator[Any]:
    yield from (references.resolved(value) for value in _Search(_plain(text)).values(deep))


def _plain(text: str) -> str:
    if "&quot;" in text and '"' not in text[:_MIN_LENGTH]:
        text = unescape(text)
    if "&q;" in text:
        text = re.sub(r"&[qslga];", lambda found: _ANGULAR[found[0]], text)
    return unquote(text) if text[:_MIN_LENGTH].lstrip().startswith(("%7B", "%5B", "%7b", "%5b")) else text


class _Search:
    """Finds the values in one text, in time in proportion to its length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = 2 * len(text) + 5_000  # characters that may be read in vain

    def values(self, deep: int, start: int = 0, end: int | None = None) -> Iterator[Any]:
        """Yield the outermost values in a part of the text."""
        end = len(self.text) if end is None else end
        at, functions = start, self._functions(start, end)
        while self.left > 0 and (begun := _BEGIN.search(self.text, at, end)):
            place = begun.end() - 1 if begun["quote"] else begun.start("open")
            if begun["quote"]:
                at, inner = self._string(place)
                yield from _search(inner, deep + 1) if deep < _MAX_STRINGS else ()
                continue
            literal = functions.pop(place, None) or self._literal(place)
            if literal.value is None:
                at = place + 1
                continue
            at = literal.end
            if at - place >= _MIN_LENGTH and literal.value:
                yield literal.value
            for part in literal.skipped:
                if part[1] - part[0] > _MIN_LENGTH:
                    yield from self.values(deep, *part)

    def _string(self, place: int) -> tuple[int, str]:
        found = _STRING.match(self.text, place)
        end = found.end() if found else place + 1
        self.left -= _ATTEMPT
        inner = self.text[place + 1 : end - 1]
        return (end, literals.unquoted(inner)) if len(inner) >= _MIN_LENGTH else (place + 1, "")

    def _literal(self, place: int) -> literals.Literal:
        self.left -= _ATTEMPT
        if _JSON.match(self.text, place):
            try:
                return literals.Literal(*_DECODER.raw_decode(self.text, place))
            except JSONDecodeError as error:
                self.left -= error.pos // _LINES
            except (ValueError, RecursionError):
                self.left -= _DEEP
        found = literals.read(self.text, place)
        if found.value is None:
            self.left -= found.end - place
        return found

    def _functions(self, start: int, end: int) -> dict[int, literals.Literal]:
        """Return what functions return that are called at once, by its place."""
        found: dict[int, literals.Literal] = {}
        left = 2 * len(self.text)
        for function in _FUNCTION.finditer(self.text, start, end):
            returned = _RETURN.search(self.text, function.end(), end)
            if not returned or left <= 0:
                break
            body = literals.read(self.text, returned.end())
            left -= body.end - function.end()
            call = _CALL.match(self.text, body.end) if body.value is not None else None
            if call:
                arguments = literals.read(self.text, call.end())
                left -= arguments.end - call.end()
                names = [name.strip() for name in function[1].split(",")]
                known = dict(zip(names, arguments.value or (), strict=False))
                found[returned.end()] = literals.read(self.text, returned.end(), known)
        return found
