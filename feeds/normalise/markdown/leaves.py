"""Leaf blocks: paragraphs and code, indented or fenced (CommonMark 0.31 §4.4, §4.5 and §4.8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.etree.ElementTree import Element, SubElement

from feeds.normalise.markdown import references

if TYPE_CHECKING:
    from feeds.normalise.markdown.blocks import BlockParser

_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
CODE = 4  # columns of indentation


class Leaf(Protocol):
    """A block without blocks in it."""

    def take(self, line: str) -> bool:
        """Add a line that is part of this block, whatever is in it; return whether it is."""

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Add the block to its parent."""


class Paragraph:
    """Lines of text."""

    def __init__(self, line: str) -> None:
        self.lines = [line]

    def take(self, _line: str) -> bool:
        """Return False: any line may be the beginning of another block."""
        return False

    def text(self, parser: BlockParser) -> str:
        """Return the text without the definitions of link targets in it, which the parser gets."""
        if not self.lines:
            return ""
        text = "\n".join(self.lines).rstrip(" \t")
        return references.take(text, parser.references).rstrip() if "]:" in text else text

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Add an element `p`, unless there is nothing but definitions."""
        if text := self.text(parser):
            SubElement(parent, "p").text = parser.inline(text)


class Code:
    """Indented code."""

    def __init__(self, line: str) -> None:
        self.lines = [line]

    def take(self, line: str) -> bool:
        """Add a line that is indented, or blank."""
        is_code = line[:CODE] == " " * CODE or not line.strip()
        if is_code:
            self.lines.append(line[CODE:])
        return is_code

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Add an element `pre`."""
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        _add_code(parser, parent, self.lines)


class Fence:
    """Fenced code: it ends with a fence as long as the first, or with its container."""

    def __init__(self, sign: str, indent: int, info: str) -> None:
        self.sign = sign
        self.indent = indent
        self.info = info
        self.lines: list[str] = []
        self.is_closed = False

    def take(self, line: str) -> bool:
        """Add a line until the closing fence."""
        if self.is_closed:
            return False
        text = line.strip(" \t")
        if text and text[0] == self.sign[0] and not text.strip(self.sign[0]) and len(text) >= len(self.sign):
            self.is_closed = len(line) - len(line.lstrip(" ")) < CODE
        if not self.is_closed:
            space = len(line) - len(line.lstrip(" "))
            self.lines.append(line[min(space, self.indent) :])
        return True

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Add an element `pre`; the language is the first word after the fence."""
        code = _add_code(parser, parent, self.lines)
        if language := self.info.split():
            code.set("class", f"language-{language[0]}")


def fence(text: str, indent: int) -> Fence | None:
    """Return a new fenced block if a line opens one."""
    found = _FENCE.match(text)
    return Fence(found[1] or found[3], indent, found[2] or found[4] or "") if found else None


def _add_code(parser: BlockParser, parent: Element, lines: list[str]) -> Element:
    code = SubElement(SubElement(parent, "pre"), "code")
    text = "".join(f"{line}\n" for line in lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    code.text = parser.literal(text)
    return code
