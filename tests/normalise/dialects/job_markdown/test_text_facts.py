"""Facts of the text of an offer: keys count first, and each value has its line and words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feeds.model.post import Document, Post
from feeds.model.problem import Problem
from feeds.model.settings import PUBLISHER, JobDefaults, Organization, Place, Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown

SITE = Site(title="Jobs", url="https://jobs.example/", description="", language="fr", timezone="Europe/Paris")
CONTEXT = Context(SITE, JobDefaults(country="FR"), language="fr")
BODY = """## Le produit

Un service public en ligne.

## Modalités

- Poste ouvert pour un·e indépendant·e, pour une mission de 6 mois
- Temps partiel (80 %)
- Poste basé à Rennes, télétravail partiel
- Démarrage : mars 2026
- TJM : 450 - 600 € par jour

## Postuler

Écrivez à jobs@example.org avant le 15 mars 2026.
"""


def read(keys: str = "", body: str = BODY, context: Context = CONTEXT) -> tuple[Post, tuple[Problem, ...]]:
    text = f"---\nroles: Développeuse\ncompany: ACME\ndate: 2026-02-01\n{keys}---\n\n{body}"
    post, problems = job_markdown.normalise(Document("s", "sources/a.md", text.encode(), "f"), context)
    assert post
    assert post.job
    return post, problems


def origins(post: Post) -> dict[str, list[tuple[str, int | None]]]:
    found: dict[str, list[tuple[str, int | None]]] = {}
    for origin in post.origins:
        found.setdefault(origin.field, []).append((origin.how, origin.line))
    return found


def test_facts_fill_the_job() -> None:
    post, _ = read()
    job: Any = post.job
    assert job.employment_type == ("CONTRACTOR", "PART_TIME")
    assert (job.job_duration, job.duration, job.start, job.remote) == ("P6M", "P6M", "2026-03", "hybrid")
    assert job.job_location == (Place(locality="Rennes", country="FR"),)
    assert (job.day_rate.minimum, job.day_rate.maximum, job.base_salary) == (450, 600, None)
    assert job.valid_through.day.isoformat() == "2026-03-15"
    assert post.stated.closes == job.valid_through


def test_each_has_its_line_and_words() -> None:
    post, _ = read()
    found = origins(post)
    lines = post_lines(BODY, 7)
    assert found["job.employment_type"] == [("body", lines["- Poste ouvert"]), ("body", lines["- Temps partiel"])]
    assert found["job.job_location"] == [("body", lines["- Poste basé"])]
    assert found["job.start"] == [("body", lines["- Démarrage"])]
    assert found["job.day_rate"] == [("body", lines["- TJM"])]
    assert found["job.valid_through"] == [("body", lines["Écrivez à"])]
    detail = next(origin.detail for origin in post.origins if origin.field == "job.start")
    assert detail == "'mars 2026'"


def post_lines(body: str, first: int) -> dict[str, int]:
    rows = body.splitlines()
    starts = ("- Poste ouvert", "- Temps partiel", "- Poste basé", "- Démarrage", "- TJM", "Écrivez à")
    return {start: next(at for at, row in enumerate(rows, first) if row.startswith(start)) for start in starts}


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("contrat: CDI temps plein\n", "employment_type", ("FULL_TIME",)),
        ("contrat: stage de 3 mois\n", "job_duration", "P3M"),
        ("lieu: Nantes\n", "job_location", (Place(locality="Nantes", country="FR"),)),
        ("teletravail: non\n", "remote", "none"),
        ("experience: 5 ans\n", "experience_requirements", "5 ans"),
        ("Référence: 0017\n", "reference_number", "0017"),
        ("requisition_id: DEV-LYON\n", "reference_number", "DEV-LYON"),
    ],
)
def test_a_key_counts_before_the_text(keys: str, field: str, value: object) -> None:
    post, _ = read(keys)
    assert getattr(post.job, field) == value
    assert all(how == "key" for how, _ in origins(post)[f"job.{field}"][:1])


def test_the_last_day_of_a_key_counts() -> None:
    post, _ = read("date_limite: 2026-04-01\n")
    assert post.stated.closes
    assert str(post.stated.closes.day) == "2026-04-01"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Le poste est basé à Rennes.", "Rennes"),
        ("- Lieu : Lyon", "Lyon"),
        ("L'équipe cherche une juriste.", "Vannes"),
        ("- Télétravail : complet", ""),
        ("Le poste est en full remote.", ""),
        ("Le poste est basé à Rennes.\n\n- Lieu : Lyon", ""),
    ],
)
def test_a_place_in_the_text_beats_the_address_of_the_organisation(body: str, place: str) -> None:
    publisher = Organization("ACME", address=Place(locality="Vannes", country="FR"))
    site, jobs = replace(SITE, publisher=publisher), replace(CONTEXT.jobs, employer=PUBLISHER)
    context = replace(CONTEXT, site=site, jobs=jobs)
    text = f"---\nroles: Juriste\ndate: 2026-02-01\n---\n\n{body}\n"
    post, _ = job_markdown.normalise(Document("s", "sources/a.md", text.encode(), "f"), context)
    assert post
    assert post.job
    assert [one.locality for one in post.job.job_location if one.locality] == ([place] if place else [])


def test_statements_that_differ_are_a_note_with_their_lines() -> None:
    body = "Poste basé à Lyon.\n\nLe poste est basé à Paris.\n"
    post, problems = read(body=body)
    assert post.job
    assert [place.locality for place in post.job.job_location] == [""]
    note = next(problem for problem in problems if "place" in str(problem.expected))
    assert note.severity == "note"
    assert "in line 7" in str(note)
    assert "in line 9" in str(note)
    assert "lieu: …" in str(note)


@pytest.mark.parametrize(("contacts", "shown"), [((), ""), (("jobs@example.org",), "jobs@example.org")])
def test_a_mailbox_is_public_only_if_it_is_listed(contacts: tuple[str, ...], shown: str) -> None:
    context = replace(CONTEXT, jobs=replace(CONTEXT.jobs, contacts=contacts))
    post, _ = read(context=context)
    assert post.job
    assert post.job.apply == shown
    assert "@" not in post.job.contract + post.job.telework + post.job.experience_requirements


def test_words_with_a_mailbox_are_not_published_as_a_fact() -> None:
    post, _ = read(body="Contrat : freelance, écrire à chef@example.org\n")
    assert post.job
    assert post.job.employment_type == ("CONTRACTOR",)
    assert post.job.contract == ""


def test_an_article_has_no_facts() -> None:
    text = "---\ntitle: A\ntype: article\ndate: 2026-02-01\n---\n\nDate limite : 15 mars 2026\n"
    post, _ = job_markdown.normalise(Document("s", "sources/a.md", text.encode(), "f"), CONTEXT)
    assert post
    assert post.stated.closes is None
