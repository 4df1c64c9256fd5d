"""Telework classes: `none`, `occasional`, `hybrid`, `full` (only if wholly remote, as Google wants).

A text is `full` only if each of its words is known to restrict nothing: a day, a number of weeks, an exception, a
meeting or any unknown word makes it another class, or `unknown`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from feeds.normalise.languages import (
    AREAS,
    NUMBERS,
    TELEWORK,
    TELEWORK_PARTS,
    TO,
    UNITS,
    WEEKDAYS,
    Vocabulary,
    any_of,
    with_known_words,
)
from feeds.normalise.values.text import cached, fold

_DAYS = re.compile(
    rf"(?<!\d)(?P<days>\d)(?:\s*(?:-|{any_of(TO)})\s*\d)?\s*(?:{any_of(UNITS['day'])})\b|(?<!\d)\d\s*/\s*5\b"
)
_WORD = re.compile(r"\w+")
_SHARE = re.compile(r"(?<!\d)(?P<share>\d{1,3})\s*%")
_SHORT = 3  # letters: "no" and "ok" are a class only alone
_MAX_AREA_WORDS = 3  # in the name of a country
_CLASSES = ("hybrid", "occasional", "full", "none")  # of several statements the first one counts
_PLACES = re.compile(r"\s*[;|/()\[\]]+\s*|\s+-\s+|\s*[–—]\s*|[,:]\s+|\s+(?:ou|or|oder)\s+", re.IGNORECASE)


class Stated(NamedTuple):
    """A class of telework, and the other words of the text.

    If the class is `full`, these must name a country or an area such as "worldwide", else it is `unknown`.
    """

    kind: str
    rest: str = ""


def read(value: object, vocabulary: Vocabulary = ()) -> str:
    """Return the class of telework in a text, a number of days or a flag, or `unknown`.

    `vocabulary` are the publisher's additional words. A bare yes means that telework is possible.
    """
    stated = parse(value, vocabulary)
    return stated.kind if not stated.rest or is_area(stated.rest) else "unknown"


def parse(value: object, vocabulary: Vocabulary = ()) -> Stated:
    """Return the class of telework, like `read`, and the words beside `full` that may name where to live."""
    if isinstance(value, bool):
        return Stated("occasional" if value else "none")
    if isinstance(value, int):
        return Stated(_from_days(value))
    if not isinstance(value, str):
        return Stated("unknown")
    stated = _from_text(_plain(value, vocabulary))
    return stated._replace(rest=_as_written(stated.rest, value))


def _as_written(rest: str, text: str) -> str:
    """Return some folded words of a text with their capitals: "IT" is not "it"."""
    words = [word.strip(".,:;!()[]") for word in text.split()]
    written = " ".join(word for word in words if _plain(word) in rest.split())
    return written if _plain(written) == rest else rest


@cached
def of_place(text: str, vocabulary: Vocabulary = ()) -> Stated:
    """Return what the text of a place states of telework, "" if nothing, and the place in it.

    "Remote" is `full`; "Remote – US" too, and the place is "US"; "Hybrid – Paris" is `hybrid` in "Paris".
    """
    kinds, rest = list[str](), list[str]()
    for part in filter(None, _PLACES.split(text.strip())):
        kind, place = _of_part(part.strip(), vocabulary)
        kinds += filter(None, [kind])
        rest += filter(None, [place])
    if not kinds:
        return Stated("", text)
    whole = _from_text(_plain(text, vocabulary)).kind  # "Remote (Paris 2 jours)"
    return Stated(combine(kinds if whole in ("full", "unknown") else [*kinds, whole]), ", ".join(rest))


def combine(kinds: list[str]) -> str:
    """Return the class of several statements: `full` only if no other denies it."""
    found = set(kinds)
    if "full" in found and found != {"full"}:
        found = found - {"full"} if found & {"hybrid", "occasional"} else {"hybrid" if "none" in found else "unknown"}
    return next((name for name in _CLASSES if name in found), "unknown")


def is_area(name: str) -> bool:
    """Return whether a text names the world or another area larger than a country."""
    return _plain(name) in _areas() or _plain(name) in TELEWORK_PARTS["anywhere"]


def is_class(text: str) -> bool:
    """Return whether a text is only the name of a class: "Remote", "on site"."""
    return _plain(text) in _known()


def words(value: object) -> str:
    """Return telework in the author's own words; "" for a flag or a number."""
    written = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if written.isdecimal() else written


def _of_part(part: str, vocabulary: Vocabulary) -> Stated:
    plain = _plain(part, vocabulary)
    if plain in TELEWORK_PARTS["noun"]:
        return Stated("full")
    if plain in TELEWORK_PARTS["anywhere"]:
        return Stated("full", part)
    kinds, _ = _scan(plain)
    if len(plain) <= _SHORT or not kinds & {*_CLASSES, "noun"}:
        return Stated("", part)
    kind = _from_text(plain).kind
    return Stated("", part) if kind == "unknown" and "full" not in kinds else Stated(kind, _without_telework(part))


