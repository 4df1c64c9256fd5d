"""Limits of front matter: its keys and values are counted before it is parsed.

A short text can take minutes: aliases repeat what they refer to, and a dotted key of TOML is checked again at
each of its dots. So the tokens are counted first, those that an alias repeats included, up to the first that
is too much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from feeds.model.errors import PostError
from feeds.model.problem import Message, Phrase, Problem
from feeds.normalise.values.patterns import lazy_pattern

if TYPE_CHECKING:
    from feeds.normalise.dialects.yaml_reader import Event

MAX_KEYS = 1_000
MAX_LIST = 1_000  # values in one list
MAX_VALUES = 20_000  # in all lists and mappings together, keys included
MAX_SIZE = 1_000_000  # bytes of text
MAX_DEPTH = 60
MAX_DIRECTIVES = 100  # lines of YAML that begin with %: each is compared with all before it

# A string that is never closed ends with the text: whatever is wrong with it, the parser reports.
_JSON_TOKEN = lazy_pattern(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}:\n]|[^\s"\[\]{}:,]++', re.DOTALL)
_TOML_TOKEN = lazy_pattern(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'
    r"|'''(?:[^']++|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+|[\[\]{}.=,\n]|[^\s\[\]{}.=,#\"']++",
    re.DOTALL,
)


class _Totals(NamedTuple):
    keys: int
    values: int
    size: int


class _Counter:
    """Number of keys and values up to a part of a document.

    `open` has an item for each list or mapping that is not closed: how many values the list has, None for a
    mapping.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.totals = _Totals(0, 0, 0)
        self.open: list[int | None] = []

    def start(self, line: int, *, is_list: bool) -> None:
        self.value(line)
        self.open.append(0 if is_list else None)

    def start_nested(self, line: int, *, is_list: bool) -> None:
        self.start(line, is_list=is_list)
        if len(self.open) > MAX_DEPTH:
            raise self.refusal(
                line, Message("at most %(count)s levels of nesting", count=MAX_DEPTH), Message("nest less")
            )

    def end(self) -> None:
        if self.open:
            self.open.pop()

    def key(self, line: int) -> None:
        self.add(_Totals(1, 0, 0), line)

    def value(self, line: int, size: int = 0) -> None:
        if self.open and (count := self.open[-1]) is not None:
            self.open[-1] = count + 1
            if count == MAX_LIST:
                expected = Message("at most %(count)s values in a list", count=f"{MAX_LIST:,}")
                raise self.refusal(line, expected, Message("shorten the list"))
        self.add(_Totals(0, 1, size), line)

    def add(self, more: _Totals, line: int) -> None:
        """Add what a part holds, which for an alias may be much.

        Raises:
            PostError: it is too much.
        """
        self.totals = _Totals(*(sum(pair) for pair in zip(self.totals, more, strict=True)))
        if self.totals.keys > MAX_KEYS:
            raise self.refusal(line, Message("at most %(count)s keys", count=f"{MAX_KEYS:,}"), Message("remove some"))
        if self.totals.values > MAX_VALUES:
            expected = Message("at most %(count)s values, aliases written out", count=f"{MAX_VALUES:,}")
            raise self.refusal(line, expected, Message("remove some"))
        if self.totals.size > MAX_SIZE:
            raise self.too_long(line)

    def too_long(self, line: int) -> PostError:
        expected = Message("at most %(count)s bytes of front matter, aliases written out", count=f"{MAX_SIZE:,}")
        return self.refusal(line, expected, Message("move texts below the front matter"))

    def refusal(self, line: int, expected: Phrase, remedy: Phrase) -> PostError:
        return PostError(Problem(self.file, expected, Message("more"), remedy, line=line, severity="error"))


def check_size(source: str, file: str, line: int) -> None:
    """Refuse front matter whose text is too long; `line` is its first line.

    Raises:
        PostError: it is.
    """
    if len(source) > MAX_SIZE or (len(source) * 4 > MAX_SIZE and _size(source) > MAX_SIZE):
        raise _Counter(file).too_long(line)


def may_exceed(source: str) -> bool:
    """Return whether YAML of this length may have too many keys or values: each has two characters at least."""
    return len(source) > 2 * min(MAX_KEYS, MAX_LIST) or "*" in source


def check_yaml(source: str, events: Callable[[str], Iterable[Event]], file: str, line: int) -> None:
    """Refuse YAML that has too many keys or values, counting each alias as what it refers to.

    Args:
        source: the document.
        events: what parses it, up to its end or its first syntax error.
        file: what problems name.
        line: the line of the document's first line.

    Raises:
        PostError: it has.
    """
    counter = _Counter(file)
    if source.count("\n%") > MAX_DIRECTIVES:
        expected = Message("at most %(count)s lines that begin with %%", count=MAX_DIRECTIVES)
        raise counter.refusal(line, expected, Message("remove some"))
    anchored: dict[str, _Totals] = {}
    starts: list[tuple[str, _Totals]] = []
    for event in events(source):
        at = line + event.line
        if event.is_key:
            counter.key(at)
        if event.kind == "end":
            counter.end()
            anchor, before = starts.pop()
            anchored[anchor] = _Totals(*(now - then for now, then in zip(counter.totals, before, strict=True)))
        elif event.kind == "alias":
            counter.value(at)
            # One inside its own anchor is not there yet; the parser refuses it.
            counter.add(anchored.get(event.anchor, _Totals(0, 0, 0)), at)
        elif event.kind == "scalar":
            size = _size(event.text)
            counter.value(at, size)
            anchored[event.anchor] = _Totals(0, 0, size)
        else:
            starts.append((event.anchor, counter.totals))
            counter.start(at, is_list=event.kind == "list")
            if len(counter.open) > MAX_DEPTH:
                return  # the parser refuses it, with its column


def check_json(source: str, file: str, line: int) -> None:
    """Refuse a text that begins with a JSON object with too many keys or values.

    Raises:
        PostError: it does.
    """
    counter = _Counter(file)
    for found in _JSON_TOKEN.finditer(source):
        sign = found.group()
        if found.end() > MAX_SIZE:
            raise counter.too_long(line)
        if sign == ":":
            counter.key(line)
        elif sign in "[{":
            counter.start_nested(line, is_list=sign == "[")
        elif sign in "]}":
            counter.end()
            if not counter.open:
                return
        elif sign != "\n":
            counter.value(line)
        line += sign.count("\n")


def check_toml(source: str, file: str, line: int) -> None:
    """Refuse TOML with too many keys or values, or a key with too many parts.

    Raises:
        PostError: it has.
    """
    counter = _Counter(file)
    dots = 0
    for found in _TOML_TOKEN.finditer(source):
        sign = found.group()
        dots = dots + 1 if sign == "." else 0 if sign in "=,{\n" else dots
        if dots > MAX_DEPTH:
            raise counter.refusal(
                line, Message("at most %(count)s parts of a key", count=MAX_DEPTH), Message("nest less")
            )
        if sign == "=":
            counter.key(line)
        elif sign == "[" and not counter.open and _begins_line(source, found.start()):
            counter.key(line)  # the header of a table
            counter.start(line, is_list=False)
        elif sign in "[{":
            counter.start_nested(line, is_list=sign == "[")
        elif sign in "]}":
            counter.end()
        elif sign not in ".,\n" and not sign.startswith("#"):
            counter.value(line)
        line += sign.count("\n")


def _begins_line(source: str, at: int) -> bool:
    return not source[source.rfind("\n", 0, at) + 1 : at].strip()


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
