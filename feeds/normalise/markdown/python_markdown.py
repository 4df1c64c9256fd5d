"""The wall around Python-Markdown: what authors used to GitHub and kramdown expect, within bounds.

A `Markdown` is not thread-safe, so each thread has its own. Input that would take it quadratic time or
endless recursion is shown as the text it is: nobody means it.
"""

from __future__ import annotations

import re
import threading
from html import escape
from operator import mul
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
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString

from feeds.normalise.markdown import lists

MAX_LEVELS = 30  # of lists and quotations inside each other
MAX_MARKS = 100_000  # paragraphs, and signs that may be markup: beyond it a body is shown as it is
_SHORT = 30_000  # characters that cannot be too much, whatever they are
_MAX_COPIED = 1_000_000_000  # characters: the library copies a paragraph once for each sign in it
_MAX_BLOCKS = 50_000
_MAX_STEPS = 500_000  # characters that may be searched for closing brackets, in one document
_MAX_TICKS = 8  # different lengths of backtick fences in one paragraph
_MARKS = re.compile(r"[*_\[<`~|&]|\n(?=[-=#:0-9])")
_BRACKET = re.compile(r"[\[\]]")
_TICKS = re.compile(r"`+")
_STRIKE = r"(~~)(?=[^\s~])([^~]*[^\s~])~~"
_KRAMDOWN = r"\{:[^{}\n]*\}"  # kramdown's attribute lists: never meant to be read
# What must stand in a text for a pattern of the library to find anything in it, by the pattern's name.
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
# One of these is in each of them but a break of line, and in what emphasis is written with.
_ANY_SIGN = re.compile(r"[`\\\[<&*_~{]")
# The same for blocks, as regular expressions; one that is not named here may be anywhere. A block may stand
# in another, and then begins after the sign of that one.
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
# And for what is done to a whole text before, with the place of each in the order.
_DOCUMENT_SIGNS = {"fenced_code_block": ("[`~]{3}", 25), "html_block": ("[<&]", 20), "bounds": (r"[\[`]", 5)}
_LOCAL = threading.local()


def convert(text: str) -> str:
    """Turn Markdown into HTML that is neither sanitised nor valid yet.

    Raises:
        ValueError: Python-Markdown cannot read it.
    """
    if len(text) > _SHORT and _is_too_much(blocks := text.split("\n\n")):
        return _as_it_is(blocks)
    if not hasattr(_LOCAL, "markdown"):
        _LOCAL.markdown = _reader()
    reader: markdown.Markdown = _LOCAL.markdown
    try:
        return reader.reset().convert(text)
    except (RuntimeError, AssertionError, IndexError, AttributeError, TypeError) as error:
        del _LOCAL.markdown  # its state is that of the middle of a document
        raise ValueError("its Markdown cannot be read: markup inside markup inside markup") from error


def _is_too_much(blocks: list[str]) -> bool:
    marks = [len(_MARKS.findall(block)) + 1 for block in blocks]
    return sum(marks) > MAX_MARKS or any(map(_MAX_COPIED.__lt__, map(mul, marks, map(len, blocks))))


def _reader() -> markdown.Markdown:
    # Themselves, not their names: to find one by its name, the library reads what is said of all packages.
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
    # Asked of every element several times: a list of sixty names is slow to look through.
    reader.block_level_elements = frozenset(reader.block_level_elements)
    for name, (sign, priority) in _DOCUMENT_SIGNS.items():
        reader.preprocessors.register(_Where(sign, reader.preprocessors[name]), name, priority)
    reader.preprocessors.register(_ChooseInline(reader), "choose_inline", 1000)
    reader.preprocessors.register(_Choose(reader), "choose", 0)
    made: markdown.Markdown = reader
    return made


def _as_it_is(blocks: list[str]) -> str:
    """Show a text as it is, in as many paragraphs as a parser of HTML takes in good time."""
    if len(blocks) > _MAX_BLOCKS:
        blocks = ["\n\n".join(blocks)]
    pieces = (
        block[start : start + _MAX_BLOCKS] for block in blocks for start in range(0, len(block), _MAX_BLOCKS)
    )
    return "".join(f"<p>{escape(piece)}</p>" for piece in pieces)


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
        md.treeprocessors.register(_UnescapeTree(md), "unescape", 0)
        md.parser.blockprocessors.register(_Levels(md.parser), "levels", 1000)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 55)
        md.inlinePatterns.register(_Nothing(_KRAMDOWN, md), "kramdown", 175)
        md.postprocessors.register(_Unescape(md), "unescape_code", 5)


class _Unclosed(Preprocessor):
    """Show a `<` after which no `>` comes; looking for the end of each takes quadratic time."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        end = text.rfind(">") + 1
        comment = text.rfind("-->") + 1
        head = text[:comment] + text[comment:end].replace("<!--", "&lt;!--")
        return (head + text[end:].replace("<", "&lt;")).split("\n")


class _Arrange(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return lists.arrange(lines)


class _Bounds(Preprocessor):
    """Show brackets and backticks as they are where looking for their ends takes quadratic time."""

    def run(self, lines: list[str]) -> list[str]:
        budget = _MAX_STEPS
        blocks = "\n".join(lines).split("\n\n")
        for index, block in enumerate(blocks):
            cost = _steps(block)
            budget -= cost
            if cost and budget < 0:
                blocks[index] = block.replace("[", _shown("["))
            if "`" in block and len(set(_TICKS.findall(block))) > _MAX_TICKS:
                blocks[index] = blocks[index].replace("`", _shown("`"))
        return "\n\n".join(blocks).split("\n")


class _Where(Preprocessor):
    """Do something to a text only where the sign of it is."""

    def __init__(self, sign: str, inner: Preprocessor) -> None:
        super().__init__(inner.md)
        self.sign, self.inner = re.compile(sign), inner

    def run(self, lines: list[str]) -> list[str]:
        return self.inner.run(lines) if self.sign.search("\n".join(lines)) else lines


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


def _steps(block: str) -> int:
    """Count the characters that a search for the end of each `[` and `](` passes."""
    if block.count("[") < 2:  # noqa: PLR2004 - one bracket is passed once
        return 0
    targets = len(block) * block.count("](") if block.count("](") > block.count(")") else 0
    steps = 0
    opened: list[int] = []
    for found in _BRACKET.finditer(block):
        if found.group() == "[":
            opened.append(found.start())
        elif opened:
            steps += found.end() - opened.pop()
    return targets + steps + sum(len(block) - start for start in opened)


def _shown(sign: str) -> str:
    return f"{STX}{ord(sign)}{ETX}"


class _UnescapeTree(UnescapeTreeprocessor):
    """Look for escaped signs only where there is one: most pieces of text have none."""

    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text


class _Unescape(Postprocessor):
    """Give back the signs that `_Bounds` took out of code: the library gives back only those outside."""

    def run(self, text: str) -> str:
        return re.sub(f"{STX}([0-9]+){ETX}", lambda found: escape(chr(int(found.group(1)))), text)


class _Levels(BlockProcessor):
    """Take blocks that are nested too deeply as text; the parser's state grows by one a level."""

    def test(self, _parent: Element, _block: str) -> bool:
        return len(self.parser.state) > MAX_LEVELS

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = AtomicString(blocks.pop(0))


class _Headings(HashHeaderProcessor):
    """Leave a `#hashtag` at the start of a line alone."""

    RE = re.compile(rf"(?:^|\n)(?P<level>{lists.HEADING})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")

    def test(self, parent: Element, block: str) -> bool:
        return "#" in block and super().test(parent, block)


class _Nothing(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return "", m.start(), m.end()
