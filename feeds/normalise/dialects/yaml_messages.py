"""What PyYAML and libyaml say of a mistake, in words of people who do not know YAML's grammar."""

from __future__ import annotations

import re

_QUOTE = "put the value between quotes"
_PLAIN = (
    ("tab character", "a tab at the start of a line", "indent with spaces"),
    ("mapping values are not allowed", "a second ': ' in one value", _QUOTE),
    ("cannot start any token", "a value that starts with a special sign", _QUOTE),
    ("undefined alias", "a value that starts with *", _QUOTE),
    ("scanning an alias", "a value that starts with *", _QUOTE),
    ("scanning an anchor", "a value that starts with &", _QUOTE),
    ("unknown escape character", "a backslash that escapes nothing", "use single quotes"),
    ("scanning a (quoted|double|single)", "a quotation mark that is never closed", "close it"),
    ("could not find expected ':'", "a line that is not 'key: value'", "write 'key: value', or indent it"),
    ("duplicate anchor", "an anchor given twice", "name them differently"),
    ("another document", "a second document after a line ---", "keep one"),
    (
        "<block end>|expected key|expected ',' or|document start|expected '-'|expected node|node content",
        "a line that does not fit those before it",
        "check its indentation, quotes and brackets",
    ),
)


def plain(said: str) -> tuple[str, str]:
    """Give what was found and what to do about it; the library's own words when they are not known."""
    for pattern, found, remedy in _PLAIN:
        if re.search(pattern, said):
            return found, remedy
    return f"an error of syntax: {said}", _QUOTE
