"""Places as authors write them."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model.settings import Place
from feeds.normalise import places
from feeds.normalise.places import Hints, PlaceText, subdivisions, towns

FRENCH = Hints("FR")


def fr(street: str = "", postal: str = "", locality: str = "", region: str = "") -> Place:
    return Place(street, postal, locality, region, "FR")


ONE = {
    "20 avenue de Ségur, Paris 7e": fr("20 avenue de Ségur", "75007", "Paris"),
    "Paris 7e, 20 avenue de Ségur": fr("20 avenue de Ségur", "75007", "Paris"),
    "12 bis rue Haute, 56000 Vannes": fr("12 bis rue Haute", "56000", "Vannes"),
    "60 boulevard des Pins, 75015 Paris": fr("60 boulevard des Pins", "75015", "Paris"),
    "12 rue Haute 56000 Vannes": fr("12 rue Haute", "56000", "Vannes"),
    "Arche de la Mer, 1 parvis du Port, Puteaux": fr("Arche de la Mer, 1 parvis du Port", "", "Puteaux"),
    "3, rue Basse, Vannes": fr("3 rue Basse", "", "Vannes"),
    "75007 Paris": fr("", "75007", "Paris"),
    "Paris 75007": fr("", "75007", "Paris"),
    "75012 Paris Cedex 12": fr("", "75012", "Paris"),
    "Paris": fr("", "", "Paris"),
    "Paris (75)": fr("", "", "Paris"),
    "Paris 1er": fr("", "75001", "Paris"),
    "paris 07": fr("", "75007", "Paris"),
    "Paris (15e)": fr("", "75015", "Paris"),
    "Paris, 15e arrondissement": fr("", "75015", "Paris"),
    "Lyon 3ème": fr("", "69003", "Lyon"),
    "Marseille 16e": fr("", "13016", "Marseille"),
    "Lyon 12e": fr("", "", "Lyon"),
    "Morbihan (56)": fr("", "", "", "Morbihan"),
    "Morbihan": fr("", "", "", "Morbihan"),
    "Vannes (56)": fr("", "", "Vannes", "Morbihan"),
    "Vannes (56000)": fr("", "56000", "Vannes"),
    "Vannes (12 rue Haute)": fr("12 rue Haute", "", "Vannes"),
    "1 rue de Paris 7, Vannes": fr("1 rue de Paris 7", "", "Vannes"),
    "12 rue Haute (Vannes)": fr("12 rue Haute", "", "Vannes"),
    "Vannes (près du port)": fr("", "", "Vannes"),
    "Ajaccio (2a)": fr("", "", "Ajaccio", "Corse-du-Sud"),
    "Lyon, Rhône": fr("", "", "Lyon", "Rhône"),
    "Lyon, Auvergne Rhône Alpes": fr("", "", "Lyon", "Auvergne-Rhône-Alpes"),
    "Seine et Marne": fr("", "", "", "Seine-et-Marne"),
    "Île-de-France": fr("", "", "", "Île-de-France"),
    "La Réunion": fr("", "", "", "La Réunion"),
    "1 rue Haute Paris 7e": fr("1 rue Haute", "75007", "Paris"),
    "La Défense": fr("", "", "La Défense"),
    "Basé·e à Lille": fr("", "", "Lille"),
    "based in Brest": fr("", "", "Brest"),
    "France": fr(),
    "Paris, France": fr("", "", "Paris"),
    "Berlin, DE": Place(locality="Berlin", country="DE"),
    "10115 Berlin, Allemagne": Place(postal_code="10115", locality="Berlin", country="DE"),
    "1000 Bruxelles, Belgique": Place(postal_code="1000", locality="Bruxelles", country="BE"),
    "Genève (Suisse)": Place(locality="Genève", country="CH"),
    "London, UK": Place(locality="London", country="GB"),
    "Belgique": Place(country="BE"),
}


@pytest.mark.parametrize(("written", "place"), ONE.items())
def test_a_place_is_read(written: str, place: Place) -> None:
    assert places.read(written, FRENCH).places == (place,)


def test_the_postal_prefix_of_a_country_is_its_own() -> None:
    assert places.read("CH-1200 Genève", FRENCH).places == (Place("", "1200", "Genève", "", "CH"),)
    assert places.read("F-75007 Paris", FRENCH).places == (fr("", "75007", "Paris"),)


@pytest.mark.parametrize(
    ("written", "localities"),
    [
        ("Paris ou Lyon", ["Paris", "Lyon"]),
        ("Paris ; Lyon", ["Paris", "Lyon"]),
        ("Paris/Lyon", ["Paris", "Lyon"]),
        ("Paris / Lyon et Brest", ["Paris", "Lyon", "Brest"]),
        ("Paris, Lyon", ["Paris", "Lyon"]),
        ("Paris ou paris", ["Paris", "paris"]),
        ("Paris ou Paris", ["Paris"]),
        ("Paris ou télétravail", ["Paris"]),
        ("Berlin, DE ou Paris", ["Berlin", "Paris"]),
    ],
)
def test_several_places_are_parted(written: str, localities: list[str]) -> None:
    assert [place.locality for place in places.read(written, FRENCH).places] == localities


@pytest.mark.parametrize(
    "written",
    [
        "",
        "télétravail",
        "télétravail (possible)",
        "télétravail (56)",
        "12 rue Haute (remote)",
        "Grand Paris 7",
        "remote",
        "Europe",
        "à définir",
        "un bureau clair avec vue sur la mer",
    ],
)
def test_what_is_no_place_is_left_out(written: str) -> None:
    assert places.read(written, FRENCH).places == ()


def test_no_country_is_invented() -> None:
    assert places.read("Vannes").places == (Place(locality="Vannes"),)


def test_a_place_may_be_given_in_parts() -> None:
    parts = {"Adresse": "1 rue Haute", "code postal": 56000, "ville": "Vannes", "pays": "Belgique", "x": None}
    assert places.from_mapping(parts, FRENCH).places == (Place("1 rue Haute", "56000", "Vannes", "", "BE"),)
    assert places.from_mapping({"addressLocality": "Vannes"}, FRENCH).places == (fr("", "", "Vannes"),)
    assert places.from_mapping({"pays": "FR"}).places == (fr(),)
    assert places.from_mapping({"x": "y"}, FRENCH) == PlaceText("unknown")


def as_written() -> list[tuple[str, str, tuple[Place, ...]]]:
    """Return the lines of the table: a text, what it is, and its places on a site in France."""
    rows = []
    for line in Path(__file__).with_name("written.tsv").read_text("utf-8").splitlines():
        text, kind, found = (*line.split("\t"), "")[:3]
        parts = [part.removesuffix(" |").split(" | ") for part in found.split(" + ") if found]
        rows.append((text, kind, tuple(Place(*map(str.strip, part)) for part in parts)))
    return rows


WRITTEN = as_written()


@pytest.mark.parametrize(("text", "kind", "found"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_each_way_to_write_a_place_is_read_for_what_it_is(text: str, kind: str, found: tuple[Place, ...]) -> None:
    read = places.read(text, FRENCH)
    assert (read.kind, read.places) == (kind, found)


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("San Francisco, CA", "US"),
        ("Boston, MA", "US"),
        ("Paris", ""),
        ("Atlantis, XX", ""),
        ("Paris 12e", "FR"),
        ("BORDEAUX CEDEX 9", "FR"),
        ("33 - BORDEAUX", "FR"),
        ("98000 Monaco Cedex", "MC"),
        ("98800 Nouméa Cedex", ""),
        ("Bretagne", "FR"),
        ("Vienne", ""),
    ],
)
def test_without_a_default_only_the_text_states_a_country(written: str, country: str) -> None:
    assert [place.country for place in places.read(written).places] == [country]


@pytest.mark.parametrize("default", ["FR", "CA", "US", "BE", "DE"])
def test_the_default_is_the_country_of_towns_that_it_has(default: str) -> None:
    """It is not that of a town which is known to be elsewhere only."""
    at = {"Paris": "FR", "Montréal": "CA", "Chicago": "US", "Gand": "BE", "Köln": "DE"}
    for town, country in at.items():
        (found,) = places.read(town, Hints(default)).places
        assert found.country == (default if country == default else ""), town


def test_a_code_that_no_town_decides_is_of_the_united_states_where_pay_is_in_dollars() -> None:
    assert places.read("Richmond, CA").places == (Place(locality="Richmond"),)
    assert places.read("Richmond, CA", Hints(american=True)).places == (Place("", "", "Richmond", "CA", "US"),)


def test_the_gazetteer_is_small() -> None:
    file = Path(towns.__file__).with_name("towns.txt.gz")
    assert file.stat().st_size <= 300_000
    assert "CC BY 4.0" in gzip.decompress(file.read_bytes())[:200].decode()
    lines = towns._lines()[1:]
    assert lines == sorted(lines)


def test_starting_loads_no_gazetteer() -> None:
    """It is loaded with the first place."""
    code = "from feeds.normalise.places import towns; assert not towns._lines.cache_info().currsize"
    subprocess.run([sys.executable, "-c", code], check=True)


NAMES = """Paris|Lyon|London|Berlin|Cambridge|Toronto|Boston|Springfield|Vannes|Genève|Milan|Québec|Ruritania|Dublin|
San Francisco|New York|São Paulo|Le Havre|Saint-Denis"""
PARTS = """CA|MA|ON|DE|IL|GE|BE|SP|FR|US|UK|NSW|Georgia|France|Bretagne|Ontario|Québec|Texas|Germany|Ruritania|33|75|
TBD|Remote|3 locations|Worldwide|à définir|New York|Hybrid|Pays de la Loire|Île-de-France"""
TOWNS = st.sampled_from(NAMES.replace("\n", "").split("|"))
AREAS = st.sampled_from(PARTS.replace("\n", "").split("|"))
SIGNS = st.sampled_from([", ", " - ", " (", " / ", " "])
TEXTS = st.tuples(TOWNS, SIGNS, AREAS, st.sampled_from(["", ", "]), AREAS | TOWNS)


@given(TEXTS, st.sampled_from(["", "FR", "CA"]))
@settings(deadline=None, max_examples=400)
def test_a_country_is_stated_by_the_text_or_is_the_default(parts: tuple[str, ...], default: str) -> None:
    text = "".join(parts[:3]) + (parts[3] + parts[4] if parts[3] else "")
    stated = {area.country for name in parts for area in subdivisions.meanings(name)}
    if {"Bretagne", "Pays de la Loire", "Île-de-France", "33", "75", "France", "FR"} & set(parts):
        stated.add("FR")
    for place in places.read(text, Hints(default)).places:
        assert place.country in stated | {default, ""}
        if place.country == default != "" and default not in stated and place.locality:
            assert default in towns.countries(place.locality) or not towns.where(place.locality)


@given(st.sampled_from([found for _, _, places_ in WRITTEN for found in places_]))
@settings(deadline=None)
def test_what_was_read_is_read_again_as_it_is(place: Place) -> None:
    """A place that is written with the name of its country means the same."""
    names = {"FR": "France", "US": "United States", "GB": "United Kingdom", "GE": "Géorgie", "DE": "Deutschland"}
    town = f"{place.postal_code} {place.locality}" if place.country == "FR" else place.locality
    text = ", ".join(filter(None, (place.street, town.strip(), place.region, names.get(place.country, place.country))))
    if place.country in names and (place.locality or not towns.where(place.region)):  # Vienne is a town, too
        (found,) = places.read(text).places
        assert found == replace(place, postal_code=found.postal_code)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_raises(written: str) -> None:
    places.read(written, FRENCH)


@given(st.builds(Place, *[st.text(max_size=12) | TOWNS | AREAS] * 5))
@settings(deadline=None)
def test_no_parts_raise(written: Place) -> None:
    places.from_parts(written, FRENCH)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("On-site: Austin, TX", Place(locality="Austin", region="TX", country="US")),
        ("On-site in Leeds, UK", Place(locality="Leeds", country="GB")),
        ("Home-based in Kenya", Place(country="KE")),
        ("75350 PARIS 07 SP", Place(postal_code="75350", locality="Paris", country="FR")),
        ("14 avenue Duquesne, 75700 PARIS SP 07", Place("14 avenue Duquesne", "75700", "PARIS", "", "FR")),
        ("75007 PARIS 07", Place(postal_code="75007", locality="Paris", country="FR")),
        ("69003 Lyon 03", fr("", "69003", "Lyon")),
        ("59800 Lille 01", fr("", "59800", "Lille")),
        ("Campus de Beaulieu, Rennes", fr(locality="Rennes")),
        ("Mairie de Pau, Pau", fr(locality="Pau")),
    ],
)
def test_what_stands_beside_a_town_is_no_other_place(written: str, place: Place) -> None:
    assert places.read(written, FRENCH).places == (place,)


@pytest.mark.parametrize(
    "written",
    ["Remote: NO", "Remote (EST)", "remote PM", "CHU de Rennes", "Préfecture du Nord", "Hôtel de ville", "Pays Basque"],
)
def test_what_need_not_be_a_place_is_none(written: str) -> None:
    """The Basque Country is in two countries."""
    assert places.read(written, FRENCH).places == ()


@pytest.mark.parametrize("name", ["Acme Corp", "Nordic Data Labs", "Le Pont"])
def test_the_name_of_the_employer_is_no_town(name: str) -> None:
    """Whatever else the address has."""
    hints = Hints(employers=frozenset({name.lower()}))
    assert places.from_parts(Place(locality=name, country="FR"), hints).places == (Place(country="FR"),)
    assert places.from_parts(Place(locality="La Rochelle"), Hints(employers=frozenset({"la rochelle"}))).places
