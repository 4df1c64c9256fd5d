"""Python-Markdown with the blocks of CommonMark, extended towards GitHub's and kramdown's dialects (its wrapper).

A `Markdown` is not thread-safe, so each thread has its own.
"""

from __future__ import annotations

import re
import threading
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, ElementTree

import markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString

from feeds.normalise.markdown import footnotes, inline, limits
from feeds.normalise.markdown.blocks import BlockParser

# The text that each inline pattern of the library needs to match anything, by the pattern's name (10 %).
_SIGNS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "strike": "~~",
    "strike_once": "~",
    "kramdown": "{:",
}
# Each pattern but that of a line break needs one of these, and so does emphasis (18 %).
_ANY_SIGN = re.compile(r"[`\\\[<&*_~{]")
_TABS = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*\t")
_TAB = 4
_LOCAL = threading.local()


def convert(text: str) -> str:
    """Return Markdown as HTML that is neither sanitised nor valid yet.

    Raises:
        ValueError: Python-Markdown failed.
    """
    if limits.is_too_complex(text):
        return limits.verbatim(text)
    if not hasattr(_LOCAL, "markdown"):
        _LOCAL.markdown = _new_markdown()
    reader: Any = _LOCAL.markdown
    try:
        converted: str = reader.reset().convert(text)
    except (RuntimeError, AssertionError, IndexError, AttributeError, TypeError) as error:
        del _LOCAL.markdown  # its state is undefined after an error
        raise ValueError("its Markdown cannot be converted: too much nested markup") from error
    return converted


def _new_markdown() -> Any:
    reader: Any = markdown.Markdown()
    for name in ("normalize_whitespace", "html_block"):
        reader.preprocessors.deregister(name)
    reader.parser = _Parser(reader)
    inline.register(reader)
    footnotes.register(reader, reader.parser.notes)
    reader.preprocessors.register(_SelectInlinePatterns(reader), "choose_inline", 1000)
    reader.treeprocessors.register(_LineBreaks(reader), "prettify", 10)
    reader.treeprocessors.register(_UnescapeTree(reader), "unescape", 0)
    reader.treeprocessors.register(_MarkPlainText(), "plain", 25)  # before inline (20)
    reader.postprocessors.register(_Unescape(reader), "unescape_code", 5)
    return reader


class _Parser:
    """What the library calls to parse blocks."""

    def __init__(self, md: markdown.Markdown) -> None:
        self.md = md
        self.notes: dict[str, Element] = {}

    def parseDocument(self, lines: list[str]) -> ElementTree[Element]:  # noqa: N802 - the library's name
        """Return the tree of a document."""
        parser = BlockParser(AtomicString, self.md.htmlStash.store, inline.escaped)
        root = parser.parse(_lines("\n".join(lines)))
        self.md.references = parser.references
        self.notes.clear()
        self.notes.update(parser.notes)
        return ElementTree(root)


def _lines(text: str) -> list[str]:
    """Return lines whose indentation has no tabs (CommonMark 0.31 §2.2)."""
    text = text.replace(STX, "").replace(ETX, "").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.removesuffix("\n").split("\n")
    if "\t" not in text:
        return lines
    return [
        _TABS.sub(lambda found: found[0].expandtabs(_TAB), line, count=1) if "\t" in line else line for line in lines
    ]


class _SelectInlinePatterns(Preprocessor):
    """Disable the patterns whose sign the text does not have: each one runs on every piece of text."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.inline: Any = md.treeprocessors["inline"]
        signs = {id(md.inlinePatterns[name]): sign for name, sign in _SIGNS.items()}
        self.patterns = [(signs.get(id(pattern), ""), pattern) for pattern in md.inlinePatterns]

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.inline.inlinePatterns = [pattern for sign, pattern in self.patterns if sign in text]
        return lines


class _MarkPlainText(Treeprocessor):
    """Mark texts without any sign of markup as processed: every pattern runs on all others."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and self._is_plain(element.text):
                element.text = AtomicString(element.text)
            if element.tail and self._is_plain(element.tail):
                element.tail = AtomicString(element.tail)

    @staticmethod
    def _is_plain(text: str) -> bool:
        return not _ANY_SIGN.search(text) and "  \n" not in text


class _LineBreaks(Treeprocessor):
    """Line breaks between blocks, as the library's `prettify` writes them; code stays as it is."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.blocks = frozenset(md.block_level_elements)

    def run(self, root: Element) -> None:
        self._separate(root)
        for line_break in root.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "").lstrip("\n")

    def _separate(self, block: Element) -> None:
        if block.tag not in ("code", "pre") and len(block):
            if not (block.text and block.text.strip()) and block[0].tag in self.blocks:
                block.text = "\n"
            for inner in block:
                if inner.tag in self.blocks:
                    self._separate(inner)
        if not (block.tail and block.tail.strip()):
            block.tail = "\n"


class _UnescapeTree(UnescapeTreeprocessor):
    """Restore escaped characters; the library searches texts without any for them, too."""

    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text


class _Unescape(Postprocessor):
    """Restore the characters that `limits` escaped in code: the library restores only others."""

    def run(self, text: str) -> str:
        return inline.CHARACTER.sub(lambda found: escape(chr(int(found[1]))), text)
