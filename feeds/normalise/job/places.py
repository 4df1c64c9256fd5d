"""Places as authors write them: streets, postal codes, arrondissements, départements, countries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from feeds.model.settings import Place
from feeds.normalise.job.places_fr import ARRONDISSEMENTS, DEPARTMENTS, areas, joined_names, squeezed
from feeds.normalise.languages import AND, AREAS, OR, PLACES, Added, any_of, in_ours
from feeds.normalise.values.text import fold, one_line

_SEVERAL = re.compile(
    rf"\s*[;|\n]\s*|\s+/\s+|(?<=[^\W\d])/(?=[^\W\d])|\s+(?:{any_of((*OR, *AND))})\s+", re.IGNORECASE
)
_LEAD = re.compile(
    rf"^(?:(?:{any_of(PLACES['located'])})(?:[·.(-]e\)?)?\s+)?(?:{any_of(PLACES['in'])})\s+", re.IGNORECASE
)
_WAYS = rf"(?:{any_of(PLACES['street'])}|strasse|straße|platz)\s"
_STREET = re.compile(rf"^\d{{1,3}}\s*(?:bis|ter|quater)?\s*[,-]?\s*\D{{3}}|\b{_WAYS}", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?<!\d)(\d{{1,4}}(?:\s?(?:bis|ter|quater))?),\s*(?={_WAYS})", re.IGNORECASE)
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
_PREFIXES = {"F": "FR", "D": "DE", "B": "BE", "A": "AT", "L": "LU", "I": "IT"}  # of old, before postal codes
_OF = frozenset(PLACES["of"])
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
# European Union; the rest of Europe as geographers have it.
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_OTHERS = "AD AL BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS SM UA VA XK"
_UNION = frozenset(_MEMBERS.split())
_EUROPE = _UNION | frozenset(_OTHERS.split())
_ALSO = {
    "us": "US", "unitedstatesofamerica": "US", "england": "GB", "scotland": "GB", "wales": "GB",
    "northernireland": "GB", "holland": "NL", "czechrepublic": "CZ",
}  # fmt: skip
_MOST_WORDS = 6  # more words are a sentence, not a name


def parse(text: str, country: str, more: Added = ()) -> tuple[Place, ...]:
    """Read one or several places, leaving out what is none.

    `country` is that of every place whose text names none; `more` are words that the publisher added.
    """
    found: list[Place] = []
    for part in _several(joined_names(one_line(text))):
        place = None if more and _NOWHERE.search(in_ours(part, "place", more)) else _one(part, country)
        if place and place not in found:
            found.append(place)
    return tuple(found)


def from_mapping(value: Mapping[object, object], country: str) -> Place | None:
    """Read a place given in parts, under English, French or schema.org names."""
    plain = {squeezed(str(key)): one_line(str(part)) for key, part in value.items() if part not in (None, "")}
    parts = {
        field: next((plain[name] for name in names if name in plain), "") for field, names in _KEYS.items()
    }
    named = parts.pop("country")
    place = Place(**parts)
    return replace(place, country=_country(named) or country) if place != Place() or _country(named) else None


def country(name: str) -> str:
    """Give the code (ISO 3166-1 alpha-2) of a country by its name or any ISO code; empty for what is none.

    For what is known to be meant as a country: "us" and "Deutschland" are found too.
    """
    code = name.strip().upper()
    found = _country(code if len(code) == 2 else name.strip()) or _alpha_3(code)  # noqa: PLR2004 - alpha-2
    return found or _native().get(
        squeezed(re.sub(r"^(?:the|les?|la)\s+", "", name.strip(), flags=re.IGNORECASE)), ""
    )


def nowhere(name: str) -> bool:
    """Tell whether what stands for a place says that there is none, or that it may be any."""
    return bool(_NOWHERE.search(fold(name)))


def within(name: str, code: str) -> bool:
    """Tell whether a country lies in an area that is called so: the world, Europe, the European Union."""
    plain = fold(name)
    found = next((area for area, names in AREAS.items() if plain in names), "")
    return bool(code) and (
        found == "world" or code in {"europe": _EUROPE, "union": _UNION}.get(found, frozenset())
    )


def _alpha_3(code: str) -> str:
    if len(code) != 3 or not (code.isascii() and code.isalpha()):  # noqa: PLR2004 - alpha-3
        return ""
    from babel.core import get_global

    codes = get_global("territory_aliases").get(code) or []
    return str(codes[0]) if len(codes) == 1 and codes[0] in _countries().values() else ""


@cache
def _native() -> dict[str, str]:
    """Name countries as they do themselves, in the languages of Europe."""
    from babel import Locale

    found = dict(_countries())
    codes = set(found.values())
    for language in ("de", "es", "it", "nl", "pt", "pl", "cs", "sk", "da", "sv", "nb", "fi", "hu", "ro"):
        for code, name in Locale(language).territories.items():
            if code in codes:
                found.setdefault(squeezed(name), code)
    return found | _ALSO


def _several(text: str) -> Iterable[str]:
    for part in _SEVERAL.split(text):
        names = [piece.strip() for piece in part.split(",") if piece.strip()]
        # "Paris, Lyon" are two places; in "Lyon, Rhône" and "Berlin, DE" the second says where the first is.
        if len(names) > 1 and not any(_says_where(name) or re.search(r"\d", name) for name in names):
            yield from names
        else:
            yield part


def _says_where(name: str) -> bool:
    return bool(_STREET.search(name) or squeezed(name) in areas() or _BRACKETS.match(name) or _country(name))


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            # ISO 3166-1 alpha-2, not CLDR's regions of the world
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:  # noqa: PLR2004
                found.setdefault(squeezed(name), code)
    return found | {"usa": "US", "uk": "GB", "greatbritain": "GB"}


def _country(name: str) -> str:
    if name in ("France", "FR"):
        return "FR"  # without loading the names of the world
    known = _countries()
    if len(name) == 2 and name.isupper() and name in known.values():  # noqa: PLR2004 - alpha-2
        return name
    return known.get(squeezed(name), "")


def _one(text: str, country: str) -> Place | None:
    text = _NUMBERED.sub(r"\1 ", _LEAD.sub("", text.strip(" .,")))
    district = _DISTRICT.search(text)
    if district and not _may_precede(text[: district.start()].rstrip()):
        district = None
    streets: list[str] = []
    place = Place(country=country)
    for segment in _segments(text, district):
        if _STREET.search(segment) and not _BRACKETS.match(segment):
            streets.append(segment)
            continue
        said = _segment(segment, place)
        if said is None:
            return None
        place = said
    if streets:
        place = replace(place, street=", ".join(streets))
    if district:
        place = _with_district(place, district[1], int(district[2]))
    return None if replace(place, country="") == Place() and not _country_named(text) else place


def _may_precede(before: str) -> bool:
    """Tell a town after a street from the end of another name, "Grand Paris 7" or "rue de Paris 7"."""
    if not before or before.endswith(","):
        return True
    return bool(_STREET.search(before)) and before.rsplit(maxsplit=1)[-1] not in _OF


def _country_named(text: str) -> bool:
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


def _segment(segment: str, place: Place) -> Place | None:
    """Add to a place what one part between commas says; None when it is no place at all."""
    plain = fold(segment)
    if _NOWHERE.search(plain) or len(segment.split()) > _MOST_WORDS:
        return None
    brackets = _BRACKETS.match(segment)
    if brackets:
        return _with_brackets(brackets[1], brackets[2].strip(), place)
    area = areas().get(squeezed(segment))
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
        within = _segment(inner, place)
        return replace(within, street=name) if within else None
    said = (_segment(name, place) if name else None) or place
    if department:
        return said if said.region or said.locality == department else replace(said, region=department)
    if _STREET.search(inner):
        return replace(said, street=inner)
    if re.fullmatch(r"\d{5}", inner):
        return replace(said, postal_code=inner)
    return replace(said, country=_country(inner) or said.country)


def _with_district(place: Place, city: str, number: int) -> Place:
    most, base = ARRONDISSEMENTS[city.casefold()]
    locality = city.capitalize()
    if not 1 <= number <= most:
        return replace(place, locality=locality)
    # The 16th of Paris has 75016 and 75116; the first holds for all of it.
    return replace(place, locality=locality, postal_code=place.postal_code or str(base + number))
