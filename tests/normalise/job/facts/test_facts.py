"""Facts of a job in its text: where they are read, and where never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feeds.normalise import html
from feeds.normalise.job import facts
from feeds.normalise.places import Hints

POSTED = date(2026, 2, 1)


def read(text: str) -> dict[str, Any]:
    rendered = html.render_markdown(text, "https://example.org/", "")
    return {name: one.value for name, one in facts.read(rendered.html, POSTED, Hints("FR")).found.items()}


def towns(text: str) -> list[str]:
    return [place.locality or place.region for place in read(text).get("place", ())]


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Contrat : freelance", "contract", ("contractor",)),
        ("- **Type de contrat** : CDI", "contract", ("permanent",)),
        ("- **Statut** — CDD ou freelance", "contract", ("temporary", "contractor")),
        ("| Contrat | Durée |\n|---|---|\n| Stage | 6 mois |", "contract", ("intern",)),
        ("| Lieu | Nantes |\n|---|---|\n| Contrat | CDI |", "contract", ("permanent",)),
        ("## Contrat\n\nAlternance de 12 mois.", "contract", ("apprentice",)),
        ("**Contract type:** permanent", "contract", ("permanent",)),
        ("Employment type: freelance contractor", "contract", ("contractor",)),
        ("- Durée : 6 mois renouvelables", "duration", "P6M"),
        ("- **Durée de la mission** : 4 à 6 mois", "duration", "P4M/P6M"),
        ("- Duration: one year", "duration", "P1Y"),
        ("- Charge : 4/5e", "hours", ("part_time",)),
        ("- Temps de travail : 80 %", "hours", ("part_time",)),
        ("- Rythme : 3 à 5 jours par semaine", "hours", ("full_time", "part_time")),
        ("- Workload: 3 days per week", "hours", ("part_time",)),
        ("- Démarrage : dès que possible", "start", "now"),
        ("- **Quand ?** Septembre 2026", "start", "2026-09"),
        ("- Date de début : 1er mars 2026", "start", "2026-03-01"),
        ("- Début souhaité : mi-mars", "start", "2026-03"),
        ("- Start date: as soon as possible", "start", "now"),
        ("- Start: 15 April 2026", "start", "2026-04-15"),
        ("**Date limite de candidature :** 15 mars 2026", "last_day", "2026-03-15"),
        ("Application deadline: 31 March 2026", "last_day", "2026-03-31"),
        ("Candidatures à envoyer avant le 8 mars 2026.", "last_day", "2026-03-08"),
        ("- Télétravail : 2 jours par semaine", "telework", "hybrid"),
        ("- Télétravail : complet", "telework", "full"),
        ("- Remote: yes, fully remote", "telework", "full"),
        ("- Expérience : 3 ans minimum", "experience", "3"),
        ("- Experience: 3 to 5 years", "experience", "3-5"),
    ],
)
def test_labelled_lines(text: str, fact: str, value: object) -> None:
    assert read(text)[fact] == value


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("## Modalités\n\n- Poste ouvert pour un·e indépendant·e (en portage).", "contract", ("contractor",)),
        ("## Conditions\n\n- Stage de 4 à 6 mois", "contract", ("intern",)),
        ("## Infos pratiques\n\nTemps plein, CDI.", "contract", ("permanent",)),
        ("**Modalités**\n\n- Poste ouvert pour un CDD de 3 ans", "duration", "P3Y"),
        ("Conditions :\n\n- Temps plein", "hours", ("full_time",)),
        ("## Practical information\n\n- Fixed-term, full-time", "contract", ("temporary",)),
        ("## Modalités\n\n- Démarrage en septembre", "start", "2026-09"),
        ("## Modalités\n\n- Télétravail partiel bienvenu, présence régulière à Lyon", "telework", "hybrid"),
        ("## Les modalités\n\nLe télétravail est possible.", "telework", "occasional"),
        ("## Modalités\n\n- TJM entre 450 et 600 € par jour", "day_rate", "450-600"),
    ],
)
def test_below_a_heading(text: str, fact: str, value: object) -> None:
    found = read(text)[fact]
    assert (f"{found.minimum:g}-{found.maximum:g}" if fact == "day_rate" else found) == value


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("L'équipe recrute une développeuse en CDI.", "contract", ("permanent",)),
        ("Nous cherchons un·e designer pour un CDD de 6 mois.", "contract", ("temporary",)),
        ("Le service recherche un stagiaire en communication.", "contract", ("intern",)),
        ("We are hiring a designer on a fixed-term contract.", "contract", ("temporary",)),
        ("L'équipe cherche un développeur pour une mission de 6 mois.", "duration", "P6M"),
        ("Le poste est en télétravail complet.", "telework", "full"),
        ("This position is fully remote.", "telework", "full"),
        ("Poste à pourvoir dès que possible.", "start", "now"),
        ("Vous avez au moins 3 ans d'expérience.", "experience", "3"),
        ("You have at least five years of experience.", "experience", "5"),
    ],
)
def test_sentences_anywhere(text: str, fact: str, value: object) -> None:
    assert read(text)[fact] == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lieu : Nantes", ["Nantes"]),
        ("- Lieu : Paris ou Lyon", ["Paris", "Lyon"]),
        ("| Localisation | 75007 Paris |\n|---|---|", ["Paris"]),
        ("Le poste est basé à Rennes, avec possibilité de télétravail.", ["Rennes"]),
        ("Poste basé chez exemple.org, à Lille.", ["Lille"]),
        ("The position is based in Lyon.", ["Lyon"]),
        ("**Location:** Marseille", ["Marseille"]),
        ("L'équipe est basée à Paris.", []),
        ("Nos utilisateurs sont à Paris et à Lyon.", []),
        ("L'association, basée à Paris, cherche des bénévoles partout.", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert towns(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "> « Je suis en CDI depuis deux ans »",
        "Nous avons recruté une développeuse en CDI.",
        "Notre designer, en freelance, vous accompagnera.",
        "L'équipe est composée de deux freelances et d'un stagiaire.",
        "Nous ne recrutons pas en freelance.",
        "```\nContrat : CDI\n```",
        "Vous concevrez le catalogue des formations en apprentissage.",
        "Our team of freelancers works with an intern.",
    ],
)
def test_contracts_that_are_not_those_of_the_job(text: str) -> None:
    assert "contract" not in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "## Modalités\n\n- CDI, ni stage ni alternance",
        "## Modalités\n\n- CDI (pas de freelance)",
        "## Modalités\n\n- CDI, sans stage préalable",
    ],
)
def test_a_negation_is_no_contract(text: str) -> None:
    assert read(text)["contract"] == ("permanent",)


@pytest.mark.parametrize(
    "text",
    [
        "Vous formerez les utilisateurs à distance.",
        "Des formations à distance sont possibles pour les usagers.",
        "Vous animerez des réunions avec les partenaires, à distance.",
        "You train users, remotely where possible.",
    ],
)
def test_remote_work_of_others(text: str) -> None:
    assert "telework" not in read(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("## Modalités\n\n- Télétravail complet, avec une présence mensuelle à Paris", "hybrid"),
        ("## Modalités\n\n- Full remote possible", "occasional"),
        ("## Modalités\n\n- Pas de télétravail", "none"),
        ("## Modalités\n\n- 100 % télétravail", "full"),
        ("## Modalités\n\n- Le télétravail est la norme, une présence ponctuelle est souhaitée", "hybrid"),
        ("## Terms\n\n- Hybrid: two days a week in the office", "hybrid"),
    ],
)
def test_any_presence_denies_full_telework(text: str, kind: str) -> None:
    assert read(text)["telework"] == kind


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Contrat : CDI\n\nNous recrutons un développeur en freelance.", "contract"),
        ("Poste basé à Lyon.\n\nLe poste est basé à Paris.", "place"),
        ("- Durée : 6 mois\n- Durée du contrat : 12 mois", "duration"),
    ],
)
def test_two_statements_that_differ_are_none(text: str, fact: str) -> None:
    rendered = html.render_markdown(text, "https://example.org/", "")
    found = facts.read(rendered.html, POSTED, Hints("FR"))
    assert fact not in found.found
    assert len(found.contradicted[fact]) > 1


def test_the_more_precise_statement_counts() -> None:
    found = read("Le poste est basé à Paris.\n\n- Lieu : 75007 Paris")
    assert [(place.postal_code, place.locality) for place in found["place"]] == [("75007", "Paris")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("## Postuler\n\nRemplissez [ce formulaire](https://form.example/1).", ("https://form.example/1",)),
        ("Pour postuler : https://form.example/2", ("https://form.example/2",)),
        ("To apply, [apply here](https://form.example/3).", ("https://form.example/3",)),
        ("Envoyez votre CV à jobs@example.org", ("jobs@example.org",)),
        ("Envoyez votre CV à jobs@example.org, avec chef@example.org en copie", ("jobs@example.org",)),
        ("Pour postuler, [écrivez-nous](mailto:jobs@example.org).", ("jobs@example.org",)),
    ],
)
def test_the_way_to_apply(text: str, value: tuple[str, ...]) -> None:
    assert read(text)["apply"] == value


def test_a_link_elsewhere_is_no_way_to_apply() -> None:
    assert "apply" not in read("Découvrez [notre produit](https://product.example/) et ses usages.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are looking for a developer on a permanent contract, based in Lyon.", "permanent contract"),
        ("Nous recrutons une développeuse en CDI à Lyon pour rejoindre une équipe de huit personnes.", "CDI"),
        ("## Modalités\n\n- Poste ouvert en CDD ou en freelance, dès que possible", "CDD ou en freelance"),
        ("Contrat : CDD de 18 mois renouvelable", ""),
        (f"Contrat : freelance, {'avec une équipe qui accompagne ' * 3}", "freelance"),
    ],
)
def test_a_contract_is_shown_by_its_words(text: str, words: str) -> None:
    rendered = html.render_markdown(text, "https://example.org/", "")
    assert facts.read(rendered.html, POSTED, Hints("FR")).found["contract"].words == words
