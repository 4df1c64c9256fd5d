"""Decode the bytes of a document: the declared encoding is often wrong.

RFC 7303 §3.2 puts the byte order mark first, then the server's `charset`, then the document's declaration.
But bytes that are valid UTF-8 are decoded as UTF-8: text in any other encoding hardly ever is valid UTF-8.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

# UTF-32 before UTF-16: the little-endian BOM of UTF-32 begins with that of UTF-16.
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
# Decoded as windows-1252, their superset, as in browsers (WHATWG Encoding §4.2).
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252"})
# Python codecs that are no encodings of web documents, some of them slow.
_UNSUPPORTED = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
_WESTERN = "windows-1252"
_BLANKS = b" \t\r\n"
_MAX_INVALID = 10_000  # bytes: a text with more of them is in another encoding altogether


class Decoded(NamedTuple):
    """A text; `declared` is the encoding that it declares and `actual` the one it is in, if they differ."""

    text: str
    declared: str = ""
    actual: str = ""


def decode(body: bytes, charset: str = "") -> Decoded:
    """Return the text of a document; `charset` is the encoding that its server declared."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return _decode_marked(body, encoding)
    for form, encoding in _WIDE:
        if form.match(body):
            return _decode_marked(body, encoding)
    declaration = _DECLARED.search(body, 0, 1_000)
    declared = declaration[1].decode("ascii", "replace") if declaration else ""
    claims = [name for name in (charset, declared) if _codec(name)]
    text = _decode_ascii(body, claims) if body.isascii() else _strict(body, "utf-8")
    if text is not None:
        contradicts = not body.isascii() and declared and _codec(declared) != "utf-8"
        return Decoded(text, declared, "UTF-8") if contradicts else Decoded(text)
    for name in claims:
        if (text := _strict(body, name)) is not None and _same_first_character(text, body):
            return Decoded(text)
    return _decode_mixed(body, declared or charset or "UTF-8")


def _decode_ascii(body: bytes, claims: list[str]) -> str:
    """Decode bytes that are all ASCII; ISO 2022 encodes other letters in them, by escape sequences."""
    for name in claims if b"\x1b" in body else ():
        if _codec(name).startswith("iso2022") and (text := _strict(body, name)) is not None:
            return text
    return body.decode("ascii")


def _decode_marked(body: bytes, encoding: str) -> Decoded:
    """Decode bytes that had a byte order mark."""
    text = _strict(body, encoding)
    if text is not None:
        return Decoded(text)
    if encoding == "utf-8":
        return _decode_mixed(body, "UTF-8")
    return Decoded(body.decode(encoding, "replace"), encoding.upper(), "invalid bytes")


def _codec(name: str) -> str:
    """Return Python's name of an encoding; "" if it is unknown or no encoding of texts."""
    try:
        actual = codecs.lookup(name).name if _NAME.fullmatch(name) else ""
    except LookupError:
        return ""
    return "" if actual in _UNSUPPORTED else actual


def _strict(body: bytes, name: str) -> str | None:
    """Decode all bytes, or return None."""
    codec = _codec(name)
    if not codec:
        return None
    try:
        return body.decode(_WESTERN if codec in _LATIN else codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _same_first_character(text: str, body: bytes) -> bool:
    """Return whether a text begins with the ASCII character of its first byte, if that is one.

    It does in all encodings but UTF-16: a document that declares UTF-16 in one-byte characters is not in it.
    """
    first = body.lstrip(_BLANKS)[:1]
    return not first.isascii() or text.lstrip()[:1] == first.decode("ascii")


def _decode_mixed(body: bytes, declared: str) -> Decoded:
    """Decode UTF-8 with some bytes of windows-1252, or a text that is all in windows-1252."""
    right = body.decode("utf-8", "ignore")
    wrong = len(body) - len(right.encode())
    if right.isascii() or wrong > _MAX_INVALID:
        return Decoded(_western(body), declared, _WESTERN)
    return Decoded(body.decode("utf-8", "feeds.western"), declared, f"{_WESTERN} in places")


def _western(part: bytes) -> str:
    return part.decode(_WESTERN, "replace")


def _replace_invalid(error: UnicodeError) -> tuple[str, int]:
    """Decode invalid bytes of UTF-8 as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _western(error.object[error.start : error.end]), error.end


codecs.register_error("feeds.western", _replace_invalid)
