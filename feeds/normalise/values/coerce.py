"""Lenient coercion of JSON values: any type → text, URL, number.

A property of schema.org may be a text, a thing or a list of either, https://schema.org/docs/datamodel.html;
hand-written documents vary more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from feeds.model.post import How, Origin
from feeds.model.problem import Phrase, Problem, Severity
from feeds.normalise.html import excerpts
from feeds.normalise.values import links

_MAX_DEPTH = 4  # nested lists; deeper ones are ignored
_MAX_LENGTH = 2_000  # characters of a name, a title or a list of words; the rest is cut
SCHEMA_ORG = re.compile(r"(?i:https?://schema\.org/|schema:)")  # the prefix of its terms
_MISSING = re.compile(r"(?i:null|none|n/?a|nan|undefined|unknown|-+|\.+|tbd)?")
_NAMES = ("name", "@value", "value", "title", "text")
_DIGITS = re.compile(r"[-+]?[\d\s.,'’\u00a0\u202f]*\d")


class Findings:
    """Collects the problems of an item, and the origins of its fields' values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.origins: list[Origin] = []

    def warn(
        self, field: str, expected: Phrase, found: Phrase, remedy: Phrase = "", severity: Severity = "warning"
    ) -> None:
        """Add a problem with the value of a field."""
        self.problems.append(Problem(self.file, expected, found, remedy, field, severity=severity))

    def origin(self, field: str, how: How, detail: str = "") -> None:
        """Add the origin of a field's value."""
        self.origins.append(Origin(field, how, str(detail)))


def flatten(value: Any, deep: int = 0) -> Iterator[Any]:
    """Yield the values in nested lists, without None, blank texts and empty objects."""
    if isinstance(value, list | tuple):
        if deep < _MAX_DEPTH:
            for part in value:
                yield from flatten(part, deep + 1)
    elif isinstance(value, Mapping) and "@list" in value and deep < _MAX_DEPTH:
        yield from flatten(value["@list"], deep + 1)
    elif value is not None and value != {} and not (isinstance(value, str) and not value.strip()):
        yield value


def first(value: Any) -> Any:
    """Return the first value, or None."""
    return next(flatten(value), None)


def text(value: Any) -> str:
    """Return the first text, or name of a thing, as plain text on one line; "" if there is none."""
    return next(filter(None, map(_text, flatten(value))), "")


def texts(value: Any) -> tuple[str, ...]:
    """Return all texts and names of things as plain text on one line, each once."""
    return tuple(dict.fromkeys(filter(None, map(_text, flatten(value)))))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = (value[name] for name in _NAMES if name in value)
        value = next((part for part in inner if isinstance(part, str | int | float)), None)
    if isinstance(value, str):
        plain = excerpts.from_html(value[:_MAX_LENGTH])
        return "" if _MISSING.fullmatch(plain) else plain
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value) if value.bit_length() < 256 else ""  # noqa: PLR2004 - too long for an id
    return f"{value:g}" if isinstance(value, float) and isfinite(value) else ""


def markup(value: Any) -> str:
    """Return the first text with its markup and line breaks; "" if there is none."""
    return next((part for part in flatten(value) if isinstance(part, str)), "")


def url(value: Any, base: str) -> str:
    """Return the first absolute URL of a page, or ""; of a thing, its `url`, `contentUrl` or `@id`."""
    return next(urls(value, base), "")


def urls(value: Any, base: str) -> Iterator[str]:
    """Yield the absolute URLs of pages; of a thing, its `url`, `contentUrl` or `@id`."""
    for part in flatten(value):
        inner: Any = (part,)
        if isinstance(part, Mapping):
            inner = (part.get(name) for name in ("url", "contentUrl", "@id"))
        for written in inner:
            found = links.web_page(written, base) if isinstance(written, str) else ""
            if found:
                yield found
                break


def number(value: Any) -> float | None:
    """Return a number, from a text too (`1 234,50`, `1,234.50`, `55000`), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _finite(value)
    written = value.strip() if isinstance(value, str) else ""
    if not _DIGITS.fullmatch(written) or len(written) > 30:  # noqa: PLR2004 - longer than any amount
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
