"""Syntax errors of YAML: where each is, what was found and what to do, in plain words."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from feeds.model.problem import Message, Phrase

_QUOTE = "put the value in quotes"
_MISFIT = "a line that does not fit those before it"
_UNCLOSED = "a quotation mark that is never closed"
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1 §4.2


class _Mistake(NamedTuple):
    pattern: str  # of the message of PyYAML, or of libyaml
    found: str
    remedy: str
    opens: bool = False  # report where the construct begins, not where the parser gave up


_MISTAKES = (
    _Mistake("tab character", "a tab", "indent with spaces"),
    _Mistake("mapping values are not allowed", "a ': ' inside a value", "quote the value, or indent the key"),
    _Mistake("cannot start any token", "a value that starts with a special character", _QUOTE),
    _Mistake("undefined alias|scanning an alias", "an alias (*) without its anchor (&)", _QUOTE, opens=True),
    _Mistake("scanning an anchor", "a value that starts with &", _QUOTE, opens=True),
    _Mistake("a tag\\b|tag handle", "a value that starts with !", _QUOTE, opens=True),
    _Mistake("escape|hexdecimal", "a backslash that escapes nothing", "use single quotes"),
    _Mistake("scanning a (quoted|double|single)", _UNCLOSED, "close it", opens=True),
    _Mistake("expected ':'", "a line that is not 'key: value'", "write 'key: value', or indent it", opens=True),
    _Mistake(
        "expected ',' or",
        "a bracket that is never closed, or a missing ','",
        "close it, separate its values by ',', or put the text in quotes",
        opens=True,
    ),
    _Mistake("duplicate anchor", "an anchor (&) twice", "rename one"),
    _Mistake("another document", "a second document", "remove the line --- and what follows"),
    _Mistake("sequence entries are not allowed", "a list item beside its key", "write it on a line of its own"),
    _Mistake("block scalar", "text after | or >", "write it on the next line, indented"),
    _Mistake(
        "block end>|expected key|document start|expected '-'|expected node|node content",
        _MISFIT,
        "check its indentation, quotes and brackets",
    ),
)


class SyntaxFault(NamedTuple):
    """A syntax error, for a Problem; line and column count from 0."""

    line: int
    column: int
    found: Phrase
    remedy: str


def syntax_fault(error: Any, source: str, quoted: Any) -> SyntaxFault:
    """Return an error of the parser in plain words, and where the mistake begins.

    Args:
        error: a MarkedYAMLError of PyYAML or of libyaml.
        source: the text.
        quoted: the scalar token before the place of the error if it is in quotes, else None.
    """
    rows = _LINE_BREAK.split(source)
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
            return SyntaxFault(quoted.start_mark.line, quoted.start_mark.column, _UNCLOSED, "close it")
        found, remedy = "text after a closing quotation mark", "quote the whole value with the other mark"
    else:
        found, remedy = mistake.found, mistake.remedy
        mark = error.context_mark if mistake.opens and error.context_mark else mark
    line = min(mark.line, len(rows) - 1)  # the mark may be behind the last line
    return SyntaxFault(line, mark.column, found, remedy)
