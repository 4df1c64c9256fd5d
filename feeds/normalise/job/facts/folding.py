"""HTML folded for comparison, each character as one, and rows of it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

PUNCTUATION = (("’", "'"), ("–", "-"), ("—", "-"), ("⅘", "4/5"), ("⅗", "3/5"), ("½", "1/2"))
TAG = re.compile(r"<[^>]*>")


class Row(NamedTuple):
    """A block, or a line of one.

    html: with marks for bold words. plain: the same folded. words: the letters and digits of that.
    group: the number of its list, 0 without one.
    """

    tag: str
    html: str
    plain: str
    words: list[str]
    group: int = 0


def make_row(tag: str, html: str, group: int = 0) -> Row:
    """Return a row of some HTML."""
    plain, words = folded(html)
    return Row(tag, html, plain.strip(), words.split(), group)


def bare(text: str) -> str:
    """Return a text without the marks of bold words: `translate` takes five times as long."""
    return text.replace("\x02", "").replace("\x03", "")


def folded(text: str) -> tuple[str, str]:
    """Return a text folded, and the same with blanks for all that is no letter or digit, each character as one."""
    for mark, plain in PUNCTUATION[:3]:
        text = text.replace(mark, plain)
    raw = text.encode("latin-1", "replace")
    return raw.translate(_LATIN_1).decode("ascii"), raw.translate(_WORDS).decode("ascii")


def fold(text: str) -> str:
    """Return a text folded, each character as one, those that are in no phrase as "?"."""
    if not text.isascii():
        for mark, plain in PUNCTUATION[:3]:
            text = text.replace(mark, plain)
    return text.encode("latin-1", "replace").translate(_LATIN_1).decode("ascii")


def _latin_1() -> bytes:
    """Return the folded form of each character of Latin-1: folding by `unicodedata` takes ten times as long."""
    bases = (unicodedata.normalize("NFKD", chr(code).lower())[0] for code in range(256))
    return bytes(ord(base) if base.isascii() else ord("?") for base in bases)


_LATIN_1 = _latin_1()
_WORDS = bytes(code if chr(code).isalnum() else ord(" ") for code in _LATIN_1)
