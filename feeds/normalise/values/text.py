"""Plain text: drop forbidden characters, fold for comparison, shorten, quote."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from feeds.model.problem import Message

# XML 1.0 §2.2 forbids the C0 controls, surrogates, U+FFFE and U+FFFF; its note discourages U+007F to U+009F
# and the noncharacters, and HTML §13.2.3.5 calls both errors. U+0085 is missing here: it is a line end.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_PERMITTED = re.compile("[\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]*")
_LINE_END = re.compile("\r\n?|\x85")
SEPARATORS = re.compile(r"\s*[,;\n]\s*")  # between the tags in one text
_BLANKS = re.compile(r"\s+")
# Whitespace other than one space or one no-break space.
_WRONG_BLANKS = re.compile("\\s{2,}|[^\\S \u00a0\u202f]")
# U+00A0 and U+202F keep a French punctuation mark with its word.
_NO_BREAK = frozenset("\u00a0\u202f")
_UNIFIED = str.maketrans(
    {**dict.fromkeys("‘’‚‛′ʼ`´＇", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")}
)
_MARKS = re.compile("[\u0300-\u036f]+")  # combining marks that Latin letters have
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
# Format characters (Unicode category Cf) that hide text or turn its direction, and the soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_TRAILING = " \t\n\u00a0\u202f,;:-–—("
ELLIPSIS = "…"
_SHORT = 200  # characters
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def cached(function: Callable[Concatenate[str, Parameters], Result]) -> Callable[Concatenate[str, Parameters], Result]:
    """Return a pure function of a text that keeps the results of short ones.

    Names, places and contracts are the same in many posts; long texts are not kept, so that memory stays small.
    """
    kept: Any = lru_cache(maxsize=2_000)(function)

    @wraps(function)
    def of_text(text: str, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        result: Result = (kept if len(text) <= _SHORT else function)(text, *args, **kwargs)
        return result

    return of_text


def drop_forbidden(text: str) -> str:
    """Return a text without characters that XML forbids, with LF line ends; not normalised to NFC."""
    if _PERMITTED.fullmatch(text):  # most texts; without this, rendering takes 55 % more
        return text
    text = _LINE_END.sub("\n", text)
    return text if _PERMITTED.fullmatch(text) else _FORBIDDEN.sub("", text)


def clean(text: str) -> str:
    """Return a text in NFC, with LF line ends and without the characters that XML 1.0 §2.2 forbids."""
    return unicodedata.normalize("NFC", drop_forbidden(text))


def find_forbidden(text: str) -> tuple[int, str] | None:
    """Return the first character that `clean` would drop, as line (from 1) and name (`U+000B`), or None."""
    found = None if _PERMITTED.fullmatch(text) else _FORBIDDEN.search(text)
    if not found:
        return None
    line = len(_LINE_END.findall(text, 0, found.start())) + text.count("\n", 0, found.start())
    pairs = text.count("\r\n", 0, found.start())
    return line - pairs + 1, f"U+{ord(found.group()):04X}"


def _blank(found: re.Match[str]) -> str:
    run = found.group()
    return run[0] if _NO_BREAK.issuperset(run) else " "


def one_line(text: str) -> str:
    """Return a clean text on one line, whitespace as single spaces; no-break spaces between words stay."""
    if text.isascii() and text.isprintable():  # most texts: it has no blank but spaces
        text = text.strip()
        return _WRONG_BLANKS.sub(_blank, text) if "  " in text else text
    return _WRONG_BLANKS.sub(_blank, clean(text).strip())


def fold(text: str) -> str:
    """Return a text for comparison: without case, accents, typography and invisible characters."""
    if text.isascii():
        return _unified_ascii(text.casefold())
    text = _decomposed(text)
    if (plain := _MARKS.sub("", text)).isascii():  # most texts, in half the time
        return _unified_ascii(plain)
    text = _decomposed(text)  # again, because the case-folded form may have a compatibility form
    kept = (mark for mark in text if unicodedata.category(mark) not in {"Mn", "Me", "Cf"})
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).translate(_UNIFIED).split())


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_UNIFIED)).casefold()


def _unified_ascii(text: str) -> str:
    return " ".join(text.replace("`", "'").split())  # the only one of `_UNIFIED` in ASCII


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, cut at the end of a word and marked with "…"."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = text[:limit]
    word_end = max((found.start() for found in _BLANKS.finditer(head)), default=0)
    cut = word_end or _before_letter(text, limit - 1)
    return head[:cut].rstrip(_TRAILING) + ELLIPSIS


def _before_letter(text: str, cut: int) -> int:
    """Return a cut moved back to where it does not split a letter from its accent or a joined emoji."""
    while cut and (unicodedata.combining(text[cut]) or text[cut] in _JOINERS or text[cut - 1] in _JOINERS):
        cut -= 1
    return cut


def quoted(value: object) -> Message:
    """Return a value for a message: on one line, in quotes, at most 60 characters, invisible ones escaped."""
    text = shorten(one_line(_shown(value)), 60)
    return Message("'%(value)s'", value=_INVISIBLE.sub(lambda found: ascii(found[0])[1:-1], text))


def as_text(value: object) -> str | None:
    """Return a YAML scalar as text; None for other types."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    return value.isoformat() if isinstance(value, date) else None


def is_missing(value: object) -> bool:
    """Return whether a value is empty: null, blank, or a list or mapping without values."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list | tuple):
        return all(is_missing(part) for part in value)
    return value is None or value == {}


def _shown(value: object) -> str:
    plain = as_text(value)
    return json.dumps(value, ensure_ascii=False, default=str) if plain is None else plain


def to_text(value: object) -> str:
    """Return the value of an unknown key as text on one line."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(to_text, value)))
    return one_line(_shown(value)) if value is not None else ""
