"""Where a partner's job is done, and where those who apply may live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feeds.model.settings import JobDefaults, Place, Site
from feeds.normalise.context import Context
from feeds.normalise.job import location
from feeds.normalise.job.location import JobLocation
from feeds.normalise.values.coerce import Findings

CONTEXT = Context(Site("A", "https://a.example/"))
FRENCH = replace(CONTEXT, jobs=JobDefaults(country="FR"))
PARIS = Place(locality="Paris", country="FR")


def read(context: Context = CONTEXT, **said: Any) -> JobLocation:
    return location.read(said, context, Findings("file"))


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("75007 Paris, France", [Place(postal_code="75007", locality="Paris", country="FR")]),
        ({"@type": "Place", "address": {"addressLocality": "Paris", "addressCountry": "FRA"}}, [PARIS]),
        ({"@type": "PostalAddress", "addressLocality": "Paris", "addressCountry": {"name": "FR"}}, [PARIS]),
        ([{"address": "Paris, France"}, {"name": "Paris, FR"}], [PARIS]),
        ({"address": [{"addressLocality": "Paris", "addressCountry": "fr"}, None]}, [PARIS]),
        ({"address": {"streetAddress": "1 rue Haute", "postalCode": 56000, "addressRegion": "null"},
          "geo": {"latitude": 1}}, [Place(street="1 rue Haute", postal_code="56000")]),
        ({"addressLocality": "Paris", "addressRegion": "France", "addressCountry": "FR"}, [PARIS]),
        ({"address": dict.fromkeys(location._ADDRESS, "Anywhere")}, []),
        ({"address": {"addressLocality": "Sacramento, CA"}}, [Place("", "", "Sacramento", "CA", "US")]),
        ("Sacramento, CA", [Place("", "", "Sacramento", "CA", "US")]),
        ("Berlin, DE", [Place(locality="Berlin", country="DE")]),
        ("Hybrid - Paris, France", [PARIS]),
        ({"address": {"addressCountry": "Atlantis"}}, []),
        ({"geo": {}}, []),
        (3, []),
        (None, []),
    ],
)  # fmt: skip
def test_places_are_read(said: object, places: list[Place]) -> None:
    assert list(read(jobLocation=said).places) == places


@pytest.mark.parametrize(
    ("kind", "place", "remote"),
    [
        ("TELECOMMUTE", None, "full"),
        ("https://schema.org/TELECOMMUTE", None, "full"),
        ("Remote", None, "full"),
        ("HYBRID", None, "hybrid"),
        ("On-site", None, "none"),
        (True, None, "full"),
        (False, None, "none"),
        (["TELECOMMUTE", "hybrid"], None, "hybrid"),
        (["TELECOMMUTE", "on-site"], None, "hybrid"),
        ("TELECOMMUTE", "Hybrid - Paris", "hybrid"),
        ("on-site", "Hybrid - Paris", "none"),
        ("Occasionnel", None, "occasional"),
        ("2 jours par semaine", None, "hybrid"),
        ("qwertz", None, "unknown"),
        (None, "Remote, France", "full"),
        (None, "Hybrid", "hybrid"),
        (None, "Paris", "unknown"),
        (None, ["Paris", "Remote"], "full"),
        (None, None, "unknown"),
    ],
)
def test_telework_has_a_class(kind: object, place: object, remote: str) -> None:
    assert read(jobLocationType=kind, jobLocation=place).remote == remote


@pytest.mark.parametrize(
    ("said", "applicants"),
    [
        ({"@type": "Country", "name": "France"}, ("FR",)),
        ([{"@type": "Country", "name": "FR"}, "USA", "US"], ("FR", "US")),
        ("France only", ("FR",)),
        ("Remote - Belgique", ("BE",)),
        ({"@type": "Country", "address": {"addressCountry": "FR"}}, ("FR",)),
        ({"@type": "State", "name": "Michigan"}, ()),
        ("Europe", ()),
        ("Worldwide", ()),
    ],
)
def test_applicants_live_in_countries(said: object, applicants: tuple[str, ...]) -> None:
    assert read(jobLocationType="TELECOMMUTE", applicantLocationRequirements=said).applicants == applicants
    assert read(applicantLocationRequirements=said).applicants == ()


@pytest.mark.parametrize("area", ["Europe", "EU", "Union européenne", "Worldwide", "Anywhere", "monde entier"])
def test_an_area_stands_for_the_publishers_country_if_it_lies_in_it(area: str) -> None:
    said = {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": area}
    assert read(FRENCH, **said).applicants == ("FR",)
    assert read(replace(FRENCH, jobs=JobDefaults(country="CA")), **said).applicants == (
        ("CA",) if area not in ("Europe", "EU", "Union européenne") else ()
    )


def test_applicants_may_live_where_the_job_is_located() -> None:
    place = {"address": {"addressLocality": "Paris", "addressCountry": "FR"}}
    assert read(jobLocationType="TELECOMMUTE", jobLocation=place) == JobLocation((PARIS,), ("FR",), "full")


def test_the_publishers_country_is_that_of_places_without_one_but_for_remote_jobs() -> None:
    assert read(FRENCH, jobLocation="Paris").places == (PARIS,)
    assert read(FRENCH).places == (Place(country="FR"),)
    assert read(FRENCH, jobLocation="Paris", jobLocationType="TELECOMMUTE").places == (Place(locality="Paris"),)
    assert read(FRENCH, jobLocation="Sacramento, CA").places[0].country == "US"


def test_what_cannot_be_read_is_noted() -> None:
    notes = Findings("file")
    said = {"jobLocation": "Chez nos clients", "jobLocationType": "qwertz"}
    location.read(said, CONTEXT, notes)
    location.read({"jobLocationType": "remote", "applicantLocationRequirements": "Mars"}, CONTEXT, notes)
    assert [(problem.field, str(problem.found)) for problem in notes.problems] == [
        ("jobLocationType", "'qwertz'"),
        ("jobLocation", "'Chez nos clients'"),
        ("applicantLocationRequirements", "'Mars'"),
    ]


@pytest.mark.parametrize(
    ("said", "more", "places"),
    [
        ("Washington, D.C.", {}, [Place("", "", "Washington", "DC", "US")]),
        ("Austin, Texas", {}, [Place("", "", "Austin", "TX", "US")]),
        ("Dover, DE, United States", {}, [Place("", "", "Dover", "DE", "US")]),
        ("Tbilisi, Georgia", {}, [Place(locality="Tbilisi", country="GE")]),
        ("Atlanta, Georgia", {"salaryCurrency": "USD"}, [Place("", "", "Atlanta", "GA", "US")]),
        ("Atlanta, Georgia", {"baseSalary": {"currency": "USD"}}, [Place("", "", "Atlanta", "GA", "US")]),
        ("Praha, Česko", {}, [Place(locality="Praha", country="CZ")]),
        ("Nice (06)", {}, [Place(locality="Nice", region="Alpes-Maritimes", country="FR")]),
        ("Vienne", {}, [Place(region="Vienne")]),
        ({"addressRegion": "Île de France"}, {}, [Place(region="Île de France", country="FR")]),
        (
            {"name": "Springfield", "address": {"addressRegion": "Ohio", "addressCountry": "US"}},
            {},
            [Place("", "", "Springfield", "Ohio", "US")],
        ),
        ({"name": "Head office", "address": {"addressLocality": "Brest"}}, {}, [Place(locality="Brest")]),
        ("Acme Works Ltd", {"hiringOrganization": {"name": "Acme Works Ltd"}}, []),
        ({"addressLocality": "Acme Ltd"}, {"hiringOrganization": "Acme Ltd"}, []),
        ("Brest", {"hiringOrganization": "Brest"}, [Place(locality="Brest")]),
    ],
)
def test_places_are_what_they_are_beside_what_else_is_said(
    said: object, more: dict[str, object], places: list[Place]
) -> None:
    assert list(read(jobLocation=said, **more).places) == places


@pytest.mark.parametrize(
    "place",
    [
        "Anywhere",
        {"address": {"addressCountry": "Worldwide"}},
        {"name": "Europe"},
        "3 Locations",
        "Remote - EMEA",
        "Siège",
    ],
)
def test_a_job_that_is_elsewhere_is_not_in_the_sources_country(place: object) -> None:
    assert read(FRENCH, jobLocation=place)[:2] == ((), ())
    assert read(FRENCH, jobLocation=place, jobLocationType="TELECOMMUTE")[:2] == ((), ())


@pytest.mark.parametrize(
    "place", ["TBD", "n/a", "à définir", {"address": {"addressLocality": "-"}}, [None, "À préciser"]]
)
def test_a_place_that_is_not_known_yet_counts_as_absent(place: object) -> None:
    assert read(FRENCH, jobLocation=place).places == (Place(country="FR"),)
    assert read(jobLocation=place).places == ()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"addressLocality": "Los Angeles", "addressRegion": "CA"}, Place("", "", "Los Angeles", "CA", "US")),
        ({"addressLocality": "Toronto", "addressRegion": "Ontario"}, Place("", "", "Toronto", "Ontario", "CA")),
        ({"addressLocality": "Paris 12e"}, Place("", "75012", "Paris", "", "FR")),
        ({"addressLocality": "Hybrid - Berlin", "addressCountry": "DE"}, Place("", "", "Berlin", "", "DE")),
        ({"addressLocality": "Lyon", "addressCountry": "Atlantis"}, Place("", "", "Lyon")),
        ({"addressLocality": "Springfield", "addressRegion": "Ruritania"}, Place("", "", "Springfield", "Ruritania")),
        ({"addressLocality": "Remote", "addressCountry": "US"}, Place(country="US")),
        ({"addressLocality": "Bruxelles"}, Place("", "", "Bruxelles")),
        ({"addressRegion": "Bavaria"}, Place("", "", "", "Bavaria", "DE")),
        (
            {"streetAddress": "1 rue de l'Europe", "addressLocality": "Vannes"},
            Place("1 rue de l'Europe", "", "Vannes", "", "FR"),
        ),
    ],
)  # fmt: skip
def test_an_address_has_what_its_parts_state(said: dict[str, str], place: Place) -> None:
    assert read(FRENCH, jobLocation={"address": said}).places == (place,)


@pytest.mark.parametrize(
    "where",
    [
        {"@type": "State", "name": "Georgia"},
        {"@type": "State", "name": "CA"},
        {"@type": "City", "name": "Singapore"},
        "Georgia",
    ],
)
def test_applicants_in_a_part_of_a_country_are_in_no_whole_one(where):
    """Nor is there a country that need not be meant."""
    findings = Findings("file")
    job = {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": where}
    assert location.read(job, CONTEXT, findings).applicants == ()


def test_applicants_in_a_country_are() -> None:
    """Georgia is one, too."""
    job = {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"@type": "Country", "name": "Georgia"}}
    assert location.read(job, CONTEXT, Findings("file")).applicants == ("GE",)
