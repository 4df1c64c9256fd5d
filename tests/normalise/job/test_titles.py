"""The name of a job from the words of an advertisement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import titles

NAMES = {
    "un·e développeur·se": "Développeur·se",
    "un.e chef.fe de produit": "Chef.fe de produit",
    "un-e développeur-se": "Développeur-se",
    "un(e) chargé(e) de projet": "Chargé(e) de projet",
    "Un⋅e géomaticien⋅ne": "Géomaticien⋅ne",
    "une développeuse ou un développeur": "Développeuse ou développeur",
    "une / un développeuse, développeur": "Développeuse, développeur",
    "une ou un designer": "Designer",
    "un ou une dev": "Dev",
    "un Lead développeur ou une Lead développeuse": "Lead développeur ou Lead développeuse",
    "le ou la responsable": "Responsable",
    "son ou sa directrice": "Directrice",
    "des designers !": "Designers",
    "plusieurs juristes": "Juristes",
    "a data scientist": "Data scientist",
    "Unité de recherche": "Unité de recherche",
    "Analyste": "Analyste",
    "UN Volunteers coordinator": "UN Volunteers coordinator",
    "designer # brouillon": "Designer",
    "C# developer": "C# developer",
    "iOS developer": "iOS developer",
    "Développeur C++": "Développeur C++",
    "  dev\tweb  :": "Dev web",
    "Juriste.": "Juriste",
    "Développeur .NET": "Développeur .NET",
    "un": "Un",
    "!": "",
    "": "",
}


@pytest.mark.parametrize(("words", "name"), NAMES.items())
def test_a_role_is_reduced_to_its_name(words: str, name: str) -> None:
    assert titles.parse(words).title == name


@pytest.mark.parametrize(
    ("words", "name", "openings"),
    [
        ("deux juristes", "Juristes", 2),
        ("Dix médiatrices", "Médiatrices", 10),
        ("three designers", "Designers", 3),
        ("5 chargé·e·s de projet", "Chargé·e·s de projet", 5),
        ("0 designers", "Designers", None),
        ("3D artist", "3D artist", None),
        ("360 degrés", "360 degrés", None),
        ("une juriste", "Juriste", None),
    ],
)
def test_openings_are_counted_when_a_number_is_written(words: str, name: str, openings: int | None) -> None:
    assert titles.parse(words) == titles.Role(name, openings)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Responsable des opérations Locus", "Responsable des opérations"),
        ("Juriste chez Locus", "Juriste"),
        ("Juriste – Locus", "Juriste"),
        ("Juriste (Locus)", "Juriste"),
        ("Locus : juriste", "Juriste"),
        ("Responsable de Locus", "Responsable de Locus"),
        ("Responsable de l'API Locus", "Responsable de l'API Locus"),
        ("Hypolocus", "Hypolocus"),
        ("Locus", "Locus"),
    ],
)
def test_the_organisation_is_dropped_where_the_phrase_stays_whole(words: str, name: str) -> None:
    assert titles.parse(words, ["Locus", ""]).title == name


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Locus recrute : un·e juriste", "Juriste"),
        ("L'équipe recherche deux juristes", "Juristes"),
        ("Nous recrutons des juristes", "Juristes"),
        ("Locus is hiring: a lawyer", "Lawyer"),
        ("We're looking for an analyst", "Analyst"),
        ("Locus recrute", "Locus recrute"),
        ("Designer de la recherche utilisateurs", "Designer de la recherche utilisateurs"),
    ],
)
def test_a_headline_is_reduced_to_the_job(headline: str, name: str) -> None:
    assert titles.from_headline(headline).title == name


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Juriste 40 k€", "pay"),
        ("Juriste 40000 euros", "pay"),
        ("Juriste https://x.example", "a web address"),
        ("Juriste ana@x.example", "a mail address"),
        ("Juriste avant le 01/02/2026", "a date"),
        ("Juriste basé·e à Lille", "a place"),
        ("Juriste réf. 1234", "a reference number"),
    ],
)
def test_what_does_not_belong_in_a_title_is_named(title: str, fault: str) -> None:
    assert titles.unwanted_parts(title) == (fault,)


def test_a_plain_title_has_no_fault() -> None:
    assert titles.unwanted_parts("Développeuse Node.js ou C# (F/H)") == ()


@given(st.text(max_size=80))
def test_a_role_that_says_something_is_never_reduced_to_nothing(words: str) -> None:
    said = any(letter.isalnum() for letter in titles.one_line(words).split(" #")[0])
    assert titles.parse(words).title or not said
