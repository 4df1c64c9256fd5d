"""Front matter fields: typed, cleaned values with their origins and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.post import How, Origin
from feeds.model.problem import EXAMPLE, Message, Phrase, Problem, Severity
from feeds.model.urls import is_web_url
from feeds.normalise import languages
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.html import comments
from feeds.normalise.html.strip_tags import visible
from feeds.normalise.values import dates, feed_dates, links, shortcodes, text
from feeds.normalise.values.relative_links import RelativeLinks
from feeds.normalise.values.text import as_text, is_missing, quoted

Value = TypeVar("Value")
_DAY = Message("write %(day_ahead)s", day_ahead=EXAMPLE)
_FIRST_DAY = Message(
    "write %(day_ahead)s; until then a new post is not published, and a published one keeps its day", day_ahead=EXAMPLE
)
_OF_WHOLE_DAYS = frozenset({"opening", "closing"})  # a date picker of these writes a day; `expires` is an instant

MAX_CHARACTERS = 2_000  # of one text in a known key other than `title` and `summary`; no real post comes near it


class FrontMatterValue(NamedTuple):
    """A value and its key, both as written."""

    key: str
    value: Any
    line: int | None


class FrontMatterFields:
    """The front matter of one post, by field; `problems` and `origins` collect what reading finds.

    `vocabulary` are words of the publisher besides those of the program; `dated` prepares a text that is a date.
    """

    def __init__(
        self,
        file: str,
        data: Mapping[str, Any],
        lines: Mapping[str, int],
        zone: ZoneInfo,
        vocabulary: languages.Vocabulary = (),
    ) -> None:
        self.file = file
        self.zone = zone
        self.vocabulary = vocabulary
        self.dated: Callable[[str], str] = str
        self.links = RelativeLinks("")
        self.problems: list[Problem] = []
        self.origins: list[Origin] = []
        self.unknown: list[FrontMatterValue] = []
        self.replaced: list[FrontMatterValue] = []  # by a later value of the same key
        self._found: dict[str, FrontMatterValue] = {}
        self._every: dict[str, list[FrontMatterValue]] = {}
        repaired = []
        for key, value in data.items():
            found = FrontMatterValue(text.one_line(str(key)), value, lines.get(key))
            field, meant = key_names.field_of(found.key)
            if meant:
                repaired.append((field, meant, found))
            else:
                self._add(field, found)
        # Correctly spelled keys come first, so that a misspelt one never replaces one.
        for field, meant, found in repaired:
            self._repair(field, meant, found)

    def _add(self, field: str, found: FrontMatterValue) -> None:
        value, ends = comments.strip_values(found.value)
        if not ends:
            self.warn(
                found, Message("an end of the comment"), Message("none"), Message("end it: what follows it is left out")
            )
        found = found._replace(value=value)
        if _is_absent(field, found.value):
            return
        if not field:
            self.unknown.append(found)
            return
        self._every.setdefault(field, []).append(found)
        if field not in ("title", "summary"):
            found = self._shortened(found)
            if _is_absent(field, found.value):
                return
        first = self._found.setdefault(field, found)
        if first is not found and first.value != found.value and field not in key_names.COMBINED:
            expected = Message("one value for %(key)s", key=first.key)
            remedy = Message("%(value)s was kept", value=quoted(first.value))
            self.warn(found, expected, quoted(found.value), remedy)

    def _shortened(self, found: FrontMatterValue) -> FrontMatterValue:
        """Return a value without texts that are too long to be what the key expects, which are reported."""
        parts = found.value if isinstance(found.value, list) else [found.value]
        kept = [part for part in parts if not _is_too_long(part)]
        if len(kept) == len(parts):
            return found
        expected = Message("at most %(count)s characters", count=f"{MAX_CHARACTERS:,}")
        self.warn(found, expected, Message("more"), Message("it was left out"))
        return found._replace(value=kept)

    def _repair(self, field: str, meant: str, found: FrontMatterValue) -> None:
        if field in self._found and field not in key_names.COMBINED:
            self.unknown.append(found)
            return
        self.warn(found, Message("a known key"), quoted(found.key), read_as(meant))
        self._add(field, found)

    def warn(
        self,
        found: FrontMatterValue | None,
        expected: Phrase,
        was: Phrase,
        remedy: Phrase = "",
        severity: Severity = "warning",
    ) -> None:
        """Add a problem of a value, or of the document when `found` is None."""
        field, line = (found.key, found.line) if found else ("", None)
        problem = Problem(self.file, expected, was, remedy, field, line, severity=severity)
        if problem not in self.problems:  # a value may be read more than once
            self.problems.append(problem)

    def origin(self, field: str, how: How, detail: str = "", line: int | None = None) -> None:
        """Record where the value of a field came from."""
        self.origins.append(Origin(field, how, str(detail), line))

    def from_key(self, target: str, field: str) -> None:
        """Record that the value of `target` came from the key of `field`."""
        found = self._found[field]
        self.origin(target, "key", found.key, found.line)

    def find(self, field: str) -> FrontMatterValue | None:
        """Return the value of a field as written, if it has one."""
        return self._found.get(field)

    def every(self, field: str) -> tuple[FrontMatterValue, ...]:
        """Return the values of all keys of a field as written, also of those that do not count elsewhere."""
        return tuple(self._every.get(field, ()))

    def has(self, names: frozenset[str]) -> bool:
        """Return whether one of some fields has a value."""
        return not names.isdisjoint(self._found)

    def clean(self, found: FrontMatterValue, value: str) -> str:
        """Return a text on one line without forbidden characters, the first of which is reported."""
        if not value.isprintable() and (forbidden := text.find_forbidden(value)):
            character = Message("the character %(name)s", name=forbidden[1])
            self.warn(found, Message("characters that XML allows"), character, Message("it was removed"))
        return text.one_line(value)

    def text(self, field: str, target: str = "") -> str:
        """Return a text, the parts of a list joined by commas; `target` is the field of the post it fills."""
        return ", ".join(self.texts(field, target))

    def texts(self, field: str, target: str = "") -> tuple[str, ...]:
        """Return one or several texts."""
        found = self.find(field)
        values = self.texts_of(found) if found else ()
        if values and target:
            self.from_key(target, field)
        return values

    def texts_of(self, found: FrontMatterValue) -> tuple[str, ...]:
        """Return the texts of a value."""
        parts = found.value if isinstance(found.value, list | tuple) else [found.value]
        stated = [part for part in parts if not is_missing(part)]
        plain = [as_text(part) for part in stated]
        for part, shown in zip(stated, plain, strict=True):
            if shown is None:
                self.warn(found, Message("a text or a list of texts"), quoted(part), Message("it was left out"))
        return tuple(clean for part in plain if part and visible(clean := self.clean(found, part)))

    def flag(self, field: str) -> bool | None:
        """Return a yes or no, in any known language."""
        return self._converted(field, as_flag, Message("true or false"), Message("write true or false"))

    def moment(self, field: str, *, end: bool = False) -> Moment | None:
        """Return a date; with `end`, a day without a time is its last instant."""
        found = self.find(field)
        moment = self._moment(found, _DAY, end=end) if found else None
        return self._picked(field, found, moment, end=end)

    def moments(self, field: str) -> list[tuple[FrontMatterValue, Moment]]:
        """Return the dates of all keys of a field."""
        every = ((found, self._moment(found, _DAY)) for found in self.every(field))
        return [(found, moment) for found, moment in every if moment]

    def first_days(self, field: str) -> list[Moment | None]:
        """Return dates before which nothing is published; None for one that is not understood, which is an error."""
        moments = ((found, self._moment(found, _FIRST_DAY, "error")) for found in self.every(field))
        return [self._picked(field, found, moment) for found, moment in moments]

    def _picked(
        self, field: str, found: FrontMatterValue | None, moment: Moment | None, *, end: bool = False
    ) -> Moment | None:
        """Return a day of an offer for the midnight that a date picker wrote; other moments as they are."""
        if not (found and moment and field in _OF_WHOLE_DAYS):
            return moment
        return dates.picked_day(moment, single(found.value), self.zone, end=end)

    def _moment(
        self, found: FrontMatterValue, remedy: Message, severity: Severity = "warning", *, end: bool = False
    ) -> Moment | None:
        moment = self._as_moment(single(found.value), end=end)
        if not moment:
            self.warn(found, Message("a date"), quoted(found.value), remedy, severity)
        if moment and not dates.is_plausible(moment):
            self.warn(found, dates.PLAUSIBLE, quoted(moment.text()), remedy, severity)
            return None
        return moment

    def _as_moment(self, value: Any, *, end: bool = False) -> Moment | None:
        """Return a date as authors write it, or else as programs do: `20270105`, RFC 822, `3:04 PM`."""
        written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        written = self.dated(written) if isinstance(written, str) else written
        found = dates.parse(written, self.zone, end=end)
        return found or (feed_dates.parse(written, self.zone, end=end) if isinstance(written, str) else None)

    def is_date(self, value: Any) -> bool:
        """Return whether a value is a date."""
        return self._as_moment(single(value)) is not None

    def _converted(
        self, field: str, convert: Callable[[Any], Value | None], expected: Message, remedy: Message
    ) -> Value | None:
        found = self.find(field)
        if not found:
            return None
        result = convert(single(found.value))
        if result is None:
            self.warn(found, expected, quoted(found.value), remedy)
        return result

    def url(self, field: str, base: str = "") -> str:
        """Return an absolute http(s) URL; a relative one is resolved if there is a `base`."""
        return next(iter(self.urls(field, base, (self.text(field),))), "")

    def urls(self, field: str, base: str = "", written: Iterable[str] | None = None) -> Iterator[str]:
        """Yield the absolute http(s) URLs of a field; relative ones are resolved if there is a `base`."""
        found = self.find(field)
        for value in self.texts(field) if written is None else written:
            if found and value and (url := self._url(found, value, base)):
                yield url

    def _url(self, found: FrontMatterValue, value: str, base: str) -> str:
        if links.has_two_schemes(value):
            self.warn(
                found,
                Message("an address with one scheme"),
                quoted(value),
                Message("remove the first scheme: it was left out"),
            )
            return ""
        whole = urljoin(base, shortcodes.replace(value).text) if base else value
        if is_web_url(whole):
            return whole
        if value.startswith("www.") and is_web_url(f"https://{value}"):
            remedy = Message("it was read as %(url)s", url=f"https://{value}")
            self.warn(found, Message("a URL with https://"), quoted(value), remedy)
            return f"https://{value}"
        self.warn(found, Message("an absolute URL"), quoted(value), Message("write https://…"))
        return ""


def _is_absent(field: str, value: Any) -> bool:
    """Return whether a key states nothing; an empty mapping states that there is an employer."""
    return is_missing(value) and not (field == "employer" and isinstance(single(value), Mapping))


def _is_too_long(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_is_too_long(part) for part in value.values())
    if isinstance(value, list):
        return any(_is_too_long(part) for part in value)
    return isinstance(value, str) and len(value) > MAX_CHARACTERS


def read_as(meant: str) -> Message:
    """Return the remedy of a misspelt word."""
    return Message("it was read as %(meant)s: write %(meant)s", meant=meant)


def single(value: Any) -> Any:
    """Return the only value of a list; any other value as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def as_flag(value: object) -> bool | None:
    """Return a YAML boolean or a word for one as a bool; None for anything else."""
    word = text.fold(as_text(value) or "")
    return True if word in languages.TRUE else False if word in languages.FALSE else None
