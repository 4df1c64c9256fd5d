"""Words in the text of a place that are not the name of one: telework, elsewhere, not known yet, sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from feeds.normalise.job import telework
from feeds.normalise.languages import AND, OR, PLACES, Vocabulary, any_of, with_known_words
from feeds.normalise.places import countries, subdivisions, towns
from feeds.normalise.places.france import french_area
from feeds.normalise.values.text import fold

# What a text is: the name of a place; telework; in no place or in any; not known yet; something else.
Kind = Literal["place", "remote", "elsewhere", "absent", "unknown"]

_MAX_TELEWORK_WORDS = 3  # a longer text is not about telework alone
_MAX_WORDS = 6  # more words are a sentence, not a name
_MAX_CODE = 3  # letters: "EU" is an area, Eu a town
_WORDS = re.compile(r"[\W_]+")
_NUMBER = r"\d+\+?\s*"
_SEVERAL = re.compile(
    rf"(?:{_NUMBER}|(?:{any_of(PLACES['several'])})\s(?:les\s)?)(?:\w+\s)?(?:{any_of(PLACES['places'])})\b.*"
    rf"|{_NUMBER}(?:more|others?|autres)\b.*"
)
_LABEL = re.compile(rf"^(?:{any_of((*PLACES['label'], *PLACES['others']))})\s+(?=\S)")
_UNKNOWN = frozenset(PLACES["unknown"])
_NOWHERE = re.compile(rf"\b(?:{any_of(PLACES['nowhere'])})\b")
_AT_HOME = re.compile(rf"\b(?:{any_of(PLACES['remote'])})\b")
_PRESENT = re.compile(rf"\b(?:{any_of(PLACES['present'])})\b")  # wholly or in part: this says nothing about where
_OTHERS = frozenset(PLACES["others"])
_JOINTS = frozenset(map(fold, (*PLACES["in"], *PLACES["located"], *PLACES["of"], *PLACES["beside"], *OR, *AND)))
# Words of names that have no capital: Saint-Malo-de-Guersac, Stratford-upon-Avon, Rio de Janeiro, Frankfurt am Main.
_WITHOUT_CAPITAL = """
de du des d la le les l en et sur sous lez lès à a aux au of the upon on by in and am an der die das im bei ob
dem do da dos del di el al y i e zu van den aan op het und degli della con s t
"""
_PARTICLES = frozenset(_WITHOUT_CAPITAL.split())


class Reading(NamedTuple):
    """What a part of a text is, and the name of the place in it."""

    kind: Kind
    name: str = ""


@lru_cache(maxsize=2_000)
def classify(text: str, vocabulary: Vocabulary = ()) -> Reading:
    """Return what one part of the text of a place is, between commas, dashes or brackets."""
    plain = _plain(with_known_words(text, "place", vocabulary))
    if plain in _UNKNOWN or _LABEL.sub("", plain) in _UNKNOWN or not plain:
        return Reading("absent")
    if vocabulary and _NOWHERE.search(plain) and not _NOWHERE.search(_plain(text)):
        return Reading("elsewhere")
    plain = _plain(text)
    if _SEVERAL.fullmatch(plain):
        return Reading("elsewhere")
    if _NOWHERE.search(plain) and towns.where(text) and not (text.isupper() and len(text) <= _MAX_CODE):
        return Reading("place", text)
    if is_known(text) and not (_AT_HOME.search(plain) or _PRESENT.search(plain) or _NOWHERE.search(plain)):
        return Reading("place", text)
    for words in (_AT_HOME, _PRESENT, _NOWHERE):
        if words.search(plain):
            return _beside(text, words)
    is_short = len(plain.split()) <= _MAX_TELEWORK_WORDS
    if is_short and telework.read(text, vocabulary) != "unknown":  # "oui, possible"
        return Reading("absent")
    return Reading("place", text) if is_name(text) else Reading("unknown")


def _beside(text: str, words: re.Pattern[str]) -> Reading:
    """Return the place that is named beside such words: "Remote US", "Partout en France", "Hybrid in Paris"."""
    kinds: dict[re.Pattern[str], Kind] = {_AT_HOME: "remote", _PRESENT: "absent", _NOWHERE: "elsewhere"}
    alone = Reading(kinds[words])
    kept = text.split()
    plain = [_plain(word) for word in kept]
    for found in words.finditer(" ".join(plain)):
        # A word as written may be several: "On-site: Austin".
        spans = (slice(at, end) for at in range(len(kept)) for end in range(at + 1, len(kept) + 1))
        span = next((one for one in spans if " ".join(plain[one]) == found[0]), None)
        if span is not None:
            del kept[span], plain[span]
    while plain and (not plain[0] or plain[0] in _JOINTS):
        del plain[0], kept[0]
    while plain and (not plain[-1] or plain[-1] in _JOINTS):
        del plain[-1], kept[-1]
    rest = " ".join(kept).strip(" -–—,:;()")
    if not rest or rest in countries.OTHER_WORDS:
        return alone
    if _NOWHERE.search(" ".join(plain)) or _PRESENT.search(" ".join(plain)):
        return alone
    if is_known(rest) if words is not _NOWHERE else countries.by_name(rest) or countries.by_code(rest):
        return Reading("place", rest)
    return alone if len(plain) == 1 and words is _AT_HOME else alone._replace(kind="unknown")


def is_known(text: str) -> bool:
    """Return whether a text is the name of a known town, area or country, or the code of one."""
    return bool(towns.where(text) or french_area(text) or subdivisions.meanings(text.strip()))


def is_thing(text: str) -> bool:
    """Return whether a text has words of organisations or buildings, which names of towns do not have."""
    return bool(_OTHERS.intersection(_plain(text).split()))


def is_name(text: str) -> bool:
    """Return whether a text may be the name of a town, an area or a country, rather than a sentence or a thing."""
    if towns.where(text) or french_area(text) or countries.by_name(text):
        return True
    words = _plain(text).split()
    if not words or len(words) > _MAX_WORDS or is_thing(text) or any(map(str.isdigit, "".join(words))):
        return False
    if text.isupper() and len(text) <= _MAX_CODE:
        return bool(subdivisions.meanings(text))
    if re.search(r"[@!?/:;=<>{}\[\]\"#*+_&]", text):
        return False
    written = [word for word in re.split(r"[\s'’\-–.]+", text) if word]
    return all(word[0].isupper() or not word[0].isalpha() or word.casefold() in _PARTICLES for word in written) and any(
        word[0].isupper() for word in written
    )


def _plain(text: str) -> str:
    return _WORDS.sub(" ", fold(text)).strip()
