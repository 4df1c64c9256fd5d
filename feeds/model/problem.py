"""Problems: findings about an input, with file, line, field and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A phrase with values: `template` has a placeholder `%(name)s` for each of them, as gettext has it.

    The two are kept apart, so that the template can be translated; `str()` writes the English phrase.
    """

    template: str
    values: Mapping[str, str | int | Message] = field(hash=False)

    def __init__(self, template: str, /, **values: str | int | Message) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        return self.template % self.values


Phrase = str | Message  # text without placeholders, or with them


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
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        about = f" {self.field}:" if self.field else ""
        expected = f" expected {self.expected}, found" if self.expected else ""
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{place}:{about}{expected} {self.found}{remedy}"


def dotted(path: Path) -> str:
    """Return a path as people write it, for a problem's field: `feeds[1].select.kind`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def unexpected(where: str, expected: Phrase, error: BaseException) -> Problem:
    """Return the problem of an error that no code foresees, so that it stops only what raised it."""
    found = Message("an unexpected %(kind)s: %(error)s", kind=type(error).__name__, error=str(error))
    return Problem(where, expected, found, "please report this", severity="error")
