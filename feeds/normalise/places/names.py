"""Names between commas: which is the town, which the region or the country, and which are several towns.

The country comes last ("Santa Clara, CA, US") or first ("US, CA, Santa Clara"). Where a name or a code has several
meanings, the town decides, by the gazetteer.
"""

from __future__ import annotations

from typing import NamedTuple

from feeds.normalise.places import countries, subdivisions, towns
from feeds.normalise.places.france import comparable, french_area


class Spot(NamedTuple):
    """What names mean; `doubtful` if one of them may be a country and was not understood."""

    locality: str = ""
    region: str = ""
    country: str = ""
    doubtful: bool = False


def interpret(names: list[str], country: str, *, american: bool) -> list[Spot]:
    """Return the places that the names between commas mean: town, region and country, in either order, or towns."""
    if not names:
        return []
    first, last = names[0], names[-1]
    if len(names) > 1 and _comes_first(first, last):
        names, last = [*reversed(names)], first
    if country and not _is_country(last):
        return [_within(names, country)]
    if len(names) == 1:
        return [alone(last)]
    if _is_country(last):
        spot = _within(names[:-1], subdivisions.country_alone(last))
        return [spot._replace(region=spot.region or last) if countries.of_nation(last) else spot]
    if french_area(last):
        return [_within(names, "FR")._replace(country="")]
    return _with_subdivision(names[:-1], last, american=american) if subdivisions.meanings(last) else _towns(names)


def _comes_first(first: str, last: str) -> bool:
    """Return whether the largest of the names is the first: "US, CA, Santa Clara", "Bretagne, Rennes"."""
    if _is_country(first):
        # "Lebanon, NH" and "Singapore, SG" are towns.
        country = subdivisions.country_alone(first)
        parts = subdivisions.meanings(last)
        is_code = first.isupper() and len(first) <= countries.ALPHA_3
        is_town = not is_code and last.isupper() and len(last) <= countries.ALPHA_3 and bool(parts)
        return not _is_country(last) and not (is_town and not subdivisions.is_part_of(last, country))
    if french_area(first):
        return not _is_area(last)
    return (
        _is_area(first)
        and not _is_area(last)
        and bool(subdivisions.around(last, first) or not subdivisions.is_town_too(first))
    )


def _is_country(name: str) -> bool:
    return bool(subdivisions.country_alone(name)) and not french_area(name)


def _is_area(name: str) -> bool:
    return bool(french_area(name) or subdivisions.meanings(name))


def alone(name: str) -> Spot:
    """Return what a name means by itself."""
    if region := french_area(name):
        return Spot(region=region)
    if nation := countries.of_nation(name):
        return Spot(region=name, country=nation)
    found = subdivisions.meanings(name)
    whole = {area.country for area in found}
    if not found:
        return Spot(locality=name)
    at = towns.where(name)
    usual = {area.country for area in found if area.region} & {"US", "CA", "AU"}
    if not found[0].region and not usual:
        return Spot(name if found[0].country in countries.CITY_STATES else "", country=found[0].country)
    # "New York" is a town, too; "Ontario" one in California; "Georgia" a country; "CA" may be one.
    if len(whole) > 1 or (name.isupper() and len(name) <= countries.ALPHA_3):
        return Spot(locality=name) if at else Spot()
    elsewhere = {code[:2] for code in at} - whole
    if elsewhere or subdivisions.is_town_too(name):
        return Spot(locality=name)
    return Spot(region=found[0].region, country=found[0].country)


def _within(names: list[str], country: str) -> Spot:
    """Return the town and the region in a known country."""
    regions = {name: region for name in names if (region := _region(name, country))}
    known = [name for name in names if country in towns.countries(name)]
    others = [name for name in names if name not in regions]
    # "New York, New York": the first is the town; of "Bretagne" and "California" there is none.
    town = next((name for name in known if name in others or not others), next(iter(others), ""))
    if names[0] in known:
        town = names[0]
    region = next(
        (regions[name] for name in reversed(names) if name in regions and (name != town or names.count(name) > 1)), ""
    )
    return Spot(town, region, country)


def _region(name: str, country: str) -> str:
    if country == "FR":
        found = french_area(name)
        return found or ("" if comparable(name) == "paris" else subdivisions.is_part_of(name, country))
    return subdivisions.is_part_of(name, country)


def _with_subdivision(names: list[str], last: str, *, american: bool) -> list[Spot]:
    """Return the place in "Boston, MA" or "Tbilisi, Georgia"; without region and country if the town leaves several."""
    for town in reversed(names):
        found = subdivisions.of_town(town, last)
        if found is None and american:
            found = next((area for area in subdivisions.meanings(last) if area.country == "US" and area.region), None)
        if found and not _is_another_town(town, last, found):
            return [_within([*names, last] if found.region else names, found.country)]
    if all(map(towns.where, (*names, last))):
        return _towns([*names, last])
    return [Spot(locality=next((name for name in names if towns.where(name)), names[0]), doubtful=True)]


def _is_another_town(town: str, last: str, found: subdivisions.Area) -> bool:
    """Return whether a region's name is that of a town beside another one: "Madrid, Barcelona"."""
    if comparable(town) == comparable(last) or not subdivisions.is_town_too(last) or not towns.where(town):
        return False
    return not subdivisions.around(town, last) or bool(subdivisions.is_part_of(town, found.country))


def _towns(names: list[str]) -> list[Spot]:
    """Return several towns, or the town of which the other names are no more than a part."""
    known = [name for name in names if towns.where(name)]
    if len(known) == len(names):
        return [Spot(locality=name) for name in names]
    if known:
        return [Spot(locality=known[0], doubtful=known[0] != names[-1])]
    return [Spot(locality=names[0], doubtful=True)]
