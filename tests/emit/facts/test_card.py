"""The facts of a job, first in its entry and on its page, and taken out again by another `feeds`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import html

from feeds.emit.entry_content import entry_html
from feeds.emit.facts import card
from feeds.model.instant import Moment
from feeds.model.job import Pay
from feeds.model.settings import Organization, Place
from feeds.normalise.dialects.syndication import facts_card

DAY = Moment(datetime(2026, 4, 30, 22, tzinfo=UTC), date(2026, 4, 30))


@pytest.fixture
def offer(entry, job):
    """Return the entry of a job of which all facts are known."""
    known = replace(
        job,
        contract="CDD",
        employment_type=("TEMPORARY", "FULL_TIME"),
        job_location=(Place(locality="Brest", country="FR"), Place(locality="Gand", country="BE")),
        remote="hybrid",
        telework="deux jours par semaine",
        valid_through=DAY,
        base_salary=Pay("EUR", "YEAR", 30000, 35000),
        day_rate=Pay("EUR", "DAY", 400, 500),
        start="2026-06",
        duration="P6M",
        apply="https://forms.example.org/1",
        application_contact="emplois@nord.example.org",
        hiring_organization=Organization("Nord & Cie", "https://nord.example.org/"),
    )
    return lambda **values: entry(**{"job": known, "external_url": "https://nord.example.org/dev", **values})


def lines(text):
    return [item.text_content() for item in html.fragment_fromstring(text, create_parent="div").iter("li")]


def test_pay_that_was_not_understood_is_shown_as_written(site, entry, job):
    offer = entry(job=replace(job, base_salary=Pay("", "", text="Selon profil & grille")))
    assert "Rémunération\xa0: Selon profil & grille" in lines(card.card(site, offer, "fr"))


def test_the_reference_of_the_employer_is_shown_on_the_page_alone(site, entry, job):
    """The id in the recruiting system is not."""
    offer = entry(job=replace(job, reference="lever:acme:1", reference_number="R&D-17"))
    assert "Référence\xa0: R&D-17" in lines(card.page_card(site, offer, "fr"))
    assert "Reference: R&D-17" in lines(card.page_card(site, offer, "en"))
    assert "R&D-17" not in "".join(lines(card.card(site, offer, "fr")))
    assert "lever" not in card.page_card(site, offer, "fr")


def test_the_facts_stand_in_one_order(site, offer):
    assert lines(card.card(site, offer(), "fr")) == [
        "Date limite\xa0: 30 avril 2026",
        "Pour postuler\xa0: Candidater sur le site forms.example.org · emplois@nord.example.org",
        "Contrat\xa0: CDD · Temps plein",
        "Lieu\xa0: Brest, France · Gand, Belgique",
        "Télétravail\xa0: En partie à distance (deux jours par semaine)",
        "Rémunération\xa0: 30\u202f000\xa0€ à 35\u202f000\xa0€ par an · 400\xa0€ à 500\xa0€ par jour",
        "Début\xa0: juin 2026",
        "Durée\xa0: 6\xa0mois",
        "Organisation\xa0: Nord & Cie",
    ]
    assert lines(card.card(site, offer(), "en"))[:3] == [
        "Apply by: April 30, 2026",
        "How to apply: Apply on the site forms.example.org · emplois@nord.example.org",
        "Contract: CDD · Full time",
    ]


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        ("P6M", "6\xa0mois"),
        ("P4M/P6M", "4\xa0mois à 6\xa0mois"),
        ("P1Y6M", "1\xa0an et 6\xa0mois"),
        ("P3W/P1Y", "3\xa0semaines à 1\xa0an"),
    ],
)
def test_a_duration_is_in_words(site, offer, job, duration, shown):
    one = offer(job=replace(job, contract="CDD", duration=duration))
    assert f"Durée\xa0: {shown}" in lines(card.card(site, one, "fr"))


def test_what_is_unknown_is_left_out(site, entry, job):
    bare = replace(job, employment_type=(), job_location=(), hiring_organization=Organization(""))
    assert card.card(site, entry(job=bare), "fr") == ""
    assert card.card(site, entry(job=None), "fr") == ""


@pytest.mark.parametrize(
    ("contract", "types", "shown"),
    [
        ("indépendant", ("CONTRACTOR",), "indépendant"),
        ("CDI", ("FULL_TIME",), "CDI · Temps plein"),
        ("CDI temps plein", ("FULL_TIME",), "CDI temps plein"),
        ("Alternance", ("INTERN", "PART_TIME"), "Alternance · Temps partiel"),
        ("", ("CONTRACTOR", "PART_TIME"), "Prestation indépendante · Temps partiel"),
    ],
)
def test_each_thing_is_stated_once(site, entry, job, contract, types, shown):
    text = card.card(site, entry(job=replace(job, contract=contract, employment_type=types)), "fr")
    assert lines(text)[0] == f"Contrat\xa0: {shown}"


@pytest.mark.parametrize(
    ("telework", "shown"),
    [("full", ""), ("Oui", ""), ("entièrement à distance", ""), ("où tu veux", " (où tu veux)")],
)
def test_words_that_add_nothing_to_the_class_of_telework_are_left_out(site, entry, job, telework, shown):
    text = card.card(site, entry(job=replace(job, remote="full", telework=telework)), "fr")
    assert f"Télétravail\xa0: Entièrement à distance{shown}" in lines(text)


@pytest.mark.parametrize(
    ("values", "notice"),
    [
        ({"state": "filled"}, "Cette offre n’est plus disponible. Elle a été pourvue."),
        ({"state": "withdrawn"}, "Cette offre n’est plus disponible. Elle a été retirée par l’employeur."),
        ({"state": "expired", "closed": DAY.at}, "Cette offre n’est plus disponible. Elle a expiré le 1er mai 2026."),
        ({"state": "closed"}, "Cette offre n’est plus disponible."),
    ],
)
def test_a_closed_job_gives_the_reason_and_no_way_to_apply(site, offer, values, notice):
    shown = lines(card.card(site, offer(**values), "fr"))
    assert shown[0] == notice
    assert not any("postuler" in line for line in shown)
    assert len(shown) == (8 if "expiré" in notice else 9)  # whose day is in the notice


@pytest.mark.parametrize("state", ["open", "filled", "withdrawn", "expired", "closed", "removed"])
@pytest.mark.parametrize("content", ["full", "text"])
def test_another_site_takes_it_out(site, offer, state, content):
    """The text comes back as it was, with the state and the reason of a closed job."""
    one = offer(state=state, reason='it was "filled" & <b>', content_html="<ul><li>Un</li></ul>\n<p>Deux</p>")
    text = entry_html(site, one, content, "fr")
    found = facts_card.split(text)
    assert found.content_html == one.post.content_html
    assert (found.state, found.reason) == ((state, 'it was "filled" & <b>') if state != "open" else (None, ""))
    assert facts_card.split(one.post.content_html).content_html == one.post.content_html


def test_how_much_a_feed_has_of_an_entry(site, offer):
    one = offer(content_html="<p>Texte</p>", summary="En deux <mots>")
    facts = card.card(site, one, "fr")
    assert entry_html(site, one, "full", "fr") == f"{facts}<p>Texte</p>"
    assert entry_html(site, one, "text", "fr") == "<p>Texte</p>"
    assert entry_html(site, one, "summary", "fr") == f"{facts}<p>En deux &lt;mots&gt;</p>\n"
