"""Values as partners write them in JSON, of any type, read as what they mostly are meant to be.

schema.org lets a property be a text, a thing or a list of either, https://schema.org/docs/datamodel.html;
those who write it by hand take more liberties still.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from feeds.model.post import How, Origin
from feeds.model.problem import Problem, Severity
from feeds.normalise.html import plain_title
from feeds.normalise.values import links

_DEEPEST = 4  # lists inside each other; deeper ones hold nothing for us
_LONGEST = 2_000  # characters of a name, a title or a list of words; what is longer is a text of its own
SCHEMA_ORG = re.compile(r"(?i:https?://schema\.org/|schema:)")  # before the name of one of its terms
_NOTHING = re.compile(r"(?i:null|none|n/?a|nan|undefined|unknown|-+|\.+|tbd)?")
_NAMES = ("name", "@value", "value", "title", "text")
_DIGITS = re.compile(r"[-+]?[\d\s.,'’\u00a0\u202f]*\d")


class Notes:
    """What there is to say of an item: its problems, and where the values of its fields came from."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.origins: list[Origin] = []

    def warn(
        self, field: str, expected: str, found: str, remedy: str = "", severity: Severity = "warning"
    ) -> None:
        """Report a value that says nothing to the program."""
        self.problems.append(Problem(self.file, expected, found, remedy, field, severity=severity))

    def origin(self, field: str, how: How, detail: str = "") -> None:
        """Note where the value of a field came from."""
        self.origins.append(Origin(field, how, detail))


def several(value: Any, deep: int = 0) -> Iterator[Any]:
    """Give the values that there are: of a list, its members; of nothing, none."""
    if isinstance(value, list | tuple):
        if deep < _DEEPEST:
            for part in value:
                yield from several(part, deep + 1)
    elif isinstance(value, Mapping) and "@list" in value and deep < _DEEPEST:
        yield from several(value["@list"], deep + 1)
    elif value is not None and value != {} and not (isinstance(value, str) and not value.strip()):
        yield value


def first(value: Any) -> Any:
    """Give the first value that there is."""
    return next(several(value), None)


def text(value: Any) -> str:
    """Give the first text, plain and on one line: of a thing, its name."""
    return next(filter(None, map(_text, several(value))), "")


def texts(value: Any) -> tuple[str, ...]:
    """Give all texts, each once, plain and on one line."""
    return tuple(dict.fromkeys(filter(None, map(_text, several(value)))))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = (value[name] for name in _NAMES if name in value)
        value = next((part for part in inner if isinstance(part, str | int | float)), None)
    if isinstance(value, str):
        plain = plain_title.from_html(value[:_LONGEST])
        return "" if _NOTHING.fullmatch(plain) else plain
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value) if value.bit_length() < 256 else ""  # noqa: PLR2004 - what no one means as a text
    return f"{value:g}" if isinstance(value, float) and isfinite(value) else ""


def raw(value: Any) -> str:
    """Give the first text with its markup and its lines."""
    return next((part for part in several(value) if isinstance(part, str)), "")


def address(value: Any, base: str) -> str:
    """Give the first web address, absolute: of a thing, its `url`, `@id` or `contentUrl`."""
    return next(addresses(value, base), "")


def addresses(value: Any, base: str) -> Iterator[str]:
    """Give the web addresses that there are, absolute."""
    for part in several(value):
        inner: Any = (part,)
        if isinstance(part, Mapping):
            inner = (part.get(name) for name in ("url", "contentUrl", "@id"))
        for written in inner:
            found = links.web_page(written, base) if isinstance(written, str) else ""
            if found:
                yield found
                break


def number(value: Any) -> float | None:
    """Read a number, as a text too: `1 234,50`, `1,234.50`, `55000`; None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _finite(value)
    written = value.strip() if isinstance(value, str) else ""
    if not _DIGITS.fullmatch(written) or len(written) > 30:  # noqa: PLR2004 - no sum is longer
        return None
    plain = re.sub(r"[\s'’\u00a0\u202f]", "", written)
    decimal = re.search(r"[.,](\d{1,2}|\d{4,})$", plain)
    whole = re.sub(r"[.,]", "", plain[: decimal.start()] if decimal else plain)
    return _finite(float(f"{whole or 0}.{decimal[1] if decimal else 0}"))


def _finite(value: float) -> float | None:
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:
        return None
