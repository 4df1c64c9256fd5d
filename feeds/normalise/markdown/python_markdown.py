"""Python-Markdown, extended towards GitHub's and kramdown's dialects (its wrapper).

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
    "kramdown": "{:",
}
# Each pattern but that of a line break needs one of these, and so does emphasis (18 %).
_ANY_SIGN = re.compile(r"[`\\\[<&*_~{]")
# The same for block processors, as regular expressions (35 %); those not named here always run. A block may
# be inside another one, and then begins after that one's marker.
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
        ValueError: Python-Markdown failed.
    """
    if limits.is_too_complex(text):
        return limits.verbatim(text)
    if not hasattr(_LOCAL, "markdown"):
        _LOCAL.markdown = _new_markdown()
    reader: markdown.Markdown = _LOCAL.markdown
    try:
        return reader.reset().convert(text)
    except (RuntimeError, AssertionError, IndexError, AttributeError, TypeError) as error:
        del _LOCAL.markdown  # its state is undefined after an error
        raise ValueError("its Markdown cannot be converted: too much nested markup") from error


def _new_markdown() -> markdown.Markdown:
    # Objects, not names: to find a name, the library reads the metadata of all packages (45 ms instead of 5).
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
    reader.preprocessors.register(_SelectInlinePatterns(reader), "choose_inline", 1000)
    reader.preprocessors.register(_SelectBlockProcessors(reader), "choose", 0)
    made: markdown.Markdown = reader
    return made


def _footnotes() -> Extension:
    # Without backlinks: the sanitiser removes the ids that they lead to.
    return FootnoteExtension(BACKLINK_TEXT="", SEPARATOR="-")


class _Dialect(Extension):
    """The differences from Python-Markdown's own dialect, at its extension points."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        # After fenced_code (25), before html_block (20).
        md.preprocessors.register(_EscapeUnclosed(md), "unclosed", 24)
        md.preprocessors.register(_ArrangeLists(md), "arrange", 15)
        md.preprocessors.register(_EscapeUnmatched(md), "bounds", 5)
        md.treeprocessors.register(_MarkPlainText(), "plain", 25)  # before inline (20)
        md.parser.blockprocessors.register(_LimitNesting(md.parser), "levels", 1000)
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strike", 55)
        md.inlinePatterns.register(_Remove(_KRAMDOWN, md), "kramdown", 175)
        md.postprocessors.register(_Unescape(md), "unescape_code", 5)


class _EscapeUnclosed(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return limits.escape_unclosed("\n".join(lines)).split("\n")


class _ArrangeLists(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return lists.arrange(lines)


class _EscapeUnmatched(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return limits.escape_unmatched("\n".join(lines), _escaped).split("\n")


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


class _SelectBlockProcessors(Preprocessor):
    """Disable the block processors whose sign the text does not have: each one is tested on every block."""

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


def _escaped(sign: str) -> str:
    return f"{STX}{ord(sign)}{ETX}"


class _Unescape(Postprocessor):
    """Restore the characters that `_EscapeUnmatched` escaped in code: the library restores only others."""

    def run(self, text: str) -> str:
        return re.sub(f"{STX}([0-9]+){ETX}", lambda found: escape(chr(int(found.group(1)))), text)


class _LimitNesting(BlockProcessor):
    """Treat blocks that are nested too deeply as text; the parser's state has one element per level."""

    def test(self, _parent: Element, _block: str) -> bool:
        return len(self.parser.state) > limits.MAX_LEVELS

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = AtomicString(blocks.pop(0))


class _Headings(HashHeaderProcessor):
    """Headings, but not a `#hashtag` at the start of a line."""

    RE = re.compile(rf"(?:^|\n)(?P<level>{lists.HEADING})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")


class _Remove(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name, and its newer signature
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return "", m.start(), m.end()
