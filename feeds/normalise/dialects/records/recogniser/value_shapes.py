"""Shapes of values: whether the texts at a path can be those of a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from feeds.normalise.job import contracts, telework
from feeds.normalise.places import countries, france
from feeds.normalise.values import feed_dates

_UTC = ZoneInfo("UTC")
_WEB = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_PATH = re.compile(r"/[^\s<>]+")
_PICTURE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp|ico|avif)(?:\?|$)")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_NUMBER = re.compile(r"[-+]?\d[\d .,'\u00a0\u202f]*")
_ZIP = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{2,9}", re.IGNORECASE)
_CODE = re.compile(r"-?[A-Za-z0-9][\w./:#-]{0,99}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_CURRENCY = re.compile(r"[A-Z]{3}|[€$£]|[A-Za-z]{4,10}")
_UNIT = re.compile(
    r"(?i)(?:per |pro |par )?(?:hour|hourly|day|daily|week|weekly|month|monthly|year|yearly|annual|annually|annum|"
    r"heure|jour|semaine|mois|an|annuel|mensuel|horaire|stunde|tag|woche|monat|jahr|uur|dag|maand|jaar|hora|dia|mes|ano)s?"
)
_STATES = re.compile(
    r"(?i)open(?:ed)?|active|closed|filled|expired|published|inactive|paused|ouverte?|ferm[eé]e?|publi[eé]e?|pourvue?|"
    r"offen|geschlossen|besetzt|gesloten|abierta|cerrada"
)
_YES_NO = frozenset(("true", "false", "yes", "no", "oui", "non", "ja", "nein", "nee", "si", "0", "1", "y", "n"))
_LETTERS = re.compile(r"[^\W\d_]{2}")
_INTERNAL = re.compile(r"\w_\w|^\S+/\S+/\S+$")
_NUMBERED = re.compile(r"\s*\((?:\d{2,3}|2[AB])\)$")  # "Manche (50)"
_COUNTED = re.compile(r"\d{1,3} \w+")  # "3 locations", not "58095 Hagen"
_PERCENT = re.compile(r"\d[\d.,]*\s*%")
_TOWN = re.compile(r"(?!\d)[^,;|/]+")
_LETTER = re.compile(r"[^\W\d_]")
LONG = 150  # characters: a text, no name
_SENTENCE = 5  # words
_MOST = 0.8  # of the values


def share(test: Callable[[str], object], values: Sequence[str]) -> float:
    """Return the part of some texts that pass a test."""
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0


@cache
def is_date(text: str) -> bool:
    """Return whether a text is a date, in whatever order of day and month."""
    return len(text) < 60 and bool(_DAY.fullmatch(text) or feed_dates.parse(text, _UTC))  # noqa: PLR2004 - longer is no date


def is_link(text: str) -> bool:
    """Return whether a text is the address of a page, or a path on its site."""
    return bool(_WEB.fullmatch(text) or _PATH.fullmatch(text)) and not _PICTURE.search(text)


def _is_any_link(text: str) -> bool:
    return bool(_WEB.fullmatch(text) or _PATH.fullmatch(text))


def _is_name(text: str, most: int = 120) -> bool:
    return (
        len(text) <= most
        and bool(_LETTER.search(text))
        and not _is_any_link(text)
        and not _TAG.search(text)
        and not _MAIL.fullmatch(text)
        and text.lower() not in _YES_NO
        and not is_date(text)
    )


@cache
def is_contract(text: str) -> bool:
    """Return whether all words of a text are those of contracts or working hours."""
    if len(text) > 100 or text.lower() in _YES_NO:  # noqa: PLR2004 - longer is no contract
        return False
    found = contracts.read(text.replace("_", " "), assume_full_time=False)
    return bool(found.types or found.kinds or found.duration) and not found.unknown


@cache
def contract_of(text: str) -> frozenset[str]:
    """Return the contracts and working hours that a text states."""
    found = contracts.read(text.replace("_", " "), assume_full_time=False)
    return frozenset((*found.types, *found.kinds))


@cache
def _is_telework(text: str) -> bool:
    return text.lower() not in _YES_NO and len(text) < LONG and telework.read(text) not in ("", "unknown")


def is_text(text: str) -> bool:
    """Return whether a text is long or HTML."""
    return len(text) >= LONG or bool(_TAG.search(text))


def is_sentence(text: str) -> bool:
    """Return whether a text is HTML or has a sentence, however short: names and titles seldom do."""
    return is_text(text) or (len(text.split()) >= _SENTENCE and text[-1] in ".!?…:;")


def _is_word(text: str) -> bool:
    return _is_name(text, 100)


def _is_label(text: str) -> bool:
    """Return whether a text is meant for people: no code such as "04A" or "Sup_7"."""
    return _is_name(text, 500) and bool(_LETTERS.search(text)) and not _INTERNAL.search(text)


@cache
def _is_unit_of_employer(text: str) -> bool:
    """Return whether a text may name a unit of an employer: the departments of France are none."""
    return _is_label(text) and not france.french_area(_NUMBERED.sub("", text))


_TESTS: dict[str, tuple[Callable[[str], object], float]] = {
    "id": (_CODE.fullmatch, _MOST),
    "reference": (lambda text: len(text) <= 60 and not is_date(text) and not _is_any_link(text), _MOST),  # noqa: PLR2004
    "url": (is_link, 0.95),
    "apply_url": (is_link, 0.95),
    "title": (lambda text: _is_name(text, 250), 0.95),
    "description": (lambda text: _LETTER.search(text) and not is_link(text) and not is_date(text), _MOST),
    "summary": (lambda text: _LETTER.search(text) and " " in text and not is_date(text), _MOST),
    "benefits": (lambda text: _LETTER.search(text) and text.lower() not in _YES_NO, _MOST),
    "published": (is_date, _MOST),
    "updated": (is_date, _MOST),
    "deadline": (is_date, _MOST),
    "start": (is_date, _MOST),
    "state": (_STATES.fullmatch, 1.0),
    "language": (_LANGUAGE.fullmatch, 0.95),
    "image": (lambda text: _is_any_link(text) and not text.endswith("/"), 0.95),
    "contract": (_is_word, _MOST),
    "hours": (lambda text: _is_word(text) or is_contract(text), _MOST),
    "duration": (lambda text: len(text) <= 60 and _LETTER.search(text) and not is_date(text), _MOST),  # noqa: PLR2004
    "telework": (_is_telework, _MOST),
    "openings": (lambda text: text.isdigit() and len(text) <= 3, 1.0),  # noqa: PLR2004 - 999 at most
    "department": (_is_unit_of_employer, _MOST),
    "skills": (_is_label, _MOST),
    "tags": (lambda text: _is_name(text, 500), _MOST),
    "experience": (_is_label, _MOST),
    "education": (_is_label, _MOST),
    "organization.name": (_is_name, 0.95),
    "organization.url": (lambda text: _WEB.fullmatch(text) and is_link(text), 0.95),
    "organization.logo": (_is_any_link, 0.95),
    "place": (lambda text: _is_name(text, 200) and not _COUNTED.fullmatch(text), _MOST),
    "place.locality": (lambda text: _is_word(text) and _TOWN.fullmatch(text), _MOST),
    "place.postal_code": (_ZIP.fullmatch, _MOST),
    "place.region": (_is_word, _MOST),
    "place.country": (countries.country, _MOST),
    "place.street": (lambda text: _is_name(text, 200), _MOST),
    "pay.text": (lambda text: len(text) < LONG and not _NUMBER.fullmatch(text) and not text.startswith("{"), 0.95),
    "pay.min": (_NUMBER.fullmatch, 0.95),
    "pay.max": (_NUMBER.fullmatch, 0.95),
    "pay.currency": (_CURRENCY.fullmatch, 0.95),
    "pay.unit": (_UNIT.fullmatch, _MOST),
}
_DEFAULT: tuple[Callable[[str], object], float] = (_is_label, _MOST)
_SEVERAL = frozenset({"contract", "category", "skills", "tags", "description", "benefits", "industry", "education"})


def fits(field: str, values: Sequence[Sequence[str]]) -> bool:
    """Return whether the texts of each record can be those of a field."""
    flat = [text for texts in values for text in texts]
    if not flat:
        return False
    test, least = _TESTS.get(field, _DEFAULT)
    if share(test, flat) < least:
        return False
    if field == "pay.text" and not any(any(map(str.isdigit, _PERCENT.sub("", text))) for text in flat):
        return False
    alone = [texts for texts in values if texts]
    several = field in _SEVERAL or field.startswith("place")
    if not several and any(len(set(texts)) > 1 for texts in alone):
        return False
    if field in ("id", "url", "reference"):  # a job may be listed once for each of its places
        return len({texts[0] for texts in alone}) * 2 > len(alone)
    # A title that all records share is the name of something else.
    return field != "title" or len(alone) < 10 or len({texts[0] for texts in alone}) > 1  # noqa: PLR2004 - few may be alike
