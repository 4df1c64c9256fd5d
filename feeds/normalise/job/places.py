"""Parse places as authors write them: streets, postal codes, arrondissements, départements, countries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from feeds.model.settings import Place
from feeds.normalise.job.places_fr import ARRONDISSEMENTS, DEPARTMENTS, areas, comparable, hyphenate_departments
from feeds.normalise.languages import AND, AREAS, OR, PLACES, Vocabulary, any_of, with_known_words
from feeds.normalise.values.text import fold, one_line

_SEVERAL = re.compile(rf"\s*[;|\n]\s*|\s+/\s+|(?<=[^\W\d])/(?=[^\W\d])|\s+(?:{any_of((*OR, *AND))})\s+", re.IGNORECASE)
_LEAD = re.compile(
    rf"^(?:(?:{any_of(PLACES['located'])})(?:[·.(-]e\)?)?\s+)?(?:{any_of(PLACES['in'])})\s+", re.IGNORECASE
)
_STREET_WORDS = rf"(?:{any_of(PLACES['street'])}|strasse|straße|platz)\s"
_STREET = re.compile(rf"^\d{{1,3}}\s*(?:bis|ter|quater)?\s*[,-]?\s*\D{{3}}|\b{_STREET_WORDS}", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?<!\d)(\d{{1,4}}(?:\s?(?:bis|ter|quater))?),\s*(?={_STREET_WORDS})", re.IGNORECASE)
_POSTAL = re.compile(r"(?<![\w-])(?:([A-Z]{1,2})-)?(\d{4,5})(?!\w)")
_CEDEX = re.compile(r"\s*\bcedex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\b(paris|lyon|marseille)\s*[,(]?\s*0?(\d{1,2})\s*(?:e|er|ère|è|ème|eme|nd|th|st|rd)?"
    r"(?:\s*arr(?:ondissement|\.)?)?\s*\)?(?=\s*(?:,|$))",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
_NOWHERE = re.compile(rf"\b(?:{any_of(PLACES['nowhere'])})\b")
_KEYS = {
    "street": ("street", "rue", "adresse", "streetaddress"),
    "postal_code": ("postalcode", "codepostal", "cp", "zip"),
    "locality": ("locality", "ville", "city", "commune", "addresslocality"),
    "region": ("region", "departement", "addressregion"),
    "country": ("country", "pays", "addresscountry"),
}
_PREFIXES = {"F": "FR", "D": "DE", "B": "BE", "A": "AT", "L": "LU", "I": "IT"}  # as in "F-75011"
_OF = frozenset(PLACES["of"])
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
# European Union, and the rest of Europe in geography.
_EU_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_OTHER_EUROPEAN = "AD AL BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS SM UA VA XK"
_EU = frozenset(_EU_MEMBERS.split())
_EUROPE = _EU | frozenset(_OTHER_EUROPEAN.split())
_OTHER_NAMES = {
    "us": "US", "unitedstatesofamerica": "US", "england": "GB", "scotland": "GB", "wales": "GB",
    "northernireland": "GB", "holland": "NL", "czechrepublic": "CZ",
}  # fmt: skip
_MAX_WORDS = 6  # more words are a sentence, not a name


def parse(text: str, country: str, vocabulary: Vocabulary = ()) -> tuple[Place, ...]:
    """Return the places in a text; parts that are no place are left out.

    Args:
        text: one or several places.
        country: the country of places whose text names none.
        vocabulary: the publisher's additional words.
    """
    found: list[Place] = []
    for part in _split(hyphenate_departments(one_line(text))):
        place = (
            None
            if vocabulary and _NOWHERE.search(with_known_words(part, "place", vocabulary))
            else _parse_one(part, country)
        )
        if place and place not in found:
            found.append(place)
    return tuple(found)


def from_mapping(value: Mapping[object, object], country: str) -> Place | None:
    """Return a place from a mapping with English, French or schema.org keys; None if it is empty."""
    plain = {comparable(str(key)): one_line(str(part)) for key, part in value.items() if part not in (None, "")}
    parts = {field: next((plain[name] for name in names if name in plain), "") for field, names in _KEYS.items()}
    named = parts.pop("country")
    place = Place(**parts)
    return replace(place, country=_country(named) or country) if place != Place() or _country(named) else None


def country(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country from its name or any ISO code, or "".

    For texts that are known to be a country: native names ("Deutschland") and lower-case codes are found too.
    """
    code = name.strip().upper()
    found = _country(code if len(code) == 2 else name.strip()) or _alpha_3(code)  # noqa: PLR2004 - alpha-2
    return found or _countries_by_any_name().get(
        comparable(re.sub(r"^(?:the|les?|la)\s+", "", name.strip(), flags=re.IGNORECASE)), ""
    )


def is_nowhere(name: str) -> bool:
    """Return whether the text of a place means none or any: "remote", "anywhere"."""
    return bool(_NOWHERE.search(fold(name)))


def is_within(name: str, code: str) -> bool:
    """Return whether an area (the world, Europe, the European Union) contains a country."""
    plain = fold(name)
    found = next((area for area, names in AREAS.items() if plain in names), "")
    return bool(code) and (found == "world" or code in {"europe": _EUROPE, "union": _EU}.get(found, frozenset()))


def _alpha_3(code: str) -> str:
    if len(code) != 3 or not (code.isascii() and code.isalpha()):  # noqa: PLR2004 - alpha-3
        return ""
    from babel.core import get_global

    codes = get_global("territory_aliases").get(code) or []
    return str(codes[0]) if len(codes) == 1 and codes[0] in _countries().values() else ""


