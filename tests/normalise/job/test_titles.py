"""The name of a job from the words of an advertisement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.job import titles
from feeds.normalise.job.employer_in_title import without_employer

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


DINEX = ("Direction interministérielle des exemples (DINEX)", "dinex", "Locus")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Juriste à la Direction interministérielle des exemples", "Juriste"),
        ("Juriste à la direction interministerielle des exemples (DINEX)", "Juriste"),
        ("Juriste pour la DINEX", "Juriste"),
        ("Juriste au sein de la DINEX", "Juriste"),
        ("Juriste chez  Locus (H/F)", "Juriste (H/F)"),
        ("Juriste @Locus", "Juriste"),
        ("Web developer at Locus", "Web developer"),
        ("Juriste - Locus - Pau", "Juriste - Pau"),
        ("Juriste chez Locus à Pau", "Juriste à Pau"),
        ("Juriste | Locus", "Juriste"),
        ("[Locus] Juriste", "Juriste"),
        ("Locus – Juriste", "Juriste"),
        ("La DINEX recrute un·e juriste", "Juriste"),
        ("Locus recrute juriste", "Juriste"),
        ("Locus is hiring a web developer at Locus", "Web developer"),
        ("L'équipe Locus cherche sa juriste", "Juriste"),
        ("Juriste Locus Pro", "Juriste Locus Pro"),
        ("Responsable de la DINEX", "Responsable de la DINEX"),
    ],
)
def test_the_employer_is_dropped_with_what_joins_it(words: str, name: str) -> None:
    """A name that the phrase needs stays."""
    assert titles.parse(words, DINEX).title == name
    assert titles.from_headline(words, DINEX).title == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("🚀 Juriste", "Juriste"),
        ("🚀 - juriste", "Juriste"),
        ("Juriste 👩🏽‍💻 web", "Juriste web"),
        ("Juriste🇫🇷", "Juriste"),
        ("1️⃣ Juriste #️⃣", "Juriste"),
        ("✨Juriste⚡️", "Juriste"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 Juriste 🤷🏻‍♂️", "Juriste"),
        ("Juriste (❤️‍🔥)", "Juriste"),
        ("Juriste ♀️/♂️", "Juriste"),
        ("Juriste © ® ™ № 3", "Juriste © ® ™ № 3"),
        ("C# developer, 3D → 2D", "C# developer, 3D → 2D"),
        ("Développeur·se À ½ 日本", "Développeur·se À ½ 日本"),
        ("🚀🚀", ""),
    ],
)
def test_an_emoji_is_left_out(words: str, name: str) -> None:
    assert titles.parse(words).title == name


@pytest.mark.parametrize(
    "title",
    [
        *("Rejoignez l'équipe", "Venez construire le service de demain", "Locus recrute", "Envie d'un métier utile"),
        *("Vous aimez les données", "Et si on changeait le monde", "Construire les services de demain"),
        *("Ce poste est ouvert aux juristes", "Join our team", "We need a lawyer", "Are you a lawyer", "Be part of it"),
        *("Aidez-nous à trouver", "Help us build it", "Wir suchen eine Juristin", "Participer à un projet utile"),
    ],
)
def test_a_sentence_names_no_job(title: str) -> None:
    assert titles.is_sentence(title)


@pytest.mark.parametrize(
    "title",
    [
        *("Chargé de prise de rendez-vous", "Lead developer", "Help desk", "Build engineer", "Responsable secteur Est"),
        *("Chargée de recherche", "Manager des ventes", "Infirmier des urgences", "IS manager", "Maître d'œuvre"),
        *("Ingénieur du son", "Développeur on call", "Chef de projet", "Work coach", "Make-up artist", "Notaire"),
    ],
)
def test_a_title_is_no_sentence(title: str) -> None:
    assert not titles.is_sentence(title)


@pytest.mark.parametrize(
    ("title", "is_so"),
    [
        ("JURISTE ET DOCUMENTALISTE", True), ("DÉVELOPPEUR·SE Go", True), ("CHEF DE PROJET", True), ("CTO", False),
        ("UX UI", False), ("Développeur DEVOPS", False), ("Data scientist NLP", False), ("", False),
    ],
)  # fmt: skip
def test_capitals_are_noticed(title: str, *, is_so: bool) -> None:
    assert titles.is_in_capitals(title) is is_so


@given(st.text(alphabet="ab Pix-:(,)àÀ’'·", max_size=30), st.sampled_from(["Pix", "l'À Pix", "Pix (PX)"]))
def test_dropping_an_employer_only_removes(title: str, name: str) -> None:
    shorter = without_employer(title, [name])
    assert len(shorter) <= len(title)
    assert without_employer(shorter, [name]) == shorter
    assert any(map(str.isalnum, shorter)) or not any(map(str.isalnum, title))


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
