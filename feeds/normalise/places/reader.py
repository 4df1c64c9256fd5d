"""Read places as authors and partners write them.

What is not understood is left out, and no country is given to a place that names one which was not understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from feeds.model.settings import Place
from feeds.normalise.languages import Vocabulary
from feeds.normalise.places import countries, parts, subdivisions, towns, wording
from feeds.normalise.places.france import DEPARTMENTS, comparable, french_area
from feeds.normalise.places.names import Spot, alone, interpret
from feeds.normalise.places.parts import Parts
from feeds.normalise.places.wording import Kind
from feeds.normalise.values.text import cached, fold, one_line

_AMBIGUOUS_REGIONS = frozenset({"Vienne", "Jura"})  # also the French name of Vienna; also a canton
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_KEYS = {
    "street": ("street", "rue", "adresse", "streetaddress"),
    "postal_code": ("postalcode", "codepostal", "cp", "zip"),
    "locality": ("locality", "ville", "city", "commune", "addresslocality"),
    "region": ("region", "departement", "addressregion", "state", "province"),
    "country": ("country", "pays", "addresscountry"),
}


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to read places.

    country: the country of places that name none. vocabulary: the publisher's words. american: whether codes that
    no town decides are of the United States. employers: folded names that careless forms have as a town, too.
    """

    country: str = ""
    vocabulary: Vocabulary = ()
    american: bool = False
    employers: frozenset[str] = frozenset()


class PlaceText(NamedTuple):
    """What the text of a place means.

    kind: `place` with one or more places, else why there is none: `remote`, `elsewhere` ("3 locations"), `absent`
    ("TBD": as if nothing were written), or `unknown` (not understood). completed: whether the country of a
    place is the one of the hints.
    """

    kind: Kind
    places: tuple[Place, ...] = ()
    completed: bool = False


@cached
def read(text: str, hints: Hints = Hints()) -> PlaceText:
    """Return what the text of a place means, with all places in it."""
    whole = wording.classify(text, hints.vocabulary)
    if whole.kind == "absent":
        return PlaceText(whole.kind)
    found: dict[Place, bool] = {}
    kinds: list[Kind] = []
    for alternative in parts.split(text):
        one = parts.parse(alternative, hints.vocabulary)
        for place, doubtful in _places(one, hints):
            found.setdefault(place, doubtful)
        kinds += one.kinds
    order: tuple[Kind, ...] = ("elsewhere", "remote", "unknown", "absent")
    kind: Kind = (
        "place" if found else next((kind for kind in order if kind in kinds), "unknown" if text.strip() else "absent")
    )
    return _completed(PlaceText(kind, tuple(found)), hints.country, tuple(found.values()))


def _completed(text: PlaceText, country: str, doubtful: tuple[bool, ...]) -> PlaceText:
    found = tuple(complete(place, country, doubtful=doubt) for place, doubt in zip(text.places, doubtful, strict=True))
    return text._replace(places=tuple(dict.fromkeys(found)), completed=found != text.places)


def _places(one: Parts, hints: Hints) -> list[tuple[Place, bool]]:
    names = [name for name in one.names if not _is_employer(name, hints)]
    if "remote" in one.kinds and len(names) == 1 and names[0] in countries.OTHER_WORDS:
        names = []  # "Remote: NO", "Remote (EST)"
    if one.district:
        # "Bercy, Paris 12e": other towns may be parts of it.
        names = [one.district, *(name for name in names if french_area(name) or not towns.where(name))]
    street = "" if one.streets and "remote" in one.kinds and not names else ", ".join(one.streets)
    base = Place(street, one.postal_code, country=one.country)
    spots = interpret(names, one.country, american=hints.american)
    found = []
    for spot in spots or [Spot()]:
        place = replace(base, locality=spot.locality, region=spot.region, country=spot.country or base.country)
        place, fits = _with_department(place, one)
        if one.french and not place.country and not place.postal_code.startswith("98"):
            place = replace(place, country="FR")
        if replace(place, country="") != Place() or spot.country:
            found.append((_with_french_country(place), spot.doubtful or not fits))
    return found


def _is_employer(name: str, hints: Hints) -> bool:
    """Return whether a place is in fact an employer's name; a single word may be both."""
    return " " in name and fold(name) in hints.employers


