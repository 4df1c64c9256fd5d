"""Names under which a place is found: its town, region, country, and in France its département and postal code."""

from __future__ import annotations

from functools import cache, lru_cache

from feeds.model.settings import Place
from feeds.normalise.places import countries, subdivisions
from feeds.normalise.places.france import DEPARTMENTS, REGIONS, comparable, french_area

# Numbers of the départements of each region of Metropolitan France, in the order of `france.REGIONS`.
_OF_REGIONS = (
    "01 03 07 15 26 38 42 43 63 69 73 74", "21 25 39 58 70 71 89 90", "22 29 35 56", "18 28 36 37 41 45", "2A 2B",
    "08 10 51 52 54 55 57 67 68 88", "02 59 60 62 80", "75 77 78 91 92 93 94 95", "14 27 50 61 76",
    "16 17 19 23 24 33 40 47 64 79 86 87", "09 11 12 30 31 32 34 46 48 65 66 81 82", "44 49 53 72 85",
    "04 05 06 13 83 84",
)  # fmt: skip
# Towns that are mostly written without postal code: the prefectures, and other towns of more than 100,000 people.
_TOWNS = {
    "01": "Bourg-en-Bresse", "02": "Laon", "03": "Moulins", "05": "Gap", "06": "Nice", "07": "Privas",
    "08": "Charleville-Mézières", "09": "Foix", "10": "Troyes", "11": "Carcassonne", "12": "Rodez", "13": "Marseille",
    "14": "Caen", "15": "Aurillac", "16": "Angoulême", "17": "La Rochelle", "18": "Bourges", "19": "Tulle",
    "2A": "Ajaccio", "2B": "Bastia", "21": "Dijon", "22": "Saint-Brieuc", "23": "Guéret", "24": "Périgueux",
    "25": "Besançon", "26": "Valence", "27": "Évreux", "28": "Chartres", "29": "Quimper", "30": "Nîmes",
    "31": "Toulouse", "32": "Auch", "33": "Bordeaux", "34": "Montpellier", "35": "Rennes", "36": "Châteauroux",
    "37": "Tours", "38": "Grenoble", "39": "Lons-le-Saunier", "40": "Mont-de-Marsan", "41": "Blois",
    "42": "Saint-Étienne", "43": "Le Puy-en-Velay", "44": "Nantes", "45": "Orléans", "46": "Cahors", "47": "Agen",
    "48": "Mende", "49": "Angers", "50": "Saint-Lô", "51": "Reims", "52": "Chaumont", "53": "Laval", "54": "Nancy",
    "55": "Bar-le-Duc", "56": "Vannes", "57": "Metz", "58": "Nevers", "59": "Lille", "60": "Beauvais", "61": "Alençon",
    "62": "Arras", "63": "Clermont-Ferrand", "64": "Pau", "65": "Tarbes", "66": "Perpignan", "67": "Strasbourg",
    "68": "Colmar", "69": "Lyon", "70": "Vesoul", "71": "Mâcon", "72": "Le Mans", "73": "Chambéry", "74": "Annecy",
    "75": "Paris", "76": "Rouen", "77": "Melun", "78": "Versailles", "79": "Niort", "80": "Amiens", "81": "Albi",
    "82": "Montauban", "83": "Toulon", "84": "Avignon", "85": "La Roche-sur-Yon", "86": "Poitiers", "87": "Limoges",
    "88": "Épinal", "89": "Auxerre", "90": "Belfort", "91": "Évry-Courcouronnes", "92": "Nanterre", "93": "Bobigny",
    "94": "Créteil", "95": "Cergy",
}  # fmt: skip
_MORE_TOWNS = {
    "Brest": "29", "Le Havre": "76", "Villeurbanne": "69", "Aix-en-Provence": "13", "Mulhouse": "68",
    "Boulogne-Billancourt": "92", "Montreuil": "93", "Argenteuil": "95", "Tourcoing": "59", "Roubaix": "59",
    "Dunkerque": "59", "Châlons-en-Champagne": "51", "Digne-les-Bains": "04", "Lorient": "56",
}  # fmt: skip
_OVERSEAS = "97"
_CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


def wanted(name: str) -> tuple[str, ...]:
    """Return the names, in the form of `of_place`, that a town, a region or a country stands for; () for no name.

    A code of a country is that country alone: "CA" is not California.
    """
    name = name.strip()
    if len(name) == countries.ALPHA_2 and (code := countries.by_code(name.upper())):
        return (code,)
    plain = comparable(french_area(name) or name)
    found = {plain, countries.country(name)} if plain else set()
    return tuple(sorted(filter(None, found)))


@lru_cache(maxsize=10_000)
def of_place(place: Place) -> frozenset[str]:
    """Return the names of a place, folded, and the code of its country in capitals."""
    names = {comparable(place.locality), comparable(place.region), comparable(place.postal_code), place.country}
    if place.country == "FR" or not place.country:
        names |= _french(place)
    if place.country and place.region:
        names.update(map(comparable, subdivisions.other_names(place.region, place.country)))
    return frozenset(filter(None, names))


def _french(place: Place) -> set[str]:
    """Return the names of the département and the region of a place in France, as far as they are known."""
    number = _number(place)
    if place.country and not number:
        number = _towns().get(comparable(place.locality), "")
    area = french_area(place.region)
    number = number or next((code for code, name in DEPARTMENTS.items() if name == area), "")
    region = next((name for name, of in zip(REGIONS, _OF_REGIONS, strict=True) if number in of.split()), area)
    return {comparable(name) for name in (number, DEPARTMENTS.get(number, ""), area, region)}


def _number(place: Place) -> str:
    """Return the number of the département that a French postal code begins with, or ""."""
    code = place.postal_code.replace(" ", "")
    if not (place.country and len(code) == 5 and code.isdecimal()):  # noqa: PLR2004 - digits
        return ""
    length = 3 if code.startswith(_OVERSEAS) else 2
    number = _CORSICA.get(code[:3], code[:length])
    return number if number in DEPARTMENTS else ""


@cache
def _towns() -> dict[str, str]:
    towns = {town: number for number, town in _TOWNS.items()} | _MORE_TOWNS
    return {comparable(town): number for town, number in towns.items()}
