"""Places as authors write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.settings import Place
from feeds.normalise.job import places


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
    "Grand Paris 7": fr("", "", "Grand Paris 7"),
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
    assert places.parse(written, "FR") == (place,)


def test_the_postal_prefix_of_a_country_is_its_own() -> None:
    assert places.parse("CH-1200 Genève", "FR") == (Place("", "1200", "Genève", "", "CH"),)
    assert places.parse("F-75007 Paris", "FR") == (fr("", "75007", "Paris"),)


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
    assert [place.locality for place in places.parse(written, "FR")] == localities


@pytest.mark.parametrize(
    "written",
    [
        "",
        "télétravail",
        "télétravail (possible)",
        "télétravail (56)",
        "12 rue Haute (remote)",
        "partout en France",
        "remote",
        "Europe",
        "à définir",
        "un bureau clair avec vue sur la mer",
    ],
)
def test_what_is_no_place_is_left_out(written: str) -> None:
    assert places.parse(written, "FR") == ()


def test_no_country_is_invented() -> None:
    assert places.parse("Vannes", "") == (Place(locality="Vannes"),)


def test_a_place_may_be_given_in_parts() -> None:
    parts = {"Adresse": "1 rue Haute", "code postal": 56000, "ville": "Vannes", "pays": "Belgique", "x": None}
    assert places.from_mapping(parts, "FR") == Place("1 rue Haute", "56000", "Vannes", "", "BE")
    assert places.from_mapping({"addressLocality": "Vannes"}, "FR") == fr("", "", "Vannes")
    assert places.from_mapping({"pays": "FR"}, "") == fr()
    assert places.from_mapping({"x": "y"}, "FR") is None


@given(st.text(max_size=60))
def test_no_text_raises(written: str) -> None:
    places.parse(written, "FR")
