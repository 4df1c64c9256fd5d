"""Inline patterns that differ from Python-Markdown's: escapes, line breaks, labels with code."""

from __future__ import annotations

import re
from html import unescape
from string import punctuation
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_REFERENCE_RE,
    REFERENCE_RE,
    DelimiterProcessor,
    EscapeInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.util import AMP_SUBSTITUTE, ETX, INLINE_PLACEHOLDER_RE, STX, AtomicString, code_escape

from feeds.normalise.markdown import references

_ESCAPE = r"\\(.)"
# Backslashes in pairs before a run of backticks, or code: a run, and the next one of the same length (§6.1).
_CODE = r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)(?<!(?<!\\)`)(`+)(?!`)(.+?)(?<!`)\2(?!`))"
_STRIKE = r"(~~)(?=[^\s~])((?:[^~]|~(?!~))*[^\s~])~~"
_STRIKE_ONCE = r"(?<![~\w])(~)(?=[^\s~])([^~]*[^\s~])~(?![~\w])"
_KRAMDOWN = r"\{:[^{}\n]*\}"  # kramdown's attribute lists: never meant to be read
CHARACTER = re.compile(f"{STX}([0-9]+){ETX}")  # see `escaped`


def register(md: Markdown) -> None:
    """Add the patterns to an engine."""
    emphasis = _Emphasis("*", "strong,em", md)
    emphasis.add("_", "strong,em", smart=True)  # as Python-Markdown does
    md.ESCAPED_CHARS = list(punctuation)  # CommonMark 0.31 §2.4
    for pattern, name, priority in (
        (_Code(_CODE, md), "backtick", 190),
        (_Escape(_ESCAPE, md), "escape", 180),
        (_Remove(_KRAMDOWN, md), "kramdown", 175),
        (_Reference(REFERENCE_RE, md), "reference", 170),
        (_ImageReference(IMAGE_REFERENCE_RE, md), "image_reference", 140),
        (_ShortReference(REFERENCE_RE, md), "short_reference", 130),
        (_ShortImageReference(IMAGE_REFERENCE_RE, md), "short_image_ref", 125),
        (emphasis, "em_strong", 60),
        (SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 55),
        (SimpleTagInlineProcessor(_STRIKE_ONCE, "del"), "strike_once", 54),
    ):
        md.inlinePatterns.register(pattern, name, priority)


def escaped(sign: str) -> str:
    """Return a character as literal text, which no pattern reads as markup."""
    return f"{STX}{ord(sign)}{ETX}"


class _Code(InlineProcessor):
    """Code between backticks (CommonMark 0.31 §6.1)."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[Element | str, int, int]:
        if not m[3]:
            return m[1].replace("\\\\", escaped("\\")), m.start(), m.end()
        text = m[3].replace("\n", " ")
        if text[0] == text[-1] == " " and text.strip(" "):
            text = text[1:-1]
        code = Element("code")
        code.text = AtomicString(code_escape(text))
        return code, m.start(), m.end()


class _Escape(EscapeInlineProcessor):
    """A backslash before ASCII punctuation, and one at the end of a line (CommonMark 0.31 §6.7)."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], data: str
    ) -> Any:
        if m[1] == "\n":
            return Element("br"), m.start(), m.end()
        if m[1] == "&":  # what follows is no entity
            return f"{AMP_SUBSTITUTE}amp;", m.start(), m.end()
        return super().handleMatch(m, data)


class _Emphasis(DelimiterProcessor):
    """Emphasis; signs that Python-Markdown 3.11 pairs wrongly stay: `*a **b*.c*` would lose a letter."""

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], data: str
    ) -> Any:
        element, start, end = super().handleMatch(m, data)
        if element is None or _words("".join(element.itertext())) == _words(data[start:end]):
            return element, start, end
        self.reset()
        return None, m.start(0), m.end(0)


def _words(text: str) -> str:
    return text.replace("*", "").replace("_", "")


class _Labels(ReferenceInlineProcessor):
    """Labels are compared as they are written: with the code and the backslashes that were replaced before."""

    def evalId(self, data: str, index: int, text: str) -> Any:  # noqa: N802 - the library's name
        label, end, is_found = super().evalId(data, index, text)
        if not is_found or label is None:
            return None, end, False
        label = self._as_written(label)
        # `[a] [b]` is one link if only b is a label; two labels are two links.
        is_apart = end > index and data[index] != "["
        known = self.md.references
        return label, end, not is_apart or (label in known and self._as_written(text) not in known)

    def _as_written(self, label: str) -> str:
        if STX in label:
            label = INLINE_PLACEHOLDER_RE.sub(self._source, label)
        return references.label(label)

    def _source(self, found: re.Match[str]) -> str:
        node = self.md.treeprocessors["inline"].stashed_nodes.get(found[1])  # type: ignore[attr-defined]
        if isinstance(node, str):
            return CHARACTER.sub(lambda sign: f"\\{chr(int(sign[1]))}", node)
        if node is None or node.tag != "code":
            return found[0]
        return f"`{unescape(node.text or '')}`"


class _Reference(_Labels):
    pass


class _ShortReference(_Labels, ShortReferenceInlineProcessor):
    pass


class _ImageReference(_Labels, ImageReferenceInlineProcessor):
    pass


class _ShortImageReference(_Labels, ShortImageReferenceInlineProcessor):
    pass


class _Remove(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return "", m.start(), m.end()
