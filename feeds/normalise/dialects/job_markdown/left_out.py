"""Parts of a text that are not published as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from feeds.model.problem import Message, Problem
from feeds.normalise import html
from feeds.normalise.dialects import front_matter
from feeds.normalise.values.text import quoted

_WIKI_LINK = re.compile(r"!?\[\[[^\[\]<>\n]{1,200}\]\]")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
# Of each kind of what is not published as written: what was expected, and the remedy.
_LEFT_OUT = {
    "template": (
        Message("a text without template markup"),
        Message("write what it stands for, or put it in code: it was left out"),
    ),
    "address": (Message("an address with one scheme"), Message("remove the first scheme: no link was made")),
    "data": (
        Message("the address of a picture"),
        Message("save the picture as a file, and refer to that: it was left out"),
    ),
}


def problem(file: str, first_line: int, part: html.LeftOut) -> Problem:
    """Return what is reported of a part of the text that is not published as written."""
    expected, remedy = _LEFT_OUT[part.kind]
    return Problem(file, expected, quoted(part.text), remedy, line=first_line + part.row - 1)


def wiki_links(file: str, matter: front_matter.FrontMatter, shown: str) -> Iterator[Problem]:
    """Yield a note for each link between notes of Obsidian: it is published as it is written."""
    expected, remedy = Message("a link such as [text](other.md)"), Message("it was published as written")
    for found in dict.fromkeys(_WIKI_LINK.findall(_CODE.sub("", shown)) if "[[" in shown else ()):
        line = matter.body_line + matter.body[: max(matter.body.find(unescape(found)), 0)].count("\n")
        yield Problem(file, expected, quoted(unescape(found)), remedy, line=line, severity="note")
