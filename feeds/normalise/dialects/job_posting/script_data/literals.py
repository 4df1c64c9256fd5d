"""Literals of JavaScript, as the values that JSON would have (ECMA-262 §13.2.4, §13.2.5).

Keys without quotation marks, single quotation marks, surplus commas, comments. What only a program could evaluate,
such as a function or a call, is None. The library `chompjs` returns the code of functions as texts, and `json5` is
slower than `json` by a factor of 200 and more, by its own documentation.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MAX_DEPTH = 100  # of lists and objects
_MAX_DIGITS = 18  # of an integer; a longer one stays text: it is an id
# Strings and comments that are not closed end with the text, so that no search is quadratic.
_TOKEN = re.compile(
    r"""(?P<blank>[\s\ufeff]++|//[^\n]*+|/\*.*?(?:\*/|\Z))
    |(?P<string>"(?:[^"\\]|\\.)*+(?:"|\Z)|'(?:[^'\\]|\\.)*+(?:'|\Z)|`(?:[^`\\]|\\.)*+(?:`|\Z))
    |(?P<number>[-+]?(?:0[xX][\da-fA-F]{1,15}|(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d{1,4})?))(?![\w$])
    |(?P<word>(?:new\s+Date\(|[A-Za-z_$][\w$]*+)|![01])
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)|\\\Z", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONSTANTS = {"true": True, "false": False, "!0": True, "!1": False}
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class Literal(NamedTuple):
    """A value and where it ends; `skipped` is where code in it was left out. Without a value the text is no literal."""

    value: Any
    end: int
    skipped: tuple[tuple[int, int], ...] = ()


def integer(written: str) -> int | str:
    """Return an integer; a very long one is a text."""
    return int(written) if len(written) <= _MAX_DIGITS else written


def fraction(written: str) -> float | None:
    """Return a finite number, or None."""
    value = float(written)
    return value if math.isfinite(value) else None


def unquoted(inner: str) -> str:
    """Return the text of a string, from what is between its quotation marks."""
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        pass
    text = _ESCAPE.sub(_letter, inner)
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _letter(found: re.Match[str]) -> str:
    code = found[1] or ""
    if len(code) > 1 and code[0] in "ux":
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else ""  # noqa: PLR2004 - the last character of Unicode
    return _LETTERS.get(code, code)


def read(text: str, start: int, names: Mapping[str, Any] = {}) -> Literal:
    """Parse the literal that begins with a bracket; `names` are the values of variables.

    The arguments of a call are parsed like a list. Takes time in proportion to what it reads, which ends at `end`.
    """
    return _Parser(text, names).read(start)


class _Parser:
    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self.text, self.names = text, names
        self.open: list[tuple[Any, str]] = []  # containers, each with its closing bracket
        self.keys: list[str | None] = []  # of the values that they wait for
        self.skipped: list[tuple[int, int]] = []

    def read(self, start: int) -> Literal:
        at, is_complete = start, False  # `is_complete`: a value was read, so a comma or a closing bracket follows
        while len(self.open) <= MAX_DEPTH and (token := _TOKEN.match(self.text, at)):
            kind, written = token.lastgroup, token[0]
            begun, at = at, token.end()
            if kind == "blank":
                continue
            container, closing = self.open[-1] if self.open else (None, "")
            if written == closing and (self.keys[-1] is None or is_complete):
                self.open.pop()
                self.keys.pop()
                if not self.open:
                    return Literal(container, at, tuple(self.skipped))
                is_complete = True
            elif written == "," and self.open:
                if self.keys[-1] is not None and not is_complete:
                    break
                self.keys[-1], is_complete = None, False
            elif not is_complete and isinstance(container, dict) and self.keys[-1] is None:
                at = self._key(kind, written, begun, at)
                is_complete = self.keys[-1] is None
                if at < 0:
                    return Literal(None, token.end())
            elif not is_complete and written in _CLOSING and (not self.open or written != "("):
                self._begin(written)
            elif not self.open or written in (")", "]", "}"):
                break
            else:
                at = self._value(token, is_complete=is_complete)
                is_complete = True
        return Literal(None, at)

    def _begin(self, bracket: str) -> None:
        value: Any = {} if bracket == "{" else []
        if self.open:
            self._add(value)
        self.open.append((value, _CLOSING[bracket]))
        self.keys.append(None)

    def _key(self, kind: str | None, written: str, begun: int, at: int) -> int:
        """Read a key and its colon, and return where its value begins; -1 if there is none."""
        if written in (".", "["):  # `...other`, `[name]: value`
            return self._skip(begun)
        if kind not in ("string", "number", "word"):
            return -1
        name = unquoted(written[1:-1]) if kind == "string" else written
        while (token := _TOKEN.match(self.text, at)) and token.lastgroup == "blank":
            at = token.end()
        if token and token[0] == ":":
            self.keys[-1] = name
            return token.end()
        if kind == "word" and token and token[0] in ",}":  # `{title}` is `{title: title}`
            self.keys[-1] = name
            self._add(self.names.get(name))
            self.keys[-1] = None
            return at
        return -1

    def _value(self, token: re.Match[str], *, is_complete: bool) -> int:
        """Read a value that is no container, or the rest of an expression, and return where it ends."""
        kind, written = token.lastgroup, token[0]
        if is_complete:  # `a + b`, `f(x)`: the value is that of the whole expression
            self._replace(None)
            return self._skip(token.start())
        if kind == "string":
            is_closed = len(written) > 1 and written[-1] == written[0]
            is_text = is_closed and not (written[0] == "`" and "${" in written)
            self._add(unquoted(written[1:-1]) if is_text else None)
        elif kind == "number":
            self._add(_number(written))
        elif kind == "word" and not written.endswith("("):
            self._add(_CONSTANTS[written] if written in _CONSTANTS else self.names.get(written))
        elif kind == "word":
            return self._date(token)
        else:
            self._add(None)
            return self._skip(token.start())
        return token.end()

    def _date(self, token: re.Match[str]) -> int:
        """Read `new Date("2026-05-04")`."""
        inner = _TOKEN.match(self.text, token.end())
        is_stated = inner is not None and inner.lastgroup in ("string", "number")
        if not inner or not is_stated or self.text[inner.end() : inner.end() + 1] != ")":
            self._add(None)
            return self._skip(token.start())
        self._add(inner[0].strip("\"'`"))
        return inner.end() + 1

    def _skip(self, start: int) -> int:
        """Return where an expression ends: at a comma or a closing bracket."""
        at, waiting = start, list[str]()
        while token := _TOKEN.match(self.text, at):
            written = token[0][-1:] if token[0].endswith("(") else token[0]  # of `new Date(`
            if waiting and written == waiting[-1]:
                waiting.pop()
            elif not waiting and written in (",", "}", "]", ")"):
                break
            elif written in _CLOSING:
                waiting.append(_CLOSING[written])
            at = token.end()
        self.skipped.append((start, at))
        return at

    def _add(self, value: Any) -> None:
        container, key = self.open[-1][0], self.keys[-1]
        if isinstance(container, dict):
            container[key] = value
        else:
            container.append(value)

    def _replace(self, value: Any) -> None:
        container, key = self.open[-1][0], self.keys[-1]
        if isinstance(container, dict):
            container[key] = value
        else:
            container[-1] = value


def _number(written: str) -> int | float | str | None:
    if written[:3].lower().lstrip("+-").startswith("0x"):
        return int(written, 16)
    return integer(written) if written.lstrip("+-").isdecimal() else fraction(written)
