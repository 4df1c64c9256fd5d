"""Names by which feeds select places."""

import pytest

from feeds.model.settings import Place
from feeds.normalise.places import search_names

RENNES = Place(locality="Rennes", country="FR")
PARIS = Place(postal_code="75 015", locality="Paris", country="FR")
SAN_FRANCISCO = Place(locality="San Francisco", region="CA", country="US")
TORONTO = Place(locality="Toronto", region="Ontario", country="CA")
BASTIA = Place(postal_code="20200", locality="Bastia", country="FR")
SAINT_DENIS = Place(postal_code="97400", locality="Saint-Denis", country="FR")
BREST = Place(locality="Brest", country="BY")


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (RENNES, ["rennes", "RENNES", "Bretagne", "Ille-et-Vilaine", "ille et vilaine", "35", "FR", "fr", "France"]),
        (PARIS, ["Paris", "Île-de-France", "ile de france", "IDF", "75", "75015"]),
        (SAN_FRANCISCO, ["San Francisco", "California", "Californie", "US", "USA", "États-Unis"]),
        (TORONTO, ["Ontario", "CA", "Canada"]),
        (BASTIA, ["Corse", "Haute-Corse", "2B"]),
        (SAINT_DENIS, ["La Réunion", "974", "Saint-Denis"]),
        (Place(region="Finistère", country="FR"), ["Bretagne", "29"]),
        (Place(region="Bretagne", country="FR"), ["Bretagne"]),
        (Place(region="Bretagne"), ["Bretagne"]),
        (BREST, ["Brest", "Belarus", "BY"]),
        (Place(locality="東京", country="JP"), ["東京", "Japan", "Japon"]),
    ],
)
def test_a_place_is_found(place, names):
    """By its town, its region, its country and, in France, its département."""
    assert [name for name in names if not {*search_names.wanted(name)} & search_names.of_place(place)] == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (BREST, "Bretagne"),
        (SAN_FRANCISCO, "CA"),
        (TORONTO, "California"),
        (RENNES, "Ren"),
        (PARIS, "15"),
        (SAINT_DENIS, "97"),
        (Place(), "Bretagne"),
        (Place(postal_code="35000", locality="Beograd", country="RS"), "Bretagne"),
    ],
)
def test_a_place_is_not_found(place, name):
    """A code of two letters is a country's, and France has its own départements alone."""
    assert not {*search_names.wanted(name)} & search_names.of_place(place)


@pytest.mark.parametrize("name", ["", " ", "…", "-"])
def test_signs_are_no_place(name):
    """Nothing could be found by them."""
    assert search_names.wanted(name) == ()