@cache
def _countries_by_any_name() -> dict[str, str]:
    """Return codes by comparable country names, also in other European languages."""
    from babel import Locale

    found = dict(_countries())
    codes = set(found.values())
    for language in ("de", "es", "it", "nl", "pt", "pl", "cs", "sk", "da", "sv", "nb", "fi", "hu", "ro"):
        for code, name in Locale(language).territories.items():
            if code in codes:
                found.setdefault(comparable(name), code)
    return found | _OTHER_NAMES


def _split(text: str) -> Iterable[str]:
    for part in _SEVERAL.split(text):
        names = [piece.strip() for piece in part.split(",") if piece.strip()]
        # "Paris, Lyon" are two places; in "Lyon, Rhône" and "Berlin, DE" the second contains the first.
        if len(names) > 1 and not any(_is_area(name) or re.search(r"\d", name) for name in names):
            yield from names
        else:
            yield part


def _is_area(name: str) -> bool:
    return bool(_STREET.search(name) or comparable(name) in areas() or _BRACKETS.match(name) or _country(name))


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            # ISO 3166-1 alpha-2, not CLDR's regions of the world
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:  # noqa: PLR2004
                found.setdefault(comparable(name), code)
    return found | {"usa": "US", "uk": "GB", "greatbritain": "GB"}


def _country(name: str) -> str:
    if name in ("France", "FR"):
        return "FR"  # without loading Babel's tables
    known = _countries()
    if len(name) == 2 and name.isupper() and name in known.values():  # noqa: PLR2004 - alpha-2
        return name
    return known.get(comparable(name), "")


def _parse_one(text: str, country: str) -> Place | None:
    text = _NUMBERED.sub(r"\1 ", _LEAD.sub("", text.strip(" .,")))
    district = _DISTRICT.search(text)
    if district and not _district_may_follow(text[: district.start()].rstrip()):
        district = None
    streets: list[str] = []
    place = Place(country=country)
    for segment in _segments(text, district):
        if _STREET.search(segment) and not _BRACKETS.match(segment):
            streets.append(segment)
            continue
        extended = _add_segment(segment, place)
        if extended is None:
            return None
        place = extended
    if streets:
        place = replace(place, street=", ".join(streets))
    if district:
        place = _with_district(place, district[1], int(district[2]))
    return None if replace(place, country="") == Place() and not _names_country(text) else place


def _district_may_follow(before: str) -> bool:
    """Return whether a district may follow a text: not "Grand" of "Grand Paris 7", nor "rue de"."""
    if not before or before.endswith(","):
        return True
    return bool(_STREET.search(before)) and before.rsplit(maxsplit=1)[-1] not in _OF


def _names_country(text: str) -> bool:
    return bool(_country(text.rsplit(",", 1)[-1].strip()))


def _segments(text: str, district: re.Match[str] | None) -> list[str]:
    head = f"{text[: district.start()]},{text[district.end() :]}" if district else text
    segments: list[str] = []
    for piece in (part.strip() for part in head.split(",")):
        postal = _POSTAL.search(piece)
        # "12 rue Haute 56000 Vannes": the postal code ends the street.
        if postal and postal.start() and _STREET.search(piece):
            segments += [piece[: postal.start()].strip(), piece[postal.start() :].strip()]
        else:
            segments.append(piece)
    return [segment for segment in segments if segment]


def _add_segment(segment: str, place: Place) -> Place | None:
    """Return a place with one part between commas added; None if the part shows that it is no place."""
    plain = fold(segment)
    if _NOWHERE.search(plain) or len(segment.split()) > _MAX_WORDS:
        return None
    brackets = _BRACKETS.match(segment)
    if brackets:
        return _with_brackets(brackets[1], brackets[2].strip(), place)
    area = areas().get(comparable(segment))
    if area:
        return replace(place, region=area)
    code = _country(segment)
    if code:
        return replace(place, country=code)
    postal = _POSTAL.search(segment)
    if postal:
        code = _PREFIXES.get(postal[1] or "") or _country(postal[1] or "")
        place = replace(place, postal_code=postal[2], country=code or place.country)
        segment = (segment[: postal.start()] + segment[postal.end() :]).strip()
    locality = _CEDEX.sub("", segment).strip(" -")
    return replace(place, locality=locality) if locality and not place.locality else place


def _with_brackets(name: str, inner: str, place: Place) -> Place | None:
    department = DEPARTMENTS.get(inner.upper())
    if _STREET.search(name):
        inside = _add_segment(inner, place)
        return replace(inside, street=name) if inside else None
    extended = (_add_segment(name, place) if name else None) or place
    if department:
        return extended if extended.region or extended.locality == department else replace(extended, region=department)
    if _STREET.search(inner):
        return replace(extended, street=inner)
    if re.fullmatch(r"\d{5}", inner):
        return replace(extended, postal_code=inner)
    return replace(extended, country=_country(inner) or extended.country)


def _with_district(place: Place, city: str, number: int) -> Place:
    most, base = ARRONDISSEMENTS[city.casefold()]
    locality = city.capitalize()
    if not 1 <= number <= most:
        return replace(place, locality=locality)
    # The 16th of Paris has 75016 and 75116; the first is valid for all of it.
    return replace(place, locality=locality, postal_code=place.postal_code or str(base + number))
