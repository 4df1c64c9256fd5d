"""Python-Markdown with extensions for what authors used to GitHub and kramdown expect (its wrapper).

A `Markdown` is not thread-safe, so each thread has its own. The shares in the comments below are of the
instructions that converting, sanitising and repairing took over 113 posts (real and invented, valgrind).
"""

from __future__ import annotations

import re
import threading
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from feeds.normalise.markdown import limits, lists

_STRIKE = r"(~~)(?=[^\s~])([^~]*[^\s~])~~"
_KRAMDOWN = r"\{:[^{}\n]*\}"  # kramdown's attribute lists: never meant to be read
# What a text must hold for a pattern of the library to find anything in it, by the pattern's name (10 %).
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
    "kramdown": "{:",
}
# One of these is in each of them but a line break, and in what emphasis is written with (18 %).
_ANY_SIGN = re.compile(r"[`\\\[<&*_~{]")
# The same for blocks, as regular expressions; one without a sign may be anywhere (35 %). A block may be
# inside another one, and then begins after the sign of that one.
_BLOCK_SIGNS = {
    "indent": r"    ",
    "code": r"    ",
    "table": r"\|",
    "hashheader": r"#",
    "setextheader": r"[=-] *\n",
    "hr": r"[-_*] *\n",
    "quote": r">",
    "defindent": r"    ",
    "deflist": r"[\n>*+.:-] *: ",
    "footnote": r"\]:",
    "reference": r"\]:",
}
_LOCAL = threading.local()


def convert(text: str) -> str:
    """Return Markdown as HTML that is neither sanitised nor valid yet.

    Raises:
        ValueError: Python-Markdown cannot read it.
    """
    if limits.is_too_much(text):
        return limits.verbatim(text)
    if not hasattr(_LOCAL, "markdown"):
        _LOCAL.markdown = _reader()
    reader: markdown.Markdown = _LOCAL.markdown
    try:
        return reader.reset().convert(text)
    except (RuntimeError, AssertionError, IndexError, AttributeError, TypeError) as error:
        del _LOCAL.markdown  # its state is that of the middle of a document
        raise ValueError("its Markdown cannot be read: markup inside markup inside markup") from error


def _reader() -> markdown.Markdown:
    # Objects, not names: for a name, the library reads the metadata of all packages (45 ms instead of 5).
    reader: Any = markdown.Markdown(
        extensions=[
            TableExtension(),
            FencedCodeExtension(),
            SaneListExtension(),
            DefListExtension(),
            _footnotes(),
            _Dialect(),
        ]
    )
    reader.preprocessors.register(_ChooseInline(reader), "choose_inline", 1000)
    reader.preprocessors.register(_Choose(reader), "choose", 0)
    made: markdown.Markdown = reader
    return made


def _footnotes() -> Extension:
    # The way back leads to a place in the page, and those are not named.
    return FootnoteExtension(BACKLINK_TEXT="", SEPARATOR="-")


class _Dialect(Extension):
    """The differences from Python-Markdown's own dialect, at its extension points."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        # After fenced_code (25), before html_block (20).
        md.preprocessors.register(_Unclosed(md), "unclosed", 24)
        md.preprocessors.register(_Arrange(md), "arrange", 15)
        md.preprocessors.register(_Bounds(md), "bounds", 5)
        md.treeprocessors.register(_Plain(), "plain", 25)  # before inline (20)
        md.parser.blockprocessors.register(_Levels(md.parser), "levels", 1000)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 55)
        md.inlinePatterns.register(_Nothing(_KRAMDOWN, md), "kramdown", 175)
        md.postprocessors.register(_Unescape(md), "unescape_code", 5)


class _Unclosed(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return limits.escape_unclosed("\n".join(lines)).split("\n")


class _Arrange(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return lists.arrange(lines)


class _Bounds(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return limits.escape_unmatched("\n".join(lines), _shown).split("\n")


class _ChooseInline(Preprocessor):
    """Leave out the patterns whose sign is nowhere in a text: each is tried on every piece of it."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.inline: Any = md.treeprocessors["inline"]
        signs = {id(md.inlinePatterns[name]): sign for name, sign in _SIGNS.items()}
        self.patterns = [(signs.get(id(pattern), ""), pattern) for pattern in md.inlinePatterns]

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.inline.inlinePatterns = [pattern for sign, pattern in self.patterns if sign in text]
        return lines


class _Choose(Preprocessor):
    """Leave out the kinds of block whose sign is nowhere in a text: each is tried on every block."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.parser: Any = md.parser
        kinds = self.parser.blockprocessors
        signs = {id(kinds[name]): sign for name, sign in _BLOCK_SIGNS.items()}
        self.kinds = [(signs.get(id(kind), ""), kind) for kind in kinds]
        self.signs = {sign: re.compile(sign) for sign, _ in self.kinds}

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(("", *lines, ""))
        found = {name for name, sign in self.signs.items() if sign.search(text)}
        self.parser.blockprocessors = [kind for name, kind in self.kinds if name in found]
        return lines


class _Plain(Treeprocessor):
    """Mark pieces of text without any sign of markup as done: every pattern is tried on each other piece."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and self._is_plain(element.text):
                element.text = AtomicString(element.text)
            if element.tail and self._is_plain(element.tail):
                element.tail = AtomicString(element.tail)

    @staticmethod
    def _is_plain(text: str) -> bool:
        return not _ANY_SIGN.search(text) and "  \n" not in text


def _shown(sign: str) -> str:
    return f"{STX}{ord(sign)}{ETX}"


class _Unescape(Postprocessor):
    """Give back the signs that `_Bounds` took out of code: the library gives back only those outside."""

    def run(self, text: str) -> str:
        return re.sub(f"{STX}([0-9]+){ETX}", lambda found: escape(chr(int(found.group(1)))), text)


class _Levels(BlockProcessor):
    """Take blocks that are nested too deeply as text; the parser's state grows by one a level."""

    def test(self, _parent: Element, _block: str) -> bool:
        return len(self.parser.state) > limits.MAX_LEVELS

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = AtomicString(blocks.pop(0))


class _Headings(HashHeaderProcessor):
    """Leave a `#hashtag` at the start of a line alone."""

    RE = re.compile(rf"(?:^|\n)(?P<level>{lists.HEADING})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class _Nothing(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return "", m.start(), m.end()
