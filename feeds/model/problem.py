"""Problems: findings about an input, with file, line, field and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal, Self

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]


EXAMPLE = "2021-02-01"  # stands for a day until `cli` prints one that fits the time of the run


class Message(str):
    """A phrase with values: `template` has a placeholder `%(name)s` for each of them, as gettext has it.

    As text it is the English phrase; the template and the values are kept beside it, so that `cli` can print the
    phrase in the user's language. A value that is itself a Message is translated, any other one stays as it is.
    The values `day_ahead` and `today` are examples of days: `cli` prints those of the run. With `plural`, the value
    `count` decides which of the two templates is used.
    """

    __slots__ = ("plural", "template", "values")

    template: str
    plural: str
    values: Mapping[str, str | int]

    def __new__(cls, template: str, plural: str = "", /, **values: object) -> Self:
        """Return the phrase with its values in their places."""
        kept = {name: value if isinstance(value, str | int) else str(value) for name, value in values.items()}
        message = super().__new__(cls, (plural if plural and kept["count"] != 1 else template) % kept)
        message.template, message.plural, message.values = template, plural, kept
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], Mapping[str, str | int]]:
        """Return the arguments of which a copy is made, as by pickle in another process."""
        return (self.template, self.plural), self.values


def marked(template: str) -> str:
    """Return a template as it is: a mark for those who collect templates to translate."""
    return template


def forms(one: str, many: str) -> tuple[str, str]:
    """Return the templates for one and for many as they are: see `marked`."""
    return one, many


if TYPE_CHECKING:
    Phrase = Message | Literal[""]
else:
    Phrase = Message  # what the ledger reads an empty text as


def verbatim(text: object) -> Message:
    """Return a text that has no words to translate, such as a value that was found, as a phrase."""
    return Message("%(text)s", text=str(text))


def phrase(text: object) -> Message:
    """Return a text that may have come without its template, such as that of an exception, as a phrase."""
    text = text.args[0] if isinstance(text, Exception) and len(text.args) == 1 else text
    return text if isinstance(text, Message) else verbatim(text)


def either(phrases: Sequence[str]) -> Message:
    """Return phrases as a choice: "a or b or c"."""
    return reduce(lambda one, other: Message("%(one)s or %(other)s", one=one, other=other), map(phrase, phrases))


def both(phrases: Sequence[str]) -> Message:
    """Return phrases that all count: "a and b and c"."""
    return reduce(lambda one, other: Message("%(one)s and %(other)s", one=one, other=other), map(phrase, phrases))


def listed(phrases: Iterable[str], separator: str = ", ") -> Message:
    """Return phrases as a list: "a, b, c"."""
    parts = tuple(phrases)
    template = separator.join(f"%(part{number})s" for number in range(len(parts)))
    return Message(template, **{f"part{number}": part for number, part in enumerate(parts)})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an input, as data: `cli` prints it, the report keeps it.

    `error`: the post, source or output was refused. `warning`: it was published, with what could
    be understood. `note`: worth knowing, never worth an exit status.

    `expected` and `found` are phrases that complete "expected …, found …", or `found` is a sentence by
    itself and `expected` is empty; `remedy` is what to write instead. `file` is a path relative to the
    project, or a URL; `line` and `column` count from 1.
    """

    file: str
    expected: Phrase
    found: Phrase
    remedy: Phrase = ""
    field: str = ""
    line: int | None = None
    column: int | None = None
    severity: Severity = "warning"

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """Return the problem as one line: its place, and what was expected and found there."""
        return Message("%(place)s: %(sentence)s", place=self.place, sentence=self.sentence)

    @property
    def place(self) -> str:
        """Return the file, the line and the column, as far as they are known, as editors read them."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def sentence(self) -> Message:
        """Return the problem without its place, as one phrase."""
        finding = phrase(self.found)
        if self.expected:
            finding = Message("expected %(expected)s, found %(found)s", expected=self.expected, found=self.found)
        if self.remedy:
            finding = Message("%(finding)s (%(remedy)s)", finding=finding, remedy=self.remedy)
        return Message("%(field)s: %(finding)s", field=self.field, finding=finding) if self.field else finding


def dotted(path: Path) -> str:
    """Return a path as people write it, for a problem's field: `feeds[1].select.kind`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def unexpected(where: str, expected: Phrase, error: BaseException) -> Problem:
    """Return the problem of an error that no code foresees, so that it stops only what raised it."""
    found = Message("an unexpected %(kind)s: %(error)s", kind=type(error).__name__, error=str(error))
    return Problem(where, expected, found, Message("please report this"), severity="error")
