"""Keywords: whole words and phrases in a text, without case and accents.

A hyphen and most other signs only separate words, so that "full stack" is found in "full-stack". C++, C#, .NET and R&D
are words of their own, and "C", "R" and "NET" are not found in them. An elided word keeps its apostrophe: "C" is not in
"c'est", nor "S" in "men's". In scripts without spaces, each letter is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

LONGEST = 100  # characters of a keyword
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = rf"[^\W_{_UNSPACED}]"
_WORDS = re.compile(
    rf"[{_UNSPACED}]"
    rf"|(?<!\w){_WORD}{{1,2}}&{_WORD}{{1,2}}(?!\w)"  # R&D
    rf"|(?<!\w){_WORD}{{1,2}}'(?=\w)"  # l', qu', O'Reilly
    rf"|(?<=\w)'(?:s|t|m|d|re|ve|ll)(?!\w)"  # men's, don't
    rf"|(?<![\w.])\.net(?!\w)"
    rf"|(?<!\w){_WORD}(?:\+\+?|#)"  # C++, C#, A+
    rf"|{_WORD}+(?:\+\+)?"
)
_BLANKS_AROUND_AND = re.compile(rf"(?<!\w)({_WORD}) & (?={_WORD}(?!\w))")
_APOSTROPHES = "‘’‛′ʼ`´＇"
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})  # categories: marks, and characters of format
_IN_WORDS = (
    "a|abbr|acronym|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|u|var"
    "|wbr"
)
_TAG_IN_WORDS = re.compile(rf"</?(?:{_IN_WORDS})(?:\s[^>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def normal_form(text: str) -> str:
    """Return the words of a text with one blank around each; "" if it has none.

    A text has a phrase if the normal form of the phrase is in its own.
    """
    plain = _folded(text)
    if "&" in plain:
        plain = _BLANKS_AROUND_AND.sub(r"\1&", plain)
    words = " ".join(_WORDS.findall(plain))
    return f" {words} " if words else ""


def _folded(text: str) -> str:
    """Return a text without case, accents and invisible characters, as `fold` does in four times the time."""
    if text.isascii():
        return text.casefold()
    for sign in _APOSTROPHES:
        text = text.replace(sign, "'")
    plain = unicodedata.normalize("NFKD", text).casefold()
    # A text has few different marks, and `replace` takes a fifth of the time of `translate`.
    for sign in {sign for sign in set(plain) if sign > "\x7f" and unicodedata.category(sign) in _INVISIBLE}:
        plain = plain.replace(sign, "")
    return plain


def text_of(html: str) -> str:
    """Return the text of sanitised HTML, with a blank for each tag that separates words."""
    return unescape(_TAG.sub(" ", _TAG_IN_WORDS.sub("", html)))


def found(wanted: Iterable[str], title: str, html: str) -> tuple[str, ...]:
    """Return which keywords, in their normal form, are in a title or in a text of sanitised HTML."""
    texts = (normal_form(title), normal_form(text_of(html)))
    return tuple(keyword for keyword in wanted if any(keyword in text for text in texts))