def _without_telework(part: str) -> str:
    """Return the words of a text that are not about telework, as written: "Remote in the US" → "US"."""
    words = (word.strip(".,:") for word in part.split() if _scan(_plain(part))[1])
    return " ".join(word for word in words if _scan(_plain(word))[1].strip("0123456789 %"))


def _plain(text: str, vocabulary: Vocabulary = ()) -> str:
    folded = fold(with_known_words(text, "telework", vocabulary)).replace("%", " % ")
    return " ".join(re.sub(r"[^\w%/]|_", " ", folded).split())


def _from_text(plain: str) -> Stated:
    if plain in TELEWORK_PARTS["anywhere"]:
        return Stated("full", plain)
    if plain in _known():
        return Stated(_known()[plain])
    if plain.isdecimal():
        return Stated(_from_days(int(plain)))
    kinds, rest = _scan(plain)
    days, share = _DAYS.search(plain), _SHARE.search(plain)
    if days or (share and 0 < int(share["share"]) < 100):  # noqa: PLR2004 - per cent
        no_day = days is not None and days["days"] == "0"
        return Stated("hybrid" if not no_day else "unknown" if "presence" in kinds else "none")
    kind = _decide(kinds)
    names_more = bool(rest) and not rest.isdecimal()
    if (kind == "full" and len(rest.split()) > _MAX_AREA_WORDS) or (kinds == {"time"} and names_more):
        return Stated("unknown")
    return Stated(kind, rest if kind == "full" else "")


def _decide(kinds: frozenset[str]) -> str:
    """Return the class of a text from the kinds of its words."""
    stated, restricted = kinds & set(_CLASSES), kinds & {"presence", "time"}
    if "full" in stated or "whole" in kinds:
        if stated - {"full"} == {"none"} and "not" in kinds:
            return "unknown"
        if stated - {"full"}:
            if stated - {"full"} != {"occasional"}:
                return "hybrid"
            return "unknown" if "not" in kinds else "occasional"  # "full remote not possible"
        return "hybrid" if restricted else "unknown" if "not" in kinds else "full"
    if "not" in kinds:
        only_telework = not stated and "noun" in kinds and not restricted
        return "none" if only_telework or stated in ({"none"}, {"none", "occasional"}) else "unknown"
    if stated:
        return next(name for name in _CLASSES if name in stated)
    return "hybrid" if kinds == {"time"} or ("noun" in kinds and restricted) else "unknown"


def _scan(plain: str) -> tuple[frozenset[str], str]:
    """Return the kinds of the words in a text, and its words without a kind."""
    kinds: set[str] = set()
    rest: list[str] = []
    at = 0
    for word in _WORD.finditer(plain):
        begins = word.start()
        phrase = next((one for one in _phrases().get(word[0], ()) if _is_at(one, plain, begins)), "")
        if phrase and begins >= at:
            kinds.add(_kinds()[phrase])
            rest += (plain[at:begins], " ")
            at = begins + len(phrase)
    rest.append(plain[at:])
    if not _part_words("not").isdisjoint(plain.split()):
        kinds.add("not")
    return frozenset(kinds - {"neutral"}), " ".join("".join(rest).split())


def _is_at(phrase: str, plain: str, at: int) -> bool:
    return plain.startswith(phrase, at) and not _WORD.match(plain, at + len(phrase))


@cache
def _phrases() -> dict[str, list[str]]:
    """Return the phrases by their first word, the longest first: compiling a pattern of all takes 10 ms."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(_kinds(), key=len, reverse=True):
        found.setdefault(_WORD.findall(phrase)[0], []).append(phrase)
    return found


@cache
def _kinds() -> dict[str, str]:
    """Return the kind of each phrase."""
    units = [word for name in ("day", "week", "month", "year") for word in UNITS[name] if len(word) > 1]
    found = dict.fromkeys((*units, *WEEKDAYS, *NUMBERS), "time")
    found |= {word: "full" for word in _part("anywhere") if "remote" in word or "work" in word}
    found |= {word: name for name in _CLASSES for word in TELEWORK[name] if len(word) > _SHORT}
    found |= {word: name for name in ("neutral", "noun", "whole", "presence", "time", "not") for word in _part(name)}
    return found | {f"{whole} {word}": "none" for whole in _part("whole") for word in TELEWORK["none"]}


@cache
def _part_words(name: str) -> frozenset[str]:
    return frozenset(_part(name))


def _part(name: str) -> tuple[str, ...]:
    return TELEWORK_PARTS[name]


@cache
def _known() -> dict[str, str]:
    return dict.fromkeys(_part("whole"), "full") | {word: name for name in _CLASSES for word in TELEWORK[name]}


@cache
def _areas() -> frozenset[str]:
    return frozenset(name for names in AREAS.values() for name in names)


def _from_days(days: int) -> str:
    if days == 0:
        return "none"
    return "hybrid" if days < 5 else "full" if days == 100 else "unknown"  # noqa: PLR2004 - days of a week, or per cent
