"""Front matter: the values of a document in YAML, TOML or JSON, each key with its line.

Two wrappers, `formats` (python-frontmatter) and `yaml_reader` (PyYAML), are imported when the first document
is read.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase, Problem

_BLANKS = b" \t\r\n\0" + codecs.BOM_UTF8
_NOTHING = frozenset({b"", b"-", b"--", b"---", b"+", b"++", b"+++"})  # an opening delimiter is the most
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FrontMatter(NamedTuple):
    """The values by key, the line of each top-level key, and the text after them with its first line.

    Lines count from 1 in the document. `problems` are those that did not prevent reading. `replaced` are keys
    and texts that a second value of the same key replaced, at any depth.
    """

    data: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()


def read(document: Document, is_text: Callable[[str], bool] = lambda _key: False) -> FrontMatter:
    """Split a document into front matter and text; a document without front matter is all text.

    `is_text` returns whether the values of a key are texts as they are written: `No` and `1.10` in YAML, too.

    Raises:
        PostError: it is empty, no UTF-8 text, or its front matter cannot be read; nothing of it is a body.
    """
    if document.body.strip(_BLANKS) in _NOTHING:  # as after a full disk, a power cut or a broken copy
        raise _error(
            document.locator, Message("a text"), Message("an empty file"), Message("write it, or remove the file"), 1
        )
    text = _decode(document)
    start = len(text) - len(text.lstrip())
    line = text.count("\n", 0, start) + 1
    file, head = document.locator, text[start:]
    if head.startswith(("---", "+++", "{")):
        from feeds.normalise.dialects.front_matter import formats

        if handler := formats.detect(head, file, line, is_text):
            try:
                data = handler.parse()
            except RecursionError as error:
                raise _error(
                    file, Message("few levels of nesting"), Message("hundreds"), Message("nest less"), line
                ) from error
            _refuse_second(handler.body, file, handler.body_line)
            return FrontMatter(data, handler.lines, handler.body, handler.body_line, handler.problems, handler.replaced)
    _refuse_undelimited(head, file, line)
    return FrontMatter({}, {}, text, 1)


def read_yaml(document: Document) -> FrontMatter:
    """Read a document that is one YAML mapping as a whole, with or without lines `---` around it.

    Raises:
        PostError: it is no UTF-8 text, no YAML or no mapping.
    """
    from feeds.normalise.dialects.front_matter import formats

    text, boundary = _decode(document), formats.Yaml.FM_BOUNDARY
    if boundary.match(text.lstrip()) and len(boundary.findall(text)) > 1:
        return read(document)
    loaded = formats.permitted(formats.read_yaml, text, document.locator, 1)
    return FrontMatter(loaded.data, loaded.lines, "", text.count("\n") + 1, loaded.problems)


def _decode(document: Document) -> str:
    body = document.body
    if body.startswith(_UTF16):
        raise _error(
            document.locator, Message("text in UTF-8"), Message("UTF-16"), Message("save the file as UTF-8"), 1
        )
    if (zero := body.find(b"\0")) >= 0:
        line = body.count(b"\n", 0, zero) + 1
        raise _error(document.locator, Message("text"), Message("a binary file (it holds a zero byte)"), "", line)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in the bytes themselves: `error` does not count a byte order mark.
        mark = len(codecs.BOM_UTF8) if body.startswith(codecs.BOM_UTF8) else 0
        at = error.start + mark
        line = body.count(b"\n", 0, at) + 1
        found = Message("the byte %(byte)s", byte=f"0x{body[at]:02X}")
        raise _error(
            document.locator, Message("text in UTF-8"), found, Message("save the file as UTF-8"), line
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_undelimited(head: str, file: str, line: int) -> None:
    """Raise PostError for a text that starts with front matter whose delimiter is missing or misspelt."""
    from feeds.normalise.dialects.front_matter import missing_delimiter

    if fault := missing_delimiter.fault(head):
        raise _error(file, missing_delimiter.EXPECTED, fault.found, fault.remedy, line + fault.row)


def _refuse_second(body: str, file: str, line: int) -> None:
    """Raise PostError for a text that begins with front matter again, which must not be published as text."""
    from feeds.normalise.dialects.front_matter import blocks, formats

    row = blocks.find(body, formats.is_mapping)
    if row is not None:
        remedy = Message("put all keys between the first two lines; write a rule as ***")
        raise _error(file, Message("one front matter"), Message("a second one"), remedy, line + row)


def _error(file: str, expected: Phrase, found: Phrase, remedy: Phrase, line: int) -> PostError:
    return PostError(Problem(file, expected, found, remedy, "", line, severity="error"))
