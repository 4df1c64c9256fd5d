"""Blocks of HTML (CommonMark 0.31 §4.6): Markdown is read again after a blank line.

The seventh kind of the specification, a tag of any name alone on a line, is a paragraph here, so that Markdown
between `<a>` and `</a>` on lines of their own is read. So is what follows the end of a comment in its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from feeds.normalise.markdown.blocks import BlockParser

_BLOCKS = """
address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt
fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link
main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead
title tr track ul
"""
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS.split())})(?=[\s>]|/>|$)", re.IGNORECASE)
_TO_A_SIGN = (
    (re.compile(r"<(?:pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE),
     re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)  # fmt: skip
_BLANK = re.compile(r"\s*$")


def start(text: str) -> re.Pattern[str] | None:
    """Return what ends the block of HTML that a line begins, or None if it begins none."""
    if _BLOCK.match(text):
        return _BLANK
    return next((end for beginning, end in _TO_A_SIGN if beginning.match(text)), None)


class Html:
    """A block of HTML, as written."""

    def __init__(self, end: re.Pattern[str]) -> None:
        self.sign = end
        self.lines: list[str] = []
        self.is_ended = False
        self.after = ""  # the rest of the last line

    def take(self, line: str) -> bool:
        """Add a line up to the sign that ends the block."""
        if self.is_ended:
            return False
        if self.sign is _BLANK:
            self.is_ended = not line.strip()
            if self.is_ended:
                return False
        elif end := self.sign.search(line):
            self.is_ended = True
            line, self.after = line[: end.end()], line[end.end() :]
        self.lines.append(line)
        return True

    def end(self, parser: BlockParser, parent: Element) -> None:
        """Add a paragraph that stands for the HTML."""
        raw = "\n".join(self.lines)
        SubElement(parent, "p").text = parser.literal(parser.stash(raw))
        if self.sign is _BLANK:
            parser.after_html()
