"""Syntax errors of YAML: where each is, what was found and what to do, in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from feeds.model.problem import Message, Phrase
from feeds.normalise.dialects import yaml_repairs

_QUOTE = Message("put the value in quotes")
_MISFIT = Message("a line that does not fit those before it")
_UNCLOSED = Message("a quotation mark that is never closed")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1 §4.2


class _Mistake(NamedTuple):
    pattern: str  # of the message of PyYAML, or of libyaml
    found: Message
    remedy: Message
    opens: bool = False  # report where the construct begins, not where the parser gave up


_MISTAKES = (
    _Mistake("tab character", Message("a tab"), Message("indent with spaces")),
    _Mistake(
        "mapping values are not allowed",
        Message("a ': ' inside a value"),
        Message("quote the value, or indent the key"),
    ),
    _Mistake("cannot start any token", Message("a value that starts with a special character"), _QUOTE),
    _Mistake("undefined alias|scanning an alias", Message("an alias (*) without its anchor (&)"), _QUOTE, opens=True),
    _Mistake("scanning an anchor", Message("a value that starts with &"), _QUOTE, opens=True),
    _Mistake("a tag\\b|tag handle", Message("a value that starts with !"), _QUOTE, opens=True),
    _Mistake("escape|hexdecimal", Message("a backslash that escapes nothing"), Message("use single quotes")),
    _Mistake("scanning a (quoted|double|single)", _UNCLOSED, Message("close it"), opens=True),
    _Mistake(
        "expected ':'",
        Message("a line that is not 'key: value'"),
        Message("write 'key: value', or indent it"),
        opens=True,
    ),
    _Mistake(
        "expected ',' or",
        Message("a bracket that is never closed, or a missing ','"),
        Message("close it, separate its values by ',', or put the text in quotes"),
        opens=True,
    ),
    _Mistake("duplicate anchor", Message("an anchor (&) twice"), Message("rename one")),
    _Mistake("another document", Message("a second document"), Message("remove the line --- and what follows")),
    _Mistake(
        "sequence entries are not allowed",
        Message("a list item beside its key"),
        Message("write it on a line of its own"),
    ),
    _Mistake("block scalar", Message("text after | or >"), Message("write it on the next line, indented")),
    _Mistake(
        "block end>|expected key|document start|expected '-'|expected node|node content",
        _MISFIT,
        Message("check its indentation, quotes and brackets"),
    ),
)


class SyntaxFault(NamedTuple):
    """A syntax error, for a Problem; line and column count from 0."""

    line: int
    column: int
    found: Phrase
    remedy: Phrase


def syntax_fault(error: Any, source: str, quoted: Any, parses: Callable[[str], bool]) -> SyntaxFault:
    """Return an error of the parser in plain words, and where the mistake begins.

    Args:
        error: a MarkedYAMLError of PyYAML or of libyaml.
        source: the text.
        quoted: the scalar token before the place of the error if it is in quotes, else None.
        parses: returns whether a text is a YAML mapping.
    """
    rows = _LINE_BREAK.split(source)
    fault = _fault(error, rows, quoted)
    repair = yaml_repairs.find(rows, _places(error, quoted, rows), parses)
    if repair is None:
        return fault
    if repair.row == fault.line and not repair.found:
        return fault._replace(remedy=repair.remedy)
    return SyntaxFault(repair.row, repair.column, repair.found or fault.found, repair.remedy)


def _fault(error: Any, rows: list[str], quoted: Any) -> SyntaxFault:
    message, mark = f"{error.context or ''} {error.problem or ''}", error.problem_mark
    row = rows[mark.line] if mark.line < len(rows) else ""
    if row[mark.column :].startswith("\t"):
        message += " tab character"
    mistake = next((known for known in _MISTAKES if re.search(known.pattern, message)), None)
    if mistake is None:
        found: Phrase = Message("a syntax error: %(error)s", error=message.strip())
        remedy = _QUOTE
    elif mistake.found == _MISFIT and quoted and row[: mark.column].rstrip().endswith(("'", '"')):
        if quoted.start_mark.line < mark.line:
            return SyntaxFault(quoted.start_mark.line, quoted.start_mark.column, _UNCLOSED, Message("close it"))
        found, remedy = (
            Message("text after a closing quotation mark"),
            Message("quote the whole value with the other mark"),
        )
    else:
        found, remedy = mistake.found, mistake.remedy
        mark = error.context_mark if mistake.opens and error.context_mark else mark
    line = min(mark.line, len(rows) - 1)  # the mark may be behind the last line
    return SyntaxFault(line, mark.column, found, remedy)


def _places(error: Any, quoted: Any, rows: list[str]) -> list[int]:
    """Return the lines that may be at fault: where a quotation mark opened, that of the error, and those around it."""
    at = min(error.problem_mark.line, len(rows) - 1)
    above = next((row for row in range(at - 1, -1, -1) if rows[row].strip()), 0)
    first = next((row for row, line in enumerate(rows) if line.strip()), 0)
    opened = [quoted.start_mark.line] if quoted else []
    opens = re.search("quoted|flow", error.context or "")
    context = [error.context_mark.line] if error.context_mark and opens else []
    return [*context, *(row for row in opened if row < at), at, above, first]
