"""The values of one front matter by field: typed, cleaned, each with its origin, each mistake a Problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.post import How, Origin
from feeds.model.problem import Problem, Severity
from feeds.model.urls import is_web_url
from feeds.normalise import languages
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.values import dates, text
from feeds.normalise.values.text import as_text, is_missing, quoted

Value = TypeVar("Value")


class Found(NamedTuple):
    """A value as it stands in the document, under the key as its author wrote it."""

    key: str
    value: Any
    line: int | None


class Reader:
    """Give the values of a front matter; `problems` and `origins` grow as they are asked for.

    `more` are words that the publisher adds to those the program knows.
    """

    def __init__(
        self,
        file: str,
        data: Mapping[str, Any],
        lines: Mapping[str, int],
        zone: ZoneInfo,
        more: languages.Vocabulary = (),
    ) -> None:
        self.file = file
        self.zone = zone
        self.more = more
        self.problems: list[Problem] = []
        self.origins: list[Origin] = []
        self.unknown: list[Found] = []
        self._found: dict[str, Found] = {}
        repaired = []
        for key, value in data.items():
            found = Found(text.one_line(str(key)), value, lines.get(key))
            field, meant = key_names.field_of(found.key)
            if meant:
                repaired.append((field, meant, found))
            else:
                self._add(field, found)
        # What is spelled right comes first, so that a slip never displaces it.
        for field, meant, found in repaired:
            self._repair(field, meant, found)

    def _add(self, field: str, found: Found) -> None:
        if is_missing(found.value):
            return
        if not field:
            self.unknown.append(found)
            return
        first = self._found.setdefault(field, found)
        if first is not found and first.value != found.value and field != "contact":
            self.warn(
                found, f"one value for {first.key}", quoted(found.value), f"{quoted(first.value)} was kept"
            )

    def _repair(self, field: str, meant: str, found: Found) -> None:
        if field in self._found:
            self.unknown.append(found)
            return
        self.warn(found, "a known key", quoted(found.key), f"read as {meant}: write {meant}")
        self._add(field, found)

    def warn(
        self, found: Found | None, expected: str, was: str, remedy: str = "", severity: Severity = "warning"
    ) -> None:
        """Report what is wrong with a value, or with the document when `found` is None."""
        field, line = (found.key, found.line) if found else ("", None)
        problem = Problem(self.file, expected, was, remedy, field, line, severity=severity)
        if problem not in self.problems:  # a value may be asked for more than once
            self.problems.append(problem)

    def origin(self, field: str, how: How, detail: str = "", line: int | None = None) -> None:
        """Note where the value of a field came from."""
        self.origins.append(Origin(field, how, detail, line))

    def from_key(self, target: str, field: str) -> None:
        """Note that what fills `target` came from the key of `field`."""
        found = self._found[field]
        self.origin(target, "key", found.key, found.line)

    def find(self, field: str) -> Found | None:
        """Give what stands under a field's key, if anything does."""
        return self._found.get(field)

    def has(self, fields: frozenset[str]) -> bool:
        """Tell whether one of the fields has a value."""
        return not fields.isdisjoint(self._found)

    def clean(self, found: Found, value: str) -> str:
        """Reduce a text to one line of permitted characters, reporting the first forbidden one."""
        if not value.isprintable() and (bad := text.find_forbidden(value)):
            self.warn(found, "text that XML can carry", f"the character {bad[1]}", "it was taken out")
        return text.one_line(value)

    def text(self, field: str, target: str = "") -> str:
        """Read a text; the parts of a list are joined by commas. `target` names the field it fills."""
        return ", ".join(self.texts(field, target))

    def texts(self, field: str, target: str = "") -> tuple[str, ...]:
        """Read one or several texts."""
        found = self.find(field)
        if not found:
            return ()
        parts = found.value if isinstance(found.value, list | tuple) else [found.value]
        stated = [part for part in parts if not is_missing(part)]
        plain = [as_text(part) for part in stated]
        for part, shown in zip(stated, plain, strict=True):
            if shown is None:
                self.warn(found, "a text or a list of texts", quoted(part), "it was left out")
        values = tuple(clean for part in plain if part and (clean := self.clean(found, part)))
        if values and target:
            self.from_key(target, field)
        return values

    def flag(self, field: str) -> bool | None:
        """Read yes or no, in either language."""
        return self._converted(field, as_flag, "true or false", "write true or false")

    def moment(self, field: str, *, end: bool = False) -> Moment | None:
        """Read a date or a moment; a bare day lasts until its end if `end`."""
        moment = self._converted(
            field,
            lambda value: dates.parse(self._dated(value), self.zone, end=end),
            "a date",
            "write 2021-02-01",
        )
        if moment and not dates.is_plausible(moment):
            self.warn(self.find(field), dates.PLAUSIBLE, quoted(moment.text()), "write 2021-02-01")
            return None
        return moment

    def _dated(self, value: Any) -> Any:
        return languages.with_known_words(value, "date", self.more) if isinstance(value, str) else value

    def _converted(
        self, field: str, convert: Callable[[Any], Value | None], expected: str, remedy: str
    ) -> Value | None:
        found = self.find(field)
        if not found:
            return None
        value = found.value
        only = value[0] if isinstance(value, list) and len(value) == 1 else value
        result = convert(only)
        if result is None:
            self.warn(found, expected, quoted(value), remedy)
        return result

    def address(self, field: str, base: str = "") -> str:
        """Read an absolute http(s) address; relative ones are resolved where there is a `base`."""
        found = self.find(field)
        value = self.text(field)
        if not found or not value:
            return ""
        whole = urljoin(base, value) if base else value
        if is_web_url(whole):
            return whole
        if value.startswith("www.") and is_web_url(f"https://{value}"):
            self.warn(found, "an address with https://", quoted(value), f"read as https://{value}")
            return f"https://{value}"
        self.warn(found, "an absolute web address", quoted(value), "write https://…")
        return ""


def as_flag(value: object) -> bool | None:
    """Read a YAML boolean or a word for one; None for anything else."""
    word = text.fold(as_text(value) or "")
    return True if word in languages.TRUE else False if word in languages.FALSE else None