def _with_department(place: Place, one: Parts) -> tuple[Place, bool]:
    """Return a place with the département of its number, and whether the number can be that of one."""
    at = towns.countries(place.locality) if place.locality else frozenset()
    if place.postal_code and place.postal_code[:2] != one.number[:2].replace("2A", "20").replace("2B", "20"):
        return place, True  # "59800 Lille 01": no département
    department = DEPARTMENTS.get(one.number, "")
    fits = bool(place.locality or place.region) and place.country in ("", "FR") and ("FR" in at or not at)
    if not department or not fits:
        return place, not department
    region = place.region or ("" if comparable(department) == comparable(place.locality) else department)
    return replace(place, region=region, country="FR" if at or not place.locality else place.country), True


def complete(place: Place, country: str, *, doubtful: bool = False) -> Place:
    """Return a place with the default as its missing country, unless its town is known to be elsewhere only."""
    if place.country or not country or place == Place():
        return place
    if not fold(place.locality).translate(_LIGATURES).isascii():
        return place  # the gazetteer has no names in other scripts
    words = place.locality.split()
    # Of "København K", the first word is a known town.
    names = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    at: frozenset[str] = next(filter(None, map(towns.usual_countries, names)), frozenset())
    fits = at == {country} if doubtful else not at or country in at
    return replace(place, country=country) if fits else place


def _with_french_country(place: Place) -> Place:
    """Return a place without a country in France if its region is French without doubt."""
    known = place.region and not place.country and french_area(place.region)
    return replace(place, country="FR") if known and place.region not in _AMBIGUOUS_REGIONS else place


def from_mapping(value: Mapping[object, object], hints: Hints = Hints()) -> PlaceText:
    """Return the place in a mapping with English, French or schema.org keys."""
    plain = {comparable(str(key)): one_line(str(part)) for key, part in value.items() if part not in (None, "")}
    named = {field: next((plain[name] for name in names if name in plain), "") for field, names in _KEYS.items()}
    return from_parts(Place(**named), hints) if any(named.values()) or not plain else PlaceText("unknown")


def from_parts(written: Place, hints: Hints = Hints()) -> PlaceText:
    """Return the place in the parts of an address, each as it is written."""
    parts_ = [written.street, written.postal_code, written.locality, written.region, written.country]
    kinds = [wording.classify(part, hints.vocabulary).kind for part in parts_]
    street, postal_code, locality, region, nation = (
        "" if kind in ("absent", "remote", "elsewhere") else part for part, kind in zip(parts_, kinds, strict=True)
    )
    street = written.street if parts.is_street(written.street) else street  # "20 avenue de l'Europe"
    if _is_employer(locality, hints) and not towns.where(locality):
        if not (street or postal_code or region or nation):
            return PlaceText("unknown")
        locality = ""
    iso = countries.country(nation) if nation else ""
    region = region or (nation if countries.of_nation(nation) else "")
    town = Spot(locality)
    inner = read(locality, replace(hints, country="")).places if locality else ()
    if len(inner) > 1 and not region and {place.country for place in inner} <= {"", iso}:
        several = tuple(replace(place, country=iso) for place in inner)
        return _completed(PlaceText("place", several), "" if nation else hints.country, (False,) * len(several))
    # "Luxembourg" is a town in its own country, and a stated region leaves only the name of a town.
    is_town = inner and (inner[0].locality or not (region or iso))
    if len(inner) == 1 and is_town and (not iso or inner[0].country in ("", iso)):
        town = Spot(inner[0].locality, inner[0].region, inner[0].country)
        street, postal_code = street or inner[0].street, postal_code or inner[0].postal_code
    elif wording.is_thing(locality) and not (street or postal_code):
        town = Spot()
    place = _with_region(Place(street, postal_code, town.locality, region, iso), town)
    if place == Place():
        if "elsewhere" in kinds or "remote" in kinds:
            return PlaceText("elsewhere" if "elsewhere" in kinds else "remote")
        return PlaceText("absent" if set(kinds) == {"absent"} else "unknown")
    doubtful = "elsewhere" in kinds or bool(place.region and not place.country)
    return _completed(PlaceText("place", (place,)), "" if nation else hints.country, (doubtful,))


def _with_region(place: Place, town: Spot) -> Place:
    """Return a place with the region and the country that its town or its region states."""
    region, iso = place.region, place.country or countries.of_nation(place.region)
    if region and iso and countries.country(region) == iso and not subdivisions.is_part_of(region, iso):
        region = ""  # it repeats the country
    if region and not iso and town.locality:
        found = subdivisions.of_town(town.locality, region)
        iso = found.country if found else ""
        region = "" if found and not found.region else region
    elif region and not iso:
        iso = alone(region).country
    return _with_french_country(replace(place, region=region or town.region, country=iso or town.country))
