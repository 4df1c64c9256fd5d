"""Bytes made text, in the encoding they are in: what is said of it is often wrong.

RFC 7303 §3.2 has the mark of an encoding (BOM) first, then what the server says, then what the document says.
But bytes that are valid UTF-8 are UTF-8, whoever says otherwise: text in any other encoding hardly ever is.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

# The marks of UTF-32 come first: that of its little end begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0"), "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]{1,40})")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._:-]{0,39}")
# What calls itself so is in windows-1252, its superset, as browsers take it (WHATWG Encoding §4.2).
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
# Python's notations for other things than texts of the web, some of them slow.
_STRANGE = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
_WESTERN = "windows-1252"
_BLANKS = b" \t\r\n"
_MOST_WRONG = 10_000  # bytes: a text with more of them is in another encoding altogether


class Decoded(NamedTuple):
    """A text; `said` is the encoding that it claims to be in and `found` the one it is in, if they differ."""

    text: str
    said: str = ""
    found: str = ""


def decode(body: bytes, charset: str = "") -> Decoded:
    """Give the text of a document; `charset` is what its server calls the encoding."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return _marked(body, encoding)
    for form, encoding in _WIDE:
        if form.match(body):
            return _marked(body, encoding)
    declaration = _DECLARED.search(body, 0, 1_000)
    declared = declaration[1].decode("ascii", "replace") if declaration else ""
    claims = [name for name in (charset, declared) if _codec(name)]
    text = _as_ascii(body, claims) if body.isascii() else _strict(body, "utf-8")
    if text is not None:
        lied = not body.isascii() and declared and _codec(declared) != "utf-8"
        return Decoded(text, declared, "UTF-8") if lied else Decoded(text)
    for name in claims:
        if (text := _strict(body, name)) is not None and _begins_alike(text, body):
            return Decoded(text)
    return _mixed(body, declared or charset or "UTF-8")


def _as_ascii(body: bytes, claims: list[str]) -> str:
    """Read signs of ASCII, which ISO 2022 writes letters of all kinds in."""
    for name in claims if b"\x1b" in body else ():
        if _codec(name).startswith("iso2022") and (text := _strict(body, name)) is not None:
            return text
    return body.decode("ascii")


def _marked(body: bytes, encoding: str) -> Decoded:
    """Decode what a mark stands before; what is broken in it nevertheless is told."""
    text = _strict(body, encoding)
    if text is not None:
        return Decoded(text)
    if encoding == "utf-8":
        return _mixed(body, "UTF-8")
    return Decoded(body.decode(encoding, "replace"), encoding.upper(), "letters that are broken in it")


def _codec(name: str) -> str:
    """Give Python's name of an encoding; empty when it has none, or it is none of texts."""
    try:
        found = codecs.lookup(name).name if _NAME.fullmatch(name) else ""
    except LookupError:
        return ""
    return "" if found in _STRANGE else found


def _strict(body: bytes, name: str) -> str | None:
    """Decode all of it, or give None."""
    codec = _codec(name)
    if not codec:
        return None
    try:
        return body.decode(_WESTERN if codec in _LATIN else codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _begins_alike(text: str, body: bytes) -> bool:
    """Tell whether a text begins with the sign that its first byte is in ASCII, as it does in all but UTF-16.

    What says that it is in UTF-16 in letters of one byte is not.
    """
    first = body.lstrip(_BLANKS)[:1]
    return not first.isascii() or text.lstrip()[:1] == first.decode("ascii")


def _mixed(body: bytes, said: str) -> Decoded:
    """Read UTF-8 into which bytes of windows-1252 were pasted, or a text that is all in it."""
    right = body.decode("utf-8", "ignore")
    wrong = len(body) - len(right.encode())
    if right.isascii() or wrong > _MOST_WRONG:
        return Decoded(_western(body), said, _WESTERN)
    return Decoded(body.decode("utf-8", "feeds.western"), said, f"{_WESTERN} in places")


def _western(part: bytes) -> str:
    return part.decode(_WESTERN, "replace")


def _pasted(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _western(error.object[error.start : error.end]), error.end


codecs.register_error("feeds.western", _pasted)
